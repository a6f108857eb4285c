"""Which place, need and year the page of one place is about, and the figures of place, parent and city."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from dashboard.edition import Edition
from dashboard.labels import area_name
from dashboard.rows import Comparison, Estimate
from dashboard.view import ALL, View
from dashboard.words import Words

LEAST, UNWRITTEN, MOST = "turned_away_share", "no_result_share", "no_known_help_share"
RATE = "requests_per_1000"
# What this page splits by need and year; the census and the health figures have one period each.
OF_NEED = (LEAST, RATE)


@dataclass(frozen=True)
class Spot:
    """One area."""

    area_level: str
    area_code: str


@dataclass(frozen=True)
class Place:
    """One area as this page shows it. `need` and `period` are published for its level."""

    edition: Edition
    words: Words
    spot: Spot
    need: str
    period: str

    @property
    def name(self) -> str:
        return self.name_of(self.spot)

    def name_of(self, spot: Spot) -> str:
        return area_name(self.edition, self.words, spot.area_level, spot.area_code)

    @cached_property
    def city(self) -> Spot:
        return city_of(self.edition)

    @property
    def is_city(self) -> bool:
        return self.spot == self.city

    @cached_property
    def above(self) -> tuple[Spot, ...]:
        """The areas that hold this one, the nearest first; last the city, also of a place that overlaps."""
        found, spot = [], self.spot
        while (parent := parents_of(self.edition).get(spot)) and parent != self.city:
            found.append(parent)
            spot = parent
        return (*found, *(() if self.is_city else (self.city,)))

    @cached_property
    def compared(self) -> tuple[Spot, ...]:
        """This place, what it lies in, and the city: what every figure stands beside."""
        return tuple(dict.fromkeys((self.spot, *self.above[:1], self.city)))

    def estimate(
        self, indicator: str, spot: Spot | None = None, period: str = "", need: str = ALL
    ) -> Estimate | None:
        """One figure of everyone at a spot (this place), or None where the edition has no such row."""
        return estimates_of(self.edition, spot or self.spot).get(
            (indicator, period or self.period, need, ALL, ALL)
        )

    def census(self, indicator: str, spot: Spot | None = None) -> Estimate | None:
        """The figure of an indicator that has one period, whatever it is."""
        found = estimates_of(self.edition, spot or self.spot)
        own = [row for key, row in found.items() if key[0] == indicator and key[2:] == (ALL, ALL, ALL)]
        return max(own, key=lambda row: row.period, default=None)

    def comparisons(self) -> tuple[Comparison, ...]:
        """What the edition says of this place beside the city, by need."""
        found = self.edition.get_area_comparisons(self.spot.area_level, self.spot.area_code)
        return tuple(row for row in found if row.kind == "area" and row.indicator == LEAST)


def city_of(edition: Edition) -> Spot:
    """The whole that every place is compared with."""
    return Spot(edition.manifest["city_level"], edition.manifest["city_code"])


@lru_cache(maxsize=4)
def parents_of(edition: Edition) -> dict[Spot, Spot]:
    """Each area and the one that holds it."""
    links = (link for link in edition.get_area_links() if link.kind == "parent")
    return {Spot(link.area_level, link.area_code): Spot(link.other_level, link.other_code) for link in links}


@lru_cache(maxsize=256)
def estimates_of(edition: Edition, spot: Spot) -> dict[tuple[str, str, str, str, str], Estimate]:
    """All figures of an area by indicator, period, need, group dimension and group."""
    return {
        (row.indicator, row.period, row.need_code, row.group_dimension, row.group_code): row
        for row in edition.get_area_estimates(spot.area_level, spot.area_code)
    }


@lru_cache(maxsize=64)
def published(edition: Edition, area_level: str) -> tuple[tuple[str, str], ...]:
    """Each year and need that the edition has results or requests for at a level."""
    length = edition.get_period_levels()
    return tuple(
        dict.fromkeys(
            (row.period, row.need_code)
            for row in edition.get_combinations()
            if row.indicator in OF_NEED
            and row.area_level == area_level
            and row.group == ALL
            and length[row.period] == "year"
        )
    )


def place_of(edition: Edition, view: View, words: Words) -> Place:
    """The place that a view asks for: the city where it names none; all needs and the latest year where what
    it names is not published for the place's level.
    """
    spot = spot_of(edition, view)
    pairs = published(edition, spot.area_level)
    years = sorted({year for year, _ in pairs}, reverse=True)
    latest = next((year for year in years if _has_results(edition, year)), next(iter(years), ""))
    period = view.period if view.period in years else latest
    need = view.need if (period, view.need) in pairs else ALL
    return Place(edition, words, spot, need, period)


def _has_results(edition: Edition, year: str) -> bool:
    row = estimates_of(edition, city_of(edition)).get((LEAST, year, ALL, ALL, ALL))
    return row is not None and row.value is not None


def spot_of(edition: Edition, view: View) -> Spot:
    """The area that a view names; a code without its level is looked for at every level, fine to coarse."""
    code = next(iter(view.areas), "")
    levels = [view.area_level, *(row.area_level for row in reversed(edition.get_area_levels()))]
    for level in levels:
        if any(area.area_code == code for area in edition.get_areas(level)):
            return Spot(level, code)
    return city_of(edition)
