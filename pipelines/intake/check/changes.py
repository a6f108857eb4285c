"""Weeks in which requests fall or rise out of the usual: look at your form, not at the need.

A run of at least two weeks on one side is told, each over CONFIRMED standard deviations from its baseline
(ears.py), one of them over the threshold of C2, and all together at least a quarter off. By C2 alone, a quiet
log has an alarm every other year or so: a week is soon loud by chance, two in a row seldom are. A large log
would show a February of 28 days.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

import numpy as np
import polars as pl

from pipelines.intake.check.ears import FIRST, THRESHOLD, baselines, distances
from pipelines.intake.check.form_changes import FormChange
from pipelines.intake.check.series import WEEK, Week, asked_for, requests_by_day, whole_weeks
from pipelines.intake.check.spells import Spell, closed_days, spells_turning

CONFIRMED = 2.0
AT_LEAST_WEEKS, AT_LEAST_SHARE = 2, 0.25
# Requests a week on average: with fewer, even none at all lies within three standard deviations.
ENOUGH = 10


@dataclass(frozen=True)
class Change:
    """A run of weeks on one side of the usual. `observed`: requests a week in it, `usual`: before it.

    `spells`: entries of the calendar that begin or end where it begins; `form`: a change of the form that it
    goes with.
    """

    direction: str
    from_on: date
    to_on: date
    observed: float
    usual: float
    spells: tuple[Spell, ...] = ()
    form: FormChange | None = None

    @property
    def is_explained(self) -> bool:
        return bool(self.spells) or (self.form is not None and self.form.is_explained)


def comparable_weeks(
    requests: pl.DataFrame, spells: tuple[Spell, ...], silent: Iterable[tuple[date, date]]
) -> list[Week]:
    """Whole weeks in which it was open, or none where they, or their requests, are too few to compare.

    `silent`: first and last day of stretches without a request, which are told by themselves.
    """
    weeks = whole_weeks(requests_by_day(asked_for(requests)), [*closed_days(spells), *silent])
    is_enough = len(weeks) > FIRST and mean(week.requests for week in weeks) >= ENOUGH
    return weeks if is_enough else []


def find_changes(
    weeks: Sequence[Week], spells: tuple[Spell, ...] = (), forms: Sequence[FormChange] = ()
) -> tuple[Change, ...]:
    """Runs of weeks out of the usual, in order."""
    counts = [week.requests for week in weeks]
    far, before = distances(counts), baselines(counts)[0]
    side = np.where(far >= CONFIRMED, 1, np.where(far <= -CONFIRMED, -1, 0))
    found = []
    for sign, numbers in itertools.groupby(range(len(weeks)), key=lambda n: side[n]):
        run = list(numbers)
        if sign and len(run) >= AT_LEAST_WEEKS and np.abs(far[run]).max() > THRESHOLD:
            found.append(_change([weeks[n] for n in run], float(before[run[0]]), spells, forms))
    return tuple(change for change in found if _is_large(change))


def _is_large(change: Change) -> bool:
    return abs(change.observed - change.usual) >= AT_LEAST_SHARE * change.usual


def _change(
    run: Sequence[Week], usual: float, spells: tuple[Spell, ...], forms: Sequence[FormChange]
) -> Change:
    """What happened late in a week shows only in the next, and may be out of the usual a week later."""
    since, first_sunday = run[0].from_on - timedelta(days=2 * WEEK), run[0].to_on
    months = {f"{day:%Y-%m}" for day in (since, first_sunday)}
    observed = mean(week.requests for week in run)
    return Change(
        direction="rise" if observed > usual else "fall",
        from_on=run[0].from_on,
        to_on=run[-1].to_on,
        observed=observed,
        usual=usual,
        spells=spells_turning(spells, since, first_sunday),
        form=next((form for form in forms if form.month in months), None),
    )
