"""Fixed colour scales: five classes of equal width between round breaks, the same for all months and filters.

Equal widths and not quantiles: quantiles paint five colours over areas that hardly differ.
"""

from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

CLASSES = 5
NICE_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
TAILS = (5, 95)


def nice_breaks(values: ArrayLike) -> list[float]:
    """The four breaks between five classes, from the values of all periods and areas at once.

    The middle 90 % of the values spans the classes; the step is the next of 1, 2, 2.5, 5 times a power of
    ten that covers it. Breaks are whole multiples counted in decimals: 0.6, never 0.6000000000000001, which
    a legend would print. No breaks ([]) where fewer than two different values are known.

    >>> nice_breaks([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    [0.2, 0.4, 0.6, 0.8]
    """
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if known.size == 0 or known.min() == known.max():
        return []
    low, high = np.percentile(known, TAILS) if known.size >= 20 else (known.min(), known.max())
    if low == high:
        low, high = known.min(), known.max()
    return _breaks_between(float(low), float(high))


def _breaks_between(low: float, high: float) -> list[float]:
    step = _nice_step(Decimal(repr(high)) - Decimal(repr(low)))
    start = (Decimal(repr(low)) / step).to_integral_value("ROUND_FLOOR")
    # Rounding the start down can leave the top uncovered by a step: the open top class takes it.
    return [float((start + k) * step) for k in range(1, CLASSES)]


def _nice_step(span: Decimal) -> Decimal:
    raw = span / CLASSES
    power = Decimal(10) ** raw.adjusted()
    return next(nice * power for nice in NICE_STEPS if nice * power >= raw)


def class_of(values: ArrayLike, breaks: list[float]) -> NDArray[np.int64]:
    """Class 0 to 4 of each value; a value on a break is in the class above; -1 where it is not known."""
    known = np.asarray(values, float)
    return np.where(np.isnan(known), -1, np.searchsorted(np.asarray(breaks), known, side="right"))
