"""How far a figure may be trusted: good, care, or too few to say.

Sources of the rule: NCHS Data Presentation Standards for Proportions (Parker et al., Vital and Health
Statistics 2(175), 2017) and for Rates and Counts (2(200), 2023); CDC WISQARS calls 20 events and fewer
unstable. The cuts on the coefficient of variation are conventions, not the Bureau's; the second is for census
figures, whose numbers asked are not published. The constants come from
policy.yaml through `ReliabilityPolicy` and are printed on How we know.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLASSES = ("good", "care", "too_few")
Texts = NDArray[np.str_]


@dataclass(frozen=True)
class ReliabilityPolicy:
    """Constants of the rule. Widths of a share are fractions of 1, relative widths ratios, the CV percent."""

    fewest_events: float
    widest_relative_rate: float
    fewest_asked: float
    hidden_width: float
    shown_width: float
    widest_relative_share: float
    unstable_events: float
    largest_cv: float
    largest_cv_shown: float


def of_rate(
    events: ArrayLike, size: ArrayLike, value: ArrayLike, lower: ArrayLike, upper: ArrayLike,
    cv: ArrayLike, policy: ReliabilityPolicy,
) -> Texts:  # fmt: skip
    """Class of each rate from its 95 % limits; `cv` in percent.

    `too_few`: events or denominator under 10, or limits wider than 160 % of the rate; `care`: 20 events or
    fewer, or a CV over the cut. NaN anywhere that matters counts as too few: the unsafe side is the default.
    """
    x, n, rate, low, high, spread = (np.asarray(a, float) for a in (events, size, value, lower, upper, cv))
    enough = (x >= policy.fewest_events) & (n >= policy.fewest_events)
    enough &= high - low <= policy.widest_relative_rate * rate
    return _classes(enough, x, spread, policy)


def of_share(
    events: ArrayLike, size: ArrayLike, value: ArrayLike, lower: ArrayLike, upper: ArrayLike,
    cv: ArrayLike, policy: ReliabilityPolicy,
) -> Texts:  # fmt: skip
    """Class of each share (fractions of 1) from its 95 % limits; `cv` in percent.

    `too_few`: out of fewer than 30, or limits 0.30 apart and more, or over 0.05 apart and wider than 130 %
    of the share; `care` as for rates.
    """
    x, n, part, low, high, spread = (np.asarray(a, float) for a in (events, size, value, lower, upper, cv))
    enough = (n >= policy.fewest_asked) & narrow_enough(part, low, high, policy)
    return _classes(enough, x, spread, policy)


def narrow_enough(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, policy: ReliabilityPolicy
) -> NDArray[np.bool_]:
    """Whether the 95 % limits of a share (fractions of 1) are narrow enough to show it."""
    part, width = np.asarray(value, float), np.asarray(upper, float) - np.asarray(lower, float)
    narrow = (width <= policy.shown_width) | (width <= policy.widest_relative_share * part)
    return (width < policy.hidden_width) & narrow


def of_census_share(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, cv: ArrayLike, policy: ReliabilityPolicy
) -> Texts:
    """The share rule for a survey that does not publish how many it asked: widths and both cuts on the CV."""
    never_few = np.full(np.shape(np.asarray(value, float)), np.inf)
    spread = np.asarray(cv, float)
    enough = narrow_enough(value, lower, upper, policy) & ~(spread > policy.largest_cv_shown)
    return _classes(enough, never_few, spread, policy)


def of_census_count(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, cv: ArrayLike, policy: ReliabilityPolicy
) -> Texts:
    """The rate rule for an estimated count: 95 % limits within 160 % of it, and both cuts on its CV."""
    count, width = np.asarray(value, float), np.asarray(upper, float) - np.asarray(lower, float)
    never_few = np.full(np.shape(count), np.inf)
    spread = np.asarray(cv, float)
    enough = (width <= policy.widest_relative_rate * count) & ~(spread > policy.largest_cv_shown)
    return _classes(enough, never_few, spread, policy)


def _classes(enough: NDArray[np.bool_], events: NDArray, cv: NDArray, policy: ReliabilityPolicy) -> Texts:
    # A CV is unknown where the figure is 0: such a figure passed the width test, and is no more than care.
    steady = (events > policy.unstable_events) & (cv <= policy.largest_cv)
    return np.where(~enough, "too_few", np.where(steady, "good", "care"))
