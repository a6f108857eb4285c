"""Side numbers: bands, running ids, months, and who works where."""

from datetime import date

import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.closing import Delays, closed_by
from pipelines.editions import people
from pipelines.editions.places import area_link_table
from pipelines.tables import warehouse as w
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


def test_partners_have_running_ids_and_the_last_quarter_says_who_writes_results():
    found = people.partner_table(TOWN[w.PARTNER], TOWN[w.ROW_ACCOUNT], RECORDED, POLICY)
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
