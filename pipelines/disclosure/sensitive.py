"""Sensitive needs and groups: where their codes may stand alone, and which tables may not be.

Below its finest level a sensitive domain is one part of a pooled value, so that no subtraction isolates it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AreaOrder:
    """Nested levels coarse to fine, and the levels that cut across them (they count as the finest)."""

    nested: tuple[str, ...]
    overlapping: tuple[str, ...] = ()

    def is_finer(self, level: str, than: str) -> bool:
        """Whether `level` is finer than `than`; an overlapping level is finer than all but itself."""
        if level in self.overlapping:
            return level != than
        return than in self.overlapping or self.nested.index(level) > self.nested.index(than)


@dataclass(frozen=True)
class TableDesign:
    """One count table as the catalog lists it: which codes it would publish at which area level."""

    name: str
    area_level: str
    need_codes: tuple[str, ...]
    group_dimension: str = "all"
    outcome_dimension: str = "all"


def needs_at_level(
    level: str,
    finest: Mapping[str, str],
    parts_of_pooled: Iterable[str],
    order: AreaOrder,
    pooled: str = "pooled",
) -> tuple[str, ...]:
    """The need codes that may stand alone at `level`, sorted, with `pooled` where any of its parts may not.

    `finest`: finest area level of each need code. If one part of the pool may not stand alone, none does:
    what is left of the pool would be that part.
    """
    parts = set(parts_of_pooled)
    allowed = {code for code, limit in finest.items() if not order.is_finer(level, limit)}
    if parts - allowed:
        allowed = (allowed - parts) | {pooled}
    return tuple(sorted(allowed))


def faults(
    tables: Iterable[TableDesign],
    need_finest: Mapping[str, str],
    group_finest: Mapping[str, str],
    order: AreaOrder,
    never_together: Iterable[tuple[str, str]] = (),
) -> list[str]:
    """What is wrong with the designed tables, one sentence each; [] where all may be published.

    `never_together`: pairs (group dimension, need code) that no table may cross at any level, as language by
    legal need. A code without a finest level is not limited.
    """
    banned = set(never_together)
    wrong = []
    for table in tables:
        for code in table.need_codes:
            if (
                order.is_finer(table.area_level, need_finest.get(code, order.nested[-1]))
                and code in need_finest
            ):
                wrong.append(f"{table.name}: {code} may not stand alone at level {table.area_level}")
            if (table.group_dimension, code) in banned:
                wrong.append(f"{table.name}: {code} may not be split by {table.group_dimension}")
        limit = group_finest.get(table.group_dimension)
        if limit is not None and order.is_finer(table.area_level, limit):
            wrong.append(
                f"{table.name}: {table.group_dimension} may not be split at level {table.area_level}"
            )
    return wrong
