"""Stretches without any request that are longer than chance makes them, explained by the calendar or not.

A stretch is told where it lasted at least SHORTEST days, where it is well longer than the partner's usual (a
pantry that opens every other Saturday has one of 13 days between any two), and where it is so unlikely by a
Poisson of the partner's own rate that one log of LOGS has one by chance. Days on which the calendar says
`paused` or `full` do not count: what remains has to be unlikely by itself.
"""

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.intake.check.series import days_between
from pipelines.intake.check.spells import Spell, is_closed, spells_over

LOGS = 20
SHORTEST = 7
STOPPED = 28  # partners do not send their files on the same day
AROUND = 91  # days before and after from which the rate is taken: a log grows and shrinks over the years
ENOUGH_AROUND = 28  # one asker the day before a long silence is no rate of one a day
USUAL_STRETCH, WELL_LONGER = 0.95, 1.5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gap:
    """No request from `from_on` to `to_on`. `open_days`: those of them on which the calendar has it open;
    `expected`: askers on these at the usual rate. `spells`: entries of the calendar that touch the stretch.
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


def find_gaps(askers: Mapping[date, int], spells: tuple[Spell, ...]) -> tuple[Gap, ...]:
    """Stretches between two days with a request, in order: those that stand out, explained or not."""
    found = [_gap(askers, spells, *stretch, SHORTEST) for stretch in stretches(askers)]
    return tuple(gap for gap in found if gap is not None)


def find_stop(askers: Mapping[date, int], spells: tuple[Spell, ...], others_until: date | None) -> Gap | None:
    """The stretch after the last request, where the others' logs go on and it stands out."""
    if not askers or others_until is None:
        return None
    return _gap(askers, spells, max(askers) + DAY, others_until, STOPPED)


def stretches(askers: Mapping[date, int]) -> list[tuple[date, date]]:
    """First and last day of each stretch without a request between two days that have one."""
    return [(a + DAY, b - DAY) for a, b in itertools.pairwise(sorted(askers)) if b - a > DAY]


def usual_stretch(askers: Mapping[date, int]) -> float:
    """Days without a request: nineteen of twenty of its stretches have no more. 0 on end is a stretch too."""
    lengths = [(b - a).days - 1 for a, b in itertools.pairwise(sorted(askers))]
    return float(np.quantile(lengths, USUAL_STRETCH, method="lower")) if lengths else 0.0


def _gap(
    askers: Mapping[date, int], spells: tuple[Spell, ...], first: date, last: date, shortest: int
) -> Gap | None:
    """The stretch, if it would stand out were the calendar empty."""
    days = (last - first).days + 1
    shortest = max(shortest, math.floor(WELL_LONGER * usual_stretch(askers)) + 1)
    if days < shortest:
        return None
    rate, at_least = usual_rate(askers, spells, first, last), math.log(LOGS * len(askers))
    if rate * days <= at_least:
        return None
    open_days = sum(not is_closed(spells, day) for day in days_between(first, last))
    is_explained = open_days < shortest or rate * open_days <= at_least
    return Gap(first, last, open_days, rate * open_days, is_explained, spells_over(spells, first, last))


def usual_rate(askers: Mapping[date, int], spells: tuple[Spell, ...], first: date, last: date) -> float:
    """Askers a day around the stretch: the lower of before and after, so that a log that only begins, or
    slowly ends, has no gaps. Days on which it was closed do not count.
    """
    before = (max(min(askers), first - AROUND * DAY), first - DAY)
    after = (last + DAY, min(max(askers), last + AROUND * DAY))
    sides = [[day for day in days_between(*s) if not is_closed(spells, day)] for s in (before, after)]
    rates = [sum(askers.get(day, 0) for day in s) / max(len(s), ENOUGH_AROUND) for s in sides if s]
    return min(rates, default=0.0)
