"""Several places together: the sum of what is shown, and a range where one of them is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.rows import Count


@dataclass(frozen=True)
class Pool:
    """Counts added up. `high` is empty where nothing limits a hidden one. `hidden` and `absent`: how many of
    the places are hidden, and have no count at all; with an absent one there is no sum.
    """

    low: int
    high: int | None
    hidden: int
    absent: int

    @property
    def is_known(self) -> bool:
        return not self.hidden and not self.absent


def pool_of(counts: Iterable[Count | None]) -> Pool:
    """The sum over places, each a count or None where the edition has none."""
    low, high, hidden, absent = 0, 0, 0, 0
    for count in counts:
        if count is not None and count.value is not None:
            low, high = low + count.value, None if high is None else high + count.value
        elif count is not None and count.status == "hidden":
            hidden += 1
            low += count.range_low or 0
            high = None if high is None or count.range_high is None else high + count.range_high
        else:
            absent += 1
    return Pool(low, high, hidden, absent)
