"""The first pass: every equation hides none of its cells, or enough that it alone gives none of them away.

Cheap and short-sighted; the programmes of complementary.py see what equations say together.
"""

import heapq

import numpy as np

from pipelines.disclosure.system import System

CONFLICT_PRICE = 2.0  # what one more equation left open costs, in weights of cells; 0.5 to 4 came out alike


class _Room:
    """What each equation leaves open: unknown cells on each side, and how far they can fall."""

    def __init__(self, system: System, range_at_least: int) -> None:
        matrix, by_cell = system.matrix, system.matrix.T.tocsr()
        self.needed = range_at_least
        self.slack = (system.value - system.lowest).tolist()
        self.published = system.published.tolist()
        self.cells = [r.tolist() for r in np.split(matrix.indices, matrix.indptr[1:-1])]
        signs = np.split(by_cell.data, by_cell.indptr[1:-1])
        rows = np.split(by_cell.indices, by_cell.indptr[1:-1])
        self.terms = [
            list(zip(r.tolist(), s.tolist(), strict=True)) for r, s in zip(rows, signs, strict=True)
        ]
        count = matrix.shape[0]
        self.unknown = {1.0: [0] * count, -1.0: [0] * count}
        self.fall = {1.0: [0.0] * count, -1.0: [0.0] * count}
        self.hidden = [0] * count

    def add(self, cell: int) -> None:
        for equation, sign in self.terms[cell]:
            self.unknown[sign][equation] += 1
            self.fall[sign][equation] += self.slack[cell]
            self.hidden[equation] += self.published[cell]

    def is_open(self, equation: int, sign: float = 1.0, slack: float | None = None) -> bool:
        """Whether the equation gives a hidden cell away; with `slack`, if one more cell were unknown."""
        extra = slack is not None
        if not (self.hidden[equation] or extra):
            return False
        here, there = self.unknown[sign][equation] + extra, self.unknown[-sign][equation]
        if here and there:
            return False
        fall = self.fall[sign if here else -sign][equation] + (slack or 0.0)
        return here + there < 2 or fall < self.needed

    def price(self, cell: int) -> int:
        """How many more equations are open once the cell is hidden (fewer: negative)."""
        slack = self.slack[cell]
        return sum(self.is_open(e, sign, slack) - self.is_open(e) for e, sign in self.terms[cell])


def sweep(system: System, hidden: np.ndarray, range_at_least: int) -> np.ndarray:
    """`hidden` (mask) with more cells until no equation by itself gives one away, where it can be."""
    room = _Room(system, range_at_least)
    # A zero that may be hidden gives its line no room to fall, and hiding it pulls further zeros after it.
    hidden, may = hidden.copy(), system.can_be_hidden & (system.value > 0) & ~system.kept
    for cell in np.flatnonzero(hidden | ~system.published):
        room.add(cell)
    size = (abs(system.matrix) @ system.value).tolist()
    waiting = [(size[e], e) for e in range(system.matrix.shape[0]) if room.is_open(e)]
    heapq.heapify(waiting)
    while waiting:
        _, equation = heapq.heappop(waiting)
        choice = [c for c in room.cells[equation] if may[c] and not hidden[c]]
        if not room.is_open(equation) or not choice:
            continue
        cell = min(choice, key=lambda c: (system.weight[c] + CONFLICT_PRICE * room.price(c), c))
        hidden[cell] = True
        room.add(cell)
        for e, _ in room.terms[cell]:
            if room.is_open(e):
                heapq.heappush(waiting, (size[e], e))
    return hidden
