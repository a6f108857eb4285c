"""The whole of one partner: files in, tables out."""

from tests.intake.partners import row, write_log


def steps(log) -> dict[str, int]:
    return dict(log.request_account.select("step", "rows").iter_rows())


def test_a_plain_log_becomes_requests(folder, read):
    write_log(folder, [row(), row(record="R2", family="H2", needs="Food;Rent", outcome="Full")])
    log = read()
    assert sorted(log.requests["need"]) == ["groceries", "groceries", "rent"]
    assert steps(log) == {
        "loaded_rows": 2,
        "offer_rows": 0,
        "ask_rows": 2,
        "expanded": 3,
        "folded": 0,
        "request_rows": 3,
        "requests": 3,
    }
