"""Sentences about sudden changes and stretches without a request."""

from collections.abc import Sequence
from statistics import median

from pipelines.intake.check.changes import ENOUGH, Change
from pipelines.intake.check.ears import FIRST
from pipelines.intake.check.form_changes import FormChange, Jump
from pipelines.intake.check.gaps import Gap
from pipelines.intake.check.layout import count_words, of_hundred, paragraph
from pipelines.intake.check.report import Check
from pipelines.intake.check.series import WEEK
from pipelines.intake.check.spells import Spell
from pipelines.intake.roles import GROUPS

MANY_REPEATS = 1.25  # contacts per request from which the days of later contacts are missed


def tell_changes(check: Check) -> list[str]:
    """Notes on what was compared, then one bullet for each change."""
    lines = _looked_at(check)
    for change in check.changes:
        lines += paragraph(_change(change, check.threshold), bullet="* ")
    for form in check.form_changes:
        lines += paragraph(_form_change(check, form), bullet="* ")
    if check.stop is not None:
        lines += paragraph(_stop(check, check.stop), bullet="* ")
    if not (check.changes or check.form_changes or check.stop):
        lines += ["None."]
    return lines


def _looked_at(check: Check) -> list[str]:
    if not check.weeks:
        few = f"under {FIRST + 1} whole weeks, or under {ENOUGH} requests in one"
        return paragraph(f"The log has {few}: too few to compare.")
    usual = count_words(round(median(week.requests for week in check.weeks)), check.threshold)
    first = (
        f"{len(check.weeks)} whole weeks were looked at, each beside seven before it; the middle one has "
        f"{usual} requests. Two or more in a row that are out of the usual are told: look at the form and "
        "the desk."
    )
    notes = [first]
    if check.own.requests["contacts"].sum() > MANY_REPEATS * check.own.requests.height:
        notes.append(
            "Asking again in a month counts once, on its first day, so the first days of months have more."
        )
    if check.own.requests["is_recurring"].any():
        notes.append("Standing requests are left out: they come with the month.")
    return [line for note in notes for line in paragraph(note)]


def _change(change: Change, threshold: int) -> str:
    seen, usual = (count_words(round(n), threshold) for n in (change.observed, change.usual))
    weeks = ((change.to_on - change.from_on).days + 1) // WEEK
    return (
        f"{change.direction.capitalize()} from {change.from_on} to {change.to_on}: {seen} requests a week in "
        f"these {weeks} weeks, before {usual}. " + _beside(change)
    )


def _beside(change: Change) -> str:
    if change.spells:
        return f"There the calendar has {_named(change.spells)}."
    if change.form:
        return f"It goes with the form of {change.form.month}, below."
    return "The calendar says nothing of it: did the form, the hours or the way of asking change?"


def _named(spells: Sequence[Spell]) -> str:
    return " and ".join(spell.words for spell in spells)


def _form_change(check: Check, change: FormChange) -> str:
    told = "; ".join(_jump(check, jump) for jump in change.jumps)
    if change.spells:
        return f"The form changed in {change.month}, as the calendar says ({_named(change.spells)}): {told}."
    mend = "If it did, write `form_changed` in calendar.csv."
    return f"The form may have changed in {change.month}: {told}. {mend}"


def _jump(check: Check, jump: Jump) -> str:
    words = check.label(f"group_dimension.{jump.field}") if jump.field in GROUPS else jump.field
    name, after, before = words.replace("_", " ").lower(), of_hundred(jump.after), of_hundred(jump.before)
    if jump.value is None:
        return f"{name} is known of {after} in 100, before of {before}"
    return f"{name} is `{jump.value}` in {after} of 100 that have one, before in {before}"


def _stop(check: Check, stop: Gap) -> str:
    month = f"{check.own.others_until:%Y-%m}"
    text = f"Stopped: no request after {check.own.last_on}, while the log of the others goes on to {month}."
    if stop.is_explained:
        return f"{text} The calendar says why: {_named(stop.spells)}."
    return f"{text} A file may be missing; if it has closed, write it down in calendar.csv."


def tell_gaps(check: Check) -> list[str]:
    """One bullet for each that the calendar does not explain, and the days of the others."""
    open_gaps = [gap for gap in check.gaps if not gap.is_explained]
    explained = [gap for gap in check.gaps if gap.is_explained]
    lines = [] if open_gaps else ["None that the calendar does not explain."]
    for gap in open_gaps:
        lines += paragraph(_gap(gap, check.own.is_count_only), bullet="* ")
    if explained:
        named = ", ".join(f"{gap.from_on} to {gap.to_on}" for gap in explained)
        lines += paragraph(f"Explained by the calendar: {named}.")
    return lines


def _gap(gap: Gap, is_count_only: bool) -> str:
    """A partner that only counts has rows, and nobody knows how many households stand behind one."""
    usual = "rows are usually written" if is_count_only else "households usually ask"
    text = (
        f"{gap.from_on} to {gap.to_on}: {gap.days} days without a request; in {gap.open_days} open days "
        f"about {gap.expected:,.0f} {usual}."
    )
    if gap.spells:
        text += f" The calendar has {_named(gap.spells)}, which does not explain all of it."
    return f"{text} If it was closed, write `paused` in calendar.csv; if not, rows are missing."
