"""What one edition lets a reader choose, and where an address that says nothing begins. Kept per edition."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import lru_cache

from dashboard import page_list
from dashboard.edition import Edition
from dashboard.offers import Offers, offered_combinations
from dashboard.rows import Indicator
from dashboard.view import ALL, Choices, View

PAGES = tuple(page_list.PAGES)
FIGURES = ("map", "shares")


@lru_cache(maxsize=4)
def map_offers(edition: Edition) -> Offers:
    """Every combination that a map of this edition can show."""
    return offered_combinations(
        edition.get_combinations(), edition.get_indicators(), edition.get_area_levels()
    )


@lru_cache(maxsize=4)
def choices_of(edition: Edition) -> Choices:
    """The values that each part of a view may take."""
    combinations = edition.get_combinations()
    indicators = edition.get_indicators()
    return Choices(
        pages=PAGES,
        figures=FIGURES,
        indicators=frozenset(row.family for row in indicators),
        readings=frozenset(row.reading for row in indicators),
        needs=frozenset(row.need_code for row in edition.get_needs()) | {ALL},
        area_levels=frozenset(row.area_level for row in edition.get_area_levels()),
        areas=frozenset(row.area_code for row in edition.get_all_areas()),
        periods=frozenset(row.period for row in combinations),
        groups=frozenset(row.group for row in combinations) | {ALL},
        languages=edition.languages,
        default=_default(edition),
    )


def _default(edition: Edition) -> View:
    start = View(language=edition.languages[0], edition=edition.name)
    drawn = [row for row in edition.get_indicators() if row.is_mapped]
    if not drawn:
        return start
    first = min(drawn, key=lambda row: row.position)
    wanted = replace(start, indicator=first.family, reading=first.reading)
    return map_offers(edition).nearest(wanted)


def settled(edition: Edition, view: View, named: Collection[str]) -> View:
    """The view of an address that may name only some of its parts: a reading of its own family, and the
    rest as published with what is named.
    """
    readings = [row.reading for row in edition.get_indicators() if row.family == view.indicator]
    if readings and view.reading not in readings:
        view = replace(view, reading=readings[0])
        named = set(named) - {"reading"}
    return map_offers(edition).completed(view, named)


def indicator_of(edition: Edition, view: View) -> Indicator | None:
    """The one id of table `estimate` that family and reading name; the family's first where no reading
    fits.
    """
    family = [row for row in edition.get_indicators() if row.family == view.indicator]
    exact = [row for row in family if row.reading == view.reading]
    return next(iter(exact or family), None)


def _needs_in_order(edition: Edition) -> list[str]:
    """All, then each domain followed by its needs."""
    needs = edition.get_needs()
    domains = [row.need_code for row in needs if row.need_level == "domain"]
    below = {domain: [row.need_code for row in needs if row.parent_code == domain] for domain in domains}
    return [ALL, *(code for domain in domains for code in (domain, *below[domain]))]


def order_of(edition: Edition, field: str) -> Callable[[str], tuple]:
    """The order in which the values of a chip stand: as the catalog has them; periods latest first."""
    orders = {
        "indicator": [row.family for row in edition.get_indicators()],
        "reading": [row.reading for row in edition.get_indicators()],
        "need": _needs_in_order(edition),
        "area_level": [row.area_level for row in edition.get_area_levels()],
        "group": [ALL, *(f"{row.group_dimension}:{row.group_code}" for row in edition.get_group_values())],
        "period": sorted(edition.get_period_levels(), reverse=True),
    }
    place = {value: index for index, value in reversed(list(enumerate(orders[field])))}
    return lambda value: (place.get(value, len(place)), value)
