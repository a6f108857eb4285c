import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.disclosure.equations import build_equations
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import protect
from pipelines.disclosure.ranges import outer_ranges
from tests.disclosure.brute_force import bounds, dense, margins, possible_tables
from tests.disclosure.linked_town import Town, released

COUNTS = st.sampled_from([0, 1, 3, 8, 11, 13])


@settings(max_examples=25)
@given(
    values=st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=2, max_size=2),
    chosen=st.sets(st.integers(0, 11), min_size=2, max_size=8),
)
def test_no_possible_table_lies_outside(values: list[list[int]], chosen: set[int]) -> None:
    cells, equations = margins(values)
    hide = pl.col("cell").is_in(sorted(chosen)) & (pl.col("value") > 0)
    statuses = cells.select("cell", status=pl.when(hide).then(pl.lit("hidden")).otherwise(pl.lit("shown")))
    low, high = bounds(cells, statuses, furthest=5)
    tables = possible_tables(dense(cells, equations), low, high)
    ranges = outer_ranges(cells.join(statuses, on="cell"), equations)
    for cell, lowest, highest in ranges.iter_rows():
        assert lowest <= tables[:, cell].min()
        assert highest is None or highest >= tables[:, cell].max()


@pytest.mark.parametrize("seed", range(3))
def test_the_true_count_lies_within(seed: int) -> None:
    town = Town(seed, mean=10)
    equations = build_equations(town.cells, town.hierarchy)
    report = protect(town.cells.select("cell", "value", "is_published"), equations, DisclosurePolicy())
    public = released(town.cells, report.statuses).select("cell", "status", "value")
    seen = (
        town.cells.select("cell")
        .join(public, on="cell", how="left")
        .with_columns(pl.col("status").fill_null("not_published"))
    )
    ranges = outer_ranges(seen, equations).join(town.cells.select("cell", truth="value"), on="cell")
    assert (ranges["range_low"] <= ranges["truth"]).all()
    assert (ranges["range_high"] >= ranges["truth"]).all()
    hidden = ranges.join(seen.filter(pl.col("status") == "hidden"), on="cell")
    assert (hidden["range_high"] - hidden["range_low"] >= 6).all()
    assert (hidden["range_low"] >= 1).all()


def test_a_hidden_cell_and_its_hidden_total_have_no_upper_bound() -> None:
    cells, equations = margins([[4, 30], [50, 60]])
    hidden = pl.col("cell").is_in([0, 1, 3, 4])
    status = pl.when(hidden).then(pl.lit("hidden")).otherwise(pl.lit("shown"))
    ranges = outer_ranges(cells.with_columns(status=status), equations).sort("cell")
    assert ranges["range_high"].to_list() == [None] * 4
    assert ranges["range_low"].to_list() == [141, 51, 31, 1]


def test_the_value_of_a_hidden_cell_is_never_read() -> None:
    cells, equations = margins([[4, 30], [50, 60]])
    status = pl.when(pl.col("cell").is_in([4, 5, 7, 8])).then(pl.lit("hidden")).otherwise(pl.lit("shown"))
    public = cells.with_columns(status=status)
    other = public.with_columns(value=pl.when(pl.col("status") == "shown").then("value").otherwise(77))
    assert outer_ranges(public, equations).equals(outer_ranges(other, equations))


def test_a_table_that_may_hide_zeros_starts_at_zero() -> None:
    cells, equations = margins([[4, 30], [50, 60]])
    status = pl.when(pl.col("cell").is_in([4, 5, 7, 8])).then(pl.lit("hidden")).otherwise(pl.lit("shown"))
    public = cells.with_columns(status=status, zero_possible=pl.lit(True))
    assert outer_ranges(public, equations)["range_low"].to_list() == [0, 0, 20, 56]
