"""Rows of an edition as the dashboard holds them: one frozen class per table, fields named as its columns."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Area:
    area_level: str
    area_code: str
    name: str
    is_drawn: bool
    is_special: bool
    vintage: str


@dataclass(frozen=True, slots=True)
class AreaLevel:
    area_level: str
    parent_level: str
    is_overlapping: bool
    is_mapped: bool
    position: int


@dataclass(frozen=True, slots=True)
class AreaLink:
    kind: str
    area_level: str
    area_code: str
    other_level: str
    other_code: str
    share: float


@dataclass(frozen=True, slots=True)
class Indicator:
    indicator: str
    family: str
    reading: str
    kind: str
    unit: str
    direction: str
    numerator: str
    denominator: str
    source: str
    method: str
    caveats: str
    is_mapped: bool
    position: int

    @property
    def is_from_logs(self) -> bool:
        return self.kind.startswith("log_")


@dataclass(frozen=True, slots=True)
class Need:
    need_level: str
    need_code: str
    parent_code: str
    horizon_days: int | None
    is_sensitive: bool
    finest_level: str
    benchmark: str
    position: int


@dataclass(frozen=True, slots=True)
class Outcome:
    outcome_dimension: str
    outcome_code: str
    position: int


@dataclass(frozen=True, slots=True)
class GroupValue:
    group_dimension: str
    group_code: str
    denominator: str
    finest_level: str
    position: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure. `value` is empty unless `status` is shown; the words for why it is not are wording keys."""

    indicator: str
    area_level: str
    area_code: str
    period: str
    need_code: str
    group_dimension: str
    group_code: str
    value: float | None
    lower: float | None
    upper: float | None
    confidence: float | None
    moe: float | None
    cv: float | None
    range_low: float | None
    range_high: float | None
    numerator: float | None
    denominator: float | None
    status: str
    refusal: str | None
    reliability: str | None
    method: str


@dataclass(frozen=True, slots=True)
class Count:
    measure: str
    outcome_dimension: str
    outcome_code: str
    area_level: str
    area_code: str
    period: str
    need_code: str
    group_dimension: str
    group_code: str
    value: int | None
    status: str
    range_low: int | None
    range_high: int | None
    placed_by_zip: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    comparison_id: str
    kind: str
    indicator: str
    area_level: str
    area_code: str
    period: str
    need_code: str
    group_dimension: str
    group_code: str
    other_area_level: str
    other_area_code: str
    other_period: str
    other_need_code: str
    other_group_code: str
    value: float | None
    other_value: float | None
    difference: float | None
    difference_lower: float | None
    difference_upper: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    tipping_point: float | None
    verdict: str
    reasons: str
    scope: str


@dataclass(frozen=True, slots=True)
class Population:
    denominator: str
    area_level: str
    area_code: str
    group_dimension: str
    group_code: str
    value: float | None
    moe: float | None
    period: str
    source: str


@dataclass(frozen=True, slots=True)
class ScaleClass:
    need_code: str
    number: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Source:
    source: str
    kind: str
    title: str
    publisher: str
    licence: str
    vintage: str
    retrieved_on: date | None
    sha256: str
    is_simulated: bool
    caveat: str | None


@dataclass(frozen=True, slots=True)
class Partner:
    partner: str
    name: str
    kind: str
    languages: str
    service_area: str
    rows_band: str
    writes_results: bool
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class RowAccount:
    year: str
    fate: str
    reason: str
    rows_band: str


@dataclass(frozen=True, slots=True)
class Coverage:
    period: str
    state: str
    partners: int


@dataclass(frozen=True, slots=True)
class Event:
    from_on: date
    to_on: date
    kind: str
    partner: str
    note: str | None


@dataclass(frozen=True, slots=True)
class HelpLine:
    position: int
    name: str
    telephone: str
    text_to: str
    languages: str
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    card: str
    position: int
    template: str
    numbers: str
    comparison_id: str
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Change:
    kind: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Combination:
    """One combination that the edition holds figures for; `shown` of its `areas` areas have one."""

    indicator: str
    area_level: str
    period: str
    need_code: str
    group_dimension: str
    group_code: str
    areas: int
    shown: int

    @property
    def group(self) -> str:
        return "all" if self.group_dimension == "all" else f"{self.group_dimension}:{self.group_code}"
