"""The catalog's constants in the units and groups that the pure rules of pipelines/estimates take."""

from pipelines.catalog.policy import Policy
from pipelines.estimates.reliability import ReliabilityPolicy
from pipelines.estimates.verdicts import VerdictPolicy


def verdict_policy(policy: Policy) -> VerdictPolicy:
    """Constants of the verdict rule; shares of policy.yaml become percents."""
    return VerdictPolicy(
        smallest_points=policy.smallest_difference_points,
        smallest_ratio=policy.smallest_ratio,
        clear_p=policy.clear_p_at_most,
        probable_p=policy.probable_p_at_most,
        fewest_known_results=policy.known_results_at_least,
        fewest_events=policy.events_at_least,
        least_recorded=100 * policy.recorded_share_at_least,
        largest_recorded_gap=policy.recorded_gap_points,
        most_group_unknown=100 * policy.group_unknown_over,
        most_placed_by_zip=100 * policy.zip_placed_over,
        clear_tipping_point=policy.clear_tipping_points,
        probable_tipping_point=policy.probable_tipping_points,
        holding_share=policy.holding_share_of_smallest,
    )


def reliability_policy(policy: Policy) -> ReliabilityPolicy:
    """Constants of the reliability rule."""
    return ReliabilityPolicy(
        fewest_events=policy.rate_events_at_least,
        widest_relative_rate=policy.rate_relative_width_at_most,
        fewest_asked=policy.proportion_n_at_least,
        hidden_width=policy.proportion_width_hidden,
        shown_width=policy.proportion_width_shown,
        widest_relative_share=policy.proportion_relative_width_at_most,
        unstable_events=policy.care_events_at_most,
        largest_cv=policy.cv_care_over,
        largest_cv_shown=policy.cv_few_over,
    )
