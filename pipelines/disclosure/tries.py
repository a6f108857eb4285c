"""In which order ways of proving a cell are tried, and which are not worth their time on these tables."""

from collections import Counter
from dataclasses import dataclass

EVERYWHERE = 1000  # equations: no system is that deep
MADE_ENOUGH = 40  # times that a try is made before it is judged
WORTHWHILE = 0.1  # share of its times that a try must have been enough, or it is made no more


@dataclass(frozen=True)
class Try:
    """One programme for one cell.

    `hops`: how far the cell's neighbourhood reaches, in equations. `beyond`: how much further it takes in
    cells that are unknown already, which cost nothing. `whole`: whether the programme is in whole numbers.
    `always`: made however seldom it is enough, for little comes after. `on_fractions`: made only where an
    earlier one would have been enough in fractions; else nothing that it could do is new.
    """

    hops: int
    beyond: int = 0
    whole: bool = False
    always: bool = False
    on_fractions: bool = False


# Where hidden cells move and nothing is paid; what is left unproved is seen to afterwards. Going further
# hides a fortieth less and takes half as long again.
FREE = (Try(3),)
# Before all viewers at once, before they are seen to in turn. Few cells that might be hidden, and many that
# are hidden already: programmes stay small, and what is paid for is near and goes a long way.
AT_ONCE = (Try(1, beyond=3), Try(2, beyond=2))
# Where a solution stays in fractions, efforts are drawn anew (fractions fall otherwise), then whole numbers
# are asked for.
PAID = (
    Try(1, beyond=3),
    Try(1, beyond=4),
    Try(3, beyond=2),
    Try(4, beyond=EVERYWHERE, always=True),
    *(Try(hops, beyond=2, always=True, on_fractions=True) for hops in (2, 3, 4)),
    Try(EVERYWHERE, always=True),
    *(Try(hops, beyond=3, whole=True, always=True, on_fractions=True) for hops in (1, 2, 3, EVERYWHERE)),
)


class Tries:
    """`every`: the tries in their order; remembers how often each has been enough so far.

    How far a neighbourhood must reach depends on the tables. Measured: where one line of neighbourhoods
    overlaps another, a reach of three equations proved none of 800 cells, and elsewhere two thirds.
    """

    def __init__(self, every: tuple[Try, ...]) -> None:
        self.every, self._made, self._enough = every, Counter[Try](), Counter[Try]()

    def is_worthwhile(self, one: Try) -> bool:
        """Whether `one` has been enough often enough to be made again."""
        made = self._made[one]
        return one.always or made < MADE_ENOUGH or self._enough[one] >= WORTHWHILE * made

    def count(self, one: Try, enough: bool) -> None:
        """Remember that `one` was made, and whether it was enough."""
        self._made[one] += 1
        self._enough[one] += enough
