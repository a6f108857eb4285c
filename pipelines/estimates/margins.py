"""Margins of error of figures derived from American Community Survey estimates.

Source: U.S. Census Bureau, "Understanding and Using American Community Survey Data: What All Data Users
Need to Know" (the handbook), chapters 7 and 8. Every `moe` is a 90 % margin in the unit of its estimate;
functions take arrays of any broadcastable shape. An unknown estimate or margin is NaN and stays NaN.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.estimates.intervals import normal_quantile

Floats = NDArray[np.float64]
Z90 = 1.645  # the Bureau divides by 1.645, not by the exact 1.644854
SIGNIFICANT_Z = 1.645


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, float) for value in values]


def _positive(denominator: Floats) -> Floats:
    """The denominator, NaN where it is 0 or less: no share of nobody."""
    return np.where(denominator > 0, denominator, np.nan)


def standard_error(moe: ArrayLike) -> Floats:
    """SE = MOE / 1.645 (handbook ch. 7, formula 1)."""
    return np.asarray(moe, float) / Z90


def limits(estimate: ArrayLike, moe: ArrayLike, confidence: float = 0.90) -> tuple[Floats, Floats]:
    """Limits of an estimate: the margin itself at 0.90, else z SE. Not cut at the unit's ends."""
    value, margin = _floats(estimate, moe)
    half = margin if confidence == 0.90 else standard_error(margin) * normal_quantile(confidence)
    return value - half, value + half


def coefficient_of_variation(estimate: ArrayLike, moe: ArrayLike) -> Floats:
    """CV = SE / estimate, in percent (handbook ch. 7, formula 2); NaN for an estimate of 0."""
    value, margin = _floats(estimate, moe)
    return 100 * standard_error(margin) / np.where(value != 0, np.abs(value), np.nan)


def sum_of(estimates: ArrayLike, moes: ArrayLike) -> tuple[Floats, Floats]:
    """Sum over the last axis and its margin: sqrt(sum of squared margins) (handbook ch. 8, formula 1).

    Estimates of zero contribute only the largest of their margins, once (ch. 8, p. 61): the Bureau models
    all of them alike, so adding each would count one uncertainty many times.

    >>> total, moe = sum_of([0, 0, 0, 41], [22, 22, 29, 37])
    >>> float(total), round(float(moe), 4)
    (41.0, 47.0106)
    """
    values, margins = np.broadcast_arrays(*_floats(estimates, moes))
    is_zero = values == 0
    of_zeros = np.where(is_zero, margins, 0.0).max(axis=-1)
    squares = np.where(is_zero, 0.0, margins**2).sum(axis=-1) + of_zeros**2
    return values.sum(axis=-1), np.sqrt(squares)


def proportion(
    part: ArrayLike, whole: ArrayLike, moe_part: ArrayLike, moe_whole: ArrayLike
) -> tuple[Floats, Floats]:
    """Share part/whole, of which the part is a subset, and its margin, fractions of 1.

    sqrt(MOE_x^2 - p^2 MOE_n^2)/n; where the radicand is negative the ratio's plus is used (ch. 8, p. 64).
    """
    x, n, moe_x, moe_n = _floats(part, whole, moe_part, moe_whole)
    n = _positive(n)
    share = x / n
    minus = moe_x**2 - (share * moe_n) ** 2
    radicand = np.where(minus < 0, moe_x**2 + (share * moe_n) ** 2, minus)
    return share, np.sqrt(radicand) / n


def ratio(
    first: ArrayLike, second: ArrayLike, moe_first: ArrayLike, moe_second: ArrayLike
) -> tuple[Floats, Floats]:
    """Ratio of two estimates, neither part of the other: sqrt(MOE_x^2 + r^2 MOE_y^2)/y (ch. 8, p. 66)."""
    x, y, moe_x, moe_y = _floats(first, second, moe_first, moe_second)
    y = _positive(y)
    value = x / y
    return value, np.sqrt(moe_x**2 + (value * moe_y) ** 2) / y


def product(
    first: ArrayLike, second: ArrayLike, moe_first: ArrayLike, moe_second: ArrayLike
) -> tuple[Floats, Floats]:
    """Product of two estimates: sqrt(a^2 MOE_b^2 + b^2 MOE_a^2) (ch. 8, p. 67)."""
    a, b, moe_a, moe_b = _floats(first, second, moe_first, moe_second)
    return a * b, np.sqrt((a * moe_b) ** 2 + (b * moe_a) ** 2)


def percent_change(
    before: ArrayLike, after: ArrayLike, moe_before: ArrayLike, moe_after: ArrayLike
) -> tuple[Floats, Floats]:
    """100 (after - before)/before; its margin is that of the ratio after/before, times 100 (ch. 8, p. 67)."""
    value, moe = ratio(after, before, moe_after, moe_before)
    return 100 * (value - 1), 100 * moe


def difference(
    first: ArrayLike, second: ArrayLike, moe_first: ArrayLike, moe_second: ArrayLike, overlap: float = 0.0
) -> tuple[Floats, Floats, Floats]:
    """first - second, its margin and Z (handbook ch. 7, formulae 3 and 4); significant where |Z| > 1.645.

    `overlap` is the share of years that two multiyear periods have in common: it multiplies the variance
    by 1 - overlap. Two controlled figures that differ have an infinite Z; that are equal, 0.
    """
    a, b, moe_a, moe_b = np.broadcast_arrays(*_floats(first, second, moe_first, moe_second))
    moe = np.sqrt((1 - overlap) * (moe_a**2 + moe_b**2))
    gap, error = a - b, standard_error(moe)
    certain = np.where(gap == 0, 0.0, np.copysign(np.inf, gap))
    z = np.where(
        error > 0, gap / np.where(error > 0, error, 1.0), np.where(np.isnan(gap + error), np.nan, certain)
    )
    return gap, moe, z
