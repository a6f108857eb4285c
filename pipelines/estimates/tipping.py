"""The tipping point: how different the unwritten results would have to be for a difference to vanish."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def tipping_point(
    events: ArrayLike, unknown: ArrayLike, size: ArrayLike,
    other_events: ArrayLike, other_unknown: ArrayLike, other_size: ArrayLike,
) -> Floats:  # fmt: skip
    """Points (0 to 100) by which unwritten results of two sides would have to differ; inf where none can.

    Of `size` requests on a side `events` were turned away and `unknown` have no result written down. Start
    from unwritten results that are like the written ones of both sides together, the same on each side.
    Wanted is the smallest difference of their shares turned away, fewer on the higher side and more on the
    other, at which the two sides are equal. Where results that are alike already undo the difference the
    answer is 0. That both sides' unwritten results are all or none turned away is the other check: the two
    readings of unmet need.
    """
    x1, u1, n1, x2, u2, n2 = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (events, unknown, size, other_events, other_unknown, other_size))
    )
    n1, n2 = np.where(n1 > 0, n1, np.nan), np.where(n2 > 0, n2, np.nan)
    gap = x1 / n1 - x2 / n2
    is_higher = gap >= 0
    high, low = np.where(is_higher, u1 / n1, u2 / n2), np.where(is_higher, u2 / n2, u1 / n1)
    written = n1 - u1 + n2 - u2
    alike = np.where(written > 0, (x1 + x2) / np.where(written > 0, written, 1.0), 0.5)
    left = np.abs(gap) + alike * (high - low)
    smallest = _smallest_shift(left, high, alike, low, 1 - alike)
    answer = np.where((gap == 0) | (left <= 0), 0.0, smallest)
    return np.where(np.isnan(gap), np.nan, 100 * answer)


def _smallest_shift(left: Floats, high: Floats, down: Floats, low: Floats, up: Floats) -> Floats:
    """Smallest a + b with a high + b low = left, 0 <= a <= down, 0 <= b <= up; inf where there is none.

    The side with the larger share unwritten moves the difference most per point, so it is used up first.
    """
    first, first_most = np.where(high >= low, high, low), np.where(high >= low, down, up)
    other, other_most = np.where(high >= low, low, high), np.where(high >= low, up, down)
    a = np.minimum(left / np.where(first > 0, first, np.nan), first_most)
    rest = left - a * first
    b = np.where(rest <= 1e-12, 0.0, rest / np.where(other > 0, other, np.nan))
    # A shift that is just reached must not be lost to the last digit.
    return np.where((b <= other_most + 1e-12) & ~np.isnan(a), a + b, np.inf)
