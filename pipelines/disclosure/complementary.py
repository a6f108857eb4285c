"""Hide more until every hidden cell's feasible range is wide enough, at little cost.

One cell after another: first what hidden cells can do for each other for nothing, then the cheapest cells to
hide as well. Each programme sees the neighbourhood of one cell only, and its solution mostly proves a handful
of cells at once. Measured against programmes for many cells over the whole system (docs/disclosure.md): fewer
cells hidden, since cells of one line that are all pushed the same way at once need far more room than they do
in turn, and several times faster where systems are large. Last the hidden neighbours are themselves put at a
price (`_polish`), and those that no proof needs are shown again.

Method: cell suppression by linear programmes, as in Fischetti and Salazar (2001), "Solving the cell
suppression problem on tabular data with linear constraints", made greedy cell by cell.
"""

import numpy as np

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.search import Search
from pipelines.disclosure.sweep import sweep
from pipelines.disclosure.system import System

# How far the neighbourhood of one cell reaches, in equations, and whether its programme is in whole numbers.
EVERYWHERE = 1000
FREE = ((3, False), (4, False), (5, False))
PAID = (
    (3, False),
    (4, False),
    (5, False),
    (4, False),
    (5, False),
    (5, False),
    (1000, False),
    (4, True),
    (5, True),
    (EVERYWHERE, True),
)


def protect_system(system: System, policy: DisclosurePolicy) -> Search:
    """A search whose hidden cells are proved as far as may be; `unproved()` says what is left."""
    first = (system.published & system.small & (system.frozen == "")) | (system.frozen == "hidden")
    start = sweep(system, first, policy.range_at_least)
    search = Search(system, policy, start, np.zeros_like(first))
    _prove_for_nothing(search)
    for payable in (system.can_be_hidden & ~system.kept, system.can_be_hidden):
        search.payable = payable
        _one_by_one(search)
    for _ in range(policy.polishes):
        search = _polish(search, first)
    return search


def _polish(search: Search, first: np.ndarray) -> Search:
    """A search that hides a part of the same cells and proves as much, or the search itself."""
    again = Search(search.system, search.policy, first.copy(), search.hidden & ~first)
    _one_by_one(again)
    weight = search.system.weight
    is_lighter = weight[again.hidden].sum() < weight[search.hidden].sum()
    return again if is_lighter and again.unproved().sum() <= search.unproved().sum() else search


def _prove_for_nothing(search: Search) -> None:
    """What hidden cells can do for each other, before all viewers at once."""
    search.together = True
    for cell in search.chance.permutation(np.flatnonzero(search.unproved()[0])):
        _prove(search, 0, int(cell), FREE)
    search.together = False


def _one_by_one(search: Search) -> None:
    """Prove each cell that is left before each viewer; what it makes hidden is proved in turn."""
    hopeless = np.zeros_like(search.room, dtype=bool)
    while (left := np.argwhere(search.unproved() & ~hopeless)).size:
        for viewer, cell in search.chance.permutation(left):
            hopeless[viewer, cell] = not _prove(search, int(viewer), int(cell), PAID)


def _prove(search: Search, viewer: int, cell: int, tries: tuple[tuple[int, bool], ...]) -> bool:
    """Whether the cell's range before the viewer is wide enough, after as many of `tries` as it takes."""
    for hops, whole in tries:
        if search.lacks(viewer, cell):
            _move(search, viewer, cell, search.around(cell, hops), whole)
    return not search.lacks(viewer, cell)


def _move(search: Search, viewer: int, cell: int, region: np.ndarray, whole: bool = False) -> None:
    """The cheaper of the two ways that completes the cell's range; both where neither does alone."""
    found = []
    for upward in search.chance.permutation([True, False]):
        move = search.find_move(viewer, cell, upward, region, whole)
        if move is None:
            continue
        if search.completes(move, viewer, cell) and not search.price(move):
            search.keep(move)
            return
        found.append(move)
    if complete := [move for move in found if search.completes(move, viewer, cell)]:
        found = [min(complete, key=search.price)]
    for move in found:
        search.keep(move)
