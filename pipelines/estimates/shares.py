"""The four parts of what happened to a request, unmet need as a range, and shares over hidden counts."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.estimates import intervals

Floats = NDArray[np.float64]
RESULTS = ("received", "turned_away", "no_result", "withdrew")


class Share(NamedTuple):
    """Arrays of one shape: a share (fraction of 1), its limits, its coefficient of variation in percent."""

    value: Floats
    lower: Floats
    upper: Floats
    cv: Floats


def share(
    events: ArrayLike, size: ArrayLike, repeat_factor: ArrayLike = 1, confidence: float = 0.95
) -> Share:
    """events/size with Wilson limits widened by the repeat factor. A size of 0 gives NaN throughout.

    CV = sqrt(factor (1 - p) / x): as if a household's requests all ended alike, the worst case.
    """
    x, n, factor = np.broadcast_arrays(*(np.asarray(a, float) for a in (events, size, repeat_factor)))
    value = x / np.where(n > 0, n, np.nan)
    lower, upper = intervals.wilson(x, n, confidence, factor)
    return Share(value, lower, upper, 100 * np.sqrt(factor * (1 - value) / np.where(x > 0, x, np.nan)))


class ResultShares(NamedTuple):
    """The four parts, by result id, and the size that they are out of."""

    parts: dict[str, Share]
    size: Floats


def result_shares(
    counts: dict[str, ArrayLike], repeat_factor: ArrayLike = 1, confidence: float = 0.95
) -> ResultShares:
    """Shares of the four results out of their sum; `counts` maps each of RESULTS to an array.

    Requests whose horizon has passed all have full follow-up, so each is a plain share of all four: shares
    of closed requests only would be too high for whatever is written down when it succeeds.
    """
    parts = {result: np.asarray(counts[result], float) for result in RESULTS}
    size = sum(parts.values(), np.zeros(()))
    return ResultShares({r: share(x, size, repeat_factor, confidence) for r, x in parts.items()}, size)


def unmet_range(turned_away: ArrayLike, no_result: ArrayLike, size: ArrayLike) -> tuple[Floats, Floats]:
    """Least and most that unmet need can be: turned away, and turned away plus no result written down."""
    least, unknown, n = (np.asarray(a, float) for a in (turned_away, no_result, size))
    n = np.where(n > 0, n, np.nan)
    return least / n, (least + unknown) / n


def recorded_share(size: ArrayLike, not_recorded: ArrayLike) -> Floats:
    """Share of requests that went to partners which write enough results: what the shares are about."""
    known, left_out = np.asarray(size, float), np.asarray(not_recorded, float)
    total = known + left_out
    return known / np.where(total > 0, total, np.nan)


def share_over_hidden(
    events_low: ArrayLike, events_high: ArrayLike, rest_low: ArrayLike, rest_high: ArrayLike
) -> tuple[Floats, Floats]:
    """Lowest and highest share x/(x + rest) when x and the rest are only known to lie within ranges.

    The share rises in x and falls in the rest, so the ends are at opposite corners. NaN where all is 0.
    """
    return _part(events_low, rest_high), _part(events_high, rest_low)


def share_of_known_total(
    events_low: ArrayLike, events_high: ArrayLike, size: ArrayLike
) -> tuple[Floats, Floats]:
    """The same where the whole is published: the range of x over it."""
    n = np.asarray(size, float)
    n = np.where(n > 0, n, np.nan)
    low, high = np.asarray(events_low, float), np.asarray(events_high, float)
    return np.minimum(low, n) / n, np.minimum(high, n) / n


def _part(x: ArrayLike, rest: ArrayLike) -> Floats:
    part, other = np.asarray(x, float), np.asarray(rest, float)
    return part / np.where(part + other > 0, part + other, np.nan)
