"""What one attack tried and what it found."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.tables.edition import COUNT_KEY

KEY = list(COUNT_KEY)
SHOWN, HIDDEN = "shown", "hidden"


@dataclass(frozen=True)
class Attack:
    """One thing that a person can do by hand. `tried`: how many times. `found`: where it gave something away,
    in words that hold no count.
    """

    name: str
    tried: int
    found: tuple[str, ...]


def attack(name: str, tried: int, rows: pl.DataFrame, columns: Sequence[str] = COUNT_KEY) -> Attack:
    """The attack as found in `rows`, each named by its `columns`; `all` is left out."""
    return Attack(name, tried, tuple(_place(row) for row in rows.select(columns).iter_rows()))


def _place(codes: Sequence[object]) -> str:
    return " ".join(str(code) for code in codes if code not in ("all", "", None))
