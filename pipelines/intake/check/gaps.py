"""Stretches without any request that are longer than chance makes them and that the calendar does not explain.

A stretch is told where, by a Poisson of the partner's own rate, it had a probability under UNLIKELY, where it
lasted at least SHORTEST days, and where it is well longer than the partner's usual stretches: a pantry that opens
every other Saturday has one of 13 days between any two. Days on which the calendar says `paused` or `full` do not
count: what remains has to be unlikely by itself.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.intake.check.series import days_between
from pipelines.intake.check.spells import Spell, is_closed, spells_over

UNLIKELY = 0.001
SHORTEST = 7
AROUND = 91  # days before and after from which the rate is taken: a log grows and shrinks over the years
ENOUGH_AROUND = 28
USUAL_STRETCH, WELL_LONGER = 0.95, 1.5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """No request from `from_on` to `to_on`. `open_days`: those of them on which the calendar has it open;
    `expected`: requests on these at the usual rate. `spells`: entries of the calendar that touch the stretch.
    """

    from_on: date
    to_on: date
    open_days: int
    expected: float
    is_explained: bool
    spells: tuple[Spell, ...]

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1

    @property
    def probability(self) -> float:
        """Of no request on the open days, by a Poisson."""
        return math.exp(-self.expected)


def find_gaps(counts: Mapping[date, int], spells: tuple[Spell, ...]) -> tuple[Gap, ...]:
    """Stretches between two requests, in order: those that stand out, explained by the calendar or not."""
    usual = usual_stretch(counts)
    found = [_gap(counts, spells, usual, first, last) for first, last in stretches(counts)]
    return tuple(gap for gap in found if gap is not None)


def find_stop(counts: Mapping[date, int], spells: tuple[Spell, ...], others_until: date | None) -> Gap | None:
    """The stretch after the last request, where the others' logs go on and it stands out as a gap does."""
    if not counts or others_until is None or others_until <= max(counts):
        return None
    return _gap(counts, spells, usual_stretch(counts), max(counts) + DAY, others_until)


def stretches(counts: Mapping[date, int]) -> list[tuple[date, date]]:
    """First and last day of each stretch without a request between two days that have one."""
    days = sorted(counts)
    return [(a + DAY, b - DAY) for a, b in zip(days[:-1], days[1:], strict=True) if (b - a).days > 1]


def usual_stretch(counts: Mapping[date, int]) -> float:
    """Days without a request of which nineteen of twenty of its stretches have no more; 0 on end is one too."""
    days = sorted(counts)
    lengths = [(b - a).days - 1 for a, b in zip(days[:-1], days[1:], strict=True)]
    return float(np.quantile(lengths, USUAL_STRETCH, method="lower")) if lengths else 0.0


def _gap(
    counts: Mapping[date, int], spells: tuple[Spell, ...], usual: float, first: date, last: date
) -> Gap | None:
    """The stretch, if it would stand out were the calendar empty."""
    length = (last - first).days + 1
    rate = usual_rate(counts, spells, first, last)
    if not _stands_out(length, rate, usual):
        return None
    open_days = sum(not is_closed(spells, day) for day in days_between(first, last))
    is_explained = not _stands_out(open_days, rate, usual)
    return Gap(first, last, open_days, rate * open_days, is_explained, spells_over(spells, first, last))


def _stands_out(days: int, rate: float, usual: float) -> bool:
    return days >= SHORTEST and days > WELL_LONGER * usual and math.exp(-rate * days) < UNLIKELY


def usual_rate(counts: Mapping[date, int], spells: tuple[Spell, ...], first: date, last: date) -> float:
    """Requests a day around the stretch: the lower of before and after, so that a log that only begins, or
    slowly ends, has no gaps. Days on which it was closed do not count.
    """
    before = (max(min(counts), first - AROUND * DAY), first - DAY)
    after = (last + DAY, min(max(counts), last + AROUND * DAY))
    sides = [_open_days(spells, *side) for side in (before, after)]
    enough = [days for days in sides if len(days) >= ENOUGH_AROUND] or [max(sides, key=len)]
    rates = [sum(counts.get(day, 0) for day in days) / len(days) for days in enough if days]
    return min(rates, default=0.0)


def _open_days(spells: tuple[Spell, ...], first: date, last: date) -> list[date]:
    return [] if last < first else [day for day in days_between(first, last) if not is_closed(spells, day)]
