"""Which combinations a reader is offered, and the nearest one where the wanted one is not published.

The edition's count tables are a design, not a cube: groups stop at districts, single needs at some levels. So
every choice is checked against the combinations that exist, and a choice that does not go with the others moves
the others, in the open, instead of ending in an empty map.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dashboard.rows import AreaLevel, Combination, Indicator
from dashboard.view import View

FIELDS = ("indicator", "reading", "need", "group", "area_level", "period")
# What a reader minds least to see moved comes first to move: the period before the level before what is shown.
_COST = {"indicator": 1000, "need": 100, "group": 60, "reading": 30, "area_level": 8, "period": 4}
_LEAST_SHOWN = 0.5


@dataclass(frozen=True)
class Offer:
    """One value of one chip. `fits` where it exists with all other choices as they stand."""

    value: str
    fits: bool


@dataclass(frozen=True)
class Offered:
    """One combination in the terms of a view."""

    indicator: str
    reading: str
    need: str
    group: str
    area_level: str
    period: str
    shown_share: float


def offered_combinations(
    combinations: Iterable[Combination],
    indicators: Sequence[Indicator],
    levels: Sequence[AreaLevel],
) -> tuple[Offered, ...]:
    """The combinations that a map can show: of indicators for maps, at levels with boundaries and several areas."""
    known = {row.indicator: row for row in indicators if row.is_mapped}
    mapped = {row.area_level for row in levels if row.is_mapped and row.parent_level}
    return tuple(
        Offered(
            known[row.indicator].family, known[row.indicator].reading, row.need_code, row.group,
            row.area_level, row.period, row.shown / row.areas,
        )
        for row in combinations
        if row.indicator in known and row.area_level in mapped
    )  # fmt: skip


def exists(view: View, offered: Sequence[Offered]) -> bool:
    """Whether the combination that `view` names is published."""
    return any(all(getattr(row, name) == getattr(view, name) for name in FIELDS) for row in offered)


def offers(view: View, field: str, offered: Sequence[Offered]) -> tuple[Offer, ...]:
    """The values of one chip, in no order of their own: all that exist for the indicator, and whether each fits."""
    same_indicator = [row for row in offered if field == "indicator" or row.indicator == view.indicator]
    others = [name for name in FIELDS if name != field]
    fitting = {getattr(row, field) for row in same_indicator if all(getattr(row, n) == getattr(view, n) for n in others)}
    return tuple(Offer(value, value in fitting) for value in {getattr(row, field): None for row in same_indicator})


def nearest(view: View, offered: Sequence[Offered], levels: Sequence[AreaLevel], fixed: str = "") -> View:
    """`view` moved to the published combination that changes least, `fixed` (one field) unchanged where it can be.

    Among equals: one where at least half of the areas are shown, the finest level, the latest period.
    """
    candidates = [row for row in offered if not fixed or getattr(row, fixed) == getattr(view, fixed)] or offered
    if not candidates:
        return view
    position = {row.area_level: (not row.is_overlapping, row.position) for row in levels}
    best = min(
        candidates,
        key=lambda row: (
            sum(cost for name, cost in _COST.items() if getattr(row, name) != getattr(view, name)),
            row.shown_share < _LEAST_SHOWN,
            tuple(-int(part) for part in position.get(row.area_level, (0, 0))),
            _backwards(row.period),
        ),
    )
    return replace(view, **{name: getattr(best, name) for name in FIELDS})


def moved(before: View, after: View, fixed: str = "") -> tuple[str, ...]:
    """The fields in which two views differ, but for the one that the reader changed."""
    return tuple(name for name in FIELDS if name != fixed and getattr(before, name) != getattr(after, name))


def _backwards(period: str) -> tuple[int, ...]:
    # A year sorts before its own quarters and months: longer periods hold more cases, so fewer are hidden.
    digits = [int(part.strip("Q")) for part in period.split("-")]
    return (len(digits), *(-part for part in digits)) if digits[-1] <= 12 else (1, -digits[-1])
