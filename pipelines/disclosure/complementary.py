"""Hide more until every hidden cell's feasible range is wide enough, at little cost.

Each programme is elastic: cells that are unknown move freely, cells to be protected are rewarded for moving up
to the range they need, and shown cells may move at a price. Its solution is an alternative table: a proof for
the cells that moved, and the cheapest list of cells to hide next. The reward rises from round to round, so that
what hidden cells can do for each other is used before anything is paid for. What is left is taken one cell at a
time, in its neighbourhood. Then the hidden neighbours are themselves put at a price (`polish`), and those that
no proof needs are shown again.

Method: cell suppression by elastic linear programmes, as in Fischetti and Salazar (2001), "Solving the cell
suppression problem on tabular data with linear constraints", made greedy over many targets at once.
"""

from dataclasses import dataclass, field

import numpy as np

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.programme import TOLERANCE, solve
from pipelines.disclosure.sweep import sweep
from pipelines.disclosure.system import System

FIRST_REWARD = 0.2
REWARD_GROWTH = 1.15
SURE_REWARD = 1000.0  # for a cell that must be protected whatever it costs
FEW = 25  # unproved cells are then taken one by one
HOPS = (2, 4, 1000)  # how far a neighbourhood reaches, in equations
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

    def move(self, up: np.ndarray, down: np.ndarray, reward: float, region: np.ndarray) -> np.ndarray | None:
        """Deviations of the cheapest table in which cells of `up` rise and of `down` fall as far as they need.

        Only cells of `region` (mask) move. None where the programme met its limit.
        """
        columns, lower, upper, cost = self._variables(up, down, reward, region)
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
        self, up: np.ndarray, down: np.ndarray, reward: float, region: np.ndarray
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
        rewards = [np.full(len(to), -reward), np.full(len(fro), reward)]
        return columns, lower, upper, np.concatenate([price, -price, np.zeros(len(unknown)), *rewards])


def protect_system(system: System, policy: DisclosurePolicy) -> Search:
    """A search whose hidden cells are proved as far as may be; `unproved()` says what is left."""
    first = (system.published & system.small & (system.frozen == "")) | (system.frozen == "hidden")
    start = sweep(system, first, policy.range_at_least)
    search = run(Search(system, policy, start, system.can_be_hidden))
    return polish(search, first)


def polish(search: Search, first: np.ndarray) -> Search:
    """A search that hides a part of the same cells and proves as much, or the search itself."""
    again = run(Search(search.system, search.policy, first, search.hidden & ~first))
    is_better = again.hidden.sum() < search.hidden.sum() and again.unproved().sum() <= search.unproved().sum()
    return again if is_better else search


def run(search: Search) -> Search:
    """Programmes for many cells at once with a rising reward, then for each that is left."""
    everywhere = np.ones(len(search.system.value), dtype=bool)
    for number in range(search.policy.rounds):
        if search.unproved().sum() <= FEW:
            break
        up, down = _directions(search)
        moved = search.move(up, down, FIRST_REWARD * REWARD_GROWTH**number, everywhere)
        if moved is not None:
            search.keep(moved)
    _one_by_one(search)
    return search


def _directions(search: Search) -> tuple[np.ndarray, np.ndarray]:
    """Each unproved cell up or down by chance; up where it has no room to fall far enough."""
    aimed = search.unproved()
    _, fall_by = search.ways()
    room = search.system.value - search.system.lowest
    up = aimed & ((room < fall_by) | (search.chance.random(len(aimed)) < 0.5))
    return up, aimed & ~up


def _one_by_one(search: Search) -> None:
    """Protect each cell that is left, whatever it costs; what it makes hidden is protected in turn."""
    hopeless = np.zeros(len(search.system.value), dtype=bool)
    while (left := np.flatnonzero(search.unproved() & ~hopeless)).size:
        for cell in left:
            for hops in HOPS:
                if search.unproved()[cell]:
                    _protect_one(search, int(cell), hops)
            hopeless[cell] = search.unproved()[cell]


def _protect_one(search: Search, cell: int, hops: int) -> None:
    """The cheaper of the two ways that completes the cell's range; both where neither does alone."""
    region, one, none = search.around(cell, hops), np.zeros(len(search.hidden), bool), None
    one[cell] = True
    none = np.zeros_like(one)
    found = []
    for up, down in ((one, none), (none, one)):
        moved = search.move(up, down, SURE_REWARD, region)
        if moved is not None:
            found.append((_completes(search, moved, cell), -search.price(moved), moved))
    if complete := [f for f in found if f[0]]:
        search.keep(max(complete, key=lambda f: f[1])[2])
        return
    for _, _, moved in found:
        search.keep(moved)


def _completes(search: Search, moved: np.ndarray, cell: int) -> bool:
    value = search.system.value[cell] + moved[cell]
    low, high = min(search.low[cell], value), max(search.high[cell], value)
    return np.floor(high + TOLERANCE) - np.ceil(low - TOLERANCE) >= search.system.span[cell]
