"""What a partner's log is compared by: requests by whole week, and askers by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

WEEK = 7


@dataclass(frozen=True)
class Week:
    """Requests from Monday `from_on` to Sunday."""

    from_on: date
    requests: int

    @property
    def to_on(self) -> date:
        return self.from_on + timedelta(days=WEEK - 1)


def asked_for(requests: pl.DataFrame) -> pl.DataFrame:
    """Requests that somebody made: standing ones come with the month, and go on while a desk is closed."""
    return requests.filter(~pl.col("is_recurring"))


def requests_by_day(requests: pl.DataFrame) -> dict[date, int]:
    """Requests of each day that has any."""
    return dict(requests.group_by("received_on").agg(pl.col("requests").sum()).iter_rows())


def askers_by_day(requests: pl.DataFrame) -> dict[date, int]:
    """Askers of each day that has any."""
    return dict(requests.group_by("received_on").agg(count_askers()).iter_rows())


def count_askers() -> pl.Expr:
    """Households with a key, each once, and every row without one.

    Several needs of one household were asked for at once, and a row of counts was written at once: neither is
    several events that came by chance.
    """
    key = pl.col("household_key")
    return (key.drop_nulls().n_unique() + key.null_count()).cast(pl.Int64).alias("askers")


def whole_weeks(counts: Mapping[date, int], left_out: Iterable[tuple[date, date]] = ()) -> list[Week]:
    """Weeks in order. Those that the log covers in part, or that touch a stretch `left_out`, would look like
    falls and are no weeks.
    """
    if not counts:
        return []
    first, last, closed = min(counts), max(counts), list(left_out)
    monday = first + timedelta(days=-first.weekday() % WEEK)
    starts = [monday + timedelta(days=WEEK * n) for n in range(((last - monday).days + 1) // WEEK)]
    weeks = [Week(start, sum(counts.get(day, 0) for day in days_from(start, WEEK))) for start in starts]
    return [w for w in weeks if not any(a <= w.to_on and b >= w.from_on for a, b in closed)]


def days_from(first: date, number: int) -> list[date]:
    """So many days, in order."""
    return [first + timedelta(days=n) for n in range(number)]


def days_between(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included; none where `last` is before."""
    return days_from(first, (last - first).days + 1)
