"""The rules of disclosure control that the release tables must keep, whoever overlays them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipelines.catalog.checks import expect_known
from pipelines.catalog.entries import Entries
from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, PARTNER_PANEL, ROLES, GroupDimension, ReleaseTable
from pipelines.errors import CatalogError

PERIODS = ("year", "quarter", "month")
NEEDS = (ALL, "domain", "need")
CITY_ONLY_OUTCOMES = ("reason", "requests_per_household")

NO_FINER = "a person could be singled out in a smaller place. Expected a coarser area level."
NO_SENSITIVE_SPLIT = (
    "a group by legal or other sensitive need is never published. "
    "Expected need_level: all, or domain with pools_sensitive: true."
)
POOL_NEEDS = (
    "sensitive needs would stand alone below their level. Expected need_level: domain, which pools them."
)
HIDE_ZEROS = "something sensitive stands alone in it. Expected hide_zeros: true (or pools_sensitive: true)."
REVEALS = "where all are one value, it tells that value of everyone. Expected reveals: true."
CITY_ONLY = "this split is published for the city only. Expected area_level: city."
NO_OUTSIDE = "people outside the city have no finer place. Expected with_outside only for the city."
ONLY_REQUESTS = "panels of partners divide requests. Expected measure: requests and outcome_dimension: all."
ALL_NEEDS = "households are published for all needs together. Expected need_level: all."


class Shape(NamedTuple):
    """What makes a release table: its measure and the level of each dimension."""

    measure: str
    outcome_dimension: str
    area_level: str
    period_level: str
    need_level: str
    group_dimension: str

    def __str__(self) -> str:
        return ", ".join(f"{field} {value}" for field, value in self._asdict().items())


def check_release_tables(catalog: Catalog, entries: Entries) -> None:
    """Raise CatalogError at the first release table that breaks a rule of disclosure control."""
    for name, table in catalog.release_tables.items():
        place = entries[name].place
        for field, known in (
            ("outcome_dimension", catalog.outcomes),
            ("group_dimension", (*catalog.groups, PARTNER_PANEL)),
        ):
            expect_known(place(field), f"the {field}", getattr(table, field), (ALL, *known))
        for field, fault in _faults(catalog, table):
            raise CatalogError(f"{place(field)}: release table `{name}`: {fault}")
    _check_distinct(catalog.release_tables, entries)
    for name, table in catalog.release_tables.items():
        for missing in _missing_parents(catalog, table):
            raise CatalogError(
                f"{entries[name].place('id')}: release table `{name}` needs a table of {missing}, with the "
                "same needs: sums of its cells would give counts that no equation of the audit knows. "
                "Add that table, or remove this one."
            )


def _faults(catalog: Catalog, table: ReleaseTable) -> Iterator[tuple[str, str]]:
    """Field and fault of each rule that a table breaks."""
    yield from _outcome_faults(catalog, table)
    if table.need_level == "need" and (catalog.below_finest(table.area_level) or table.pools_sensitive):
        yield "need_level", POOL_NEEDS
    if _shows_sensitive(catalog, table) and not table.hide_zeros:
        yield "id", HIDE_ZEROS
    if table.group_dimension == PARTNER_PANEL:
        yield from _panel_faults(table)
    elif table.group_dimension != ALL:
        yield from _group_faults(catalog.groups[table.group_dimension], table)
    if table.with_outside and table.area_level != "city":
        yield "with_outside", NO_OUTSIDE


def _outcome_faults(catalog: Catalog, table: ReleaseTable) -> Iterator[tuple[str, str]]:
    if table.outcome_dimension == ALL:
        if table.measure == "households" and table.need_level != ALL:
            yield "need_level", ALL_NEEDS
        return
    outcome = catalog.outcomes[table.outcome_dimension]
    if outcome.measure != table.measure:
        yield "measure", f"`{outcome.id}` splits {outcome.measure}. Expected measure: {outcome.measure}."
    if outcome.closes_with == "results" and not table.reveals:
        yield "id", REVEALS
    if table.outcome_dimension in CITY_ONLY_OUTCOMES and table.area_level != "city":
        yield "area_level", CITY_ONLY


def _group_faults(group: GroupDimension, table: ReleaseTable) -> Iterator[tuple[str, str]]:
    if not _may_stand(group, table.area_level):
        yield "area_level", NO_FINER
    if table.need_level == "need" or (table.need_level == "domain" and not table.pools_sensitive):
        yield "need_level", NO_SENSITIVE_SPLIT
    if (group.reveals or table.need_level != ALL) and not table.reveals:
        yield "id", REVEALS
    if group.is_sensitive and not table.hide_zeros:
        yield "id", HIDE_ZEROS


def _panel_faults(table: ReleaseTable) -> Iterator[tuple[str, str]]:
    if table.area_level != "city":
        yield "area_level", CITY_ONLY
    if table.measure != "requests" or table.outcome_dimension != ALL:
        yield "outcome_dimension", ONLY_REQUESTS
    if table.need_level == "need" or (table.need_level == "domain" and not table.pools_sensitive):
        yield "need_level", NO_SENSITIVE_SPLIT


def _may_stand(group: GroupDimension, level: str) -> bool:
    if level == "overlapping":
        return group.is_overlapping_published
    return ROLES.index(level) <= ROLES.index(group.finest_level)


def _shows_sensitive(catalog: Catalog, table: ReleaseTable) -> bool:
    if table.need_level == ALL:
        return False
    shown = catalog.need_codes(table) if table.need_level == "domain" else catalog.need_parents.values()
    return any(catalog.domains[name].is_sensitive for name in shown if name in catalog.domains)


def _shape(table: ReleaseTable) -> Shape:
    return Shape(*(getattr(table, field) for field in Shape._fields))


def _check_distinct(tables: Mapping[str, ReleaseTable], entries: Entries) -> None:
    seen: dict[Shape, str] = {}
    for name, table in tables.items():
        first = seen.setdefault(_shape(table), name)
        if first != name:
            raise CatalogError(
                f"{entries[name].place('id')}: release table `{name}` has the same cells as `{first}`. "
                "Expected each combination once; change or remove one."
            )


def without_total(catalog: Catalog) -> list[str]:
    """Tables whose cells would add up to counts that no table publishes."""
    tables = catalog.release_tables.items()
    return [name for name, table in tables if any(True for _ in _missing_parents(catalog, table))]


def _missing_parents(catalog: Catalog, table: ReleaseTable) -> Iterator[Shape]:
    """The combinations whose counts are sums of this table's cells and that no table publishes whole.

    Households are left out: they do not add up (one household may ask in two places or for two needs).
    """
    if table.measure == "households":
        return
    by_shape = {_shape(other): other for other in catalog.release_tables.values()}
    for shape in _parent_shapes(_shape(table)):
        same_level = shape.need_level == table.need_level
        needed = set(catalog.need_codes(table) if same_level else catalog.domains)
        parent = by_shape.get(shape)
        if parent is None or (shape.need_level != ALL and not needed <= set(catalog.need_codes(parent))):
            yield shape


def _parent_shapes(shape: Shape) -> Iterator[Shape]:
    """The shapes one step coarser in one dimension."""
    if shape.outcome_dimension != ALL:
        yield shape._replace(outcome_dimension=ALL)
    if shape.group_dimension != ALL:
        yield shape._replace(group_dimension=ALL)
    if shape.area_level == "overlapping":
        yield shape._replace(area_level="city")
    elif shape.area_level != "city":
        yield shape._replace(area_level=ROLES[ROLES.index(shape.area_level) - 1])
    if shape.period_level != "year":
        yield shape._replace(period_level=PERIODS[PERIODS.index(shape.period_level) - 1])
    if shape.need_level != ALL:
        yield shape._replace(need_level=NEEDS[NEEDS.index(shape.need_level) - 1])
