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


def read_spells(calendar: pl.DataFrame) -> tuple[Spell, ...]:
    """The entries by day. `calendar`: rows of table `calendar` of one partner."""
    rows = calendar.sort("from_on").select("state", "from_on", "to_on")
    return tuple(Spell(*row) for row in rows.iter_rows())


def spells_turning(spells: tuple[Spell, ...], first: date, last: date) -> tuple[Spell, ...]:
    """Entries that begin, or have just ended, on a day from `first` to `last`.

    That the partner is open again is told only where nothing else is: the entry that ended says more.
    """
    before = first - DAY, last - DAY
    turning = [s for s in spells if first <= s.from_on <= last or before[0] <= s.to_on <= before[1]]
    return tuple(s for s in turning if s.state != OPEN) or tuple(turning)


def spells_over(spells: tuple[Spell, ...], first: date, last: date) -> tuple[Spell, ...]:
    """Entries other than `open` with a day from `first` to `last`."""
    return tuple(s for s in spells if s.state != OPEN and s.from_on <= last and s.to_on >= first)


def is_closed(spells: tuple[Spell, ...], day: date) -> bool:
    """Whether the calendar says that the partner took no requests on this day."""
    return any(s.state in CLOSED and s.from_on <= day <= s.to_on for s in spells)
