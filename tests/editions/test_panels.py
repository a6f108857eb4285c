"""Same partners: who is in a panel, when it is known, and what is sure of the households behind it."""

from collections import defaultdict
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalog.models import PANEL_AFTER, PANEL_AROUND, PANEL_BEFORE, PANELS
from pipelines.closing import months_between
from pipelines.editions.designs import Design
from pipelines.editions.panels import MADE_OF, known_periods, panel_members
from pipelines.freeze import freeze
from pipelines.publish import count, read_setting, terms_of
from pipelines.tables import warehouse as w
from tests.slow_counts import recount
from tests.town import few_tables, make_town, town_tables

MONTHS = months_between("2023-01", "2025-12")


def present(**months: list[str]) -> pl.DataFrame:
    rows = [(month, partner) for partner, of in months.items() for month in of]
    return pl.DataFrame(rows, schema={"month": pl.String, "partner": pl.String}, orient="row")


def coded(months: pl.DataFrame, dimension: str, code: str) -> list[tuple[str, str]]:
    found = panel_members(months, dimension).filter(group_code=code)
    return found.select("partner", "year").rows()


def test_a_partner_is_in_a_panel_where_no_month_of_two_years_is_missing():
    joined = months_between("2024-02", "2025-12")
    rows = present(old=MONTHS, new=joined, gone=MONTHS[:24], paused=[m for m in MONTHS if m != "2025-07"])
    in_both = [("gone", "2024"), ("old", "2024"), ("old", "2025"), ("paused", "2024")]
    assert coded(rows, PANEL_BEFORE, "both") == in_both
    in_both = [("gone", "2023"), ("old", "2023"), ("old", "2024"), ("paused", "2023")]
    assert coded(rows, PANEL_AFTER, "both") == in_both
    assert coded(rows, PANEL_AROUND, "both") == [("old", "2024")]
    assert ("gone", "2024") in coded(rows, PANEL_AROUND, "before_only")
    assert ("new", "2025") in coded(rows, PANEL_AROUND, "neither")


SOME_MONTHS = st.lists(st.sampled_from(MONTHS), unique=True)
LOGS = st.dictionaries(st.sampled_from("abcd"), SOME_MONTHS | st.sampled_from([MONTHS, MONTHS[12:]]))


@given(LOGS)
def test_the_two_sides_of_a_comparison_hold_the_same_partners(months):
    rows = present(**months)
    later = [(partner, int(year) - 1) for partner, year in coded(rows, PANEL_BEFORE, "both")]
    assert later == [(partner, int(year)) for partner, year in coded(rows, PANEL_AFTER, "both")]


@given(LOGS)
def test_how_panels_overlap_makes_up_both(months):
    """Else the difference of two panels would be a count that nobody had looked at."""
    rows = present(**months)
    around = {code: coded(rows, PANEL_AROUND, code) for code in PANELS[PANEL_AROUND]}
    for (dimension, code), parts in MADE_OF.items():
        assert coded(rows, dimension, code) == sorted(pair for part in parts for pair in around[part])


@pytest.mark.parametrize(
    ("dimension", "known"),
    [
        (PANEL_BEFORE, ["2024", "2025", "2024-Q1"]),
        (PANEL_AFTER, ["2023", "2024", "2024-Q1"]),
        (PANEL_AROUND, ["2024", "2024-Q1"]),
    ],
)
def test_a_panel_is_known_once_its_years_have_closed(dimension, known):
    design = Design("requests", "all", "city", "year", "all", dimension)
    periods = ["2023", "2024", "2025", "2024-Q1"]
    assert known_periods(design, periods, tuple(MONTHS)) == known
    assert "2025" not in known_periods(design, periods, tuple(MONTHS[:-1]))
    assert known_periods(design, ["2023"], tuple(MONTHS[:12])) == []


@pytest.mark.slow
def test_households_of_a_panel_are_those_of_its_largest_partner(tmp_path):
    """Never more than there are: a panel that few households stand behind is hidden."""
    workspace = make_town(tmp_path, requests=900)
    setting = read_setting(workspace, date(2026, 6, 1), few_tables())
    terms = terms_of(setting)
    freeze(workspace, setting.closing, terms, lambda step: None)
    cells = count(setting, terms).cells
    tables, months = town_tables(requests=900), set(months_between("2024-01", "2025-12"))
    checked = 0
    for design in (d for d in terms.designs if d.is_panel):
        together = recount(design, tables, few_tables(), months).households
        most = _households_of_largest(design, tables, months)
        columns = ["area_code", "period", "need_code", "outcome_code", "group_code", "households"]
        for *key, households in cells.filter(design=design.signature).select(columns).iter_rows():
            assert households == most[tuple(key)] <= len(together.get(tuple(key), ())), design.signature
            checked += households > 0
    assert checked


def _households_of_largest(design, tables, months) -> dict:
    """The most households that one partner alone has behind each cell."""
    most = defaultdict(int)
    for partner in tables[w.REQUEST]["partner"].unique():
        own = {**tables, w.REQUEST: tables[w.REQUEST].filter(pl.col("partner") == partner)}
        for cell, behind in recount(design, own, few_tables(), months).households.items():
            most[cell] = max(most[cell], len(behind))
    return most
