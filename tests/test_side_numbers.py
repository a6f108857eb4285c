"""The numbers beside the counts: rows by closed year, late records, and the stamps that tell them."""

from datetime import date

import polars as pl
import pytest

from pipelines import ledger
from pipelines.catalog import load_catalog
from pipelines.closing import Delays, closed_by
from pipelines.editions.facts import late_facts
from pipelines.freeze import freeze
from pipelines.intake.accounts import row_years
from pipelines.paths import Workspace
from pipelines.publish import read_setting, terms_of
from pipelines.schema import conform
from pipelines.tables import warehouse as w
from pipelines.tables.ledger import LEDGER_LATE
from pipelines.warehouse import write_database
from tests.town import cut, few_tables, make_town, town_tables

QUIET = lambda step: None  # noqa: E731
SIZE = 500
CLOSED, DONE = date(2025, 1, 20), date(2025, 2, 20)  # 2024 has closed; its results have


def close(workspace: Workspace, day: date) -> None:
    setting = read_setting(workspace, day, few_tables())
    freeze(workspace, setting.closing, terms_of(setting), QUIET)


def built(workspace: Workspace, until: date | None = None, **changed: pl.DataFrame) -> None:
    """The warehouse after another build, with tables `changed` by name."""
    tables = cut(town_tables(requests=SIZE), until)
    named = {table.name: table for table in tables}
    write_database(workspace.warehouse, {**tables, **{named[name]: frame for name, frame in changed.items()}})


def requests_and(more: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([town_tables(requests=SIZE)[w.REQUEST], more])


def late_copies(month: str, count: int) -> pl.DataFrame:
    """`count` requests of `month` that were not there before, each of one."""
    one = town_tables(requests=SIZE)[w.REQUEST].filter(month=month).head(1)
    many = pl.concat([one] * count).with_row_index("number")
    key = pl.concat_str(pl.lit("late"), "number")
    return many.with_columns(request_key=key, requests=pl.lit(1, pl.Int64)).drop("number")


def stamps_of(workspace: Workspace) -> set[str]:
    return {path.stem for path in (workspace.private / "stamps").rglob("*.parquet")}


@pytest.fixture
def town(tmp_path) -> Workspace:
    return make_town(tmp_path / "town", requests=SIZE)


# ---- rows by closed year ----


@pytest.mark.slow
def test_the_rows_of_a_year_are_taken_when_it_closes_and_never_again(town):
    close(town, date(2024, 12, 31))
    assert ledger.read_rows(town).height == 0
    close(town, CLOSED)
    before = ledger.read_rows(town)
    assert set(before["year"]) == {"2024"}
    dated = before.filter("is_dated").select(w.ROW_YEAR.column_names)
    assert dated.equals(conform(w.ROW_YEAR, town_tables(requests=SIZE)[w.ROW_YEAR].filter(year="2024")))
    more = town_tables(requests=SIZE)[w.ROW_YEAR].with_columns(pl.col("rows") * 3)
    built(town, row_year=more.filter(pl.col("partner") != "cedar"))
    close(town, date(2025, 12, 31))
    assert ledger.read_rows(town).equals(before)


@pytest.mark.slow
def test_a_row_without_a_date_is_of_the_first_year_that_closes_after_it_came(town):
    close(town, CLOSED)
    undated = ledger.read_rows(town).filter(~pl.col("is_dated"))
    assert undated.select("year", "rows").unique().rows() == [("2024", 4)]
    rows = town_tables(requests=SIZE)[w.ROW_YEAR]
    seven = pl.when(pl.col("year") == "undated", pl.col("partner") == "birch").then(pl.lit(11))
    none = pl.when(pl.col("year") == "undated", pl.col("partner") == "alder").then(pl.lit(1))
    built(town, row_year=rows.with_columns(rows=pl.coalesce(seven, none, "rows")))
    close(town, date(2026, 6, 1))
    later = ledger.read_rows(town).filter(~pl.col("is_dated"), year="2025")
    assert later.select("partner", "rows").rows() == [("birch", 7)]


def test_a_killed_closing_takes_the_same_rows_again(town):
    close(town, CLOSED)
    before = ledger.read_rows(town)
    (town.ledger / "requests" / "2024-12.parquet").unlink()
    close(town, CLOSED)
    assert ledger.read_rows(town).equals(before)


def test_the_year_of_a_row_is_that_of_its_date():
    days = [date(2024, 5, 1), date(2025, 5, 1), date(2024, 6, 1), None, date(1999, 1, 1), date(2025, 1, 1)]
    fates = pl.DataFrame(
        {
            "received_at": pl.Series(days, dtype=pl.Datetime("us")),
            "fate": ["loaded", "loaded", "quarantined", "quarantined", "out_of_period", "not_a_record"],
            "reason": ["all", "all", "no_need", "no_date", "before", "total"],
        }
    )
    found = row_years("alder", fates).select("year", "fate", "rows").rows()
    assert found == [
        ("2024", "loaded", 1),
        ("2024", "quarantined", 1),
        ("2025", "loaded", 1),
        ("undated", "not_a_record", 1),
        ("undated", "out_of_period", 1),
        ("undated", "quarantined", 1),
    ]


# ---- late records ----


@pytest.mark.slow
def test_what_has_no_stamp_when_the_results_of_its_year_close_came_late(town):
    close(town, CLOSED)
    built(town, request=requests_and(late_copies("2024-03", 17)))
    assert ledger.read_late(town).height == 0
    close(town, DONE)
    late = ledger.read_late(town)
    assert late["requests"].sum() == 17
    assert late.filter(pl.col("requests") > 0).height == 1
    assert set(late["partner"]) == {"alder", "birch", "cedar", "dogwood"}


@pytest.mark.slow
def test_late_records_are_counted_once_and_in_no_closed_count(town):
    close(town, CLOSED)
    atoms = ledger.read_atoms(town, "requests", ["2024-03"])
    built(town, request=requests_and(late_copies("2024-03", 17)))
    close(town, DONE)
    built(town, request=requests_and(late_copies("2024-03", 40)))
    close(town, date(2025, 6, 1))
    assert ledger.read_late(town)["requests"].sum() == 17
    assert ledger.read_atoms(town, "requests", ["2024-03"]).equals(atoms)


@pytest.mark.slow
def test_records_that_left_are_not_late_and_take_nothing_off(town):
    close(town, CLOSED)
    late = late_copies("2024-03", 17)
    leaving = next(name for name in ("dogwood", "cedar") if name != late["partner"][0])
    built(town, request=requests_and(late).filter(pl.col("partner") != leaving))
    close(town, DONE)
    counted = dict(ledger.read_late(town).select("partner", "requests").iter_rows())
    assert (counted[late["partner"][0]], counted[leaving]) == (17, 0)


@pytest.mark.parametrize(
    ("requests", "told"),
    [(0, "under_15"), (4, "under_15"), (14, "under_15"), (15, 20), (24, 20), (25, 30), (994, 990)],
)
def test_late_records_are_rounded_to_ten_and_none_is_told_like_a_few(requests, told):
    late = pl.DataFrame(
        [("2024", "a", requests), ("2024", "b", 0)], schema=LEDGER_LATE.empty().schema, orient="row"
    )
    closing = closed_by("2024-01", "2025-12", DONE, Delays(15, 30))
    assert late_facts(late, closing, load_catalog().policy) == {"late_2024": told}


def test_nothing_is_told_of_a_year_whose_results_had_not_closed_by_then():
    late = pl.DataFrame([("2024", "a", 50)], schema=LEDGER_LATE.empty().schema, orient="row")
    closing = closed_by("2024-01", "2025-12", CLOSED, Delays(15, 30))
    assert late_facts(late, closing, load_catalog().policy) == {}


# ---- stamps ----


@pytest.mark.slow
def test_stamps_stay_until_the_results_of_the_year_have_closed(town):
    close(town, date(2024, 10, 1))
    assert "2024-01" in stamps_of(town)
    close(town, CLOSED)
    assert {"2024-01", "2024-12"} <= stamps_of(town)
    close(town, DONE)
    assert stamps_of(town) == {"2025-01"}


@pytest.mark.slow
def test_a_log_that_ends_within_a_year_keeps_its_stamps_until_it_goes_on(town):
    """A year that never closes: what came of its last months may still be asked for."""
    built(town, date(2025, 9, 30))
    close(town, date(2027, 1, 1))
    assert stamps_of(town) == {f"2025-{month:02d}" for month in range(1, 10)}
    built(town)
    close(town, date(2027, 1, 2))
    assert stamps_of(town) == set()


def test_a_log_that_begins_within_a_year_loses_its_stamps_with_that_year(town):
    tables = town_tables(requests=SIZE)
    late_start = tables[w.REQUEST].filter(pl.col("month") >= "2024-08")
    partners = tables[w.PARTNER].with_columns(first_month=pl.lit("2024-08"))
    built(
        town, request=late_start, partner=partners, offer=tables[w.OFFER].filter(pl.col("month") >= "2024-08")
    )
    close(town, DONE)
    assert stamps_of(town) == {"2025-01"}
    assert set(ledger.read_late(town)["year"]) == {"2024"}


@pytest.mark.slow
def test_results_that_close_late_keep_the_stamps_as_long(town):
    setting = read_setting(town, DONE, few_tables())
    slow = closed_by(*setting.span, DONE, Delays(15, 90))
    freeze(town, slow, terms_of(setting), QUIET)
    assert {"2024-01", "2024-12"} <= stamps_of(town)
    freeze(town, setting.closing, terms_of(setting), QUIET)
    assert stamps_of(town) == {"2025-01"}


@pytest.mark.slow
def test_a_run_killed_while_it_forgot_counts_nothing_twice(town):
    """Half of the stamps are gone: the count of late records is kept, and the rest goes with the next run."""
    close(town, CLOSED)
    built(town, request=requests_and(late_copies("2024-03", 17)))
    stamps = {p: p.read_bytes() for p in (town.private / "stamps").rglob("2024-0*.parquet")}
    close(town, DONE)
    for path, content in stamps.items():
        path.write_bytes(content)
    built(town)
    close(town, DONE)
    assert ledger.read_late(town)["requests"].sum() == 17
    assert stamps_of(town) == {"2025-01"}


def test_the_side_numbers_of_the_ledger_are_closed_to_others_and_hold_no_record(town):
    close(town, DONE)
    for name in ("rows", "late"):
        for path in (town.ledger / name, *(town.ledger / name).iterdir()):
            assert path.stat().st_mode & 0o077 == 0
            if path.is_file():
                assert not {"request_key", "household_key"} & set(pl.read_parquet_schema(path))
