"""Which codes add up to which: plain data that protection and public gate read, each in its own way.

Every dimension of a count is a pair of columns (level, code). A link says that the child is one part of the
parent; the children of one parent in one partition are exclusive and exhaustive. A parent may be divided in
several ways (partitions): a city into boroughs and into council districts, all requests into results and into
groups by language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

DIMENSIONS: dict[str, tuple[str, str]] = {
    "outcome": ("outcome_dimension", "outcome_code"),
    "area": ("area_level", "area_code"),
    "period": ("period_level", "period"),
    "need": ("need_level", "need_code"),
    "group": ("group_dimension", "group_code"),
}
LINK_COLUMNS = ("dimension", "partition", "parent_level", "parent_code", "child_level", "child_code")
BLOCK = "block"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Link:
    """`child` is one part of `parent` (both level and code) in this way of dividing it."""

    dimension: str
    partition: str
    parent: Pair
    child: Pair

    def row(self) -> tuple[str, ...]:
        return (self.dimension, self.partition, *self.parent, *self.child)


@dataclass(frozen=True)
class Hierarchy:
    """All links. A cell whose key holds one of `zero_possible` (pairs of column and code) may be 0 when it is
    hidden: tables that hide their zeros (sensitive needs and groups) or whole lines (splits flagged
    `reveals`).

    Only `additive` measures add up: a household that asks twice is one household of the year and of each
    month.

    `cuts`, coarse to fine: a nested level and the level of the pieces into which overlapping levels cut its
    areas. A table that is published down to districts needs its pieces of districts only, not every block.

    `bands`, rising: the outcome dimension and code of households that asked so often, and the fewest
    requests of one in it.
    """

    links: tuple[Link, ...]
    zero_possible: frozenset[tuple[str, str]] = frozenset()
    additive: tuple[str, ...] = ("requests", "offers")
    cuts: tuple[tuple[str, str], ...] = ()
    bands: tuple[tuple[str, str, int], ...] = ()

    def frame(self) -> pl.DataFrame:
        """The links as text columns LINK_COLUMNS."""
        rows = [link.row() for link in self.links]
        return pl.DataFrame(rows, schema=dict.fromkeys(LINK_COLUMNS, pl.String), orient="row")


def area_links(rows: Iterable[tuple[str, str, str, str]], partition: str) -> list[Link]:
    """Rows (parent level, parent code, child level, child code) of one nest of levels.

    Give the nested levels down to `block` as one partition, and each overlapping level (city to it, it to its
    blocks) as a partition of its own.
    """
    return [Link("area", partition, (a, b), (c, d)) for a, b, c, d in rows]


def period_links(months: Iterable[str]) -> list[Link]:
    """Month (2025-03) in quarter (2025-Q1) in year (2025), over all months of the log.

    A quarter or year in which the log begins is the sum of the months that there are: a reader knows the rest
    to be empty, so it is an equation like any other. A period that is not published has no cell, so no
    equation.
    """
    given = sorted(set(months))
    links = [Link("period", "calendar", ("quarter", quarter_of(m)), ("month", m)) for m in given]
    quarters = sorted({quarter_of(m) for m in given})
    return links + [Link("period", "calendar", ("year", q[:4]), ("quarter", q)) for q in quarters]


def quarter_of(month: str) -> str:
    """2025-03 -> 2025-Q1."""
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def need_links(rows: Iterable[tuple[str, str, str, str]]) -> list[Link]:
    """Rows (parent level and code, child level and code); `pooled` is a domain made of domains."""
    return [Link("need", "taxonomy", (a, b), (c, d)) for a, b, c, d in rows]


def split_links(dimension: str, splits: Mapping[str, Iterable[str]]) -> list[Link]:
    """`all` = the sum of the codes, for each split of outcomes or of groups ({split: codes})."""
    return [
        Link(dimension, split, ("all", "all"), (split, code)) for split in splits for code in splits[split]
    ]


def complement_links(name: str, parts: Iterable[Pair]) -> list[Link]:
    """Values of different splits that together make all: helped_by `not_received` and result `received`."""
    return [Link("outcome", name, ("all", "all"), part) for part in parts]
