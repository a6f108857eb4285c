"""Which cells a programme may move: those near by, and further off only those that are hidden already."""

import numpy as np

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.search import Search
from pipelines.disclosure.system import build_system
from tests.disclosure.brute_force import margins

CELLS, EQUATIONS = margins([[4, 30, 40, 12], [50, 60, 70, 90], [20, 80, 15, 25]])
SYSTEM = build_system(CELLS, EQUATIONS, DisclosurePolicy())
INNER = np.flatnonzero(SYSTEM.small)[0]


def neighbours(hops: int, beyond: int) -> set[int]:
    """Found by walking equation by equation, one cell at a time."""
    search = search_of_a_table()
    may_be_hidden, hidden = set(np.flatnonzero(search.payable)), set(np.flatnonzero(search.hidden))
    lines = [set(np.flatnonzero(row).tolist()) for row in SYSTEM.matrix.toarray()]
    found = {int(INNER)}
    for step in range(hops + beyond):
        allowed = hidden | may_be_hidden if step < hops else hidden
        found |= {c for line in lines if line & found for c in line & allowed}
    return found


def search_of_a_table() -> Search:
    """The small cell and every cell of 60 and more hidden; of the others, those of 20 and more may be."""
    hidden = SYSTEM.small | ((SYSTEM.value >= 60) & (SYSTEM.value < 95))
    return Search(SYSTEM, DisclosurePolicy(), hidden, (SYSTEM.value >= 20) & ~hidden)


def test_neighbourhoods_are_those_of_a_slow_walk() -> None:
    search = search_of_a_table()
    for hops, beyond in ((1, 0), (2, 0), (1, 1), (1, 3), (2, 2), (3, 1)):
        assert set(search.around(int(INNER), hops, beyond).tolist()) == neighbours(hops, beyond)


def test_beyond_takes_in_hidden_cells_only() -> None:
    search = search_of_a_table()
    near, far = search.around(int(INNER), 1), search.around(int(INNER), 1, beyond=2)
    more = np.setdiff1d(far, near)
    assert len(more) and search.hidden[more].all()
    assert len(search.around(int(INNER), 3)) > len(far)
