"""Corrections as data: what they change, and every way in which they refuse."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalog import load_catalog
from pipelines.errors import CatalogError
from pipelines.intake import read_partner
from pipelines.intake.corrections import read_corrections
from pipelines.intake.partner import PartnerLog
from pipelines.intake.uncoded import uncoded_words
from pipelines.wording import load_wording
from tests.intake.partners import HEADER, MAPPING, PARTNER_YAML, key_of, row, write_log

TODAY = date(2025, 12, 31)
ROWS = [
    row(record="R1", family="H1"),
    row(record="R2", family="H2", needs="Rent", outcome="Full"),
    row(record="R3", family="H3", asked_on="04/01/2025", closed_on=""),
    row(record="R4", family="H4", needs="Fod", outcome="Full"),
]
WHY = "reason: typed by the wrong list, told: the log keeper by telephone, on: 2025-06-01"


def entry(what: str, *, name: str = "mend", expect: int = 1, partner: str = "stoop") -> str:
    return f"  - {{id: {name}, partner: {partner}, {what}, {WHY}, expect: {expect}}}\n"


@pytest.fixture
def corrected(folder: Path, catalog, places, tmp_path) -> Callable[..., PartnerLog]:
    """Reads ROWS (or the rows given) as corrected by the entries."""

    def run(*entries: str, rows=ROWS, mapping: str = MAPPING, header=HEADER) -> PartnerLog:
        write_log(folder, rows, mapping=mapping, header=header)
        write_corrections(tmp_path, *entries)
        corrections = read_corrections(tmp_path / "corrections", ["stoop"])
        return read_partner(folder, catalog, places, key_of, today=TODAY, corrections=corrections)

    return run


def write_corrections(root: Path, *entries: str) -> None:
    (root / "corrections").mkdir(exist_ok=True)
    (root / "corrections" / "a.yaml").write_text("corrections:\n" + "".join(entries), encoding="utf-8")


def fates(log: PartnerLog) -> dict[tuple[str, str], int]:
    return {(fate, reason): n for fate, reason, n in log.row_account.select("fate", "reason", "rows").rows()}


def refusal(corrected, *entries: str, **settings) -> str:
    with pytest.raises(CatalogError) as caught:
        corrected(*entries, **settings)
    return str(caught.value)


def test_a_dropped_row_is_in_both_accounts_and_in_the_list(corrected):
    log = corrected(entry("file: log.csv, match: {rows: [3]}, drop: true"))
    assert fates(log) == {("received", "all"): 4, ("loaded", "all"): 3, ("quarantined", "by_correction"): 1}
    assert log.quarantine.select("row_number", "reason").rows() == [(3, "by_correction")]
    assert log.requests.height == 3
    assert log.corrections.select("correction", "action", "rows").rows() == [("mend", "drop", 1)]


def test_a_stretch_of_rows(corrected):
    log = corrected(entry('file: "log.*", match: {rows: ["3 - 4", 5]}, drop: true', expect=3))
    assert log.requests.height == 1


def test_a_word_is_set_and_coded(corrected):
    before, after = corrected(), corrected(entry("match: {columns: {Needs: fod}}, set: {Needs: Food}"))
    assert before.requests["need"].sort().to_list() == ["groceries", "groceries", "rent", "unmapped"]
    assert after.requests["need"].sort().to_list() == ["groceries", "groceries", "groceries", "rent"]
    assert after.requests.height == before.requests.height


def test_an_empty_cell_is_found_and_one_is_emptied(corrected):
    log = corrected(
        entry("match: {columns: {Closed on: null}}, set: {Outcome: Open}", name="one"),
        entry("match: {records: [r2]}, set: {Needs: null}", name="two"),
    )
    by_day = log.requests.sort("received_on", "need")
    assert by_day.filter(received_on=date(2025, 4, 1))["result"].to_list() == ["no_result"]
    assert by_day["need"].to_list().count("unmapped") == 2


def test_days_are_shifted(corrected):
    log = corrected(entry("match: {records: [R1, R2]}, shift_days: {received_on: 31}", expect=2))
    assert log.requests["received_on"].sort().to_list() == [
        date(2025, 3, 5), date(2025, 4, 1), date(2025, 4, 5), date(2025, 4, 5),
    ]  # fmt: skip


def test_the_day_of_a_result_is_shifted_alone(corrected):
    what = "match: {records: [R1]}, shift_days: {result_on: 2}"
    log = corrected(entry(what))
    helped = log.requests.filter(result="received", received_on=date(2025, 3, 5))
    assert helped["days_to_help"].to_list() == [3]


def test_three_columns_of_a_day_are_shifted_over_the_end_of_a_year(corrected):
    header = ("Record", "Day", "Month", "Year", "Area", "Needs")
    mapping = (
        'partner: stoop\nfiles: ["*.csv"]\ncolumns:\n  Record: {role: request_id}\n'
        "  Day: {role: received_on, part: day}\n  Month: {role: received_on, part: month}\n"
        "  Year: {role: received_on, part: year}\n  Area: {role: area, level: neighbourhood}\n"
        "  Needs: {role: need}\ncodes:\n  need: {Food: groceries}\n"
    )
    rows = [("R1", "31", "Dec", "2024", "b0d0n00", "Food")]
    what = "match: {records: [R1]}, shift_days: {received_on: 1}"
    log = corrected(entry(what), rows=rows, mapping=mapping, header=header)
    assert log.requests["received_on"].to_list() == [date(2025, 1, 1)]


def test_a_time_zone_is_reckoned_with_once(corrected):
    mapping = MAPPING.replace(
        '"Asked on": {role: received_on, formats: ["%m/%d/%Y"]}',
        '"Asked on": {role: received_on, formats: [iso], time_zone: America/New_York}',
    )
    rows = [row(asked_on="2025-03-05T03:00:00Z")]
    log = corrected(entry("match: {records: [R1]}, shift_days: {received_on: 1}"), rows=rows, mapping=mapping)
    assert log.requests["received_on"].to_list() == [date(2025, 3, 5)]


def test_rows_by_the_day_they_came(corrected):
    log = corrected(
        entry("match: {received: {from: 2025-03-01, to: 2025-03-31}}, set: {Outcome: Gone}", expect=3)
    )
    assert log.requests["result"].sort().to_list() == ["received", "withdrew", "withdrew", "withdrew"]


def test_a_copy_in_another_export_is_not_counted_again(corrected, folder):
    write_log(folder, ROWS[:2], name="march.csv")
    log = corrected(entry("match: {records: [R2]}, set: {Needs: Food}"))
    assert log.corrections["rows"].to_list() == [2]
    assert log.requests.height == 4


def test_nothing_is_corrected_that_the_gate_keeps_out(corrected):
    rows = [*ROWS, row(record="R7", family="H7", outcome="call 212-555-0147")]
    text = refusal(corrected, entry("file: log.csv, match: {rows: [6]}, drop: true"), rows=rows)
    assert "finds 0 rows" in text and "gate" in text and "0147" not in text


@pytest.mark.parametrize("expect", [1, 3])
def test_another_number_of_rows_than_expected_refuses(corrected, expect):
    text = refusal(corrected, entry("match: {records: [R1, R2]}, drop: true", expect=expect))
    assert "a.yaml line 2" in text and "the correction mend: it finds 2 rows" in text
    assert "R1" not in text and "R2" not in text


def test_two_corrections_of_one_cell_refuse_in_whatever_order(corrected):
    one = entry("match: {records: [R1]}, set: {Needs: Rent}", name="one")
    two = entry("match: {columns: {Needs: Food}}, set: {Needs: Diapers}", name="two", expect=2)
    drop = entry("match: {records: [R1]}, drop: true", name="three")
    for pair in ((one, two), (two, one), (one, drop), (drop, one)):
        assert "changes what" in refusal(corrected, *pair)


def test_two_corrections_of_two_cells_of_a_row_both_hold_in_whatever_order(corrected):
    one = entry("match: {records: [R4]}, set: {Needs: Food}", name="one")
    two = entry("match: {columns: {Needs: Fod}}, set: {Outcome: Helped}", name="two")
    assert corrected(one, two).requests.equals(corrected(two, one).requests)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("match: {records: [R1]}", "one of drop"),
        ("match: {records: [R1]}, drop: true, set: {Needs: Food}", "one of drop"),
        ("drop: true", "it would be all"),
        ("match: {rows: [2]}, drop: true", "name of their `file`"),
        ("file: log.csv, match: {rows: [2 to 4]}, drop: true", "row numbers as a spreadsheet"),
        ("file: log.csv, match: {rows: 2}, drop: true", "must be a list"),
        ("file: other.csv, match: {rows: [2]}, drop: true", "no file of this name"),
        ("match: {records: [R1]}, set: {Colour: red}", "reads no column of this name"),
        ("match: {columns: {Colour: red}}, drop: true", "reads no column of this name"),
        ("match: {records: [R1]}, shift_days: {asked: 3}", "shift_days takes"),
        ("match: {records: [R1]}, shift_days: {received_on: soon}", "valid integer"),
        ("match: {records: [R1]}, set: {Needs: 212-555-0147}", "looks like an identifier"),
        ("match: {record: [R1]}, drop: true", "not a field that is known"),
        ("match: R1, drop: true", "valid dictionary"),
    ],
)
def test_what_is_not_plain_refuses_and_repeats_no_value(corrected, what, told):
    text = refusal(corrected, entry(what))
    assert told in text and "a.yaml line 2" in text
    assert "R1" not in text and "0147" not in text and "soon" not in text


def test_a_partner_that_is_not_there_and_an_id_twice_refuse(corrected):
    text = refusal(corrected, entry("match: {records: [R1]}, drop: true", partner="stop"))
    assert "Did you mean `stoop`?" in text
    again = entry("match: {records: [R2]}, drop: true")
    assert "has this id" in refusal(corrected, entry("match: {records: [R1]}, drop: true"), again)


def test_another_file_than_of_corrections_refuses(tmp_path):
    (tmp_path / "x.yaml").write_text("fixes: []\n")
    with pytest.raises(CatalogError, match="expected one list, `corrections:`"):
        read_corrections(tmp_path, [])


def test_words_to_code_are_those_after_corrections(folder, catalog, tmp_path):
    write_log(folder, [row(record=f"R{n}", family=f"H{n}", needs="Fod") for n in range(4)])
    write_corrections(tmp_path, entry("match: {columns: {Needs: Fod}}, set: {Needs: Food}", expect=4))
    corrections = read_corrections(tmp_path / "corrections", ["stoop"])
    wording = load_wording()
    assert uncoded_words(folder, catalog, wording, TODAY)["word"].to_list() == ["fod"]
    assert uncoded_words(folder, catalog, wording, TODAY, corrections).height == 0


CELLS = st.sampled_from(["Food", "Rent", "Fod", ""])


@settings(max_examples=25, deadline=None)
@given(needs=st.lists(CELLS, min_size=1, max_size=12), shift=st.integers(-400, 400))
@pytest.mark.slow
def test_a_set_and_a_shift_are_as_if_the_partner_had_mended_its_file(needs, shift, tmp_path_factory, places):
    root = tmp_path_factory.mktemp("pair")
    catalog, logs = load_catalog(), []
    wrong = [row(record=f"R{n}", family=f"H{n}", needs=need) for n, need in enumerate(needs)]
    day = date.fromordinal(date(2025, 3, 5).toordinal() + shift).strftime("%m/%d/%Y")
    right = [
        row(record=f"R{n}", family=f"H{n}", needs="Food" if need == "Fod" else need, asked_on=day)
        for n, need in enumerate(needs)
    ]
    entries = [entry(f"file: log.csv, shift_days: {{received_on: {shift}}}", name="all", expect=len(needs))]
    if "Fod" in needs:
        entries.append(
            entry("match: {columns: {Needs: Fod}}, set: {Needs: Food}", name="fod", expect=needs.count("Fod"))
        )
    write_corrections(root, *entries)
    for rows, corrections in ((wrong, read_corrections(root / "corrections", ["stoop"])), (right, ())):
        folder = root / ("wrong" if corrections else "right") / "stoop"
        folder.mkdir(parents=True)
        (folder / "partner.yaml").write_text(PARTNER_YAML, encoding="utf-8")
        write_log(folder, rows)
        logs.append(read_partner(folder, catalog, places, key_of, today=TODAY, corrections=corrections))
    same = [log.requests.drop("request_key", "household_key").sort(pl.all()) for log in logs]
    assert same[0].equals(same[1])
    assert fates(logs[0]) == fates(logs[1])
