"""Months in which a field's answers break off or begin: the form may have changed.

Around the turn of each month, the share of a field that is known in up to three months before is compared with
that in up to three months from it. A small log needs several months to show anything; the turn at which the two
lie furthest apart, by their standard error, is when the form changed.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from pipelines.closing import month_end
from pipelines.intake.check.askers import count_askers
from pipelines.intake.check.completeness import FIELDS, Field
from pipelines.intake.check.spells import OTHER_QUESTIONS, Spell, spells_turning

WINDOW = 3
POINTS = 0.2
Z_AT_LEAST = 4.0  # a dozen fields at the turns of years of months: a p of .05 would be passed by chance
FEWEST = 20
# A form that changes within a month moves its share by a part: from this part on, that month is named.
PART, PART_Z = 0.25, 2.0
BEFORE = timedelta(days=31)  # a form that changed late in a month shows in the next
AFTER_HORIZON = ("result", "reason", "helped_by")


@dataclass(frozen=True)
class Jump:
    """The share of a field that is known, before and after."""

    field: str
    before: float
    after: float


@dataclass(frozen=True)
class FormChange:
    """All fields that jumped in one month. `spells`: what the calendar says of it; empty where nothing."""

    month: str
    jumps: tuple[Jump, ...]
    spells: tuple[Spell, ...]


@dataclass(frozen=True)
class Share:
    """One field over one or more months: requests that it is about, and of those how many have an answer.

    `askers`: households behind them. Requests of one household are answered alike, so they tell as much as one.
    """

    month: str
    of: int
    known: int
    askers: int

    @property
    def value(self) -> float:
        return self.known / self.of


def find_form_changes(
    requests: pl.DataFrame, spells: tuple[Spell, ...], passed: Iterable[str]
) -> tuple[FormChange, ...]:
    """Months in order. `passed`: months whose results can be known; those of others may still come."""
    is_passed = pl.col("month").is_in(list(passed))
    jumps: dict[str, list[Jump]] = {}
    for field in FIELDS:
        rows = requests.filter(is_passed) if field.name in AFTER_HORIZON else requests
        for month, jump in jumps_of(field.name, monthly_shares(rows, field)):
            jumps.setdefault(month, []).append(jump)
    return tuple(FormChange(m, tuple(jumps[m]), _spells(spells, m)) for m in sorted(jumps))


def monthly_shares(requests: pl.DataFrame, field: Field) -> list[Share]:
    """The field in each month that has a request that it is about."""
    of = requests.filter(field.of)
    known = pl.col("requests").filter(field.known).sum()
    months = of.group_by("month").agg(pl.col("requests").sum(), known.alias("known"), count_askers())
    rows = months.sort("month").select("month", "requests", "known", "askers")
    return [Share(*row) for row in rows.iter_rows()]


def jumps_of(field: str, months: Sequence[Share]) -> list[tuple[str, Jump]]:
    """Month and jump. Of turns within WINDOW of each other, which see the same change, the clearest is told."""
    turns = {n: _z(*_sides(months, n)) for n in range(1, len(months)) if _is_jump(*_sides(months, n))}
    found: list[tuple[str, Jump]] = []
    while turns:
        n = max(turns, key=lambda turn: (turns[turn], -turn))
        before, after = _sides(months, n)
        found.append((months[_first_month(months, n)].month, Jump(field, before.value, after.value)))
        turns = {turn: z for turn, z in turns.items() if abs(turn - n) > WINDOW}
    return sorted(found, key=lambda one: one[0])


def _sides(months: Sequence[Share], n: int) -> tuple[Share, Share]:
    """Up to WINDOW months before month `n`, and as many from it, each as one."""
    return _pooled(months[max(0, n - WINDOW) : n]), _pooled(months[n : n + WINDOW])


def _pooled(months: Sequence[Share]) -> Share:
    of, known, askers = (sum(getattr(m, name) for m in months) for name in ("of", "known", "askers"))
    return Share(months[0].month, of, known, askers)


def _is_jump(one: Share, other: Share) -> bool:
    enough = min(one.askers, other.askers) >= FEWEST
    return enough and abs(one.value - other.value) >= POINTS and _z(one, other) >= Z_AT_LEAST


def _z(one: Share, other: Share) -> float:
    """How far two shares lie apart in standard errors of their difference, askers counted once."""
    pooled = (one.known + other.known) / (one.of + other.of)
    error = math.sqrt(pooled * (1 - pooled) * (1 / one.askers + 1 / other.askers))
    return abs(one.value - other.value) / error if error else 0.0


def _first_month(months: Sequence[Share], n: int) -> int:
    """The month before the turn, where a part of it is like what comes after; else that of the turn."""
    if n < 2:
        return n
    earlier, month, after = _pooled(months[max(0, n - WINDOW) : n - 1]), months[n - 1], _sides(months, n)[1]
    way = (
        (month.value - earlier.value) / (after.value - earlier.value) if after.value != earlier.value else 0.0
    )
    return n - 1 if way >= PART and _z(earlier, month) >= PART_Z else n


def _spells(spells: tuple[Spell, ...], month: str) -> tuple[Spell, ...]:
    first, last = date.fromisoformat(f"{month}-01"), month_end(month)
    asked = tuple(spell for spell in spells if spell.state in OTHER_QUESTIONS)
    return spells_turning(asked, first - BEFORE, last)
