"""Which combinations a reader is offered, and the nearest one where the wanted one is not published.

The edition's count tables are a design, not a cube: groups stop at districts, single needs at some levels. So
every choice is checked against the combinations that exist, and a choice that does not go with the others
moves the others, in the open, instead of ending in an empty map.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dashboard.rows import AreaLevel, Combination, Indicator
from dashboard.view import View

FIELDS = ("indicator", "reading", "need", "group", "area_level", "period")
# What a reader minds least to see moved comes first to move: the period before the level before what is
# shown.
_COST = {"indicator": 1000, "need": 100, "group": 60, "reading": 30, "area_level": 8, "period": 4}
_LEAST_SHOWN = 0.5


@dataclass(frozen=True)
class Offer:
    """One value of one chip. `fits` where it exists with all other choices as they stand."""

    value: str
    fits: bool


class Offered(NamedTuple):
    """One combination in the terms of a view; `shown_share` of its areas have a figure."""

    indicator: str
    reading: str
    need: str
    group: str
    area_level: str
    period: str
    shown_share: float


class Offers:
    """The combinations that a map can show, indexed: a click asks six chips of some ten thousand
    combinations.
    """

    def __init__(self, rows: Iterable[Offered], levels: Sequence[AreaLevel]) -> None:
        self.rows = tuple(rows)
        self._known = {row[: len(FIELDS)] for row in self.rows}
        self._fineness = {row.area_level: (row.is_overlapping, -row.position) for row in levels}
        self._values: dict[tuple[str, str], dict[str, None]] = {}
        self._fitting: dict[tuple[str, tuple[str, ...]], set[str]] = {}
        for row in self.rows:
            for place, field in enumerate(FIELDS):
                within = "" if field == "indicator" else row.indicator
                self._values.setdefault((field, within), {})[row[place]] = None
                self._fitting.setdefault((field, row[:place] + row[place + 1 : len(FIELDS)]), set()).add(
                    row[place]
                )

    def exists(self, view: View) -> bool:
        """Whether the combination that `view` names is published."""
        return _key(view) in self._known

    def of(self, view: View, field: str) -> tuple[Offer, ...]:
        """The values of one chip: all that exist for the indicator, and whether each fits the other
        choices.
        """
        within = "" if field == "indicator" else view.indicator
        key, place = _key(view), FIELDS.index(field)
        fitting = self._fitting.get((field, key[:place] + key[place + 1 :]), set())
        return tuple(Offer(value, value in fitting) for value in self._values.get((field, within), {}))

    def completed(self, view: View, named: Collection[str]) -> View:
        """`view` with the fields that an address did not name moved to what is published with those that
        it did.

        As it is where nothing published has all that the address names: the page then says so.
        """
        wanted = [name for name in FIELDS if name in named]
        kept = [row for row in self.rows if all(getattr(row, name) == getattr(view, name) for name in wanted)]
        return view if self.exists(view) or not kept else self._moved_to_best(view, kept)

    def nearest(self, view: View, fixed: str = "") -> View:
        """`view` moved to the published combination that changes least, `fixed` (one field) kept where it
        can be.

        Among equals: one where at least half of the areas are shown, the finest level, the latest period.
        """
        if self.exists(view) or not self.rows:
            return view
        kept = [row for row in self.rows if not fixed or getattr(row, fixed) == getattr(view, fixed)]
        return self._moved_to_best(view, kept or self.rows)

    def _moved_to_best(self, view: View, rows: Sequence[Offered]) -> View:
        best = min(rows, key=lambda row: self._distance(row, _key(view)))
        return replace(view, **dict(zip(FIELDS, best, strict=False)))

    def _distance(self, row: Offered, wanted: tuple[str, ...]) -> tuple:
        cost = sum(_COST[field] for field, has, asks in zip(FIELDS, row, wanted, strict=False) if has != asks)
        fineness = self._fineness[row.area_level]
        return cost, row.shown_share < _LEAST_SHOWN, fineness, _latest_first(row.period)


def offered_combinations(
    combinations: Iterable[Combination], indicators: Sequence[Indicator], levels: Sequence[AreaLevel]
) -> Offers:
    """What a map can show: indicators for maps, at levels with boundaries and several areas."""
    known = {row.indicator: row for row in indicators if row.is_mapped}
    mapped = {row.area_level for row in levels if row.is_mapped and row.parent_level}
    rows = (
        Offered(
            known[row.indicator].family, known[row.indicator].reading, row.need_code, row.group,
            row.area_level, row.period, row.shown / row.areas,
        )
        for row in combinations
        if row.indicator in known and row.area_level in mapped
    )  # fmt: skip
    return Offers(rows, levels)


def moved(before: View, after: View, fixed: str = "") -> tuple[str, ...]:
    """The fields in which two views differ, but for the one that the reader changed."""
    return tuple(name for name in FIELDS if name != fixed and getattr(before, name) != getattr(after, name))


def _key(view: View) -> tuple[str, ...]:
    return tuple(getattr(view, name) for name in FIELDS)


def _latest_first(period: str) -> tuple[int, ...]:
    """A sorting key: years before quarters before months, since longer periods hide less; within each, the
    latest.

    `2019-2023` is a period of years.
    """
    parts = [int(part.strip("Q")) for part in period.split("-")]
    if parts[-1] > 12:
        return 0, -parts[-1]
    return (1 if "Q" in period else 2), *(-part for part in parts)
