"""Differences and ratios of two shares or two rates, with intervals and a two-sided test.

Shares and rates enter as counts so that repeats widen them: `factor` is the repeat factor of a side.
All arrays broadcast; fractions of 1 for shares.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from pipelines.estimates import intervals
from pipelines.estimates.margins import Z90
from pipelines.estimates.rates import requests_rate

Floats = NDArray[np.float64]


class Difference(NamedTuple):
    """Arrays of one shape: first less other and first over other, with limits, and p of no difference."""

    difference: Floats
    difference_lower: Floats
    difference_upper: Floats
    ratio: Floats
    ratio_lower: Floats
    ratio_upper: Floats
    p: Floats


def of_shares(
    events: ArrayLike, size: ArrayLike, other_events: ArrayLike, other_size: ArrayLike,
    factor: ArrayLike = 1, other_factor: ArrayLike = 1, confidence: float = 0.95,
) -> Difference:  # fmt: skip
    """Two separate shares: Newcombe's difference, the log ratio, the pooled score test.

    Difference: Newcombe (1998) method 10, hybrid of the two Wilson intervals. Ratio: Katz (1978) on the log
    scale, half an event added to a side without one (Walter 1975). p: pooled z; every variance is multiplied
    by the repeat factor of its side.
    """
    x1, n1, x2, n2, f1, f2 = _floats(events, size, other_events, other_size, factor, other_factor)
    lower, upper = newcombe(x1, n1, x2, n2, f1, f2, confidence)
    ratio, ratio_lower, ratio_upper = ratio_of_shares(x1, n1, x2, n2, f1, f2, confidence)
    p = _score_test(x1, n1, x2, n2, f1, f2)
    return Difference(_over(x1, n1) - _over(x2, n2), lower, upper, ratio, ratio_lower, ratio_upper, p)


def newcombe(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, f1: Floats, f2: Floats, confidence: float = 0.95
) -> intervals.Limits:
    """Limits of x1/n1 - x2/n2 from the Wilson limits of each: Newcombe (1998), method 10."""
    p1, p2 = _over(x1, n1), _over(x2, n2)
    (l1, u1), (l2, u2) = intervals.wilson(x1, n1, confidence, f1), intervals.wilson(x2, n2, confidence, f2)
    gap = p1 - p2
    return gap - np.hypot(p1 - l1, u2 - p2), gap + np.hypot(u1 - p1, p2 - l2)


def ratio_of_shares(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, f1: Floats, f2: Floats, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """(x1/n1)/(x2/n2) and its limits, Katz (1978); NaN where the other side has no event."""
    plus = np.where((x1 == 0) | (x2 == 0), 0.5, 0.0)
    y1, m1, y2, m2 = x1 + plus, _nonzero(n1) + plus, x2 + plus, _nonzero(n2) + plus
    error = np.sqrt(
        f1 * np.maximum(_over(1.0, y1) - _over(1.0, m1), 0)
        + f2 * np.maximum(_over(1.0, y2) - _over(1.0, m2), 0)
    )
    z = intervals.normal_quantile(confidence)
    middle = np.log(_over(y1, m1) / _over(y2, m2))
    return _over(x1, n1) / _nonzero(_over(x2, n2)), np.exp(middle - z * error), np.exp(middle + z * error)


def of_part_and_whole(
    events: ArrayLike, size: ArrayLike, whole_events: ArrayLike, whole_size: ArrayLike,
    factor: ArrayLike = 1, confidence: float = 0.95,
) -> Difference:  # fmt: skip
    """A share of a part against the share of the whole that holds it, as an area against its city.

    The two are not independent: p_part - p_whole = (1 - w)(p_part - p_rest), w = n_part/n_whole. So the
    part is tested against the rest and the difference and its limits are brought back by 1 - w. The ratio's
    error is the delta method on p_whole = w p_part + (1 - w) p_rest.
    """
    x, n, whole_x, whole_n, f = _floats(events, size, whole_events, whole_size, factor)
    rest = of_shares(x, n, whole_x - x, whole_n - n, f, f, confidence)
    back = 1 - _over(n, whole_n)
    ratio, low, high = _ratio_to_whole(x, n, whole_x, whole_n, f, confidence)
    scaled = (back * part for part in rest[:3])
    return Difference(*scaled, ratio, low, high, rest.p)


def _ratio_to_whole(
    x: Floats, n: Floats, whole_x: Floats, whole_n: Floats, f: Floats, confidence: float
) -> tuple:
    weight, part, whole = _over(n, whole_n), _over(x, n), _over(whole_x, whole_n)
    rest = _over(whole_x - x, whole_n - n)
    of_part = f * part * (1 - part) / _nonzero(n) * (1 / _nonzero(part) - weight / _nonzero(whole)) ** 2
    of_rest = f * rest * (1 - rest) / _nonzero(whole_n - n) * ((1 - weight) / _nonzero(whole)) ** 2
    error = intervals.normal_quantile(confidence) * np.sqrt(of_part + of_rest)
    ratio = part / _nonzero(whole)
    return ratio, ratio * np.exp(-error), ratio * np.exp(error)


def of_rates(
    events: ArrayLike, people: ArrayLike, other_events: ArrayLike, other_people: ArrayLike,
    factor: ArrayLike = 1, other_factor: ArrayLike = 1, cv: ArrayLike = 0, other_cv: ArrayLike = 0,
    per: float = 1000, confidence: float = 0.95,
) -> Difference:  # fmt: skip
    """Two rates per `per`: log-Wald ratio, MOVER difference; `cv` is SE/estimate of a denominator (fraction).

    Var(log ratio) = f1/x1 + f2/x2 + cv1^2 + cv2^2. Difference: MOVER (Zou and Donner 2008) from the limits
    of each rate. p from the log ratio; NaN where a side has no event.
    """
    x1, d1, x2, d2, f1, f2, c1, c2 = _floats(
        events, people, other_events, other_people, factor, other_factor, cv, other_cv
    )
    first = requests_rate(x1, d1, c1 * d1 * Z90, 12, f1, per, confidence)
    other = requests_rate(x2, d2, c2 * d2 * Z90, 12, f2, per, confidence)
    gap = first.value - other.value
    lower = gap - np.hypot(first.value - first.lower, other.upper - other.value)
    upper = gap + np.hypot(first.upper - first.value, other.value - other.lower)
    error = np.sqrt(f1 / _nonzero(x1) + f2 / _nonzero(x2) + c1**2 + c2**2)
    log_ratio = np.log(_nonzero(first.value) / _nonzero(other.value))
    z = intervals.normal_quantile(confidence)
    limits = np.exp(log_ratio - z * error), np.exp(log_ratio + z * error)
    return Difference(
        gap, lower, upper, first.value / _nonzero(other.value), *limits, two_sided(log_ratio / error)
    )


def two_sided(z: ArrayLike) -> Floats:
    """Two-sided p of a standard normal deviate."""
    return 2 * ndtr(-np.abs(np.asarray(z, float)))


def _score_test(x1: Floats, n1: Floats, x2: Floats, n2: Floats, f1: Floats, f2: Floats) -> Floats:
    pooled = _over(x1 + x2, n1 + n2)
    variance = pooled * (1 - pooled) * (f1 / _nonzero(n1) + f2 / _nonzero(n2))
    gap = _over(x1, n1) - _over(x2, n2)
    # Nobody or everybody turned away on both sides: no difference to test, p is 1.
    return np.where(variance == 0, 1.0, two_sided(gap / np.sqrt(np.where(variance > 0, variance, np.nan))))


def _floats(*values: ArrayLike) -> list[Floats]:
    return list(np.broadcast_arrays(*(np.asarray(value, float) for value in values)))


def _over(x: ArrayLike, n: ArrayLike) -> Floats:
    return np.asarray(x, float) / _nonzero(n)


def _nonzero(x: ArrayLike) -> Floats:
    values = np.asarray(x, float)
    return np.where(values > 0, values, np.nan)
