"""Hide more until every hidden cell's feasible range is wide enough, at little cost.

Each programme is elastic: cells that are unknown move freely, cells to be protected are rewarded for moving
up to the range they need, and shown cells may move at a price. Its solution is an alternative table: a
proof for the cells that moved, and the cheapest list of cells to hide next. The reward rises from round to
round, so that what hidden cells can do for each other is used before anything is paid for. Then the hidden
neighbours are themselves put at a price (`polish`), and those that no proof needs are shown again.

Method: elastic and linear-programme based cell suppression as in Fischetti and Salazar (2001), "Solving the
cell suppression problem on tabular data with linear constraints", made greedy over many targets at once.
"""

from dataclasses import dataclass, field

import numpy as np

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.programme import TOLERANCE, solve
from pipelines.disclosure.sweep import sweep
from pipelines.disclosure.system import System

FIRST_REWARD = 0.2
REWARD_GROWTH = 1.15
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

    def unproved(self) -> np.ndarray:
        """Mask of cells that need a wide range (hidden, or small and unpublished) and have none yet."""
        width = np.floor(self.high + TOLERANCE) - np.ceil(self.low - TOLERANCE)
        targets = self.hidden | (self.system.small & ~self.system.published)
        return targets & (width < self.system.span)

    def step(self, reward: float) -> bool:
        """One elastic programme; True where it moved anything."""
        columns, lower, upper, cost = self._variables(reward)
        seed = int(self.chance.integers(2**31))
        moved = solve(self.system.matrix, columns, lower, upper, cost, self.policy.iteration_limit, seed)
        if moved is None:
            return False
        self.hidden = self.hidden | (self._may_pay() & (np.abs(moved) > TOLERANCE))
        table = self.system.value + moved
        self.low, self.high = np.minimum(self.low, table), np.maximum(self.high, table)
        return bool((np.abs(moved) > TOLERANCE).any())

    def _may_pay(self) -> np.ndarray:
        return self.payable & ~self.hidden

    def _variables(self, reward: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Columns, bounds and costs of: shown cells up and down, unknown cells, rewards up and down."""
        fall = np.maximum(self.system.value - self.system.lowest, 0.0)
        up, down, rise_by, fall_by = self._aims(fall)
        shown = np.flatnonzero(self._may_pay())
        unknown = np.flatnonzero(self.hidden | ~self.system.published)
        price, none = self.system.weight[shown], np.zeros(len(shown))
        # The rewarded part of a target must not be undone by the free part of the same cell.
        free_fall = np.where(up, 0.0, fall - np.where(down, fall_by, 0.0))[unknown]
        free_rise = np.where(down[unknown], 0.0, FAR)
        to, fro = np.flatnonzero(up), np.flatnonzero(down)
        columns = np.concatenate([shown, shown, unknown, to, fro])
        lower = np.concatenate([none, -fall[shown], -free_fall, np.zeros(len(to)), -fall_by[fro]])
        upper = np.concatenate([none + FAR, none, free_rise, rise_by[to], np.zeros(len(fro))])
        cost = np.concatenate(
            [price, -price, np.zeros(len(unknown)), np.full(len(to), -reward), np.full(len(fro), reward)]
        )
        return columns, lower, upper, cost

    def _aims(self, fall: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Which unproved cells are to rise, which to fall, and by how much to complete their range."""
        value, span = self.system.value, self.system.span
        rise_by = np.maximum(0.0, np.ceil(self.low - TOLERANCE) + span - value)
        fall_by = np.maximum(0.0, value - np.floor(self.high + TOLERANCE) + span)
        aimed = self.unproved()
        up = aimed & ((fall < fall_by) | (self.chance.random(len(value)) < 0.5))
        return up, aimed & ~up, rise_by, np.minimum(fall_by, fall)


def protect_system(system: System, policy: DisclosurePolicy) -> Search:
    """A search whose hidden cells are proved as far as may be; `unproved()` says what is left."""
    first = (system.published & system.small & (system.frozen == "")) | (system.frozen == "hidden")
    start = sweep(system, first, policy.range_at_least)
    search = _run(Search(system, policy, start, system.can_be_hidden))
    return polish(search, first)


def polish(search: Search, first: np.ndarray) -> Search:
    """A search that hides a part of the same cells and proves as much, or the search itself."""
    again = _run(Search(search.system, search.policy, first, search.hidden & ~first))
    is_better = again.hidden.sum() < search.hidden.sum() and again.unproved().sum() <= search.unproved().sum()
    return again if is_better else search


def _run(search: Search) -> Search:
    reward = FIRST_REWARD
    for _ in range(search.policy.rounds):
        if not search.unproved().any():
            break
        search.step(reward)
        reward *= REWARD_GROWTH
    return search
