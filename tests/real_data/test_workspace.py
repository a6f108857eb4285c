"""A second workspace of real files through the same build: counts, both accounts, and what the way between
geographies keeps.
"""

from datetime import date

import polars as pl
import pytest

from pipelines.build import build
from pipelines.geography.crosswalk import loss_lines
from pipelines.publish import publish
from pipelines.tables import warehouse as w
from pipelines.warehouse import connect_read_only, read_table
from tests.real_data.workspace import make_real_workspace

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
EVENTS = 3730


@pytest.fixture(scope="module")
def made(tmp_path_factory, shared):
    return make_real_workspace(tmp_path_factory.mktemp("real"), shared)


@pytest.fixture(scope="module")
def report(made):
    return build(made.workspace)


@pytest.fixture(scope="module")
def read(made, report):
    return lambda table: read_table(made.workspace.warehouse, table)


def test_both_accounts_of_the_real_log_add_up(report):
    fates = dict(report.row_account.select("fate", "rows").iter_rows())
    assert {fate: rows for fate, rows in fates.items() if rows} == {"received": EVENTS, "loaded": EVENTS}
    steps = dict(report.request_account.select("step", "rows").iter_rows())
    assert steps["requests"] == EVENTS
    assert steps["loaded_rows"] == steps["ask_rows"] + steps["offer_rows"]


def test_events_fall_in_the_years_that_their_three_columns_say(read):
    years = (
        read(w.REQUEST).group_by(year=pl.col("month").str.head(4)).agg(pl.col("requests").sum()).sort("year")
    )
    assert years.rows() == [("2017", 1226), ("2018", 1257), ("2019", 1064), ("2020", 183)]


def test_events_stay_in_their_borough_on_the_way_from_tracts_of_2010(read):
    boroughs = read(w.BLOCK_AREA).filter(pl.col("area_level") == "borough")
    placed = read(w.REQUEST).join(boroughs, on="block", validate="m:1")
    found = dict(placed.group_by("area_code").agg(pl.col("requests").sum()).iter_rows())
    # A tract on the border of two boroughs has a few people on the other side, and the draw is by people.
    assert found["BK"] == pytest.approx(2777, abs=10)
    assert found["QN"] == EVENTS - found["BK"]
    assert read(w.REQUEST)["placed_by"].unique().to_list() == ["tract"]


def test_the_loss_report_of_the_crosswalk(made):
    assert loss_lines(made.crosswalk) == [
        "2,154 areas split by where people live, 10 without people by area of overlap.",
        "65 areas lie in more than one target.",
        "4 areas lie in no target: 36047990100, 36081990100, 36085008900, 36085990100.",
        "Of 8,804,190 people, 0 lie outside the areas.",
    ]
    sums = made.crosswalk.rows.group_by("source").agg(pl.col("share").sum())["share"]
    assert len(sums) == 2164
    assert sums.to_list() == pytest.approx([1.0] * 2164)


def test_residents_are_all_in_blocks_and_197_neighbourhoods_are_drawn(read):
    assert read(w.BLOCK)["residents"].sum() == pytest.approx(8_804_190, abs=0.5)
    drawn = read(w.AREA).filter("is_drawn").group_by("area_level").len().sort("area_level")
    assert drawn.rows() == [("borough", 5), ("city", 1), ("council", 51), ("neighbourhood", 197)]


def test_covid_by_zip_area_keeps_its_totals_in_neighbourhoods(read, shared):
    given = pl.read_csv(shared / "real/nyc/health/totals_data-by-modzcta.csv")
    carried = read(w.HEALTH).filter(pl.col("source") == "covid")
    totals = dict(carried.group_by("measure").agg(pl.col("value").sum()).iter_rows())
    assert totals["covid_cases"] == pytest.approx(given["COVID_CASE_COUNT"].sum())
    assert totals["covid_deaths"] == pytest.approx(given["COVID_DEATH_COUNT"].sum())
    people = carried.filter(pl.col("measure") == "covid_cases")["population"].sum()
    assert people == pytest.approx(given["POP_DENOMINATOR"].sum())


def test_rates_of_neighbourhoods_lie_between_those_of_their_zip_areas(read, shared):
    given = pl.read_csv(shared / "real/nyc/health/totals_data-by-modzcta.csv")["COVID_CASE_RATE"]
    rates = read(w.HEALTH).filter(pl.col("measure") == "covid_case_rate")["value"]
    assert given.min() <= rates.min() <= rates.max() <= given.max()
    assert rates.null_count() == 0


def test_the_food_gap_file_with_its_broken_header(read, shared, report):
    given = pl.read_csv(shared / "real/nyc/food/Emergency_Food_Supply_Gap_20260420.csv", infer_schema=False)
    assert "Neighborhood Tabulation Area NTA)" in given.columns
    rows = read(w.HEALTH).filter(pl.col("source") == "food")
    assert rows.group_by("measure").len().sort("measure").rows() == [
        (measure, 197) for measure in ("food_insecure", "rank", "score", "supply_gap", "unemployment")
    ]
    gaps = (
        given.filter(pl.col("Year") == "2025")["Supply Gap (lbs.)"].str.replace_all(",", "").cast(pl.Float64)
    )
    assert rows.filter(pl.col("measure") == "supply_gap")["value"].sum() == pytest.approx(gaps.sum())
    concourse = rows.filter(pl.col("area_code") == "BX0401", pl.col("measure") == "food_insecure")
    assert concourse["value"].item() == 26.29
    assert ("food", "rows where Year is not 2025", 589) in report.left_out


def test_census_columns_of_the_tract_file_without_its_jam_values(read, shared, report):
    given = pl.read_csv(shared / "real/nyc/logs/nyc_evictions_by_tract2010_2017_2019.csv")
    assert (given["pct-below-poverty-level"] == -888888888).all()
    assert (given["median-gross-rent"] == -666666666).any()
    rows = read(w.HEALTH).filter(pl.col("source") == "tracts")
    assert (
        rows.filter(pl.col("measure") == "below_poverty")["value"].null_count()
        == rows["area_code"].n_unique()
    )
    assert rows.filter(pl.col("measure") == "median_rent")["value"].min() > 0
    (lost,) = [text for source, text, _ in report.left_out if source == "tracts"]
    assert "tract where nobody lives" in lost
    households = rows.filter(pl.col("measure") == "households")["value"].sum()
    unplaced = given["total-households"].sum() - households
    assert 0 <= unplaced < 100
    assert unplaced == 0 or f"households {unplaced:,.0f}" in lost


def test_a_second_build_does_no_work(made, report):
    assert build(made.workspace).is_unchanged


def test_a_rebuild_puts_every_event_in_the_same_block(made, read):
    before = read(w.REQUEST)
    build(made.workspace, force=True)
    assert read(w.REQUEST).equals(before)


def test_the_real_log_is_published_by_the_same_command(made, report):
    publish(made.workspace, as_of=date(2026, 1, 1))
    release = made.workspace.edition_link.resolve() / "public" / "release.duckdb"
    with connect_read_only(release) as connection:
        shown = connection.sql(
            """select period, value from count where measure = 'requests' and outcome_dimension = 'all'
               and area_level = 'city' and area_code = 'NYC' and period_level = 'year' and need_level = 'all'
               and group_dimension = 'all' and status = 'shown' order by period"""
        ).fetchall()
    # The log ends in March 2020, and a year is published with its last month.
    assert shown == [("2017", 1226), ("2018", 1257), ("2019", 1064)]
