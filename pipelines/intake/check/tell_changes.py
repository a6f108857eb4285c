"""Sentences about sudden changes and stretches without a request."""

from collections.abc import Sequence
from statistics import median

from pipelines.intake.check.changes import Change
from pipelines.intake.check.gaps import Gap
from pipelines.intake.check.layout import count_words, of_hundred, paragraph
from pipelines.intake.check.mix import FormChange
from pipelines.intake.check.report import Check
from pipelines.intake.check.series import ENOUGH
from pipelines.intake.check.spells import Spell
from pipelines.intake.roles import GROUPS

MANY_REPEATS = 1.25  # contacts per request from which the days of later contacts are missed


def tell_changes(check: Check) -> list[str]:
    lines = _looked_at(check)
    for change in check.changes:
        lines += paragraph(_change(change, check.threshold), bullet="* ")
    for change in check.form_changes:
        lines += paragraph(_form_change(check, change), bullet="* ")
    if check.stop is not None:
        lines += paragraph(_stop(check, check.stop), bullet="* ")
    if not (check.changes or check.form_changes or check.stop):
        lines += ["None."]
    return lines


def _looked_at(check: Check) -> list[str]:
    series, requests = check.series, check.own.requests
    if not series.counts:
        return paragraph(
            f"The log is too short, or has under {ENOUGH} requests a week: too few to compare one with another."
        )
    usual = count_words(round(median(series.counts)), check.threshold)
    unit = series.unit
    notes = [
        f"{len(series.counts)} {unit}s were compared, each with seven before it; the middle one has {usual} "
        f"requests. A {unit} out of the usual says: look at the form and the desk. About one in a hundred is so "
        "by chance."
    ]
    if requests["contacts"].sum() > MANY_REPEATS * requests.height:
        notes.append(
            "Asking again in a month counts once, on its first day, so the first days of months have more and "
            "changes are harder to see."
        )
    if requests["is_recurring"].any():
        notes.append("Standing requests are left out: they come with the month.")
    return [line for note in notes for line in paragraph(note)]


def _change(change: Change, threshold: int) -> str:
    of = "the week of " if change.unit == "week" else ""
    long = f" to {change.to_on}" if (change.to_on - change.from_on).days >= 7 else ""
    seen = count_words(change.observed, threshold)
    usual = count_words(round(change.usual), threshold)
    return (
        f"{change.direction.capitalize()} in {of}{change.from_on}{long}: {seen} requests, before {usual} "
        f"({' and '.join(change.methods)}). " + _beside(change.spells)
    )


def _beside(spells: Sequence[Spell]) -> str:
    if spells:
        return f"There the calendar has {_named(spells)}."
    return "The calendar says nothing of it: did the form, the hours or the way of asking change?"


def _named(spells: Sequence[Spell]) -> str:
    return " and ".join(spell.words for spell in spells)


def _form_change(check: Check, change: FormChange) -> str:
    jumps = [
        f"{_field(check, jump.field)} is known of {of_hundred(jump.after)}, before of {of_hundred(jump.before)}"
        for jump in change.jumps
    ]
    told = "; ".join(jumps)
    if change.spells:
        return f"The form changed in {change.month}, as the calendar says ({_named(change.spells)}): of 100, {told}."
    return (
        f"The form may have changed in {change.month}: of 100 requests, {told}. If it did, write it down in "
        "calendar.csv."
    )


def _field(check: Check, field: str) -> str:
    words = check.label(f"group_dimension.{field}") if field in GROUPS else field.replace("_", " ")
    return words.lower()


def _stop(check: Check, stop: Gap) -> str:
    month = f"{check.own.others_until:%Y-%m}"
    text = f"Stopped: no request after {check.own.last_on}, while other partners' logs go on to {month}."
    if stop.is_explained:
        return f"{text} The calendar says why: {_named(stop.spells)}."
    return f"{text} A file may be missing; if it has closed, write it down in calendar.csv."


def tell_gaps(check: Check) -> list[str]:
    open_gaps = [gap for gap in check.gaps if not gap.is_explained]
    explained = [gap for gap in check.gaps if gap.is_explained]
    lines = [] if open_gaps else ["None that the calendar does not explain."]
    for gap in open_gaps:
        lines += paragraph(_gap(gap), bullet="* ")
    if explained:
        named = ", ".join(f"{gap.from_on} to {gap.to_on}" for gap in explained)
        lines += paragraph(f"Explained by the calendar: {named}.")
    return lines


def _gap(gap: Gap) -> str:
    text = (
        f"{gap.from_on} to {gap.to_on}: {gap.days} days without a request; in so many, about "
        f"{gap.expected:,.0f} households usually ask."
    )
    if gap.spells:
        text += f" The calendar has {_named(gap.spells)}, which does not explain all of it."
    return f"{text} If it was closed, write it down in calendar.csv; if not, rows are missing."
