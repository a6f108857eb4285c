"""Requests by day, and by the unit in which a partner's log can be compared with itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

import polars as pl

from pipelines.intake.check.askers import count_askers

WEEK = 7
# A shorter log has few weeks with seven others before them, so it is looked at by day where it can be.
WHOLE_WEEKS = 20
# Of requests in a unit on average: with fewer, even none at all lies within three standard deviations.
ENOUGH = 10
# Of the mean weekday: a weekday with fewer is one on which the partner is usually closed.
OPEN_WEEKDAY = 0.2


@dataclass(frozen=True)
class Series:
    """Counts of equal units in order. `starts`: first day of each unit; `days`: how long one is."""

    starts: tuple[date, ...]
    counts: tuple[int, ...]
    days: int

    @property
    def unit(self) -> str:
        """What one unit is called."""
        return "week" if self.days == WEEK else "day"


def by_day(requests: pl.DataFrame) -> dict[date, int]:
    """Requests of each day that has any."""
    return dict(requests.group_by("received_on").agg(pl.col("requests").sum()).iter_rows())


def askers_by_day(requests: pl.DataFrame) -> dict[date, int]:
    """Askers of each day that has any."""
    return dict(requests.group_by("received_on").agg(count_askers()).iter_rows())


def make_series(counts: Mapping[date, int]) -> Series:
    """Whole weeks from Monday; days where there are few weeks; none where there are too few requests for
    either.
    """
    for series in (_weeks(counts), _days(counts)) if counts else ():
        if (
            len(series.counts) >= (WHOLE_WEEKS if series.days == WEEK else 1)
            and mean(series.counts) >= ENOUGH
        ):
            return series
    return Series((), (), WEEK)


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _weeks(counts: Mapping[date, int]) -> Series:
    """A week that the log covers only in part would look like a fall, so it is left out."""
    first, last = min(counts), max(counts)
    monday = first + timedelta(days=-first.weekday() % WEEK)
    whole = ((last - monday).days + 1) // WEEK
    starts = [monday + timedelta(days=WEEK * n) for n in range(whole)]
    sums = [sum(counts.get(start + timedelta(days=n), 0) for n in range(WEEK)) for start in starts]
    return Series(tuple(starts), tuple(sums), WEEK)


def _days(counts: Mapping[date, int]) -> Series:
    """The weekdays on which the partner usually works: each Sunday off is no fall."""
    sums = _weekday_sums(counts)
    usual = {day for day, total in enumerate(sums) if total >= OPEN_WEEKDAY * sum(sums) / WEEK}
    days = [day for day in days_between(min(counts), max(counts)) if day.weekday() in usual]
    return Series(tuple(days), tuple(counts.get(day, 0) for day in days), 1)


def _weekday_sums(counts: Mapping[date, int]) -> Sequence[int]:
    sums = [0] * WEEK
    for day, count in counts.items():
        sums[day.weekday()] += count
    return sums
