"""Months in which answers break off or begin, or others are given: the form may have changed.

Around the turn of each month, a share in up to three months before is compared with that in up to three
months from it. A small log needs several months to show anything; the turn at which the two lie furthest
apart is when the form changed. Shares are those of requests that have an answer, by field, and of each need
and result among those that have one.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from pipelines.closing import month_end, months_between
from pipelines.intake.check.completeness import FIELDS, OUTCOMES, Field
from pipelines.intake.check.series import count_askers
from pipelines.intake.check.spells import OTHER_QUESTIONS, Spell, spells_turning

WINDOW = 3
POINTS = 0.2
GONE_FROM, GONE = 0.1, 0.1  # a share of a tenth or more of which less than a tenth is left is gone
FAR = 4.0  # standard errors: dozens of shares at the turns of years of months pass any usual limit by chance
FEWEST = 20
BEFORE = timedelta(days=31)  # a form that changed late in a month shows in the next
WITH_VALUES = ("need", "result")


@dataclass(frozen=True)
class Jump:
    """A share before and after. `value`: a code of the catalog, or null for "any answer"; `far`: standard
    errors between the two.
    """

    field: str
    value: str | None
    before: float
    after: float
    far: float


@dataclass(frozen=True)
class FormChange:
    """All shares that jumped at one time. `spells`: what the calendar says of it; empty where nothing."""

    month: str
    jumps: tuple[Jump, ...]
    spells: tuple[Spell, ...]

    @property
    def is_explained(self) -> bool:
        return bool(self.spells)


@dataclass(frozen=True)
class Share:
    """One share over one or more months: `part` of `of` requests.

    `askers`: households behind them. Requests of one household are answered alike, so they tell as much as
    one.
    """

    month: str
    of: int
    part: int
    askers: int

    @property
    def value(self) -> float:
        return self.part / self.of


def find_form_changes(
    requests: pl.DataFrame, spells: tuple[Spell, ...], passed: Iterable[str]
) -> tuple[FormChange, ...]:
    """Months in order. `passed`: months whose results can be known; those of others may still come."""
    is_passed = pl.col("month").is_in(list(passed))
    jumps: list[tuple[str, Jump]] = []
    for field in FIELDS:
        rows = requests.filter(field.of)
        rows = rows.filter(is_passed) if field.name in OUTCOMES else rows
        for value, months in _shares(rows, field):
            jumps += jumps_of(field.name, value, months)
    return tuple(_form_change(month, some, spells) for month, some in _together(jumps))


def _shares(rows: pl.DataFrame, field: Field) -> Iterator[tuple[str | None, list[Share]]]:
    """Of all rows, those that have an answer; of these, those with each answer."""
    yield None, monthly_shares(rows, field.known)
    if field.name in WITH_VALUES:
        known = rows.filter(field.known)
        for value in known[field.name].unique().sort():
            yield value, monthly_shares(known, pl.col(field.name) == value)


def monthly_shares(rows: pl.DataFrame, part: pl.Expr) -> list[Share]:
    """The share in each month that has a row."""
    counts = rows.group_by("month").agg(
        pl.col("requests").sum().alias("of"),
        pl.col("requests").filter(part).sum().alias("part"),
        count_askers(),
    )
    return [Share(*row) for row in counts.sort("month").select("month", "of", "part", "askers").iter_rows()]


def jumps_of(field: str, value: str | None, months: Sequence[Share]) -> list[tuple[str, Jump]]:
    """Month and jump. Turns within WINDOW of each other see the same change: the clearest is told."""
    turns = {
        n: Jump(field, value, *_compared(months, n)) for n in range(1, len(months)) if _enough(months, n)
    }
    turns = {n: jump for n, jump in turns.items() if _is_large(jump) and jump.far >= FAR}
    found = []
    while turns:
        n = max(turns, key=lambda turn: (turns[turn].far, -turn))
        found.append((months[n].month, turns[n]))
        turns = {turn: jump for turn, jump in turns.items() if abs(turn - n) > WINDOW}
    return sorted(found, key=lambda one: one[0])


def _is_large(jump: Jump) -> bool:
    low, high = sorted((jump.before, jump.after))
    return high - low >= POINTS or (high >= GONE_FROM and low <= GONE * high)


def _sides(months: Sequence[Share], n: int) -> tuple[Share, Share]:
    """Up to WINDOW months before month `n`, and as many from it, each as one."""
    return _pooled(months[max(0, n - WINDOW) : n]), _pooled(months[n : n + WINDOW])


def _pooled(months: Sequence[Share]) -> Share:
    of, part, askers = (sum(getattr(m, name) for m in months) for name in ("of", "part", "askers"))
    return Share(months[0].month, of, part, askers)


def _enough(months: Sequence[Share], n: int) -> bool:
    return min(side.askers for side in _sides(months, n)) >= FEWEST


def _compared(months: Sequence[Share], n: int) -> tuple[float, float, float]:
    """Before, after, and standard errors between them, askers counted once."""
    one, other = _sides(months, n)
    pooled = (one.part + other.part) / (one.of + other.of)
    error = math.sqrt(pooled * (1 - pooled) * (1 / one.askers + 1 / other.askers))
    return one.value, other.value, abs(one.value - other.value) / error if error else 0.0


def _together(jumps: Iterable[tuple[str, Jump]]) -> Iterator[tuple[str, list[Jump]]]:
    """Jumps of one month or of the next are one change, in the month of the clearest."""
    left = sorted(jumps, key=lambda one: (one[0], -one[1].far))
    while left:
        first = left[0][0]
        near = [one for one in left if len(months_between(first, one[0])) <= 2]
        left = left[len(near) :]
        clearest = max(near, key=lambda one: one[1].far)
        yield clearest[0], [jump for _, jump in near]


def _form_change(month: str, jumps: list[Jump], spells: tuple[Spell, ...]) -> FormChange:
    first, last = date.fromisoformat(f"{month}-01"), month_end(month)
    asked = tuple(spell for spell in spells if spell.state in OTHER_QUESTIONS)
    return FormChange(month, tuple(jumps), spells_turning(asked, first - BEFORE, last))
