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
from pipelines.editions.panels import MADE_OF, find_panels, known_periods, panel_members
from pipelines.freeze import freeze
from pipelines.publish import count, read_setting, terms_of
from pipelines.tables import warehouse as w
from pipelines.warehouse import write_database
from tests.slow_counts import recount, same_partners
from tests.town import few_tables, make_town, town_tables

MONTHS = months_between("2023-01", "2025-12")
TWO_YEARS = months_between("2024-01", "2025-12")


def asked(**logs: list[str]) -> pl.DataFrame:
    """month, partner, requests: those later in the alphabet have more."""
    rows = [(month, partner, ord(partner[0])) for partner, months in logs.items() for month in months]
    schema = {"month": pl.String, "partner": pl.String, "requests": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def of_code(panels, dimension: str, code: str, partners="abcdefg") -> list[tuple[str, str]]:
    return panel_members(panels, partners, dimension).filter(group_code=code).select("partner", "year").rows()


def test_a_panel_is_of_partners_without_a_month_missing_in_two_years():
    joined, paused = months_between("2024-02", "2025-12"), [m for m in TWO_YEARS if m != "2025-07"]
    logs = asked(a=joined, b=paused, c=TWO_YEARS, d=TWO_YEARS, e=MONTHS)
    assert find_panels(logs, TWO_YEARS, 2) == {2024: {"c", "d", "e"}}
    assert find_panels(logs, TWO_YEARS[:-1], 2) == {}


def test_where_one_partner_would_stand_alone_the_smallest_stands_with_it():
    logs = asked(a=MONTHS, b=MONTHS, c=MONTHS, d=MONTHS[5:])
    assert find_panels(logs, MONTHS[:24], 2) == {2023: {"b", "c"}}
    assert find_panels(logs, MONTHS[:24], 3) == {}


def test_where_nobody_else_was_in_the_panel_is_everyone():
    logs = asked(a=TWO_YEARS, b=TWO_YEARS)
    assert find_panels(logs, TWO_YEARS, 2) == {2024: {"a", "b"}}
    assert find_panels(asked(a=TWO_YEARS), TWO_YEARS, 2) == {}


SOME_MONTHS = st.lists(st.sampled_from(MONTHS), unique=True)
WHOLE_YEARS = st.sampled_from([MONTHS, MONTHS[:24], MONTHS[12:], MONTHS[12:24]])
LOGS = st.dictionaries(st.sampled_from("abcdefg"), SOME_MONTHS | WHOLE_YEARS)


@given(LOGS, st.integers(1, 3))
def test_no_code_is_fewer_partners_than_it_must_be(logs, at_least):
    """In no year that is in a panel, counted by who was in at all that year."""
    rows = asked(**logs)
    panels = find_panels(rows, MONTHS, at_least)
    by_year = rows.select("partner", year=pl.col("month").str.head(4)).unique()
    for dimension in PANELS:
        codes = panel_members(panels, list(logs), dimension).join(by_year, on=["partner", "year"])
        sizes = codes.group_by("year", "group_code").agg(pl.len())["len"]
        assert all(size >= at_least for size in sizes)


@given(LOGS)
def test_the_two_sides_of_a_comparison_hold_the_same_partners(logs):
    panels = find_panels(asked(**logs), MONTHS, 2)
    later = [(partner, int(year) - 1) for partner, year in of_code(panels, PANEL_BEFORE, "both")]
    assert later == [(partner, int(year)) for partner, year in of_code(panels, PANEL_AFTER, "both")]
    for partner, year in later:
        assert set(logs[partner]) >= set(months_between(f"{year}-01", f"{year + 1}-12"))


@given(LOGS)
def test_how_panels_overlap_makes_up_both(logs):
    """Else the difference of two panels would be a count that nobody had looked at."""
    panels = find_panels(asked(**logs), MONTHS, 1)
    around = {code: of_code(panels, PANEL_AROUND, code) for code in PANELS[PANEL_AROUND]}
    known = {year for pairs in around.values() for _, year in pairs}
    assert known == ({"2024"} if len(panels) == 2 else set())
    for (dimension, code), parts in MADE_OF.items():
        whole = [pair for pair in of_code(panels, dimension, code) if pair[1] in known]
        assert sorted(whole) == sorted(pair for part in parts for pair in around[part])


@pytest.mark.parametrize(
    ("dimension", "known"),
    [
        (PANEL_BEFORE, ["2024", "2025", "2024-Q1"]),
        (PANEL_AFTER, ["2023", "2024", "2024-Q1"]),
        (PANEL_AROUND, ["2024", "2024-Q1"]),
    ],
)
def test_a_panel_is_known_in_the_years_that_it_compares(dimension, known):
    design = Design("requests", "all", "city", "year", "all", dimension)
    panels = {2023: frozenset("ab"), 2024: frozenset("bc")}
    assert known_periods(design, ["2023", "2024", "2025", "2024-Q1"], panels) == known
    assert known_periods(design, ["2023", "2024"], {}) == []


@pytest.mark.slow
def test_households_of_a_panel_are_those_of_its_largest_partner(tmp_path):
    """Never more than there are: a panel that few households stand behind is hidden."""
    workspace, tables = make_town(tmp_path, requests=900), dict(town_tables(requests=900))
    # One partner lacks a month, so another one stands with it among the others.
    tables[w.REQUEST] = tables[w.REQUEST].filter(
        (pl.col("partner") != "cedar") | (pl.col("month") != "2024-03")
    )
    write_database(workspace.warehouse, tables)
    setting = read_setting(workspace, date(2026, 6, 1), few_tables())
    terms = terms_of(setting)
    freeze(workspace, setting.closing, terms, lambda step: None)
    cells = count(setting, terms).cells
    months = set(TWO_YEARS)
    checked = 0
    for design in (d for d in terms.designs if d.is_panel):
        together = recount(design, tables, few_tables(), months).households
        most = _households_of_largest(design, tables, months)
        columns = ["area_code", "period", "need_code", "outcome_code", "group_code", "households", "value"]
        for *key, households, value in cells.filter(design=design.signature).select(columns).iter_rows():
            assert households == most[tuple(key)] <= len(together.get(tuple(key), ())), design.signature
            assert value == sum(together.get(tuple(key), {}).values())
            checked += households > 0
    codes = cells.filter(pl.col("group_dimension").is_in(list(PANELS)), pl.col("value") > 0)["group_code"]
    assert checked and set(codes) == {"both", "other"}


def _households_of_largest(design, tables, months) -> dict:
    """The most households that one partner alone has behind each cell."""
    most = defaultdict(int)
    same = same_partners(tables[w.REQUEST].rows(named=True), few_tables().policy.partners_at_least)
    assert len(same) == 2
    for partner in tables[w.REQUEST]["partner"].unique():
        own = {**tables, w.REQUEST: tables[w.REQUEST].filter(pl.col("partner") == partner)}
        for cell, behind in recount(design, own, few_tables(), months, same).households.items():
            most[cell] = max(most[cell], len(behind))
    return most
