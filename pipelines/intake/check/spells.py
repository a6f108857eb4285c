"""The partner's calendar: which of its entries stand beside a day, and which cover it."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

CLOSED = ("paused", "full")
OTHER_QUESTIONS = ("form_changed", "languages_changed")
OPEN = "open"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    """One entry of calendar.csv."""

    state: str
    from_on: date
    to_on: date

    @property
    def words(self) -> str:
        """As a sentence names it."""
        return f"`{self.state.replace('_', ' ')}` from {self.from_on} to {self.to_on}"

    def has_day(self, first: date, last: date) -> bool:
        """Whether a day of it lies from `first` to `last`."""
        return self.from_on <= last and self.to_on >= first


def read_spells(calendar: pl.DataFrame) -> tuple[Spell, ...]:
    """The entries by day, but for `open`, which explains nothing. `calendar`: of one partner."""
    rows = calendar.filter(pl.col("state") != OPEN).sort("from_on").select("state", "from_on", "to_on")
    return tuple(Spell(*row) for row in rows.iter_rows())


def closed_days(spells: tuple[Spell, ...]) -> list[tuple[date, date]]:
    """First and last day of each entry that says that the partner took no requests."""
    return [(spell.from_on, spell.to_on) for spell in spells if spell.state in CLOSED]


def spells_turning(spells: tuple[Spell, ...], first: date, last: date) -> tuple[Spell, ...]:
    """Entries that begin, or have just ended, on a day from `first` to `last`."""
    return tuple(s for s in spells if first <= s.from_on <= last or first <= s.to_on + DAY <= last)


def spells_over(spells: tuple[Spell, ...], first: date, last: date) -> tuple[Spell, ...]:
    """Entries with a day from `first` to `last`."""
    return tuple(s for s in spells if s.has_day(first, last))


def is_closed(spells: tuple[Spell, ...], day: date) -> bool:
    """Whether the calendar says that the partner took no requests on this day."""
    return any(s.state in CLOSED and s.has_day(day, day) for s in spells)
