"""raw/coalition.yaml: who the coalition is, its area levels, its time, its help lines, its denominators.

The catalog names area levels by role; this is where a role becomes a workspace's own levels.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field

from pipelines.catalog import Catalog, ReleaseTable, load_catalog
from pipelines.catalog.models import ROLES, Id, Variable
from pipelines.errors import CatalogError
from pipelines.paths import Workspace
from pipelines.yaml_file import nearest, parse_entry, read_yaml

DISSOLVE = "dissolve"


class Part(BaseModel):
    """A piece of coalition.yaml. Frozen; a field that is not declared is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class City(Part):
    """The whole region: the one area of the first level."""

    code: str = Field(min_length=1, pattern=r"^[^:+]+$")
    name: str = Field(min_length=1)


class AreaLevel(Part):
    """One level. `boundary`: a GeoJSON file of raw/boundaries/, or `dissolve` (a union of the finest)."""

    id: Id
    parent: Id | None = None
    overlaps: bool = False
    boundary: str | None = None


class HelpLine(Part):
    """A line that a person in trouble can call. `note`: words by language."""

    name: str
    telephone: str = Field(min_length=2)
    text_to: str = ""
    languages: tuple[Id, ...] = ()
    note: dict[str, str] = {}


class CensusSum(Part):
    """The census variables that a denominator is the sum of."""

    variable: Variable | None = None
    variables: tuple[Variable, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (self.variable, *self.variables) if self.variable else self.variables


class Coalition(Part):
    """One coalition, as coalition.yaml describes it; `denominator_variables` has the catalog's filled in."""

    name: dict[str, str] = Field(min_length=1)
    time_zone: str
    languages: tuple[Id, ...] = Field(min_length=1)
    is_simulated: bool = False
    closing_days: int | None = Field(default=None, ge=0, le=365)
    retain_months: int | None = Field(default=None, ge=1, le=1200)
    city: City
    area_levels: tuple[AreaLevel, ...] = Field(min_length=2)
    level_names: dict[Id, dict[str, str]] = {}
    help_lines: tuple[HelpLine, ...] = ()
    residents: Variable | None = None
    denominators: dict[str, CensusSum] = {}
    denominator_variables: dict[str, tuple[str, ...]] = {}

    @property
    def city_level(self) -> str:
        return self.area_levels[0].id

    @cached_property
    def nested_levels(self) -> tuple[str, ...]:
        """The levels below the city that nest in each other, coarse to fine."""
        return tuple(level.id for level in self.area_levels[1:] if not level.overlaps)

    @property
    def finest_level(self) -> str:
        return self.nested_levels[-1]

    @cached_property
    def overlapping_levels(self) -> tuple[str, ...]:
        """The levels that nest in the city only."""
        return tuple(level.id for level in self.area_levels if level.overlaps)

    @cached_property
    def level_ids(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.area_levels)

    @cached_property
    def parent_levels(self) -> dict[str, str]:
        """Each level -> the level that its areas lie in; `` for the city."""
        return {level.id: level.parent or "" for level in self.area_levels}

    def levels_for_role(self, role: str) -> tuple[str, ...]:
        """The levels that a role of the catalog stands for; none where the workspace has no such level.

        `nested:1` and `nested:2` are levels with a finer one below them: what is safe to publish for a large
        part of a city must not reach tracts in a workspace whose only level is the tract.
        """
        if role == "overlapping":
            return self.overlapping_levels
        if role == "city":
            return (self.city_level,)
        if role == "nested:finest":
            return (self.finest_level,)
        number = int(role.removeprefix("nested:")) - 1
        return self.nested_levels[:-1][number : number + 1]

    def level_for_role(self, role: str) -> str:
        """The one level of a finest_level of the catalog: where the workspace lacks it, the next coarser."""
        for coarser in reversed(ROLES[: ROLES.index(role) + 1]):
            if found := self.levels_for_role(coarser):
                return found[0]
        raise AssertionError("the city is always there")

    def role_of_level(self, level: str) -> str:
        """The catalog's role of a level, the finest where several fit: a coarse role would promise too much.

        A level between nested:2 and the finest has the role of the finest.
        """
        for role in ("city", "overlapping", "nested:finest", "nested:1", "nested:2"):
            if level in self.levels_for_role(role):
                return role
        return "nested:finest"

    def table_levels(self, table: ReleaseTable) -> tuple[str, ...]:
        """The area levels of this workspace at which a release table is published."""
        return self.levels_for_role(table.area_level)

    @property
    def level_texts(self) -> dict[str, dict[str, str]]:
        """The names of the levels as wording, by language and key: hand it to `load_wording(extra=...)`."""
        texts: dict[str, dict[str, str]] = {language: {} for language in self.languages}
        for level, names in self.level_names.items():
            for language in self.languages:
                texts[language][f"area_level.{level}.one"] = names[language]
                texts[language][f"area_level.{level}.many"] = names[f"{language}_plural"]
        return texts


def load_coalition(workspace: Workspace, catalog: Catalog | None = None) -> Coalition:
    """The coalition of a workspace, checked against the catalog (the workspace's own where none is given).

    Raises CatalogError, one paragraph with file and line, on any fault.
    """
    catalog = catalog or load_catalog(workspace.catalog_overlay)
    entry = read_yaml(workspace.coalition_file)
    coalition = parse_entry(Coalition, entry, "the coalition")
    for fault in _faults(coalition, catalog):
        raise CatalogError(f"{entry.place(*fault.keys)}: {fault.text}")
    return coalition.model_copy(update=_filled_in(coalition, catalog))


def _filled_in(coalition: Coalition, catalog: Catalog) -> dict[str, object]:
    """What coalition.yaml may leave out: the policy's closing days, the catalog's census variables."""
    variables = {name: item.variables for name, item in catalog.denominators.items()}
    if coalition.residents:
        variables["residents"] = (coalition.residents,)
    variables |= {name: item.all for name, item in coalition.denominators.items()}
    days = catalog.policy.closing_days if coalition.closing_days is None else coalition.closing_days
    return {"denominator_variables": variables, "closing_days": days}


class Fault(NamedTuple):
    """Where in coalition.yaml (keys of the way down) something is wrong, and what to do."""

    keys: tuple[str | int, ...]
    text: str


def _faults(coalition: Coalition, catalog: Catalog) -> Iterator[Fault]:
    yield from _time_faults(coalition, catalog)
    yield from _level_faults(coalition)
    yield from _language_faults(coalition, catalog)
    yield from _level_name_faults(coalition)
    for name, item in coalition.denominators.items():
        keys = ("denominators", name)
        if name not in catalog.denominators:
            hint = nearest(name, catalog.denominators)
            known = ", ".join(catalog.denominators)
            yield Fault(
                keys, f"the denominator `{name}` is not known.{hint} Expected one of: {known}. Correct it."
            )
        elif not item.all:
            yield Fault(keys, f"`{name}` names no census variable. Expected `variable:`; add it.")


def _time_faults(coalition: Coalition, catalog: Catalog) -> Iterator[Fault]:
    try:
        ZoneInfo(coalition.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        text = "is not a time zone that this machine knows. Expected a name as Europe/Berlin; correct it."
        yield Fault(("time_zone",), f"`{coalition.time_zone}` {text}")
    least = catalog.policy.closing_days
    if coalition.closing_days is not None and coalition.closing_days < least:
        yield Fault(
            ("closing_days",),
            f"months close {coalition.closing_days} days after their end; the policy asks for {least}. "
            "Expected at least that; raise it or delete the line.",
        )


def _level_faults(coalition: Coalition) -> Iterator[Fault]:
    city, *others = coalition.area_levels
    if city.parent or city.overlaps or city.boundary:
        text = "the first level is the whole city, one area. Expected only its id; delete the rest."
        yield Fault(("area_levels", 0), text)
    if not coalition.nested_levels:
        text = "there is no level below the city that nests. Expected at least one; add it."
        yield Fault(("area_levels",), text)
        return
    for number, name in enumerate(coalition.level_ids):
        if name in coalition.level_ids[:number]:
            yield Fault(("area_levels", number, "id"), f"the level `{name}` stands twice. Rename one.")
    parent = city.id
    for number, level in enumerate(others, start=1):
        keys = ("area_levels", number)
        wanted = city.id if level.overlaps else parent
        if level.parent != wanted:
            yield Fault(
                keys,
                f"level `{level.id}` has the parent `{level.parent}`. Expected `{wanted}`: nested levels go "
                "from coarse to fine, each in the one before; overlapping ones lie in the city. Correct it.",
            )
        if text := _boundary_fault(coalition, level):
            yield Fault(keys, text)
        parent = parent if level.overlaps else level.id


def _boundary_fault(coalition: Coalition, level: AreaLevel) -> str | None:
    needs_own = level.overlaps or level.id == coalition.finest_level
    if level.boundary is None or (needs_own and level.boundary == DISSOLVE):
        wanted = "a GeoJSON file of raw/boundaries/" + ("" if needs_own else " or `dissolve`")
        return f"level `{level.id}` has no boundary of its own. Expected boundary: {wanted}; add it."
    return None


def _language_faults(coalition: Coalition, catalog: Catalog) -> Iterator[Fault]:
    for number, language in enumerate(coalition.languages):
        if language not in catalog.languages:
            yield Fault(
                ("languages", number),
                f"there is no wording in `{language}`, only in {', '.join(catalog.languages)}. "
                f"Expected raw/catalog/wording/{language}.yaml; add it, or take the language out.",
            )
        if language not in coalition.name:
            text = f"the coalition has no name in `{language}`. Expected one in each language; add it."
            yield Fault(("name",), text)


def _level_name_faults(coalition: Coalition) -> Iterator[Fault]:
    for number, level in enumerate(coalition.level_ids):
        names = coalition.level_names.get(level, {})
        # The packaged wording names the city level; a workspace may do so too, then in full.
        wanted = (
            [n for lang in coalition.languages for n in (lang, f"{lang}_plural")] if number or names else []
        )
        for name in wanted:
            if name not in names:
                yield Fault(
                    ("level_names", level),
                    f"level `{level}` has no `{name}`. Expected its name, one and several, in each "
                    "language of the coalition; add it under level_names.",
                )
    for level in coalition.level_names:
        if level not in coalition.level_ids:
            hint = nearest(level, coalition.level_ids)
            yield Fault(("level_names", level), f"there is no level `{level}`.{hint} Correct or delete it.")
