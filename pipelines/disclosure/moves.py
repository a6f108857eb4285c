"""Whole-number changes of a table that break no equation: what a reader could not tell from the truth.

A move taken once, twice or backwards is again a change that breaks no equation, so one move proves a range
for every cell that it touches: from the truth up and down as often as no cell falls below what a reader must
take it for.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.disclosure.programme import TOLERANCE
from pipelines.disclosure.sparse_rows import entries_of

MULTIPLES = (1, 2, 3, 4, 6)  # of a solution in fractions, tried until it is whole
ENDLESS = 1_000_000  # times that a move may be taken where nothing stops it; no count is this large


@dataclass(frozen=True)
class Move:
    """By how much each of `cells` changes (whole numbers, none of them 0)."""

    cells: np.ndarray
    change: np.ndarray

    def times(self, room: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How often it may be taken, and how often backwards, before each viewer.

        `room`: how far each cell can fall (viewers x cells of the system).
        """
        steps = room[:, self.cells] // np.abs(self.change)
        falls = self.change < 0
        return steps[:, falls].min(axis=1, initial=ENDLESS), steps[:, ~falls].min(axis=1, initial=ENDLESS)

    def reached(self, room: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far each of its cells falls and rises when it is taken as often as may be (viewers x cells)."""
        forth, back = self.times(room)
        one, other = np.outer(forth, self.change), np.outer(-back, self.change)
        return np.minimum(one, other), np.maximum(one, other)


def whole_move(equations_of: sparse.csr_array, moved: np.ndarray) -> Move | None:
    """One change (`moved`, per cell) as a move; None where it stays in fractions or breaks an equation.

    `equations_of`: whole-number coefficients, cells x equations.
    """
    cells = np.flatnonzero(np.abs(moved) > TOLERANCE)
    for multiple in MULTIPLES if len(cells) else ():
        change = np.round(moved[cells] * multiple)
        if np.abs(moved[cells] * multiple - change).max() <= TOLERANCE:
            change = change.astype(np.int64) // np.gcd.reduce(change.astype(np.int64))
            return Move(cells, change) if _holds(equations_of, cells, change) else None
    return None


def _holds(equations_of: sparse.csr_array, cells: np.ndarray, change: np.ndarray) -> bool:
    """Whether the change leaves every equation as it is."""
    at, size = entries_of(equations_of, cells)
    parts = equations_of.data[at] * np.repeat(change, size)
    return not np.bincount(equations_of.indices[at], weights=parts).any()
