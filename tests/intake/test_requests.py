"""Rows to requests: horizons, folding, repeats, corrections, counts, places and what a partner agrees to."""

import pytest

from pipelines.errors import IntakeError
from tests.intake.partners import HEADER, MAPPING, PARTNER_YAML, row, write_log


def one_request(read) -> dict:
    (found,) = read().requests.rows(named=True)
    return found


@pytest.mark.parametrize(
    ("closed_on", "outcome", "result", "days"),
    [
        ("03/05/2025", "Helped", "received", 0),
        ("03/08/2025", "Helped", "received", 3),
        ("03/09/2025", "Helped", "no_result", None),
        ("", "Helped", "received", None),
        ("03/01/2025", "Helped", "received", None),
        ("03/08/2025", "Full", "turned_away", None),
        ("03/09/2025", "Full", "no_result", None),
        ("", "Gone", "withdrew", None),
        ("", "", "no_result", None),
    ],
)
def test_the_result_is_that_of_the_horizon(folder, read, closed_on, outcome, result, days):
    write_log(folder, [row(closed_on=closed_on, outcome=outcome)])
    found = one_request(read)
    assert (found["result"], found["days_to_help"]) == (result, days)
    assert (found["helped_by"] == "unknown") == (result == "received")
    assert (found["reason"] == "not_stated") == (result == "turned_away")


def test_household_need_and_month_make_one_request(folder, read):
    rows = [
        row(record="R1", asked_on="03/20/2025", outcome="Full", closed_on="", area="b0d0n00"),
        row(record="R2", asked_on="03/05/2025", outcome="Open", closed_on="", area="b1d1n33"),
        row(record="R3", asked_on="03/07/2025", outcome="Helped", closed_on="03/07/2025"),
        row(record="R4", asked_on="04/01/2025"),
        row(record="R5", needs="Rent"),
    ]
    write_log(folder, rows)
    log = read()
    assert log.requests.height == 3
    first = log.requests.filter(need="groceries", month="2025-03").row(0, named=True)
    assert (first["contacts"], first["result"], first["days_to_help"]) == (3, "received", 2)
    assert f"{first['received_on']}" == "2025-03-05" and first["block"] == "b1d1n33-w3"
    assert log.requests["household_key"].n_unique() == 1


def test_the_household_key_changes_with_the_year_and_the_secret(folder, catalog, places):
    from pipelines.intake import read_partner

    write_log(folder, [row(), row(record="R2", asked_on="03/05/2024")])
    log = read_partner(folder, catalog, places, lambda year: b"k" * 32)
    other = read_partner(folder, catalog, places, lambda year: b"o" * 32)
    keys = {*log.requests["household_key"], *other.requests["household_key"]}
    assert len(keys) == 4 and all(len(key) == 32 for key in keys)


@pytest.mark.parametrize("family", ["", "N/A", "unknown", "0"])
def test_rows_without_a_household_are_their_own(folder, read, family):
    write_log(folder, [row(family=family), row(record="R2", family=family)])
    log = read()
    assert log.requests.height == 2 and log.requests["household_key"].null_count() == 2


def fates(log) -> dict:
    rows = log.row_account.select("file", "fate", "rows").rows()
    return {(file, fate): number for file, fate, number in rows}


def test_overlapping_exports_count_once_and_corrections_replace(folder, read):
    first = write_log(
        folder, [row(), row(record="R2", family="H2", outcome="Open", closed_on="")], name="2025-03.csv"
    )
    text = first.read_text(encoding="utf-8").replace("Open,", "Full,").replace("R9", "R2")
    first.with_name("2025-04.csv").write_text(
        text + "R3,H3,04/01/2025,b0d0n00,Food,Open,\n", encoding="utf-8"
    )
    log = read()
    assert fates(log) == {
        ("2025-03.csv", "received"): 2, ("2025-03.csv", "loaded"): 1, ("2025-03.csv", "replaced"): 1,
        ("2025-04.csv", "received"): 3, ("2025-04.csv", "loaded"): 2, ("2025-04.csv", "duplicate"): 1,
    }  # fmt: skip
    assert sorted(log.requests["result"]) == ["no_result", "received", "turned_away"]


def test_identical_rows_are_one_unless_the_partner_logs_events(folder, read):
    rows = [row(record="", family=""), row(record="", family=""), row(record="", family="")]
    path = write_log(folder, rows)
    assert read().requests.height == 1
    write_log(folder, rows, mapping=MAPPING + "identical_rows: distinct\n")
    assert read().requests.height == 3
    path.with_name("more.csv").write_text(
        path.read_text(encoding="utf-8") + "\n" + ",".join(rows[0]), encoding="utf-8"
    )
    log = read()
    assert log.requests.height == 4
    assert fates(log)["more.csv", "duplicate"] == 3


def test_days_outside_the_period_and_in_the_future_are_no_part_of_the_log(folder, read):
    days = ["03/05/2025", "03/04/2025", "12/31/2025", "01/01/2026", "01/01/2062", "01/05/1900"]
    rows = [row(record=f"R{n}", family=f"H{n}", asked_on=day, closed_on="") for n, day in enumerate(days)]
    write_log(folder, rows, mapping=MAPPING + "period: {from: 2025-03-05, to: 2025-12-31}\n")
    found = read().row_account.select("fate", "reason", "rows").rows()
    assert {("out_of_period", "before", 2), ("out_of_period", "after", 2), ("loaded", "all", 2)} <= set(found)
    write_log(folder, rows)
    found = read().row_account.select("fate", "reason", "rows").rows()
    assert {("out_of_period", "before", 1), ("out_of_period", "after", 1), ("loaded", "all", 4)} <= set(found)


def test_totals_and_headers_in_between_are_no_records(folder, read):
    mapping = MAPPING + 'totals_row: {column: "Family", starts_with: "Total"}\n'
    write_log(
        folder, [row(), HEADER, row(record="R2"), ("", "TOTAL 2025", "", "", "2", "", "")], mapping=mapping
    )
    found = read().row_account.select("fate", "reason", "rows").rows()
    assert {("not_a_record", "header", 1), ("not_a_record", "total", 1), ("loaded", "all", 2)} <= set(found)


COUNTS = """\
partner: stoop
files: ["*.csv"]
columns:
  "Day": {role: received_on, formats: ["%m/%d/%Y"]}
  "District": {role: area, level: neighbourhood}
  "People": {role: count}
  "What": {role: need}
codes:
  need: {"Food": groceries}
"""


def test_a_partner_that_only_counts(folder, read):
    rows = [
        ("03/05/2025", "b0d0n00", "1,234", "Food"),
        ("03/06/2025", "b0d0n00", "7", "Food"),
        ("03/07/2025", "b0d0n00", "0", "Food"),
        ("03/08/2025", "b0d0n00", "many", "Food"),
        ("03/08/2025", "b0d0n00", "-2", "Food"),
        ("03/08/2025", "b0d0n00", "2.5", "Food"),
    ]
    write_log(folder, rows, header=("Day", "District", "People", "What"), mapping=COUNTS)
    log = read()
    assert sorted(log.requests["requests"]) == [7, 1234]
    assert log.requests["block"].unique().to_list() == ["b0d0:unknown"]
    assert log.partner["is_count_only"].to_list() == [True]
    steps = dict(log.request_account.select("step", "rows").iter_rows())
    assert (steps["request_rows"], steps["requests"]) == (2, 1241)
    assert log.quarantine["reason"].to_list() == ["bad_count"] * 3
    assert ("not_a_record", "count_of_zero", 1) in log.row_account.select("fate", "reason", "rows").rows()


def test_places_and_words_for_none(folder, read):
    mapping = MAPPING.replace('"Area": {role: area, level: neighbourhood}', '"Area": {role: zip}')
    mapping += 'missing_place: {"Homeless": no_fixed_address, "Upstate": outside}\n'
    cells = ["1000", "01000", "01000-1234", "homeless", " Upstate", "", "99999", "Bronx"]
    rows = [
        row(record=f"R{n}", family=f"H{n}", area=cell, asked_on=f"03/{n + 1:02d}/2025", closed_on="")
        for n, cell in enumerate(cells)
    ]
    write_log(folder, rows, mapping=mapping)
    log = read()
    found = log.requests.sort("received_on").select("block", "placed_by").rows()
    assert all(block.startswith("b0d0n0") and by == "zip" for block, by in found[:3])
    assert [block for block, _ in found[3:]] == [
        "no_fixed_address",
        "outside",
        "unknown",
        "outside",
        "unknown",
    ]
    assert log.unmapped.filter(field="place").select("words", "rows").rows() == [(1, 1)]


def test_a_column_of_codes_that_do_not_exist_is_refused_by_name(folder, read):
    rows = [row(record=f"R{n}", family=f"H{n}", area="zz-secret") for n in range(4)]
    write_log(folder, rows)
    with pytest.raises(IntakeError, match=r"stoop/log\.csv, column D \(`Area`\): 4 of 4 rows") as raised:
        read()
    assert "secret" not in str(raised.value)
    write_log(folder, [*rows[:2], *[row(record=f"S{n}", family=f"S{n}") for n in range(4)]])
    log = read()
    assert log.unmapped.filter(field="place").select("words", "rows").rows() == [(1, 2)]
    assert sorted(log.requests["block"].unique()) == ["b0d0n00-w1", "unknown"]


@pytest.mark.parametrize(
    ("level", "block"),
    [
        ("neighbourhood", "b0d0n00-w1"),
        ("district", "b0d0:unknown"),
        ("borough", "b0:unknown"),
        ("city", "unknown"),
    ],
)
def test_no_finer_place_than_the_partner_agrees_to(folder, read, level, block):
    write_log(folder, [row()])
    (folder / "partner.yaml").write_text(f"{PARTNER_YAML}agrees: {{place: {level}}}\n", encoding="utf-8")
    assert one_request(read)["block"] == block


def test_groups_and_results_that_the_partner_does_not_agree_to(folder, read):
    mapping = MAPPING.replace("codes:", '  "Age": {role: age}\ncodes:', 1)
    write_log(folder, [(*row(), "34")], header=(*HEADER, "Age"), mapping=mapping)
    assert one_request(read)["age_band"] == "30_44"
    (folder / "partner.yaml").write_text(
        PARTNER_YAML + "agrees: {groups: false, results: false}\n", encoding="utf-8"
    )
    found = one_request(read)
    assert (found["age_band"], found["result"], found["days_to_help"]) == ("not_asked", "no_result", None)
    assert (found["helped_by"], found["reason"]) == ("not_received", "not_turned_away")
