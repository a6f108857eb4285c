"""Side numbers: bands, running ids, months, and who works where."""

from datetime import date

import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.closing import Delays, closed_by
from pipelines.editions import people
from pipelines.editions.places import area_link_table
from pipelines.schema import conform
from pipelines.tables import warehouse as w
from pipelines.tables.accounts import ROW_FATES, ROW_REASONS
from pipelines.tables.ledger import LEDGER_ROWS
from tests.town import town_tables

POLICY = load_catalog().policy
TOWN = town_tables(requests=300)
RECORDED = pl.DataFrame(
    {
        "quarter": ["2025-Q1", "2025-Q1", "2025-Q2", "2025-Q2"],
        "partner": ["alder", "birch", "alder", "birch"],
        "asked": [10] * 4,
        "written": [9, 9, 9, 0],
        "is_recorded": [True, True, True, False],
    }
)


@pytest.mark.parametrize(
    ("rows", "band"),
    [(0, "under_500"), (499, "under_500"), (500, "500_to_2000"), (2000, "500_to_2000"), (2001, "over_2000")],
)
def test_rows_are_told_in_bands(rows, band):
    frame = pl.DataFrame({"rows": [rows]}).select(band=people.band(pl.col("rows"), POLICY))
    assert frame["band"].to_list() == [band]


def rows_of(*lines: tuple) -> pl.DataFrame:
    """LEDGER_ROWS of (year, partner, fate, reason, rows)."""
    named = [dict(zip(("year", "partner", "fate", "reason", "rows"), line, strict=True)) for line in lines]
    frame = pl.DataFrame(named, schema=LEDGER_ROWS.empty().drop("is_dated").schema)
    return conform(LEDGER_ROWS, frame.with_columns(is_dated=pl.lit(True)))


ROWS = rows_of(
    ("2024", "alder", "loaded", "all", 900),
    ("2024", "birch", "loaded", "all", 300),
    ("2024", "birch", "quarantined", "no_date", 250),
    ("2025", "alder", "loaded", "all", 2100),
    ("2025", "alder", "quarantined", "no_date", 400),
    ("2025", "gone", "quarantined", "identifier", 300),
)


def test_rows_of_a_partner_are_those_of_the_last_closed_year():
    """A sum over years would move with each year, and say more than either band."""
    found = people.partner_table(TOWN[w.PARTNER], ROWS, RECORDED, POLICY)
    bands = dict(found.select("name", "rows_band").iter_rows())
    assert bands["Alder Street Mutual Aid"] == "over_2000"
    assert bands["Birch Pantry"] == bands["Cedar Clinic"] == "under_500"
    before = people.partner_table(TOWN[w.PARTNER], ROWS.filter(year="2024"), RECORDED, POLICY)
    assert dict(before.select("name", "rows_band").iter_rows())["Birch Pantry"] == "500_to_2000"
    none = people.partner_table(TOWN[w.PARTNER], ROWS.clear(), RECORDED, POLICY)
    assert set(none["rows_band"]) == {"not_yet"}


def account() -> dict[tuple, str]:
    found = people.row_account_table(ROWS, TOWN[w.PARTNER], POLICY)
    return {row[:-1]: row[-1] for row in found.iter_rows()}


def test_fates_are_told_by_partner_and_year_and_reasons_for_all_only():
    found = account()
    assert found["2024", "p1", "received", "all"] == "500_to_2000"
    assert found["2024", "p2", "received", "all"] == "500_to_2000"
    assert found["2024", "p2", "quarantined", "all"] == "under_500"
    assert found["2025", "p1", "received", "all"] == "over_2000"
    assert {key[3] for key in found if key[1] != "all"} == {"all"}
    assert found["2024", "all", "quarantined", "no_date"] == "under_500"
    assert found["2025", "all", "quarantined", "all"] == "500_to_2000"


def test_no_line_of_the_account_tells_by_being_absent():
    lines = {key[1:] for key in account() if key[0] == "2024"}
    assert lines == {key[1:] for key in account() if key[0] == "2025"}
    assert {key[2] for key in lines if key[0] == "all"} == set(ROW_REASONS)
    assert {key[1] for key in lines if key[0] == "p4"} == set(ROW_FATES)


def test_a_partner_that_left_is_in_the_sums_and_nowhere_else():
    found = account()
    assert {key[1] for key in found} == {"all", "p1", "p2", "p3", "p4"}
    assert found["2025", "all", "received", "all"] == "over_2000"
    months = pl.DataFrame({"month": ["2025-01", "2025-03", "2025-03"], "partner": ["gone", "gone", "alder"]})
    left = people.partners_that_left(months, TOWN[w.PARTNER])
    assert left.rows() == [("gone", "2025-01", "2025-03")]


def test_partners_have_running_ids_and_the_last_quarter_says_who_writes_results():
    found = people.partner_table(TOWN[w.PARTNER], ROWS, RECORDED, POLICY)
    rows = {row["name"]: row for row in found.iter_rows(named=True)}
    assert {row["partner"] for row in rows.values()} == {"p1", "p2", "p3", "p4"}
    assert rows["Alder Street Mutual Aid"]["writes_results"]
    assert not rows["Birch Pantry"]["writes_results"]
    assert not rows["Cedar Clinic"]["writes_results"]


def test_an_open_month_tells_nothing_and_a_waiting_one_has_no_results_yet():
    closing = closed_by("2025-01", "2025-06", date(2025, 5, 16), Delays(15, 30))
    months = pl.DataFrame(
        {"month": ["2025-01", "2025-01", "2025-03", "2025-06"], "partner": ["a", "b", "a", "a"]}
    )
    found = people.coverage_table(months, closing, "2025-01", "2025-06")
    rows = {row[0]: row[1:] for row in found.iter_rows()}
    assert rows["2025-01"] == ("closed", 2)
    assert rows["2025-02"] == ("closed", 0)
    assert rows["2025-04"][0] == "waiting"
    assert rows["2025-06"] == ("open", 0)


def test_a_spell_of_being_open_is_no_event():
    calendar = pl.concat(
        [TOWN[w.CALENDAR], TOWN[w.CALENDAR].with_columns(state=pl.lit("open"), partner=pl.lit("cedar"))]
    )
    found = people.event_table(calendar, TOWN[w.PARTNER])
    assert sorted(found["kind"]) == ["form_changed", "paused"]
    assert set(found["partner"]) <= {"p1", "p2"}


@pytest.mark.parametrize(
    ("area", "level", "code", "partners"),
    [
        ("b0d0", "district", "b0d0", 4),
        ("b0d0", "neighbourhood", "b0d0n00", 4),
        ("b0d0", "borough", "b0", 4),
        ("b0d0", "city", "TN", 4),
        ("b0d0", "ward", "w1", 4),
        ("b0d0", "district", "b0d1", 3),
        ("b0d0", "neighbourhood", "b2d1n25", 3),
        ("w4", "neighbourhood", "b2d1n25", 4),
        ("w4", "neighbourhood", "b0d0n00", 3),
    ],
)
def test_a_partner_works_in_its_area_what_is_in_it_what_holds_it_and_what_it_overlaps(
    area, level, code, partners
):
    """Three partners serve the whole city, the fourth only `area`."""
    own = pl.when(pl.col("partner") == "birch").then(pl.lit(area)).otherwise("service_area")
    links = area_link_table(TOWN[w.AREA], TOWN[w.AREA_OVERLAP])
    found = people.partners_by_area(TOWN[w.PARTNER].with_columns(service_area=own), TOWN[w.AREA], links)
    assert found.filter(area_level=level, area_code=code)["partners"].to_list() == [partners]
