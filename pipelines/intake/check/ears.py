"""C1 and C2 of the Early Aberration Reporting System, upwards and downwards. Numbers in, numbers out.

Hutwagner L, Thompson W, Seeman GM, Treadwell T. The bioterrorism preparedness and response Early Aberration
Reporting System (EARS). Journal of Urban Health 2003; 80 (2 Suppl 1): i89-i96 (Centers for Disease Control
and Prevention): the count of a day or week is compared with mean and standard deviation of seven before it,
those that end just before it (C1) or two earlier (C2), and is out of the usual over 3 standard deviations
away. C2 sees what grows over three units, which C1 has taken into its baseline by then.

EARS looks for rises only; a log that breaks off matters as much, so falls are flagged by the same distance.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BASELINE = 7
LAGS = {"C1": 0, "C2": 2}
THRESHOLD = 3.0
SMALLEST_SD = 1.0
MEDIAN_SQUARE = 0.454936423119572  # of a chi-square of one degree of freedom


@dataclass(frozen=True)
class Limits:
    """Per unit, the mean of its baseline and the lowest and highest usual count; nan without a baseline."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def limits(
    counts: Sequence[float],
    lag: int,
    *,
    dispersion: float = 1.0,
    smallest_sd: float = SMALLEST_SD,
    threshold: float = THRESHOLD,
) -> Limits:
    """mean -+ threshold * sd over the BASELINE units that end `lag` units before each.

    Seven units often lie close together by chance, and a constant baseline has an sd of 0: so the sd is at
    least that of a count with the log's own `dispersion` (variance over mean; 1 is Poisson), and at least
    `smallest_sd` requests.
    """
    values = np.asarray(counts, float)
    mean, low, high = (np.full(len(values), np.nan) for _ in range(3))
    first = BASELINE + lag
    if len(values) > first:
        # Window i ends before unit i + BASELINE, so it is the baseline of the unit `lag` after that one.
        windows = np.lib.stride_tricks.sliding_window_view(values, BASELINE)[: len(values) - first]
        mean[first:] = windows.mean(axis=1)
        usual = np.sqrt(np.maximum(dispersion * mean[first:], smallest_sd**2))
        sd = np.maximum(windows.std(axis=1, ddof=1), usual)
        low[first:], high[first:] = mean[first:] - threshold * sd, mean[first:] + threshold * sd
    return Limits(mean, low, high)


def dispersion(counts: Sequence[float]) -> float:
    """Variance over mean of the counts as it usually is from one unit to the next, at least 1.

    Neighbours a and b of a Poisson have (a - b)^2 / (a + b) near a chi-square of one degree of freedom. The
    median of that over all neighbours hardly moves for a step, a peak or a slow growth, which are what is to be
    found.
    """
    squares = [(a - b) ** 2 / (a + b) for a, b in itertools.pairwise(counts) if a + b > 0]
    return max(1.0, float(np.median(squares)) / MEDIAN_SQUARE) if squares else 1.0


def side(count: float, low: float, high: float) -> str | None:
    """`fall`, `rise`, or nothing for a count within its limits or without any."""
    if math.isnan(low):
        return None
    return "fall" if count < low else "rise" if count > high else None
