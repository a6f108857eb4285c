"""The rules of disclosure control that a catalog must keep, whoever overlays it."""

from collections.abc import Iterator, Mapping

from pipelines.catalog.checks import expect_known
from pipelines.catalog.entries import Entries
from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, ROLES, ReleaseTable
from pipelines.catalog.policy import PolicyLine
from pipelines.errors import CatalogError
from pipelines.yaml_file import nearest

Shape = tuple[str, str, str, str, str, str]

PERIODS = ("year", "quarter", "month")
NEEDS = (ALL, "domain", "need")
CITY_ONLY_OUTCOMES = ("reason", "requests_per_household")


def check_release_tables(catalog: Catalog, entries: Entries) -> None:
    """Raise CatalogError at the first release table that breaks a rule of disclosure control."""
    tables = catalog.release_tables
    for name, table in tables.items():
        place = entries[name].place
        expect_known(
            place("outcome_dimension"), "the outcome", table.outcome_dimension, (ALL, *catalog.outcomes)
        )
        expect_known(place("group_dimension"), "the group", table.group_dimension, (ALL, *catalog.groups))
        for field, fault in _faults(catalog, table):
            raise CatalogError(f"{place(field)}: release table `{name}`: {fault}")
    _check_distinct(tables, entries)
    for name, table in tables.items():
        for missing in _missing_parents(catalog, table):
            raise CatalogError(
                f"{entries[name].place('id')}: release table `{name}` needs a table of {_in_words(missing)}: sums of "
                "its cells would give counts that no equation of the audit knows. Add that table, or remove this one."
            )


def _faults(catalog: Catalog, table: ReleaseTable) -> Iterator[tuple[str, str]]:
    yield from _outcome_faults(catalog, table)
    yield from _need_faults(catalog, table)
    yield from _group_faults(catalog, table)
    if table.with_outside and table.area_level != "city":
        yield (
            "with_outside",
            "people outside the city have no finer place. Expected with_outside only for the city.",
        )


def _outcome_faults(catalog: Catalog, table: ReleaseTable) -> Iterator[tuple[str, str]]:
    if table.outcome_dimension == ALL:
        if table.measure == "households" and table.need_level != ALL:
            yield "need_level", "households are published for all needs together. Expected need_level: all."
        return
    outcome = catalog.outcomes[table.outcome_dimension]
    if outcome.measure != table.measure:
        yield "measure", f"`{outcome.id}` splits {outcome.measure}. Expected measure: {outcome.measure}."
    if outcome.closes_with == "results" and not table.reveals:
        yield "id", f"a place where all are one value of `{outcome.id}` reveals it. Expected reveals: true."
    if table.outcome_dimension in CITY_ONLY_OUTCOMES and table.area_level != "city":
        yield "area_level", f"`{outcome.id}` is published for the city only. Expected area_level: city."


def _need_faults(catalog: Catalog, table: ReleaseTable) -> Iterator[tuple[str, str]]:
    below = catalog.below_finest(table.area_level)
    if table.need_level == "need" and (below or table.pools_sensitive):
        yield (
            "need_level",
            (
                f"needs of {', '.join(below or catalog.pooled_members)} would stand alone below their finest level. "
                "Expected need_level: domain, where they are pooled."
            ),
        )
    if _shows_sensitive(catalog, table) and not table.hide_zeros:
        yield (
            "id",
            "sensitive kinds of need stand alone in it. Expected hide_zeros: true (or pools_sensitive: true).",
        )


def _group_faults(catalog: Catalog, table: ReleaseTable) -> Iterator[tuple[str, str]]:
    if table.group_dimension == ALL:
        return
    group = catalog.groups[table.group_dimension]
    if not _group_may_stand(group.finest_level, group.is_overlapping_published, table.area_level):
        yield (
            "area_level",
            (
                f"`{group.id}` is published down to `{group.finest_level}`, no finer: in a small place it points at "
                "people. Expected a coarser area level."
            ),
        )
    if table.need_level == "need" or (table.need_level == "domain" and not table.pools_sensitive):
        yield (
            "need_level",
            (
                "a group by legal or other sensitive need is never published. "
                "Expected need_level: all, or domain with pools_sensitive: true."
            ),
        )
    if (group.reveals or table.need_level != ALL) and not table.reveals:
        yield (
            "id",
            f"`{group.id}` tells something of everyone in a place that is all of one. Expected reveals: true.",
        )
    if group.is_sensitive and not table.hide_zeros:
        yield "id", f"`{group.id}` is a sensitive group. Expected hide_zeros: true."


def _group_may_stand(finest: str, is_overlapping_published: bool, level: str) -> bool:
    if level == "overlapping":
        return is_overlapping_published
    return ROLES.index(level) <= ROLES.index(finest)


def _shows_sensitive(catalog: Catalog, table: ReleaseTable) -> bool:
    if table.need_level == ALL:
        return False
    shown = (
        set(catalog.need_codes(table)) if table.need_level == "domain" else set(catalog.need_parents.values())
    )
    return any(catalog.domains[name].is_sensitive for name in shown if name in catalog.domains)


def _shape(table: ReleaseTable) -> Shape:
    return (table.measure, table.outcome_dimension, table.area_level, table.period_level, table.need_level,
            table.group_dimension)  # fmt: skip


def _check_distinct(tables: Mapping[str, ReleaseTable], entries: Entries) -> None:
    seen: dict[Shape, str] = {}
    for name, table in tables.items():
        first = seen.setdefault(_shape(table), name)
        if first != name:
            raise CatalogError(
                f"{entries[name].place('id')}: release table `{name}` has the same cells as `{first}`. "
                "Expected each combination once; change or remove one."
            )


def _missing_parents(catalog: Catalog, table: ReleaseTable) -> Iterator[Shape]:
    """The combinations whose counts are sums of this table's cells and that no table publishes.

    Households are left out: they do not add up (one household may ask in two places or for two needs).
    """
    if table.measure == "households":
        return
    by_shape = {_shape(other): other for other in catalog.release_tables.values()}
    codes = set(catalog.need_codes(table))
    for shape in _parent_shapes(_shape(table)):
        parent = by_shape.get(shape)
        needed = codes if shape[4] == table.need_level else set(catalog.domains)
        if parent is None or (shape[4] != ALL and not needed <= set(catalog.need_codes(parent))):
            yield shape


def _parent_shapes(shape: Shape) -> Iterator[Shape]:
    measure, outcome, area, period, need, group = shape
    if outcome != ALL:
        yield (measure, ALL, area, period, need, group)
    if group != ALL:
        yield (measure, outcome, area, period, need, ALL)
    if area != "city":
        coarser = "city" if area == "overlapping" else ROLES[ROLES.index(area) - 1]
        yield (measure, outcome, coarser, period, need, group)
    if period != "year":
        yield (measure, outcome, area, PERIODS[PERIODS.index(period) - 1], need, group)
    if need != ALL:
        yield (measure, outcome, area, period, NEEDS[NEEDS.index(need) - 1], group)


def _in_words(shape: Shape) -> str:
    measure, outcome, area, period, need, group = shape
    return (
        f"measure {measure}, outcome_dimension {outcome}, area_level {area}, period_level {period}, "
        f"need_level {need} with the same needs, group_dimension {group}"
    )


def check_policy_tightened(
    packaged: Mapping[str, PolicyLine], lines: Mapping[str, PolicyLine], entries: Entries
) -> None:
    """Raise CatalogError unless every constant of a workspace moved only the way it may."""
    for name, line in lines.items():
        place = entries[name].place
        if name not in packaged:
            raise CatalogError(
                f"{place('id')}: the policy has no constant `{name}`.{nearest(name, packaged)} "
                f"Expected one of: {', '.join(packaged)}. Correct or delete it."
            )
        rule = packaged[name]
        if (line.tighter, line.workspace_minimum) != (rule.tighter, rule.workspace_minimum):
            raise CatalogError(
                f"{place('tighter')}: a workspace sets only `value` of `{name}`. Delete the rest."
            )
        if not rule.allows(line.value):
            limit = rule.value if rule.workspace_minimum is None else rule.workspace_minimum
            side = {"higher": f"{limit} or more", "lower": f"{limit} or less", "fixed": f"exactly {limit}"}
            raise CatalogError(
                f"{place('value')}: `{name}` is {line.value}; a workspace may only tighten the policy. "
                f"Expected {side[rule.tighter]}; correct or delete it."
            )


def check_only_tightened(packaged: Mapping[str, Entries], entries: Mapping[str, Entries]) -> None:
    """Raise CatalogError where an overlay makes a sensitive domain or group less protected than packaged."""
    for section in ("domains", "groups"):
        for name, before in packaged[section].items():
            after = entries[section][name]
            for flag in ("is_sensitive", "is_pooled", "reveals"):
                if before.data.get(flag) and not after.data.get(flag):
                    raise CatalogError(
                        f"{after.place(flag)}: `{name}` is {flag} in the packaged catalog and stays so. "
                        f"Expected {flag}: true; delete the line."
                    )
            _check_level_not_finer(section, before.data, after, name)


def _check_level_not_finer(section: str, before: dict, after, name: str) -> None:
    default = "city" if section == "groups" else "nested:finest"
    levels = [data.get("finest_level", default) for data in (before, after.data)]
    is_known = all(level in ROLES for level in levels)
    if is_known and ROLES.index(levels[1]) > ROLES.index(levels[0]):
        raise CatalogError(
            f"{after.place('finest_level')}: `{name}` is published down to `{levels[0]}`; a workspace may only "
            "choose a coarser level. Correct or delete the line."
        )
    if after.data.get("is_overlapping_published", False) and not before.get(
        "is_overlapping_published", False
    ):
        raise CatalogError(
            f"{after.place('is_overlapping_published')}: `{name}` is not published at overlapping levels, and a "
            "workspace may not add it. Delete the line."
        )
