"""The tipping point: how different the unwritten results would have to be for a difference to vanish."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def tipping_point(
    events: ArrayLike, unknown: ArrayLike, size: ArrayLike,
    other_events: ArrayLike, other_unknown: ArrayLike, other_size: ArrayLike,
) -> NDArray[np.float64]:  # fmt: skip
    """Points (0 to 100) by which unwritten results of two sides would have to differ; inf where none can.

    Of `size` requests on a side `events` were turned away and `unknown` have no result written down. Suppose
    fractions f and g of the unknown were in truth turned away. The difference is
    events/size + f unknown/size - the same of the other side; wanted is the smallest g - f (f - g where the
    other side is higher) in [0, 1] at which it is 0. This replaces best and worst case, which decide
    everything above 15 % unknown. Where equal fractions already undo the difference the answer is 0.
    """
    x1, u1, n1, x2, u2, n2 = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (events, unknown, size, other_events, other_unknown, other_size))
    )
    n1, n2 = np.where(n1 > 0, n1, np.nan), np.where(n2 > 0, n2, np.nan)
    gap = x1 / n1 - x2 / n2
    is_higher = gap >= 0
    high, low = np.where(is_higher, u1 / n1, u2 / n2), np.where(is_higher, u2 / n2, u1 / n1)
    return np.where(np.isnan(gap), np.nan, 100 * _smallest_gap(np.abs(gap), high, low))


def _smallest_gap(gap: NDArray, high: NDArray, low: NDArray) -> NDArray:
    """Smallest g - f with gap + f high - g low = 0 and 0 <= f, g <= 1; high and low are unknown/size.

    g = (gap + f high)/low is linear in f, so the smallest g - f is at an end of the f that keep g <= 1:
    f = 0, or the largest such f.
    """
    some = low > 0
    low_safe = np.where(some, low, 1.0)
    possible = some & (gap <= low)
    largest_f = np.minimum(np.where(high > 0, (low - gap) / np.where(high > 0, high, 1.0), 1.0), 1.0)
    at_none = gap / low_safe
    at_largest = (gap + largest_f * high) / low_safe - largest_f
    smallest = np.maximum(np.minimum(at_none, at_largest), 0.0)
    return np.where(gap == 0, 0.0, np.where(possible, smallest, np.inf))
