"""The constants of disclosure control, verdicts and reliability: policy.yaml as one frozen object.

The reason for each stands in the wording under `policy.<name>` and is printed on How we know.
A workspace may move a constant only the way that `tighter` names.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipelines.catalog.models import Item


class PolicyLine(Item):
    """One constant as policy.yaml holds it. `workspace_minimum`: how far a workspace may go the other way."""

    value: int | float
    tighter: Literal["higher", "lower", "fixed"]
    workspace_minimum: int | float | None = None

    def allows(self, value: int | float) -> bool:
        """Whether a workspace may set this constant to `value`."""
        if self.workspace_minimum is not None:
            return value >= self.workspace_minimum
        if self.tighter == "higher":
            return value >= self.value
        return value <= self.value if self.tighter == "lower" else value == self.value


class Policy(BaseModel):
    """Every constant by name. Shares lie between 0 and 1; points are of 100; days and counts are whole."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    # disclosure
    threshold: int = Field(ge=5)
    threshold_without_keys: int = Field(ge=5)
    keyed_share_at_least: float = Field(ge=0, le=1)
    partner_share_over: float = Field(ge=0, le=1)
    range_at_least: int = Field(ge=2)
    range_times_largest_household: int = Field(ge=1)
    households_from: int
    households_round_to: int
    late_records_round_to: int
    sliver_residents: int
    max_cells: int
    shown_share_at_least: float
    split_share_at_least: float
    band_small_below: int
    band_large_from: int
    # closing
    closing_days: int = Field(ge=0)
    results_close_days: int = Field(ge=30)
    # which results count
    recorded_share_at_least: float
    # verdicts
    smallest_difference_points: float
    smallest_ratio: float
    clear_p_at_most: float
    probable_p_at_most: float
    known_results_at_least: int
    events_at_least: int
    recorded_gap_points: float
    group_unknown_over: float
    zip_placed_over: float
    clear_tipping_points: float
    probable_tipping_points: float
    holding_share_of_smallest: float
    about_same_confidence: float
    # reliability
    rate_events_at_least: int
    rate_relative_width_at_most: float
    proportion_n_at_least: int
    proportion_width_hidden: float
    proportion_width_shown: float
    proportion_relative_width_at_most: float
    care_events_at_most: int
    cv_care_over: float
    cv_few_over: float
    # display
    confidence: float
    census_confidence: float
    partners_at_least: int
    group_quarters_hatched_over: float
    group_asked_share_at_least: float
    health_adults_at_least: int
