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
from pipelines.disclosure.programme import Programme
from pipelines.disclosure.search import Search
from pipelines.disclosure.side_by_side import Work, side_by_side
from pipelines.disclosure.sweep import sweep
from pipelines.disclosure.system import System
from pipelines.disclosure.tries import AT_ONCE, FREE, PAID, Tries

Moved = np.ndarray | None  # what a programme answers: the deviation of each cell
PASSES = (
    4  # over what is left; efforts are drawn anew, and a cell that stayed in fractions once may not twice
)
WHOLE_AT_MOST = 2000  # cells of a programme in whole numbers; of more it can take minutes


def protect_system(system: System, policy: DisclosurePolicy) -> Search:
    """A search whose hidden cells are proved as far as may be; `unproved()` says what is left."""
    first = (system.published & system.small & (system.frozen == "")) | (system.frozen == "hidden")
    start = sweep(system, first, policy.range_at_least)
    search = Search(system, policy, start, np.zeros_like(first))
    _prove_for_nothing(search)
    for payable in (system.can_be_hidden & ~system.kept, *[system.can_be_hidden] * PASSES):
        search.payable = payable
        _one_by_one(search)
    return _polish(search, first) if search.hidden.sum() <= policy.polish_up_to else search


def _polish(search: Search, first: np.ndarray) -> Search:
    """A search that hides a part of the same cells and proves as much, or the search itself."""
    again = Search(search.system, search.policy, first.copy(), search.hidden & ~first)
    _one_by_one(again)
    weight = search.system.weight
    is_lighter = weight[again.hidden].sum() < weight[search.hidden].sum()
    return again if is_lighter and again.unproved().sum() <= search.unproved().sum() else search


def _prove_for_nothing(search: Search) -> None:
    """What hidden cells can do for each other, before all viewers at once."""
    everyone, tries = np.arange(len(search.room)), Tries(FREE)
    cells = search.chance.permutation(np.flatnonzero(search.unproved()[0]))
    side_by_side((_prove(search, everyone, int(cell), tries) for cell in cells), search.answer)


def _one_by_one(search: Search) -> None:
    """Prove each cell that is left, before all viewers at once or before each; what it makes hidden is proved
    in turn.
    """
    hopeless, at_once, in_turn = np.zeros_like(search.room, dtype=bool), Tries(AT_ONCE), Tries(PAID)

    def see_to(cell: int, viewers: np.ndarray) -> Work[Programme, Moved, None]:
        if len(viewers) > 1:
            yield from _prove(search, viewers, cell, at_once)
        for viewer in search.chance.permutation(viewers):
            is_proved = yield from _prove(search, np.array([viewer]), cell, in_turn)
            hopeless[viewer, cell] = not is_proved

    while (left := search.unproved() & ~hopeless).any():
        cells = search.chance.permutation(np.flatnonzero(left.any(axis=0)))
        side_by_side((see_to(int(cell), np.flatnonzero(left[:, cell])) for cell in cells), search.answer)


def _prove(search: Search, viewers: np.ndarray, cell: int, tries: Tries) -> Work[Programme, Moved, bool]:
    """Whether the cell's range is wide enough before the viewers, after as many of `tries` as it takes."""
    has_fractions = False
    for one in tries.every:
        lacking = search.lacking(viewers, cell)
        if not len(lacking) or not tries.is_worthwhile(one):
            continue
        if one.on_fractions and not has_fractions:
            continue
        region = search.around(cell, one.hops, one.beyond)
        if not one.whole or len(region) <= WHOLE_AT_MOST:
            has_fractions |= yield from _move(search, lacking, cell, region, one.whole)
            tries.count(one, not len(search.lacking(viewers, cell)))
    return not len(search.lacking(viewers, cell))


def _move(
    search: Search, viewers: np.ndarray, cell: int, region: np.ndarray, whole: bool
) -> Work[Programme, Moved, bool]:
    """Take the cheaper of the two ways that completes the cell's range; both where neither does alone, or the
    rise where no fall beside it could be enough; nothing where the cell has been proved meanwhile.

    Returns whether the cell could go further in fractions.
    """
    found, in_fractions = [], False
    for upward in search.ways(viewers, cell):
        move, has_fractions = yield from search.find_move(viewers, cell, upward, region, whole)
        in_fractions |= has_fractions
        if not len(search.lacking(viewers, cell)):
            return in_fractions
        if move is not None:
            if search.completes(move, viewers, cell) and not search.price(move):
                search.keep(move)
                return in_fractions
            found.append(move)
        if upward and not search.can_fall_enough(move, viewers, cell):
            break
    if complete := [move for move in found if search.completes(move, viewers, cell)]:
        found = [min(complete, key=search.price)]
    for move in found:
        search.keep(move)
    return in_fractions
