"""Confidence intervals of counts and shares, and how repeat requesters widen them.

Source of the formulae: UKHSA PHEindicatormethods, "Technical guidance: confidence intervals" (APHO
Technical Briefing 3), for Byar, exact Poisson, Wilson and non-independent events.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

EXACT_BELOW = 10
Limits = tuple[NDArray[np.float64], NDArray[np.float64]]


def normal_quantile(confidence: float) -> float:
    """z with `confidence` of a normal distribution within +-z.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    return float(ndtri(0.5 + confidence / 2))


def wilson(
    events: ArrayLike, size: ArrayLike, confidence: float = 0.95, repeat_factor: ArrayLike = 1
) -> Limits:
    """Wilson (1927) score limits of the share events/size; fractions of 1, any broadcastable shapes.

    (2x + z^2 -+ z sqrt(z^2 + 4x(1 - x/n))) / (2(n + z^2)). With a repeat factor above 1 both x and n are
    divided by it (Kish's effective size; Korn and Graubard 1998): widening the half widths instead would
    leave [0, 1] near the ends. A size of 0 has no limits (NaN).

    >>> lower, upper = wilson(65, 100)
    >>> round(float(lower), 6), round(float(upper), 6)
    (0.552544, 0.736358)
    """
    x, n, factor = np.broadcast_arrays(*(np.asarray(a, float) for a in (events, size, repeat_factor)))
    x, n = x / factor, np.where(n > 0, n, np.nan) / factor
    z = normal_quantile(confidence)
    half = z * np.sqrt(np.maximum(z**2 + 4 * x * (1 - x / n), 0))
    lower = np.where(x == 0, 0 * n, (2 * x + z**2 - half) / (2 * (n + z**2)))
    upper = np.where(x == n, 1 + 0 * n, (2 * x + z**2 + half) / (2 * (n + z**2)))
    return np.clip(lower, 0, 1), np.clip(upper, 0, 1)


def exact_poisson(events: ArrayLike, confidence: float = 0.95) -> Limits:
    """Garwood (1936) limits of a count: [chi2(a/2; 2x)/2, chi2(1 - a/2; 2x + 2)/2]; lower is 0 at 0."""
    x = np.asarray(events, float)
    tail = (1 - confidence) / 2
    lower = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1.0), tail), 0 * x)
    return lower, gammaincinv(x + 1, 1 - tail)


def byar(events: ArrayLike, confidence: float = 0.95) -> Limits:
    """Byar's approximation to the Poisson limits of a count (Breslow and Day 1987, p. 69).

    L = x(1 - 1/(9x) - z/(3 sqrt x))^3, U = (x+1)(1 - 1/(9(x+1)) + z/(3 sqrt(x+1)))^3. L is cut at 0;
    a count of 0 has none (NaN).

    >>> lower, upper = byar(65)
    >>> round(float(lower), 6), round(float(upper), 6)
    (50.163188, 82.849139)
    """
    x = np.asarray(events, float)
    z = normal_quantile(confidence)
    safe = np.where(x > 0, x, np.nan)
    root = np.maximum(1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe)), 0)
    next_x = x + 1
    return safe * root**3, next_x * (1 - 1 / (9 * next_x) + z / (3 * np.sqrt(next_x))) ** 3


def poisson(events: ArrayLike, confidence: float = 0.95) -> Limits:
    """Limits of a count as UKHSA publishes them: exact below 10, Byar from 10.

    >>> [round(float(limit), 3) for limit in poisson(0)]
    [0.0, 3.689]
    """
    x = np.asarray(events, float)
    exact_low, exact_high = exact_poisson(np.where(x < EXACT_BELOW, x, np.nan), confidence)
    byar_low, byar_high = byar(np.where(x < EXACT_BELOW, np.nan, x), confidence)
    return np.where(x < EXACT_BELOW, exact_low, byar_low), np.where(x < EXACT_BELOW, exact_high, byar_high)


def widen(value: ArrayLike, limits: Limits, repeat_factor: ArrayLike) -> Limits:
    """Limits with half widths multiplied by the root of the repeat factor; the lower limit is cut at 0.

    value + sqrt(var/x) (Byar - x): PHEindicatormethods' "non-independent events", where var/x is the
    design effect of estimates/repeat.py. `value` and `limits` in one unit (counts, or rates).
    """
    middle, root = np.asarray(value, float), np.sqrt(np.asarray(repeat_factor, float))
    lower, upper = limits
    return np.maximum(middle + root * (lower - middle), 0), middle + root * (upper - middle)
