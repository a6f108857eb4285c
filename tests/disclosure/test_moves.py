import numpy as np
import polars as pl
from scipy import sparse

from pipelines.disclosure import private_gate
from pipelines.disclosure.moves import Move, whole_move
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import protect
from pipelines.disclosure.system import build_system
from tests.disclosure.brute_force import margins

POLICY = DisclosurePolicy()
CELLS, EQUATIONS = margins([[4, 30, 40], [50, 60, 70]])
SYSTEM = build_system(CELLS, EQUATIONS, POLICY)
EQUATIONS_OF = sparse.csr_array(SYSTEM.matrix.T.astype(np.int64))
# Cells 5, 6, 9, 10 are the corners of a rectangle: nothing in the margins moves.
RECTANGLE = {5: 1.0, 6: -1.0, 9: -1.0, 10: 1.0}


def moved(change: dict[int, float]) -> np.ndarray:
    full = np.zeros(len(SYSTEM.cell))
    full[list(change)] = list(change.values())
    return full


def change_of(change: dict[int, float]) -> dict[int, int]:
    move = whole_move(EQUATIONS_OF, moved(change))
    assert move is not None
    return dict(zip(move.cells.tolist(), move.change.tolist(), strict=True))


def test_a_rectangle_is_one_move_of_ones() -> None:
    assert change_of({cell: 6 * d for cell, d in RECTANGLE.items()}) == RECTANGLE


def test_halves_and_thirds_are_made_whole() -> None:
    assert change_of({cell: 2.5 * d for cell, d in RECTANGLE.items()}) == RECTANGLE
    assert change_of({cell: d / 3 for cell, d in RECTANGLE.items()}) == RECTANGLE


def test_what_stays_in_fractions_or_breaks_an_equation_is_no_move() -> None:
    assert whole_move(EQUATIONS_OF, moved({c: d / 7 for c, d in RECTANGLE.items()})) is None
    assert whole_move(EQUATIONS_OF, moved(RECTANGLE | {10: 2.0})) is None
    assert whole_move(EQUATIONS_OF, moved({})) is None


def test_a_move_is_taken_as_often_as_no_cell_falls_too_far() -> None:
    move = whole_move(EQUATIONS_OF, moved(RECTANGLE))
    assert move is not None
    room = np.stack([SYSTEM.value - 1, SYSTEM.value // 10]).astype(np.int64)
    assert [often.tolist() for often in move.times(room)] == [[29, 3], [3, 0]]
    falls, rises = move.reached(room)
    assert (rises - falls).tolist() == [[32] * 4, [3] * 4]


def test_a_move_in_which_nothing_falls_is_stopped_by_nothing_one_way() -> None:
    move = Move(np.array([5, 6]), np.array([1, 2]))
    forth, back = move.times(np.array([[0] * 5 + [4, 5]]))
    assert forth[0] >= 1_000_000
    assert back[0] == 2


# What the first of two partners gave: all but 2 of cell 5 and everything else of its line.
GAVE = pl.DataFrame(
    {"cell": [4, 5, 6, 7, 1, 2, 3, 0], "partner": ["first"] * 8, "value": [72, 2, 30, 40, 2, 30, 40, 72]}
)


def ranges_of(proofs: pl.DataFrame, gave: pl.DataFrame | None) -> private_gate.PrivateReport:
    report = protect(CELLS, EQUATIONS, POLICY, GAVE)
    shown = pl.when(pl.col("status") == "shown").then("value")
    released = report.statuses.join(CELLS, on="cell").with_columns(value=shown)
    return private_gate.check(CELLS, EQUATIONS, released, proofs, POLICY, gave)


def test_a_partner_who_knows_its_own_still_finds_a_wide_range() -> None:
    assert ranges_of(protect(CELLS, EQUATIONS, POLICY, GAVE).proofs, GAVE).ok


def test_without_proofs_nothing_is_certified() -> None:
    report = ranges_of(pl.DataFrame(schema={"move": pl.Int64, "cell": pl.Int64, "change": pl.Int64}), GAVE)
    assert not report.ok
    assert report.certified == 0


def test_a_proof_that_breaks_an_equation_or_moves_a_shown_cell_counts_for_nothing() -> None:
    proofs = protect(CELLS, EQUATIONS, POLICY, GAVE).proofs
    first = pl.col("cell") == proofs["cell"].min()
    assert not ranges_of(proofs.filter(~first.any().over("move")), GAVE).ok
    broken = proofs.with_columns(change=pl.col("change") + (pl.col("cell") == 5))
    assert not ranges_of(broken, GAVE).ok


def test_what_one_partner_gave_of_everything_is_no_secret_from_it_and_needs_no_range() -> None:
    """A cell that is all its own has no rest to work out."""
    own = build_system(CELLS, EQUATIONS, POLICY, GAVE)
    assert own.given[1].tolist()[5:8] == [2, 30, 40]
    assert own.heeded[0].all()
    assert own.heeded[1].tolist()[5:8] == [True, False, False]
