"""The state of the search for cells to hide, and the elastic programme that every step of it solves.

An elastic programme lets unknown cells move freely and shown cells at a price, and rewards the cells that
need protection for moving as far as they need. Its solution is an alternative table: a proof for the cells
that moved, and the list of shown cells that would have to be hidden for it.
"""

from dataclasses import dataclass, field

import numpy as np

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.programme import TOLERANCE, solve
from pipelines.disclosure.system import System

REWARD = 1000.0  # for each count of a needed range: more than any way of paying for it costs
FAR = 1e7  # no count is this large; a bound keeps every programme finite


@dataclass
class Search:
    """Which cells are hidden so far, and the lowest and highest value of each in any table found."""

    system: System
    policy: DisclosurePolicy
    hidden: np.ndarray
    payable: np.ndarray
    low: np.ndarray = field(init=False)
    high: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.low, self.high = self.system.value.copy(), self.system.value.copy()
        self.chance = np.random.default_rng(self.policy.seed)
        self.links = abs(self.system.matrix)
        self.links_back = self.links.T.tocsr()

    def unproved(self) -> np.ndarray:
        """Mask of cells that need a wide range (hidden, or small and unpublished) and have none yet."""
        width = np.floor(self.high + TOLERANCE) - np.ceil(self.low - TOLERANCE)
        targets = self.hidden | (self.system.small & ~self.system.published)
        return targets & (width < self.system.span)

    def move(self, up: np.ndarray, down: np.ndarray, region: np.ndarray) -> np.ndarray | None:
        """Deviations of the cheapest table in which cells of `up` rise and `down` fall as far as needed.

        Only cells of `region` (mask) move. None where the programme met its limit.
        """
        columns, lower, upper, cost = self._variables(up, down, region)
        seed = int(self.chance.integers(2**31))
        return solve(self.system.matrix, columns, lower, upper, cost, self.policy.iteration_limit, seed)

    def keep(self, moved: np.ndarray) -> None:
        """Take the table as proof, hiding the shown cells that move in it."""
        self.hidden = self.hidden | (self._may_pay() & (np.abs(moved) > TOLERANCE))
        table = self.system.value + moved
        self.low, self.high = np.minimum(self.low, table), np.maximum(self.high, table)

    def price(self, moved: np.ndarray) -> float:
        """What hiding the shown cells that move would cost."""
        return float(self.system.weight[self._may_pay() & (np.abs(moved) > TOLERANCE)].sum())

    def around(self, cell: int, hops: int) -> np.ndarray:
        """Mask of the cells within `hops` equations of `cell`."""
        region = np.zeros(len(self.system.value), dtype=bool)
        region[cell] = True
        for _ in range(hops):
            wider = (self.links_back @ (self.links @ region.astype(float) > 0).astype(float)) > 0
            if (wider == region).all():
                break
            region = wider
        return region

    def ways(self) -> tuple[np.ndarray, np.ndarray]:
        """By how much a cell would have to rise, or to fall, to complete the range it needs."""
        value, span = self.system.value, self.system.span
        rise_by = np.maximum(0.0, np.ceil(self.low - TOLERANCE) + span - value)
        fall_by = np.maximum(0.0, value - np.floor(self.high + TOLERANCE) + span)
        return rise_by, fall_by

    def _may_pay(self) -> np.ndarray:
        return self.payable & ~self.hidden

    def _variables(
        self, up: np.ndarray, down: np.ndarray, region: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Columns, bounds and costs of: shown cells up and down, unknown cells, rewards up and down."""
        fall = np.maximum(self.system.value - self.system.lowest, 0.0)
        rise_by, fall_by = self.ways()
        fall_by = np.minimum(fall_by, fall)
        shown = np.flatnonzero(self._may_pay() & region)
        unknown = np.flatnonzero((self.hidden | ~self.system.published) & region)
        price, none = self.system.weight[shown], np.zeros(len(shown))
        # The rewarded part of a cell's way must not be undone by the free part of the same cell.
        free_fall = np.where(up, 0.0, fall - np.where(down, fall_by, 0.0))[unknown]
        free_rise = np.where(down[unknown], 0.0, FAR)
        to, fro = np.flatnonzero(up), np.flatnonzero(down)
        columns = np.concatenate([shown, shown, unknown, to, fro])
        lower = np.concatenate([none, -fall[shown], -free_fall, np.zeros(len(to)), -fall_by[fro]])
        upper = np.concatenate([none + FAR, none, free_rise, rise_by[to], np.zeros(len(fro))])
        rewards = [np.full(len(to), -REWARD), np.full(len(fro), REWARD)]
        return columns, lower, upper, np.concatenate([price, -price, np.zeros(len(unknown)), *rewards])
