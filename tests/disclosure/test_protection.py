import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.disclosure.attack import bounds_by_blocks
from pipelines.disclosure.equations import build_equations
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import protect
from pipelines.disclosure.system import build_system
from tests.disclosure.brute_force import bounds, dense, margins, possible_tables
from tests.disclosure.linked_town import Town

POLICY = DisclosurePolicy()
COUNTS = st.sampled_from([0, 1, 2, 5, 9, 10, 11, 12, 14])
TABLES = st.integers(2, 3).flatmap(
    lambda columns: st.lists(st.lists(COUNTS, min_size=columns, max_size=columns), min_size=2, max_size=2)
)
MANY = 8  # hidden cells; more would take too many tables to try


@settings(max_examples=25)
@given(values=TABLES)
def test_every_hidden_cell_has_whole_tables_six_apart(values: list[list[int]]) -> None:
    cells, equations = margins(values)
    report = protect(cells, equations, POLICY)
    assert not report.unproved
    low, high = bounds(cells, report.statuses, furthest=6)
    assume((low < high).sum() <= MANY)
    tables = possible_tables(dense(cells, equations), low, high)
    hidden = low != high
    spans = np.ptp(tables[:, hidden], axis=0)
    assert (spans >= POLICY.range_at_least).all()


@settings(max_examples=25)
@given(values=TABLES, chosen=st.sets(st.integers(0, 11), min_size=2, max_size=MANY))
def test_the_attack_finds_at_least_what_whole_tables_allow(values: list[list[int]], chosen: set[int]) -> None:
    cells, equations = margins(values)
    hide = pl.col("cell").is_in(sorted(chosen)) & (pl.col("value") > 0)
    statuses = cells.select("cell", status=pl.when(hide).then(pl.lit("hidden")).otherwise(pl.lit("shown")))
    low, high = bounds(cells, statuses, furthest=6)
    matrix = build_system(cells, equations, POLICY).matrix
    span, hidden = np.full(len(low), 1e4), low < high  # wider than any: every cell gets its exact range
    least, most = bounds_by_blocks(matrix, low.astype(float), high.astype(float), hidden, span, POLICY)
    tables = possible_tables(dense(cells, equations), low, high)
    assert (least <= tables.min(axis=0)).all()
    assert (most >= tables.max(axis=0)).all()


@pytest.mark.parametrize("seed", range(4))
def test_small_counts_of_a_linked_town_are_hidden_and_proved(seed: int) -> None:
    town = Town(seed, mean=1.5)
    report = protect(town.cells.select("cell", "value", "is_published"), equations_of(town), POLICY)
    joined = report.statuses.join(town.cells, on="cell")
    small = joined.filter(pl.col("value").is_between(1, 10))
    assert small.height
    assert set(small["status"]) == {"hidden"}
    assert set(joined.filter(pl.col("value") == 0)["status"]) <= {"shown"}
    assert report.unproved == ()
    assert report.small <= report.hidden < report.published


def test_the_order_of_rows_and_the_numbers_of_equations_change_nothing() -> None:
    town = Town(3, mean=10)
    cells, equations = town.cells.select("cell", "value", "is_published"), equations_of(town)
    once = protect(cells, equations, POLICY)
    mixed = equations.sample(fraction=1, shuffle=True, seed=5).with_columns(equation=999 - pl.col("equation"))
    again = protect(cells.sample(fraction=1, shuffle=True, seed=4), mixed, POLICY)
    assert once.statuses.equals(again.statuses)
    assert once.proofs.equals(again.proofs)


def test_another_seed_may_hide_others_but_proves_as_much() -> None:
    town = Town(3, mean=10)
    report = protect(
        town.cells.select("cell", "value", "is_published"), equations_of(town), DisclosurePolicy(seed=7)
    )
    assert report.unproved == ()


def test_one_small_count_takes_its_neighbours_with_it() -> None:
    cells, equations = margins([[4, 30, 40], [50, 60, 70]])
    hidden = set(protect(cells, equations, POLICY).statuses.filter(pl.col("status") == "hidden")["cell"])
    assert 5 in hidden
    assert len(hidden) == 4


def test_a_household_that_asked_often_needs_a_wider_range() -> None:
    cells, equations = margins([[9, 200, 300], [400, 500, 600]])
    often = cells.with_columns(most_by_one=pl.when(pl.col("cell") == 5).then(9))
    wide = protect(often, equations, POLICY).statuses
    low, high = bounds(often, wide, furthest=27)
    tables = possible_tables(dense(often, equations), low, high)
    assert np.ptp(tables[:, 5]) >= 27


# A total of three parts, the first of them small; the total would be the cheapest to hide beside it.
THREE_PARTS = pl.DataFrame({"cell": [0, 1, 2, 3], "value": [95, 5, 40, 50], "weight": [0.1, 1.0, 1.0, 1.0]})
ADD_UP = pl.DataFrame({"equation": [0] * 4, "cell": [0, 1, 2, 3], "coefficient": [-1, 1, 1, 1]})


def hidden_of(cells: pl.DataFrame) -> set[int]:
    report = protect(cells, ADD_UP, POLICY)
    assert report.unproved == ()
    return set(report.statuses.filter(pl.col("status") == "hidden")["cell"])


def test_a_kept_total_is_not_hidden_where_another_cell_would_do() -> None:
    assert hidden_of(THREE_PARTS) == {0, 1}
    kept = hidden_of(THREE_PARTS.with_columns(kept=pl.col("cell") == 0))
    assert 0 not in kept and len(kept) == 2


def test_a_kept_total_is_hidden_where_nothing_else_would_do() -> None:
    values = pl.Series("value", [5, 5, 0, 0])
    assert hidden_of(THREE_PARTS.with_columns(values, kept=pl.col("cell") == 0)) == {0, 1}


def test_what_has_room_before_one_partner_only_is_proved_before_each_in_turn() -> None:
    """Nothing may be hidden any more, and before all partners at once no cell could fall."""
    cells = pl.DataFrame({"cell": [0, 1, 2, 3], "value": [21, 1, 10, 10]}).with_columns(
        frozen=pl.Series(["shown"] + ["hidden"] * 3)
    )
    equations = pl.DataFrame({"equation": [0] * 4, "cell": [0, 1, 2, 3], "coefficient": [-1, 1, 1, 1]})
    gave = pl.DataFrame({"cell": [1, 2, 3], "partner": ["a", "b", "c"], "value": [1, 10, 10]})
    assert protect(cells, equations, POLICY, gave).unproved == ()


def test_what_was_published_keeps_its_status() -> None:
    cells, equations = margins([[4, 30, 40], [50, 60, 70]])
    frozen = cells.with_columns(frozen=pl.when(pl.col("cell") == 6).then(pl.lit("shown")))
    report = protect(frozen, equations, POLICY)
    assert report.statuses.filter(pl.col("cell") == 6)["status"].item() == "shown"
    assert report.unproved == ()


def test_where_frozen_neighbours_leave_no_room_the_new_slice_is_not_published() -> None:
    """A + B = 13 was shown, so each lay in 1 to 12; four needs each, none zero, would leave 4 to 9."""
    year = {0: 13, 1: 6, 2: 7}
    needs = dict(enumerate([1, 2, 2, 1, 2, 2, 1, 2], start=3))
    cells = pl.DataFrame({"cell": [*year, *needs], "value": [*year.values(), *needs.values()]}).with_columns(
        frozen=pl.Series(["shown", "hidden", "hidden"] + [None] * 8),
        slice=pl.Series(["half"] * 3 + ["needs"] * 8),
    )
    sums = {0: [1, 2], 1: [3, 4, 5, 6], 2: [7, 8, 9, 10]}
    terms = [(e, p, -1) for e, p in enumerate(sums)] + [
        (e, c, 1) for e, p in enumerate(sums) for c in sums[p]
    ]
    equations = pl.DataFrame(terms, schema=["equation", "cell", "coefficient"], orient="row")
    report = protect(cells, equations, POLICY)
    assert report.withheld_slices == ("needs",)
    assert report.withheld == 8
    assert report.unproved == ()
    status = dict(report.statuses.select("cell", "status").iter_rows())
    assert [status[c] for c in range(3)] == ["shown", "hidden", "hidden"]
    assert {status[c] for c in needs} == {"not_published"}


def test_what_history_gave_away_is_reported_not_hidden_from_sight() -> None:
    cells, equations = margins([[4, 30], [50, 60]])
    frozen = cells.with_columns(
        frozen=pl.when(pl.col("cell") == 4).then(pl.lit("hidden")).otherwise(pl.lit("shown"))
    )
    assert protect(frozen, equations, POLICY).unproved == (4,)


def test_a_sliver_that_nobody_publishes_is_protected_too() -> None:
    """Neighbourhood 30 = blocks 4 + 26; council district 26 = the second block: one subtraction gives 4."""
    cells = pl.DataFrame(
        {"cell": [0, 1, 2, 3], "value": [30, 26, 4, 26], "is_published": [True, True, False, False]}
    )
    terms = [(0, 0, -1), (0, 2, 1), (0, 3, 1), (1, 1, -1), (1, 3, 1)]
    equations = pl.DataFrame(terms, schema=["equation", "cell", "coefficient"], orient="row")
    report = protect(cells, equations, POLICY)
    assert report.hidden >= 1
    assert report.unproved == ()


def test_counts_that_do_not_add_up_are_refused() -> None:
    cells, equations = margins([[4, 30], [50, 60]])
    wrong = cells.with_columns(value=pl.col("value") + (pl.col("cell") == 4))
    with pytest.raises(ValueError, match="does not hold"):
        protect(wrong, equations, POLICY)


def test_a_report_prints_no_count_of_a_cell() -> None:
    cells, equations = margins([[4, 31, 47], [53, 61, 73]])
    text = str(protect(cells, equations, POLICY))
    assert "proofs" not in text
    assert "statuses" not in text


def equations_of(town: Town) -> pl.DataFrame:
    return build_equations(town.cells, town.hierarchy)
