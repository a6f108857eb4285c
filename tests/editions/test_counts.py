"""Every cell of the release tables recounts, is there, and adds up."""

from datetime import date

import polars as pl
import pytest

from pipelines.closing import months_between, whole_periods
from pipelines.editions.counts import LedgerError, count_by_partner
from pipelines.editions.designs import HOUSEHOLDS, Design
from pipelines.editions.system import period_months, split_atoms
from pipelines.freeze import freeze
from pipelines.publish import count, read_setting, terms_of
from pipelines.tables.edition import COUNT_KEY
from pipelines.tables.warehouse import REQUEST
from tests.slow_counts import recount
from tests.town import few_tables, make_town, town_tables

pytestmark = pytest.mark.slow  # every cell by a loop over requests

CODES = ["area_code", "period", "need_code", "outcome_code", "group_code"]
MONTHS = set(months_between("2024-01", "2025-12"))
# The year of the log's two that has the panel's other year beside it; none has one on both sides.
KNOWN_PANELS = {"partner_panel_before": "2025", "partner_panel_after": "2024", "partner_panel_around": None}


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """Every table of the small catalog, counted over two closed years of 900 rows of requests."""
    workspace = make_town(tmp_path_factory.mktemp("town"), requests=900)
    setting = read_setting(workspace, date(2026, 6, 1), few_tables())
    terms = terms_of(setting)
    freeze(workspace, setting.closing, terms, lambda step: None)
    return count(setting, terms)


def designs(counted) -> list[Design]:
    return [d for d in counted.terms.designs if d.measure == "requests"]


def of_design(cells: pl.DataFrame, design: Design) -> pl.DataFrame:
    return cells.filter(pl.col("design") == design.signature)


def test_every_cell_is_what_a_loop_over_requests_counts(counted):
    tables = town_tables(requests=900)
    for design in designs(counted):
        slow = recount(design, tables, few_tables(), MONTHS)
        fast = of_design(counted.cells, design)
        found = {tuple(row[:-1]): row[-1] for row in fast.select(*CODES, "value").iter_rows()}
        expected = {key: n for key, n in slow.value.items() if key[0] != "outside" or design.with_outside}
        if design.is_panel:  # of which the year that lacks its other one is no cell
            known = KNOWN_PANELS[design.group_dimension]
            expected = {key: n for key, n in expected.items() if key[1][:4] == known}
        assert {key: n for key, n in found.items() if n} == expected, design.signature


def test_households_behind_every_cell_are_what_a_loop_counts(counted):
    tables = town_tables(requests=900)
    for design in (d for d in designs(counted) if not d.is_panel):
        slow = recount(design, tables, few_tables(), MONTHS)
        columns = [*CODES, "households", "most_by_one"]
        for *key, households, most in of_design(counted.cells, design).select(columns).iter_rows():
            behind = slow.households.get(tuple(key), {})
            assert (households, most) == (len(behind), max(behind.values(), default=0)), design.signature


def test_requests_per_household_count_each_household_once(counted):
    tables = town_tables(requests=900)
    whole = Design("requests", "all", "city", "year", "all", "all")
    slow = recount(whole, tables, few_tables(), MONTHS).households
    bands = counted.cells.filter(outcome_dimension="requests_per_household", period="2025")
    behind = slow[("TN", "2025", "all", "all", "all")]
    assert bands["value"].sum() == len(behind)
    ones = bands.filter(outcome_code="1")["value"].sum()
    assert ones == sum(n == 1 for n in behind.values())


def test_tables_are_dense(counted):
    """Every combination is a cell, also where nobody asked: no cell tells anything by being absent."""
    sizes = {
        "requests/all/neighbourhood/year/all/all": (24 + 6 + 3 + 2) * 2,
        "requests/result/borough/year/all/all": (3 + 2) * 2 * 5,
        "requests/all/city/month/all/all": 24 * 2,
        "requests/all/city/year/all/race_ethnicity": 2 * 10,
    }
    for signature, size in sizes.items():
        table = counted.cells.filter(pl.col("design") == signature)
        assert table.height == size
        assert table["value"].null_count() == 0
    assert counted.cells.select(COUNT_KEY).is_duplicated().sum() == 0


def test_special_places_and_unasked_groups_are_cells_of_their_own(counted):
    areas = counted.cells.filter(area_level="neighbourhood")["area_code"].unique().to_list()
    assert {"unknown", "no_fixed_address", "b0:unknown", "b0d0:unknown"} <= set(areas)
    assert "outside" not in areas
    city = counted.cells.filter(area_level="city", period_level="month")["area_code"].unique().to_list()
    assert set(city) == {"TN", "outside"}
    groups = counted.cells.filter(group_dimension="race_ethnicity")["group_code"].unique().to_list()
    assert {"not_asked", "not_answered"} <= set(groups)


def test_every_equation_holds_on_the_true_counts(counted):
    terms = counted.equations.join(counted.numbered.select("cell", "value"), on="cell", validate="m:1")
    signed = pl.col("coefficient").cast(pl.Int64) * pl.col("value")
    sums = terms.group_by("equation").agg(signed.sum().alias("sum"))
    assert sums.height > 100
    assert sums.filter(pl.col("sum") != 0).height == 0


def test_overlapping_levels_are_tied_by_blocks(counted):
    blocks = counted.numbered.filter(~pl.col("is_published"))
    assert set(blocks["area_level"]) == {"block"}
    tied = counted.equations.filter(pl.col("cell").is_in(blocks["cell"].implode()))["equation"].unique()
    parents = counted.equations.filter(
        pl.col("equation").is_in(tied.implode()), pl.col("coefficient") < 0
    ).join(counted.numbered, on="cell")
    assert set(parents["area_level"]) >= {"ward", "neighbourhood"}


def test_only_whole_periods_are_counted(counted):
    for design in counted.terms.designs:
        periods = of_design(counted.cells, design)["period"].unique().sort().to_list()
        whole = whole_periods(tuple(sorted(MONTHS)), design.period_level)
        if design.is_panel:  # known in the year that has the other one beside it
            whole = [p for p in whole if p[:4] == KNOWN_PANELS[design.group_dimension]]
        assert periods == whole


def test_a_residual_is_what_the_largest_partner_leaves(counted):
    design = next(d for d in designs(counted) if d.signature == "requests/all/borough/year/all/all")
    tables = town_tables(requests=900)
    own = {}
    for partner in ("alder", "birch", "cedar", "dogwood"):
        only = {**tables, REQUEST: tables[REQUEST].filter(partner=partner)}
        for key, value in recount(design, only, few_tables(), MONTHS).value.items():
            own.setdefault(key, []).append(value)
    for *key, value, residual in (
        of_design(counted.cells, design).select(*CODES, "value", "partner_residual").iter_rows()
    ):
        most = max(own.get(tuple(key), [0]))
        assert residual == (value - most if most > 0.5 * value else None)


@pytest.mark.parametrize("column", ["block", "need_code", "outcome_code", "group_code"])
def test_a_code_that_no_table_knows_stops_everything(counted, column):
    design = designs(counted)[0]
    split = next(s for s in counted.terms.splits(design.stage) if design.is_held_by(s))
    atoms = split_atoms(counted.frozen, split, design.stage).with_columns(pl.lit("gone").alias(column))
    with pytest.raises(LedgerError, match="`gone`"):
        count_by_partner(design, atoms, period_months(["2025"]), counted.axes)


def test_households_are_no_part_of_the_equations(counted):
    assert HOUSEHOLDS in set(counted.cells["measure"])
    assert HOUSEHOLDS not in set(counted.numbered["measure"])
