"""What the catalog holds: needs, outcomes, groups, denominators, indicators and release tables, by id.

Ids only: every word that a person reads stands in pipelines/wording under the same ids.
Area levels are named by role (`city`, `nested:1`, `nested:2`, `nested:finest`, `overlapping`), because the
levels themselves are a city's own; coalition.py finds the levels of a workspace that a role stands for.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*_[A-Z0-9_]+$")]

ROLES = ("city", "nested:1", "nested:2", "nested:finest")
Role = Literal["city", "nested:1", "nested:2", "nested:finest"]
TableRole = Literal["city", "nested:1", "nested:2", "nested:finest", "overlapping"]

ALL = "all"
POOLED = "pooled"
UNMAPPED = "unmapped"
NOT_RECORDED = "not_recorded"
# A way of dividing partners, not people: those that were in through a period's year and the one before, or
# after it, and all others; and how the two panels of a year overlap.
PARTNER_PANEL = "partner_panel"
PANEL_BEFORE, PANEL_AFTER, PANEL_AROUND = (
    f"{PARTNER_PANEL}_{side}" for side in ("before", "after", "around")
)
PANELS = {
    PANEL_BEFORE: ("both", "other"),
    PANEL_AFTER: ("both", "other"),
    PANEL_AROUND: ("both", "before_only", "after_only", "neither"),
}


class Item(BaseModel):
    """Something with an id. Frozen: a catalog never changes after it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id


class Synonyms(BaseModel):
    """Words by which logs call a need, per language; lower case, as coding compares them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    en: tuple[str, ...] = ()
    es: tuple[str, ...] = ()

    def of(self, language: str) -> tuple[str, ...]:
        return tuple(getattr(self, language, ()))


class Crosswalk(BaseModel):
    """The words of other vocabularies for the same need."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    taxonomy_211: tuple[str, ...] = ()
    open_eligibility: tuple[str, ...] = ()
    hsds: tuple[str, ...] = ()


class Domain(Item):
    """A kind of need. Below `finest_level` it is only published inside `pooled`."""

    is_sensitive: bool = False
    is_pooled: bool = False
    finest_level: Role = "nested:finest"
    benchmark: Variable | Literal[""] = ""

    @model_validator(mode="after")
    def _sensitive_is_pooled(self) -> "Domain":
        if self.is_sensitive and not self.is_pooled:
            raise ValueError("a sensitive domain must be pooled below its finest level; set is_pooled: true.")
        if self.is_pooled and self.finest_level not in ("city", "nested:1"):
            raise ValueError(
                "a pooled domain stands alone at `city` or `nested:1` at the finest; choose one."
            )
        return self


class Need(Item):
    """One need of a domain. `horizon_days` after the first contact its result counts."""

    domain: Id
    horizon_days: int = Field(ge=1, le=365)
    benchmark: Variable | Literal[""] | None = None
    synonyms: Synonyms = Synonyms()
    crosswalk: Crosswalk = Crosswalk()


class OutcomeCode(Item):
    """One value of an outcome dimension; bands carry their limits, both included."""

    low: int | None = None
    high: int | None = None
    is_unmet: Literal["no", "lower", "upper"] = "no"


class OutcomeDimension(Item):
    """One split of what happened.

    `splits`: the value of `result` that this dimension takes apart (its other results share the value
    `completed_by`), so that its codes still sum to all requests. `closes_with`: whether the counts are
    known when the requests close or only when their results do.
    """

    codes: tuple[OutcomeCode, ...] = Field(min_length=2)
    measure: Literal["requests", "households"] = "requests"
    closes_with: Literal["requests", "results"] = "results"
    splits: Id | None = None
    completed_by: Id | None = None

    @property
    def code_ids(self) -> tuple[str, ...]:
        return tuple(code.id for code in self.codes)


class GroupCode(Item):
    """One group; `denominator` is empty where the census has none: counts only, never a rate."""

    denominator: str = ""


class GroupDimension(Item):
    """One way of grouping people, as they answered. `is_sensitive`: never below its finest level, at no level
    split by legal need; `reveals`: a place where all are one value would tell that value of everyone."""

    codes: tuple[GroupCode, ...] = Field(min_length=2)
    finest_level: Role = "city"
    is_overlapping_published: bool = False
    is_sensitive: bool = False
    reveals: bool = False

    @property
    def code_ids(self) -> tuple[str, ...]:
        return tuple(code.id for code in self.codes)


class Denominator(Item):
    """People or households that a rate is out of: census variables; coalition.yaml may name others."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)?$")]
    unit: Literal["people", "households"]
    variables: tuple[Variable, ...] = Field(min_length=1)


class Term(BaseModel):
    """What is counted, or out of whom: exactly one of a count of the log, a denominator, census variables
    (summed) or a health measure.

    `count` with `outcome` and `codes` names cells of table `count`; without `outcome`, all of them.
    `by_group`: cells of the group at hand; otherwise all groups.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: Literal["requests", "offers", "households"] | None = None
    outcome: Id | None = None
    codes: tuple[Id, ...] = ()
    population: str | None = None
    census: tuple[Variable, ...] = ()
    health: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9_]+$")] | None = None
    value_type: str = ""

    @model_validator(mode="after")
    def _one_kind(self) -> "Term":
        given = [n for n in ("count", "population", "census", "health") if getattr(self, n)]
        if len(given) != 1:
            raise ValueError("expected exactly one of count, population, census, health; name one.")
        if bool(self.outcome) != bool(self.codes) or (self.outcome and not self.count):
            raise ValueError("outcome and codes go together and only with count; give both or neither.")
        return self

    @property
    def text(self) -> str:
        """The term as one word, as table `indicator` holds it: `requests:result=turned_away`."""
        if self.count:
            return self.count + (f":{self.outcome}={'+'.join(self.codes)}" if self.outcome else "")
        if self.census:
            return "census:" + "+".join(self.census)
        return f"population:{self.population}" if self.population else f"health:{self.health}"


Kind = Literal["log_rate", "log_share", "log_group_share", "census_share", "census_count", "health"]


class Indicator(Item):
    """One id of table `estimate`: a reading of a family, what it counts, out of whom, how it may be used.

    With kind log_group_share the denominator is all requests of people who answered: not_answered and
    not_asked are in neither side.
    """

    family: Id
    reading: Id | Literal[""] = ""
    kind: Kind
    unit: Literal["per_100", "per_1000", "percent", "count"]
    direction: Literal["more_is_worse", "more_is_better", "neither"]
    numerator: Term
    denominator: Term | None = None
    need_levels: tuple[Literal["all", "domain", "need"], ...] = ("all",)
    area_levels: tuple[TableRole, ...] = Field(min_length=1)
    period_levels: tuple[Literal["month", "quarter", "year", "multi_year"], ...] = Field(min_length=1)
    by_group: bool = False
    is_mapped: bool = True
    is_modelled: bool = False
    source: Literal["log", "census", "health"]
    methods: tuple[Id, ...] = Field(min_length=1)
    caveats: tuple[Id, ...] = ()
    position: int

    @model_validator(mode="after")
    def _kind_fits(self) -> "Indicator":
        if self.source != self.kind.split("_")[0]:
            raise ValueError(
                f"an indicator of kind {self.kind} has the source `{self.kind.split('_')[0]}`; set it."
            )
        if self.denominator is None and self.kind != "census_count":
            raise ValueError("a rate or share needs a denominator: say out of whom.")
        return self


class ReleaseTable(Item):
    """One table of counts that is published. Its cells are every value of each level named here.

    `need_level` domain below a domain's finest level, or with `pools_sensitive`, means the published domains
    and `pooled`. `outcome_dimension` or `group_dimension` `all` means the total only: tables of totals are
    tables of their own, and the loader asks for each. `group_dimension` partner_panel means all of PANELS.
    """

    measure: Literal["requests", "households", "offers"] = "requests"
    outcome_dimension: Id = ALL
    area_level: TableRole
    period_level: Literal["month", "quarter", "year"]
    need_level: Literal["all", "domain", "need"] = "all"
    group_dimension: Id = ALL
    audience: Literal["public", "coalition"] = "public"
    pools_sensitive: bool = False
    reveals: bool = False
    hide_zeros: bool = False
    with_outside: bool = False
    why: str = Field(min_length=10)
