"""A check as plain values for programs. Small counts are null, as they are not told in the text."""

from typing import Any

import polars as pl

from pipelines.intake.check.advice import Advice
from pipelines.intake.check.changes import Change
from pipelines.intake.check.form_changes import FormChange
from pipelines.intake.check.gaps import Gap
from pipelines.intake.check.report import Check
from pipelines.intake.check.spells import Spell


def as_dict(check: Check) -> dict[str, Any]:
    """Everything of the report; days and months as text."""
    own = check.own
    return {
        "partner": own.partner,
        "name": own.name,
        "first_on": _day(own.first_on),
        "last_on": _day(own.last_on),
        "requests": _told(check, int(own.requests["requests"].sum())),
        "completeness": _completeness(check),
        "results": _results(check),
        "weeks_compared": len(check.weeks),
        "changes": [_change(check, change) for change in check.changes],
        "form_changes": [_form_change(change) for change in check.form_changes],
        "stopped": _stopped(check),
        "gaps": [_gap(gap) for gap in check.gaps],
        "rows": check.rows.to_dicts(),
        "advice": [_advice(one) for one in check.advice],
        "stands_out": check.stands_out,
    }


def _told(check: Check, number: int) -> int | None:
    return None if 0 < number < check.threshold else number


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _completeness(check: Check) -> list[dict]:
    return [
        {
            "field": row["field"],
            "month": row["month"],
            "requests": _told(check, row["requests"]),
            "status": row["status"],
            "share": None if row["share"] is None else round(row["share"], 4),
        }
        for row in check.answers.iter_rows(named=True)
    ]


def _results(check: Check) -> list[dict]:
    is_told = pl.col("requests") >= check.threshold
    shares = check.results.with_columns(
        written_share=pl.when(is_told).then(pl.col("written") / pl.col("requests")).round(4),
        dated_share=pl.when(pl.col("helped") >= check.threshold)
        .then(pl.col("dated") / pl.col("helped"))
        .round(4),
        requests=pl.when(is_told).then("requests"),
    )
    return shares.select("month", "requests", "written_share", "dated_share").to_dicts()


def _change(check: Check, change: Change) -> dict:
    return {
        "direction": change.direction,
        "from_on": str(change.from_on),
        "to_on": str(change.to_on),
        "requests_a_week": _told(check, round(change.observed)),
        "before": _told(check, round(change.usual)),
        "form_month": change.form.month if change.form else None,
        **_why(change),
    }


def _form_change(change: FormChange) -> dict:
    jumps = [
        {"field": j.field, "value": j.value, "before": round(j.before, 4), "after": round(j.after, 4)}
        for j in change.jumps
    ]
    return {"month": change.month, "jumps": jumps, **_why(change)}


def _advice(one: Advice) -> dict:
    facts = {"number": one.number, "out_of": one.out_of, "unit": one.unit, "weight": one.weight}
    return {**facts, "sentence": one.sentence}


def _stopped(check: Check) -> dict | None:
    if check.stop is None:
        return None
    others = f"{check.own.others_until:%Y-%m}"
    return {"after": _day(check.own.last_on), "others_until": others, **_why(check.stop)}


def _gap(gap: Gap) -> dict:
    facts = {"days": gap.days, "open_days": gap.open_days, "expected": round(gap.expected, 1)}
    return {"from_on": str(gap.from_on), "to_on": str(gap.to_on), **facts, **_why(gap)}


def _why(found: Change | FormChange | Gap) -> dict:
    return {"is_explained": found.is_explained, "calendar": _spells(found.spells)}


def _spells(spells: tuple[Spell, ...]) -> list[dict]:
    return [{"state": s.state, "from_on": str(s.from_on), "to_on": str(s.to_on)} for s in spells]
