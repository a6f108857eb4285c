"""Random linked systems with households, partners and frozen cells, against all whole-number tables.

Every hidden cell must take values far enough apart before any reader, and before each partner that knows its
own part of every count; and the range that is published must contain all that is possible.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.disclosure import private_gate
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import ProtectionReport, protect
from pipelines.disclosure.ranges import outer_ranges
from tests.disclosure.brute_force import dense, margins, possible_tables

POLICY = DisclosurePolicy()
MANY = 8  # hidden cells; more would take too many tables to try
COUNTS = st.sampled_from([0, 1, 2, 4, 5, 9, 10, 11, 12, 14, 25])


@dataclass(frozen=True)
class Case:
    """An inner table, how much of each count the first of two partners gave, the most that one household
    asked in each, and which totals are published before the rest.
    """

    values: list[list[int]]
    given: list[list[float]]
    most: list[list[int]]
    early: tuple[bool, bool]

    @property
    def cells(self) -> pl.DataFrame:
        """cell, value, households, most_by_one, partner_residual, slice."""
        cells, _ = margins(self.values)
        most = np.minimum(np.array(self.most), np.array(self.values))
        households = np.array(self.values) - np.maximum(most - 1, 0)
        own = self.own["value"].to_numpy()
        value = cells["value"].to_numpy()
        larger = np.maximum(own, value - own)
        return cells.with_columns(
            households=margins(households.tolist())[0]["value"],
            most_by_one=pl.Series(_highest(most)),
            partner_residual=pl.Series(np.where(larger > value / 2, value - larger, 0)).replace(0, None),
        )

    @property
    def own(self) -> pl.DataFrame:
        """cell, value: what the first partner gave."""
        part = np.floor(np.array(self.values) * np.array(self.given)).astype(int)
        return margins(part.tolist())[0]

    @property
    def gave(self) -> pl.DataFrame:
        first = self.own.select("cell", "value", partner=pl.lit("first"))
        other = self.cells.select("cell", partner=pl.lit("second"), value=pl.col("value") - self.own["value"])
        both = pl.concat([first.select("cell", "partner", "value"), other])
        return both.filter(pl.col("value") > 0)


def _highest(inner: np.ndarray) -> np.ndarray:
    """The largest of each line in place of its total, in the order of `margins`."""
    full = np.zeros((inner.shape[0] + 1, inner.shape[1] + 1), dtype=np.int64)
    full[1:, 1:], full[0, 1:], full[1:, 0], full[0, 0] = inner, inner.max(0), inner.max(1), inner.max()
    return full.ravel()


@st.composite
def cases(draw: st.DrawFn) -> Case:
    columns = draw(st.integers(2, 3))

    def table(of: st.SearchStrategy) -> list[list]:
        line = st.lists(of, min_size=columns, max_size=columns)
        return draw(st.lists(line, min_size=2, max_size=2))

    shares = st.sampled_from([0.0, 0.0, 0.2, 0.5, 0.7, 1.0])
    return Case(table(COUNTS), table(shares), table(st.integers(1, 3)), draw(st.tuples(*[st.booleans()] * 2)))


def in_turn(case: Case) -> ProtectionReport:
    """The first row and all totals as one closing, if `early`; then the whole, with what was shown frozen."""
    cells, equations = case.cells, margins(case.values)[1]
    if not any(case.early):
        return protect(cells, equations, POLICY, case.gave)
    columns = len(case.values[0]) + 1
    first = set(range(columns)) if case.early[0] else set()
    first |= set(range(0, 3 * columns, columns)) if case.early[1] else set()
    then = cells.filter(pl.col("cell").is_in(sorted(first)))
    lacking = equations.filter(~pl.col("cell").is_in(sorted(first)))["equation"].unique()
    whole = equations.filter(~pl.col("equation").is_in(lacking.implode()))
    gave = case.gave.filter(pl.col("cell").is_in(sorted(first)))
    before = protect(then, whole, POLICY, gave).statuses.select("cell", frozen="status")
    return protect(cells.join(before, on="cell", how="left"), equations, POLICY, case.gave)


def holds(case: Case) -> None:
    """What must be true of every case."""
    report, equations = in_turn(case), margins(case.values)[1]
    cells = case.cells
    known = cells.join(report.statuses, on="cell", how="left", validate="1:1").sort("cell")
    value, shown = known["value"].to_numpy(), (known["status"] == "shown").to_numpy()
    hidden = (known["status"] == "hidden").to_numpy()
    assume((~shown).sum() <= MANY)
    released = known.select("cell", "status", value=pl.when(pl.col("status") == "shown").then("value"))
    withheld = set(report.unproved)
    frozen = cells.with_columns(slice=pl.lit("all"))
    gate = private_gate.check(frozen, equations, released, report.proofs, POLICY, case.gave)
    assert gate.ok == (not withheld)
    span = np.maximum(6, 3 * known["most_by_one"].to_numpy())
    small = (known["households"].is_between(1, 10) | known["value"].is_between(1, 10)).to_numpy()
    small |= known["partner_residual"].is_between(1, 10).fill_null(False).to_numpy()
    assert not (small & shown).any()
    matrix = dense(cells, equations)
    for partner in (None, "first", "second"):
        own = np.zeros(len(value), dtype=int)
        if partner:
            of = case.gave.filter(pl.col("partner") == partner)
            own[of["cell"].to_numpy()] = of["value"].to_numpy()
        least = np.maximum(np.where(hidden, 1, 0), own)
        reach = int(span.max())
        low = np.where(shown, value, np.maximum(least, value - reach))
        high = np.where(shown, value, value + reach)
        tables = possible_tables(matrix, low, high)
        rest = value - own
        heeded = (rest >= 1) & ((rest < POLICY.threshold) | small) if partner else np.ones(len(value), bool)
        looked_at = hidden & heeded & ~np.isin(known["cell"].to_numpy(), sorted(withheld))
        assert (np.ptp(tables, axis=0) >= span)[looked_at].all()
        if partner is None:
            contains(released, equations, tables, hidden)


def contains(released: pl.DataFrame, equations: pl.DataFrame, tables: np.ndarray, hidden: np.ndarray) -> None:
    """The published range of each hidden cell holds every value that it takes in `tables`."""
    public = released.with_columns(zero_possible=pl.lit(False))
    ranges = released.join(outer_ranges(public, equations), on="cell", how="left").sort("cell")
    low = ranges["range_low"].fill_null(0).to_numpy()
    high = ranges["range_high"].cast(pl.Float64).fill_null(np.inf).to_numpy()
    assert (low <= tables.min(axis=0))[hidden].all()
    assert (high >= tables.max(axis=0))[hidden].all()


@settings(max_examples=15)
@given(case=cases())
@pytest.mark.slow
def test_a_few_random_systems_hold(case: Case) -> None:
    holds(case)


@pytest.mark.slow
@settings(max_examples=200)
@given(case=cases())
def test_random_systems_hold_against_every_table_that_is_possible(case: Case) -> None:
    holds(case)


@pytest.mark.proof
def test_ten_thousand_random_systems_hold(write_proof) -> None:
    tried = []

    @settings(max_examples=10_000, deadline=None)
    @given(case=cases())
    def hold(case: Case) -> None:
        holds(case)
        tried.append(1)

    hold()
    assert len(tried) >= 10_000
    write_proof("brute_force", {"systems": len(tried), "narrowest_range_at_least": 6, "given_away": 0})
