"""C2 of the Early Aberration Reporting System, upwards and downwards. Numbers in, numbers out.

Hutwagner L, Thompson W, Seeman GM, Treadwell T. The bioterrorism preparedness and response Early Aberration
Reporting System (EARS). Journal of Urban Health 2003; 80 (2 Suppl 1): i89-i96 (Centers for Disease Control
and Prevention): a count is compared with mean and standard deviation of seven before it. Those of C1 end just
before it; those of C2 end two earlier, so that what grows over some weeks is not yet in its own baseline.
"""

import itertools
from collections.abc import Sequence

import numpy as np

BASELINE = 7
LAG = 2  # of C2; 0 is C1
FIRST = BASELINE + LAG  # the first that has a baseline, counted from 0
THRESHOLD = 3.090232306167813  # standard deviations: one in a thousand of a normal lies above
MEDIAN_SQUARE = 0.454936423119572  # of a chi-square of one degree of freedom


def baselines(counts: Sequence[float], lag: int = LAG) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the seven counts that end `lag` before each; nan without seven."""
    values, first = np.asarray(counts, float), BASELINE + lag
    mean, sd = np.full(len(values), np.nan), np.full(len(values), np.nan)
    if len(values) > first:
        # Window i begins with count i, so it is the baseline of count i + first.
        windows = np.lib.stride_tricks.sliding_window_view(values, BASELINE)[: len(values) - first]
        mean[first:], sd[first:] = windows.mean(axis=1), windows.std(axis=1, ddof=1)
    return mean, sd


def distances(counts: Sequence[float]) -> np.ndarray:
    """How far each count lies from the mean of its baseline, in standard deviations; nan without a baseline.

    Seven counts often lie close together by chance, and then half of all alarms are false. So the standard
    deviation is at least that of a count with the log's own dispersion, and at least 1.
    """
    mean, sd = baselines(counts)
    usual = np.sqrt(np.maximum(dispersion(counts) * mean, 1.0))
    return (np.asarray(counts, float) - mean) / np.maximum(sd, usual)


def dispersion(counts: Sequence[float]) -> float:
    """Variance over mean from one count to the next, at least 1, which is Poisson.

    Neighbours a and b of a Poisson have (a - b)^2 / (a + b) near a chi-square of one degree of freedom. The
    median over all neighbours hardly moves for a step, a peak or slow growth: those are what is to be found.
    """
    squares = [(a - b) ** 2 / (a + b) for a, b in itertools.pairwise(counts) if a + b > 0]
    return max(1.0, float(np.median(squares)) / MEDIAN_SQUARE) if squares else 1.0
