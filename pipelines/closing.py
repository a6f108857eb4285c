"""When a month closes, and which periods are whole: pure calendar, no clock of its own.

The month is the atom. Its requests close `closing_days` after its end, its results `result_days` later.
Quarters and years are sums of months and appear with their last; one that lacks a month of the log never
does.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

STAGES = ("requests", "results")
PERIOD_LEVELS = ("month", "quarter", "year")


@dataclass(frozen=True)
class Closing:
    """The months whose requests, and whose results, may be frozen; the day of the last closing."""

    requests: tuple[str, ...]
    results: tuple[str, ...]
    as_of: date | None

    def months(self, stage: str) -> tuple[str, ...]:
        return self.requests if stage == "requests" else self.results


@dataclass(frozen=True)
class Delays:
    """Days from the end of a month to the closing of its requests, and from there to that of its results."""

    closing_days: int
    result_days: int


def closes_on(month: str, stage: str, delays: Delays) -> date:
    """The day on which the month's requests or results close."""
    days = delays.closing_days + (delays.result_days if stage == "results" else 0)
    return month_end(month) + timedelta(days=days)


def month_end(month: str) -> date:
    """The last day of the month."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, monthrange(year, number)[1])


def closed_by(first: str, last: str, as_of: date, delays: Delays) -> Closing:
    """What has closed by `as_of` of a log that runs from month `first` to month `last`.

    A month after the last row is not closed however late the day is: nobody knows yet that it is empty.
    """
    months = months_between(first, last)
    closed = {stage: tuple(m for m in months if closes_on(m, stage, delays) <= as_of) for stage in STAGES}
    days = [closes_on(closed[s][-1], s, delays) for s in STAGES if closed[s]]
    return Closing(closed["requests"], closed["results"], max(days, default=None))


def months_between(first: str, last: str) -> list[str]:
    """Every month from `first` to `last`, both included."""
    start, end = _number(first), _number(last)
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, end + 1)]


def period_of(month: str, level: str) -> str:
    """The month's period: 2025-08 is in month 2025-08, quarter 2025-Q3, year 2025."""
    if level == "month":
        return month
    if level == "year":
        return month[:4]
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def months_of(period: str) -> list[str]:
    """The months of a month, quarter or year."""
    if "-Q" in period:
        first = 3 * int(period[-1]) - 2
        return [f"{period[:4]}-{n:02d}" for n in range(first, first + 3)]
    if len(period) == 4:
        return [f"{period}-{n:02d}" for n in range(1, 13)]
    return [period]


def periods_closing_with(month: str, stage: str) -> list[tuple[str, str]]:
    """(level, period) of what is complete once this closing of `month` is done.

    What came of requests is known when its quarter has decided which partners wrote enough results, so the
    months of a quarter close with it.
    """
    if stage == "requests":
        levels = [level for level in PERIOD_LEVELS if months_of(period_of(month, level))[-1] == month]
        return [(level, period_of(month, level)) for level in levels]
    quarter = period_of(month, "quarter")
    if months_of(quarter)[-1] != month:
        return []
    year = [("year", month[:4])] if month[5:] == "12" else []
    return [*(("month", m) for m in months_of(quarter)), ("quarter", quarter), *year]


def closing_month(period: str, stage: str) -> str:
    """The month with whose closing of `stage` the period is complete."""
    last = months_of(period)[-1]
    return last if stage == "requests" else months_of(period_of(last, "quarter"))[-1]


def whole_periods(months: tuple[str, ...], level: str) -> list[str]:
    """Periods of which every month is among `months`, in order."""
    have = set(months)
    periods = dict.fromkeys(period_of(month, level) for month in sorted(have))
    return [period for period in periods if have.issuperset(months_of(period))]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
