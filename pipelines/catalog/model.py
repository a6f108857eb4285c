"""The catalog as one frozen object, and what other parts ask of it."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from pipelines.catalog.models import (
    ALL,
    NOT_RECORDED,
    PANELS,
    PARTNER_PANEL,
    POOLED,
    ROLES,
    Denominator,
    Domain,
    GroupDimension,
    Indicator,
    Need,
    OutcomeDimension,
    ReleaseTable,
    Role,
)
from pipelines.catalog.policy import Policy


class Catalog(BaseModel):
    """Needs, outcomes, groups, denominators, indicators, release tables, policy: by id, in screen order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    domains: Mapping[str, Domain]
    needs: Mapping[str, Need]
    outcomes: Mapping[str, OutcomeDimension]
    groups: Mapping[str, GroupDimension]
    not_a_group: tuple[str, ...]
    languages: tuple[str, ...]
    denominators: Mapping[str, Denominator]
    indicators: Mapping[str, Indicator]
    release_tables: Mapping[str, ReleaseTable]
    policy: Policy
    version: str

    # ---- needs ----

    @property
    def pooled_members(self) -> tuple[str, ...]:
        """The domains that `pooled` joins."""
        return tuple(name for name, domain in self.domains.items() if domain.is_pooled)

    @property
    def domain_parents(self) -> dict[str, str]:
        """Each domain-level value (with `pooled`) -> `pooled` or `all`."""
        parents = {name: POOLED if d.is_pooled else ALL for name, d in self.domains.items()}
        return {**parents, POOLED: ALL}

    @property
    def need_parents(self) -> dict[str, str]:
        """Each need -> its domain."""
        return {name: need.domain for name, need in self.needs.items()}

    @property
    def need_tree(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        """Each (need_level, need_code) that is a sum -> the (need_level, need_code) that it is the sum of."""
        tree: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for code, parent in self.domain_parents.items():
            tree.setdefault((ALL if parent == ALL else "domain", parent), []).append(("domain", code))
        for code, parent in self.need_parents.items():
            tree.setdefault(("domain", parent), []).append(("need", code))
        return {parent: tuple(children) for parent, children in tree.items()}

    def need_parent(self, code: str, level: str = "need") -> str:
        """The domain of a need; with level `domain`, `pooled` or `all`."""
        return self.need_parents[code] if level == "need" else self.domain_parents[code]

    @property
    def horizon_days(self) -> dict[str, int]:
        """Each need -> days after the first contact at which its result counts."""
        return {name: need.horizon_days for name, need in self.needs.items()}

    def benchmark(self, code: str, level: str = "need") -> str:
        """The census variable of people who may need it: the need's own, else its domain's; "" where none."""
        if level == "domain":
            return self.domains[code].benchmark if code in self.domains else ""
        need = self.needs[code]
        return self.domains[need.domain].benchmark if need.benchmark is None else need.benchmark

    def stands_alone(self, domain: str, role: Role | str) -> bool:
        """Whether a domain may be published by itself at a level of this role (overlapping is finest)."""
        if not self.domains[domain].is_pooled:
            return True
        return role in ROLES and ROLES.index(role) <= ROLES.index(self.domains[domain].finest_level)

    def below_finest(self, role: str) -> tuple[str, ...]:
        """The domains that are published only inside `pooled` at a level of this role."""
        return tuple(name for name in self.domains if not self.stands_alone(name, role))

    def published_domains(self, role: str, pools_sensitive: bool = False) -> tuple[str, ...]:
        """The domain-level values at a level of this role: those that stand alone, then `pooled`."""
        members = self.pooled_members if pools_sensitive else self.below_finest(role)
        return (*(name for name in self.domains if name not in members), POOLED)

    # ---- outcomes and groups ----

    @property
    def results(self) -> tuple[str, ...]:
        """The four parts, without `not_recorded`."""
        return tuple(code for code in self.outcomes["result"].code_ids if code != NOT_RECORDED)

    def outcome_codes(self, dimension: str) -> tuple[str, ...]:
        """Every value of an outcome dimension, those that complete the sum included; (`all`,) for `all`."""
        return (ALL,) if dimension == ALL else self.outcomes[dimension].code_ids

    def group_codes(self, dimension: str) -> tuple[str, ...]:
        """Every value of a group dimension, not_answered and not_asked included; (`all`,) for `all`."""
        if dimension == PARTNER_PANEL:
            return tuple(code for codes in PANELS.values() for code in codes)
        return (ALL,) if dimension == ALL else (*self.groups[dimension].code_ids, *self.not_a_group)

    @property
    def group_splits(self) -> dict[str, tuple[str, ...]]:
        """Every way of dividing requests by whose they are, panels of partners too, with its codes."""
        return {**{name: self.group_codes(name) for name in self.groups}, **PANELS}

    @property
    def outcome_equations(
        self,
    ) -> tuple[tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], ...]:
        """Sums between outcome dimensions at any one key: left (dimension, code) pairs = right pairs.

        The parts of `helped_by` that received something add up to result `received`, and so on: equations
        that an attacker has beside those within a dimension.
        """
        equations = []
        for name, dimension in self.outcomes.items():
            if dimension.splits is None:
                continue
            rest = (dimension.completed_by, NOT_RECORDED)
            split = tuple((name, code) for code in dimension.code_ids if code not in rest)
            equations.append((split, (("result", dimension.splits),)))
            others = tuple(("result", code) for code in self.results if code != dimension.splits)
            equations.append((((name, dimension.completed_by),), others))
            equations.append((((name, NOT_RECORDED),), (("result", NOT_RECORDED),)))
        return tuple(equations)

    # ---- release tables ----

    def need_codes(self, table: ReleaseTable) -> tuple[str, ...]:
        """The need_code values of a release table."""
        if table.need_level == ALL:
            return (ALL,)
        if table.need_level == "need":
            return tuple(self.needs)
        return self.published_domains(table.area_level, table.pools_sensitive)

    def closes_with(self, table: ReleaseTable) -> str:
        """`requests` or `results`: which closing the table's counts wait for."""
        return (
            "requests"
            if table.outcome_dimension == ALL
            else self.outcomes[table.outcome_dimension].closes_with
        )

    def cells_per_area_and_period(self, table: ReleaseTable) -> int:
        """How many cells the table has for one area and one period."""
        outcomes = len(self.outcome_codes(table.outcome_dimension))
        return outcomes * len(self.need_codes(table)) * len(self.group_codes(table.group_dimension))
