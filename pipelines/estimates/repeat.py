"""The repeat factor: how much one household asking many times widens the interval of a count.

Var(count) = sum f^2 n_f and the design effect is sum f^2 n_f / sum f n_f, n_f being the households that
asked f times (PHEindicatormethods, "non-independent events"). The frequencies come from a released count
table in bands.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

TOP_FROM = 13


@dataclass(frozen=True)
class Band:
    """Households that asked `low` to `high` times."""

    low: int
    high: int

    @property
    def mean(self) -> float:
        return (self.low + self.high) / 2

    @property
    def mean_square(self) -> float:
        """Every number of requests in the band equally likely: above the truth where counts fall off."""
        return sum(f * f for f in range(self.low, self.high + 1)) / (self.high - self.low + 1)


BANDS = {"1": Band(1, 1), "2": Band(2, 2), "3": Band(3, 3), "4_6": Band(4, 6), "7_12": Band(7, 12)}
TOP_BAND = "13_plus"


def design_effect(frequency: ArrayLike, households: ArrayLike) -> float:
    """sum f^2 n_f / sum f n_f from exact frequencies; NaN where nobody asked.

    >>> round(design_effect([1, 2, 3, 4], [75, 16, 4, 2]), 6)
    1.629921
    """
    f, n = np.asarray(frequency, float), np.asarray(households, float)
    events = float((f * n).sum())
    return float((f**2 * n).sum() / events) if events > 0 else float("nan")


def top_band_mean(households: dict[str, float], requests: float) -> float:
    """Mean requests of a household in the top band: the domain's requests left over, at least 13 each.

    Counts of households are rounded to 5, so what is left over may be too little: hence the floor.
    """
    below = sum(band.mean * households.get(code, 0.0) for code, band in BANDS.items())
    top = households.get(TOP_BAND, 0.0)
    return max((requests - below) / top, float(TOP_FROM)) if top > 0 else float(TOP_FROM)


def repeat_factor(households: dict[str, float], requests: float) -> float:
    """Design effect from households per band (code -> households) and the domain's requests; at least 1.

    The top band is taken as falling off geometrically from 13 with the mean that the requests leave: its
    mean square is mean^2 + excess (excess + 1). NaN where no band holds a household.
    """
    first = sum(band.mean * households.get(code, 0.0) for code, band in BANDS.items())
    second = sum(band.mean_square * households.get(code, 0.0) for code, band in BANDS.items())
    top = households.get(TOP_BAND, 0.0)
    mean = top_band_mean(households, requests)
    excess = mean - TOP_FROM
    first, second = first + mean * top, second + (mean**2 + excess * (excess + 1)) * top
    return max(second / first, 1.0) if first > 0 else float("nan")
