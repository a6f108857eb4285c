"""The state of the search for cells to hide, and the elastic programme that every step of it solves.

An elastic programme lets unknown cells move freely and shown cells at a price, and rewards one cell for
moving as far as it needs. Its solution is another table: a proof for the cells that moved, and the list of
shown cells that would have to be hidden for it.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from pipelines.disclosure.moves import Move, whole_move
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.programme import TOLERANCE, Programme, solve
from pipelines.disclosure.proofs import Proofs
from pipelines.disclosure.side_by_side import Work
from pipelines.disclosure.sparse_rows import entries_of
from pipelines.disclosure.system import System

REWARD = 1000.0  # for each count of a needed range: more than any way of paying for it costs
EFFORT = 0.001  # price of moving an unknown cell by one: less than any way of paying
FEW = 300  # cells among which a search in whole numbers takes no time
FAR = 1e7  # no count is this large; a bound keeps every programme finite


@dataclass
class Search:
    """Which cells are hidden so far, the moves that prove it, and how far they take each cell.

    `payable`: shown cells that may be hidden now.
    """

    system: System
    policy: DisclosurePolicy
    hidden: np.ndarray
    payable: np.ndarray
    proofs: Proofs = field(init=False)

    def __post_init__(self) -> None:
        self.value = self.system.value.astype(np.int64)
        self.room = self.system.room
        self.proofs = Proofs(self.value, self.room)
        self.chance = np.random.default_rng(self.policy.seed)
        self.cells_of = self.system.matrix.astype(np.int64)
        self.equations_of = sparse.csr_array(self.cells_of.T)
        self.secret = self.system.small & ~self.system.published

    def unproved(self) -> np.ndarray:
        """Mask of cells that need a wide range before a viewer and have none yet (viewers x cells)."""
        needs = (self.hidden | self.secret) & self.system.heeded
        return needs & (self.proofs.high - self.proofs.low < self.system.span)

    def lacking(self, viewers: np.ndarray, cell: int) -> np.ndarray:
        """Those of `viewers` (numbers) before whom `cell` needs a wide range and has none yet."""
        width = self.proofs.high[viewers, cell] - self.proofs.low[viewers, cell]
        return viewers[(width < self.system.span[cell]) & self.system.heeded[viewers, cell]]

    def find_move(
        self, viewers: np.ndarray, cell: int, upward: bool, region: np.ndarray, whole: bool = False
    ) -> Work[Programme, np.ndarray | None, tuple[Move | None, bool]]:
        """The cheapest way in which `cell` rises or falls as far as it needs before all `viewers` at once,
        and whether it could go further in fractions, so that a programme in whole numbers may help.

        A work that asks for programmes (`answer` solves them). Only cells of `region` move; `whole`: the
        programme is in whole numbers, which is slow. A solution in fractions, or that cannot be taken as
        often as it says once it is whole, is sought again in whole numbers among the cells that it moves, if
        these are few. None where nothing moves, where fractions remain and where the programme met its limit.
        """
        moved = yield self._programme(viewers, cell, upward, region, whole)
        if moved is None:
            return None, False
        move, far = whole_move(self.equations_of, moved), moved[cell]
        touched = np.flatnonzero(np.abs(moved) > TOLERANCE)
        if not whole and not self._goes(move, viewers, cell, far) and 0 < len(touched) <= FEW:
            moved = yield self._programme(viewers, cell, upward, touched, whole=True)
            move = (None if moved is None else whole_move(self.equations_of, moved)) or move
        return move, not self._goes(move, viewers, cell, far)

    def answer(self, asked: Programme) -> np.ndarray | None:
        """Deviation of each cell; reads nothing that the search changes."""
        return solve(self.equations_of, asked, self.policy.iteration_limit)

    def _goes(self, move: Move | None, viewers: np.ndarray, cell: int, far: float) -> bool:
        """Whether `move` takes `cell` as `far` before each of `viewers`, in whole counts."""
        if abs(far) < 1 - TOLERANCE:
            return True
        if move is None:
            return False
        falls, rises = move.reached(self.room)
        reach = (rises if far > 0 else -falls)[:, move.cells == cell][viewers]
        return reach.size > 0 and bool(reach.min() >= np.floor(abs(far) + TOLERANCE))

    def _programme(
        self, viewers: np.ndarray, cell: int, upward: bool, region: np.ndarray, whole: bool
    ) -> Programme:
        variables = self._variables(viewers, cell, upward, region)
        return Programme(*variables, seed=int(self.chance.integers(2**31)), whole=whole)

    def keep(self, move: Move) -> None:
        """Take what `move` proves and hide the shown cells that it touches, if it helps any cell."""
        if self._helps(move):
            self.hidden[move.cells] |= self._may_pay(move.cells)
            self.proofs.add(move)

    def ways(self, viewers: np.ndarray, cell: int) -> np.ndarray:
        """Up and down (True, False) in the order to try: up first where no fall alone could be enough."""
        if self.room[viewers, cell].min() < self.system.span[cell]:
            return np.array([True, False])
        return self.chance.permutation([True, False])

    def can_fall_enough(self, move: Move | None, viewers: np.ndarray, cell: int) -> bool:
        """Whether the rise of `move` and a fall of `cell` as far as it has room could be enough together."""
        high = self.proofs.high[viewers, cell]
        if move is not None and (at := move.cells == cell).any():
            high = self.proofs.with_move(move)[1][viewers][:, at][:, 0]
        room = self.room[viewers, cell]
        return bool((high - self.value[cell] + room >= self.system.span[cell]).all())

    def completes(self, move: Move, viewers: np.ndarray, cell: int) -> bool:
        """Whether `move` gives `cell` the range that it needs before all `viewers`."""
        low, high = self.proofs.with_move(move)
        width = (high - low)[:, move.cells == cell][viewers]
        return width.size > 0 and bool(width.min() >= self.system.span[cell])

    def price(self, move: Move) -> float:
        """What hiding the shown cells that `move` touches would cost."""
        return float(self.system.weight[move.cells[self._may_pay(move.cells)]].sum())

    def _helps(self, move: Move) -> bool:
        """Whether `move` widens the range of a cell that needs it, before any viewer."""
        at = move.cells
        needed = (self.hidden[at] | self.secret[at] | self._may_pay(at)) & self.system.heeded[:, at]
        low, high = self.proofs.low[:, at], self.proofs.high[:, at]
        to_low, to_high = self.proofs.with_move(move)
        lacks = needed & (high - low < self.system.span[at])
        return bool((lacks & ((to_low < low) | (to_high > high))).any())

    def _may_pay(self, cells: np.ndarray) -> np.ndarray:
        return self.payable[cells] & ~self.hidden[cells]

    def around(self, cell: int, hops: int, beyond: int = 0) -> np.ndarray:
        """The cells that may move and lie within `hops` equations of `cell`, itself among them; and of those
        that are unknown already, those within `beyond` more.
        """
        unknown = self.hidden | ~self.system.published
        movable = unknown | self.payable
        movable[cell] = False
        edge, found = np.array([cell]), [np.array([cell])]
        new = np.ones(self.equations_of.shape[1], dtype=bool)
        for step in range(hops + beyond):
            if step == hops:
                movable &= unknown
            equations = _fresh(self.equations_of, edge, new)
            new[equations] = False
            edge = _fresh(self.cells_of, equations, movable)
            movable[edge] = False
            found.append(edge)
            if not len(edge):
                break
        return np.sort(np.concatenate(found))

    def _is_unknown(self, cells: np.ndarray) -> np.ndarray:
        return self.hidden[cells] | ~self.system.published[cells]

    def _variables(
        self, viewers: np.ndarray, cell: int, upward: bool, region: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Columns, bounds and costs: shown cells up and down, unknown cells up and down, the way of `cell`.

        Ways up and down are columns of their own, each at a price: the programme then starts where nothing
        moves, and its solutions touch few cells, so that they fall apart into whole numbers.
        """
        others = region[region != cell]
        shown = others[self._may_pay(others)]
        unknown = others[self._is_unknown(others)]
        effort = EFFORT * self.chance.uniform(0.5, 1.5, len(unknown))
        others = np.concatenate([shown, unknown])
        price = np.concatenate([self.system.weight[shown], effort])
        none, fall = np.zeros(len(others)), self._least_room(viewers, others).astype(float)
        way, reward = self._way(viewers, cell, upward)
        falls = np.flatnonzero(fall)
        columns = np.concatenate([others, others[falls], [cell]])
        lower = np.concatenate([none, -fall[falls], [min(way, 0)]])
        upper = np.concatenate([none + FAR, none[falls], [max(way, 0)]])
        return columns, lower, upper, np.concatenate([price, -price[falls], [reward]])

    def _least_room(self, viewers: np.ndarray, cells: np.ndarray) -> np.ndarray:
        """How far each of `cells` can fall before every one of `viewers`."""
        return self.room[np.ix_(viewers, cells)].min(axis=0)

    def _way(self, viewers: np.ndarray, cell: int, upward: bool) -> tuple[int, float]:
        """How far `cell` still has to rise or fall, as far as it can, and the reward for each count of it."""
        span, here = self.system.span[cell], self.value[cell]
        if upward:
            return max(self.proofs.low[viewers, cell].max() + span - here, 0), -REWARD
        room = int(self.room[viewers, cell].min())
        return -min(max(here - self.proofs.high[viewers, cell].min() + span, 0), room), REWARD


def _fresh(matrix: sparse.csr_array, rows: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The `wanted` columns that `rows` name, once each."""
    is_named = np.zeros(matrix.shape[1], dtype=bool)
    is_named[matrix.indices[entries_of(matrix, rows)[0]]] = True
    return np.flatnonzero(is_named & wanted)
