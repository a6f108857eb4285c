"""Requests per 1,000 residents or households: the rate of contact with us, never called need."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.estimates import intervals
from pipelines.estimates.margins import standard_error

Floats = NDArray[np.float64]


class Rate(NamedTuple):
    """Arrays of one shape: a rate per `per` and year, its limits, its coefficient of variation in percent."""

    value: Floats
    lower: Floats
    upper: Floats
    cv: Floats


def requests_rate(
    events: ArrayLike,
    residents: ArrayLike,
    residents_moe: ArrayLike,
    months: ArrayLike = 12,
    repeat_factor: ArrayLike = 1,
    per: float = 1000,
    confidence: float = 0.95,
) -> Rate:
    """Yearly requests per `per` residents: per x / (D m/12), with limits.

    The count's limits are exact below 10 and Byar from 10, widened by the repeat factor (`intervals.widen`);
    the margin of the denominator is joined to them by squaring and adding distances on the log scale
    (MOVER, Zou and Donner 2008), so that for large counts Var(log r) = factor/x + (SE_D/D)^2. At a count of
    0 the lower limit is 0 and the upper is moved by the denominator alone. A denominator of 0 gives NaN;
    more requests than residents is legitimate.
    """
    x, people, moe, span, factor = np.broadcast_arrays(
        *(np.asarray(a, float) for a in (events, residents, residents_moe, months, repeat_factor))
    )
    people = np.where(people > 0, people, np.nan)
    scale = per / (people * span / 12)
    limits = intervals.widen(x, intervals.poisson(x, confidence), factor)
    cv_people = standard_error(moe) / people
    lower, upper = add_log_error(x, limits, cv_people, confidence)
    return Rate(x * scale, lower * scale, upper * scale, 100 * np.sqrt(factor / _nonzero(x) + cv_people**2))


def add_log_error(
    value: ArrayLike, limits: intervals.Limits, cv: ArrayLike, confidence: float = 0.95
) -> intervals.Limits:
    """`limits` of `value` with a further relative error `cv` (a fraction) joined on the log scale."""
    x, error = np.asarray(value, float), intervals.normal_quantile(confidence) * np.asarray(cv, float)
    middle = _nonzero(x)
    lower, upper = limits
    down = np.hypot(np.log(middle / np.where(lower > 0, lower, np.nan)), error)
    up = np.hypot(np.log(np.where(np.isnan(middle), np.nan, upper / middle)), error)
    lower_joined = np.where(lower > 0, middle * np.exp(-down), 0.0 * x)
    return lower_joined, np.where(x == 0, upper * np.exp(error), middle * np.exp(up))


def _nonzero(x: Floats) -> Floats:
    return np.where(x > 0, x, np.nan)
