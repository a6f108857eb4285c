"""Weeks in which the number of requests falls or rises out of the usual: look at your form, not at the need."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from pipelines.intake.check.ears import LAGS, Limits, dispersion, limits, side
from pipelines.intake.check.series import Series, by_day, make_series
from pipelines.intake.check.spells import Spell, spells_turning

# A flagged unit within this many units of the last one of its kind is the same change going on.
SAME_CHANGE = 2


@dataclass(frozen=True)
class Change:
    """A run of units on one side of the usual. `observed` and `usual`: requests in its first unit, and the mean
    of that unit's baseline. `spells`: entries of the calendar that begin or end where it begins.
    """

    direction: str
    unit: str
    from_on: date
    to_on: date
    methods: tuple[str, ...]
    observed: int
    usual: float
    spells: tuple[Spell, ...] = ()


def find_changes(requests: pl.DataFrame, spells: tuple[Spell, ...]) -> tuple[Series, tuple[Change, ...]]:
    """The series that was looked at, and its changes in order.

    Standing requests are left out: they come with the month and not by asking.
    """
    series = make_series(by_day(requests.filter(~pl.col("is_recurring"))))
    return series, tuple(_with_spells(change, series, spells) for change in changes_of(series))


def changes_of(series: Series) -> list[Change]:
    """Runs of units that C1 or C2 flags, each direction by itself."""
    spread = dispersion(series.counts)
    by_method = {name: limits(series.counts, lag, dispersion=spread) for name, lag in LAGS.items()}
    runs: dict[str, list[Change]] = {"fall": [], "rise": []}
    last: dict[str, int] = {}
    for n in range(len(series.counts)):
        for one in _flagged(series, by_method, n):
            of_kind = runs[one.direction]
            if of_kind and n - last[one.direction] <= SAME_CHANGE:
                of_kind[-1] = _joined(of_kind[-1], one)
            else:
                of_kind.append(one)
            last[one.direction] = n
    return sorted((c for of_kind in runs.values() for c in of_kind), key=lambda c: (c.from_on, c.direction))


def _flagged(series: Series, by_method: dict[str, Limits], n: int) -> list[Change]:
    """What each method says of unit `n`, joined where they agree."""
    found: dict[str, Change] = {}
    for name, of in by_method.items():
        direction = side(series.counts[n], of.low[n], of.high[n])
        if direction is None:
            continue
        start = series.starts[n]
        end = start + timedelta(days=series.days - 1)
        usual = float(of.mean[n])
        one = Change(direction, series.unit, start, end, (name,), series.counts[n], usual)
        found[direction] = _joined(found[direction], one) if direction in found else one
    return list(found.values())


def _joined(run: Change, more: Change) -> Change:
    methods = tuple(name for name in LAGS if name in (*run.methods, *more.methods))
    return replace(run, to_on=more.to_on, methods=methods)


def _with_spells(change: Change, series: Series, spells: tuple[Spell, ...]) -> Change:
    """An entry late in the unit before shows only in this one."""
    first, last = (change.from_on + timedelta(days=n) for n in (-series.days, series.days - 1))
    return replace(change, spells=spells_turning(spells, first, last))
