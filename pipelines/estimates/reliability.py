"""How far a figure may be trusted: good, care, or too few to say.

Sources: NCHS Data Presentation Standards for Proportions (Parker et al., Vital and Health Statistics 2(175),
2017) and for Rates and Counts (2(200), 2023); CDC WISQARS calls 20 events and fewer unstable. The cut on
the coefficient of variation is a convention, not the Bureau's: it is an argument and printed.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLASSES = ("good", "care", "too_few")
Texts = NDArray[np.str_]

MIN_EVENTS = 10
MAX_RELATIVE_WIDTH_OF_RATE = 1.60
MIN_SIZE = 30
WIDE_SHARE = 0.30
NARROW_SHARE = 0.05
MAX_RELATIVE_WIDTH_OF_SHARE = 1.30
UNSTABLE_EVENTS = 20


def of_rate(
    events: ArrayLike, size: ArrayLike, value: ArrayLike, lower: ArrayLike, upper: ArrayLike,
    cv: ArrayLike, cv_cut: float,
) -> Texts:  # fmt: skip
    """Class of each rate from its 95 % limits; `cv` and `cv_cut` in percent.

    `too_few`: events or denominator under 10, or limits wider than 160 % of the rate; `care`: 20 events or
    fewer, or a CV over the cut. NaN anywhere that matters counts as too few: the unsafe side is the default.
    """
    x, n, rate, low, high, spread = (np.asarray(a, float) for a in (events, size, value, lower, upper, cv))
    enough = (x >= MIN_EVENTS) & (n >= MIN_EVENTS) & (high - low <= MAX_RELATIVE_WIDTH_OF_RATE * rate)
    return _classes(enough, x, spread, cv_cut)


def of_share(
    events: ArrayLike, size: ArrayLike, value: ArrayLike, lower: ArrayLike, upper: ArrayLike,
    cv: ArrayLike, cv_cut: float,
) -> Texts:  # fmt: skip
    """Class of each share (fractions of 1) from its 95 % limits; `cv` and `cv_cut` in percent.

    `too_few`: out of fewer than 30, or limits 0.30 apart and more, or over 0.05 apart and wider than 130 %
    of the share; `care` as for rates.
    """
    x, n, part, low, high, spread = (np.asarray(a, float) for a in (events, size, value, lower, upper, cv))
    return _classes((n >= MIN_SIZE) & narrow_enough(part, low, high), x, spread, cv_cut)


def narrow_enough(value: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> NDArray[np.bool_]:
    """Whether the 95 % limits of a share (fractions of 1) are narrow enough to show it."""
    part, width = np.asarray(value, float), np.asarray(upper, float) - np.asarray(lower, float)
    narrow = (width <= NARROW_SHARE) | (width <= MAX_RELATIVE_WIDTH_OF_SHARE * part)
    return (width < WIDE_SHARE) & narrow


def of_census_share(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, cv: ArrayLike, cv_cut: float
) -> Texts:
    """The share rule for a survey that does not publish how many it asked: widths and CV only."""
    never_few = np.full(np.shape(np.asarray(value, float)), np.inf)
    return _classes(narrow_enough(value, lower, upper), never_few, np.asarray(cv, float), cv_cut)


def of_census_count(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, cv: ArrayLike, cv_cut: float
) -> Texts:
    """The rate rule for an estimated count: 95 % limits within 160 % of it, and the cut on its CV."""
    count, width = np.asarray(value, float), np.asarray(upper, float) - np.asarray(lower, float)
    never_few = np.full(np.shape(count), np.inf)
    return _classes(width <= MAX_RELATIVE_WIDTH_OF_RATE * count, never_few, np.asarray(cv, float), cv_cut)


def _classes(enough: NDArray[np.bool_], events: NDArray, cv: NDArray, cv_cut: float) -> Texts:
    # A CV is unknown where the figure is 0: such a figure passed the width test, and is no more than care.
    steady = (events > UNSTABLE_EVENTS) & (cv <= cv_cut)
    return np.where(~enough, "too_few", np.where(steady, "good", "care"))
