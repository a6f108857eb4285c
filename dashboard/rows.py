"""Rows of an edition as the dashboard holds them: one class per table, fields named as its columns.

Named tuples, not frozen dataclasses: a map of a state makes thousands at a click, and these are made five
times as fast.
"""

from datetime import date
from typing import NamedTuple


class Area(NamedTuple):
    area_level: str
    area_code: str
    name: str
    is_drawn: bool
    is_special: bool
    vintage: str


class AreaLevel(NamedTuple):
    area_level: str
    parent_level: str
    is_overlapping: bool
    is_mapped: bool
    position: int


class AreaLink(NamedTuple):
    kind: str
    area_level: str
    area_code: str
    other_level: str
    other_code: str
    share: float


class Indicator(NamedTuple):
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


class Need(NamedTuple):
    need_level: str
    need_code: str
    parent_code: str
    horizon_days: int | None
    is_sensitive: bool
    finest_level: str
    benchmark: str
    position: int


class Outcome(NamedTuple):
    outcome_dimension: str
    outcome_code: str
    position: int


class GroupValue(NamedTuple):
    group_dimension: str
    group_code: str
    denominator: str
    finest_level: str
    position: int


class Estimate(NamedTuple):
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


class Figure(NamedTuple):
    """What a map needs of an `Estimate` once indicator, level, period, need and group are chosen: half the
    time to read.
    """

    area_code: str
    value: float | None
    lower: float | None
    upper: float | None
    range_low: float | None
    range_high: float | None
    numerator: float | None
    denominator: float | None
    status: str
    refusal: str | None
    reliability: str | None


class Count(NamedTuple):
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


class Comparison(NamedTuple):
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


class Population(NamedTuple):
    denominator: str
    area_level: str
    area_code: str
    group_dimension: str
    group_code: str
    value: float | None
    moe: float | None
    period: str
    source: str


class ScaleClass(NamedTuple):
    number: int
    low: float | None
    high: float | None


class Source(NamedTuple):
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


class Partner(NamedTuple):
    partner: str
    name: str
    kind: str
    languages: str
    service_area: str
    rows_band: str
    writes_results: bool
    is_simulated: bool


class RowAccount(NamedTuple):
    year: str
    partner: str
    fate: str
    reason: str
    rows_band: str


class Coverage(NamedTuple):
    period: str
    state: str
    partners: int


class Event(NamedTuple):
    from_on: date
    to_on: date
    kind: str
    partner: str
    note: str | None


class HelpLine(NamedTuple):
    position: int
    name: str
    telephone: str
    text_to: str
    languages: str
    note: str


class Finding(NamedTuple):
    card: str
    position: int
    template: str
    numbers: str
    comparison_id: str
    is_empty: bool


class Change(NamedTuple):
    kind: str
    name: str
    before: str
    after: str


class Policy(NamedTuple):
    name: str
    value: str


class Combination(NamedTuple):
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
