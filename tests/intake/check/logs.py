"""Logs of one partner as the warehouse holds them, for the tests of `needs intake check`."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from pipelines.intake.check.own import Own
from pipelines.intake.check.spells import Spell
from pipelines.intake.partner_files import Agreement
from pipelines.schema import conform
from pipelines.tables.warehouse import CALENDAR, REQUEST, ROW_ACCOUNT, UNMAPPED

START = date(2024, 1, 1)  # a Monday
ALIKE = {
    "partner": "stoop",
    "requests": 1,
    "contacts": 1,
    "is_recurring": False,
    "domain": "food",
    "need": "groceries",
    "block": "b1",
    "placed_by": "area",
    "result": "received",
    "days_to_help": 1,
    "helped_by": "mutual_aid",
    "reason": "not_turned_away",
    "race_ethnicity": "white",
    "age_band": "30_44",
    "language": "english",
    "housing": "rents",
    "disability": "no",
    "work": "works",
    "children": "with_children",
}


def requests(days: Sequence[date], **columns: Any) -> pl.DataFrame:
    """One request on each of the days, each of its own household, well written down.

    `columns`: what is otherwise, as a value, or as a list with one for each request.
    """
    households = [f"h{n}" for n in range(len(days))]
    cells = ALIKE | {"received_on": list(days), "household_key": households, "request_key": households}
    cells |= {"month": [f"{day:%Y-%m}" for day in days]} | columns
    full = {name: value if isinstance(value, list) else [value] * len(days) for name, value in cells.items()}
    return conform(REQUEST, pl.DataFrame(full, schema_overrides=dict(REQUEST.empty().schema)))


def every_day(first: date, number: int, a_day: int = 3) -> list[date]:
    """So many days, each `a_day` times."""
    return [first + timedelta(days=n) for n in range(number) for _ in range(a_day)]


def by_chance(draw: random.Random, first: date, number: int, a_day: float) -> list[date]:
    """Days of a Poisson process."""
    found, at = [], draw.expovariate(a_day)
    while at < number:
        found.append(first + timedelta(days=int(at)))
        at += draw.expovariate(a_day)
    return found


def spell(state: str, first: date, last: date) -> Spell:
    """One entry of the calendar."""
    return Spell(state, first, last)


def own(
    rows: pl.DataFrame,
    *,
    spells: Iterable[Spell] = (),
    account: Iterable[tuple[str, str, int]] = (),
    unmapped: Iterable[tuple[str, int, int]] = (),
    agrees: Agreement | None = None,
    is_count_only: bool = False,
    others_until: date | None = None,
) -> Own:
    """All that the warehouse holds of the partner. `account`: fate, reason, rows; `unmapped`: field, words,
    rows.
    """
    calendar = [("stoop", s.from_on, s.to_on, s.state, None) for s in spells]
    accounts = [("stoop", "log.csv", *one) for one in account]
    words = [("stoop", *one) for one in unmapped]
    return Own(
        partner="stoop",
        name="Stoop Collective",
        is_count_only=is_count_only,
        agrees=agrees or Agreement(),
        requests=rows,
        row_account=pl.DataFrame(accounts, schema=ROW_ACCOUNT.empty().schema, orient="row"),
        unmapped=pl.DataFrame(words, schema=UNMAPPED.empty().schema, orient="row"),
        calendar=pl.DataFrame(calendar, schema=CALENDAR.empty().schema, orient="row"),
        others_until=others_until,
    )
