"""What may be said of a difference: one pure rule, the same for every page, finding and export.

The rule and its order stand in the project's product page under "Verdicts"; its constants come from
policy.yaml through `VerdictPolicy` and are printed on How we know. Facts in, verdict and reason ids out.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control

VERDICTS = ("clear", "probable", "about_same", "cannot_tell", "not_enough")


@dataclass(frozen=True)
class VerdictPolicy:
    """Constants of the rule. Points and percents are out of 100; p and q out of 1."""

    smallest_points: float
    smallest_ratio: float
    clear_p: float
    probable_p: float
    fewest_known_results: float
    fewest_events: float
    least_recorded: float
    largest_recorded_gap: float
    most_group_unknown: float
    most_placed_by_zip: float
    clear_tipping_point: float
    probable_tipping_point: float
    holding_share: float  # of m: what must be left without the largest partner and in the period before

    def smallest(self, measure: str) -> float:
        """m: points for shares, the logarithm of a ratio for rates."""
        return self.smallest_points if measure == "share" else math.log(self.smallest_ratio)


@dataclass(frozen=True)
class Side:
    """What the rule must know of one side. Percents out of 100; None where it does not apply.

    `known` is requests with a written result (shares) or events (rates); `recorded` the percents of
    requests with results recorded, each way of reading it (at partners that write results; written).
    """

    known: float
    recorded: tuple[float, ...] = ()
    group_unknown: float | None = None
    placed_by_zip: float | None = None


@dataclass(frozen=True)
class Facts:
    """All that the rule reads of one comparison.

    `difference`, its 90 % limits and `before` (the comparable period before) are points for shares, log
    ratios for rates. `p` is the q over all candidates where software picked the comparison. None means
    not known; `needs_before` is False where no comparable period before can exist, as for a change.
    """

    measure: str
    first: Side
    other: Side
    difference: float
    lower_90: float
    upper_90: float
    p: float
    holds_without_largest: bool | None
    before: float | None
    tipping_point: float | None
    holds_by_both_readings: bool
    needs_before: bool = True
    sign_changes_over_hidden: bool = False
    changed_inside_periods: bool = False
    is_refused: bool = False
    is_need_from_log_alone: bool = False
    is_volume_change: bool = False


@dataclass(frozen=True)
class Verdict:
    """A verdict and the ids of what held it back, in the rule's order; empty for a clear one."""

    verdict: str
    reasons: tuple[str, ...]


def verdict(facts: Facts, policy: VerdictPolicy) -> Verdict:
    """Not enough, clear, probable, about the same, can't tell: the first that applies, in this order."""
    missing = not_enough_reasons(facts, policy)
    if missing:
        return Verdict("not_enough", missing)
    from_clear = clear_obstacles(facts, policy)
    if not from_clear:
        return Verdict("clear", ())
    from_probable = probable_obstacles(facts, policy)
    if not from_probable:
        return Verdict("probable", from_clear)
    m = policy.smallest(facts.measure)
    if facts.lower_90 >= -m and facts.upper_90 <= m:
        return Verdict("about_same", ())
    return Verdict("cannot_tell", from_probable)


def not_enough_reasons(facts: Facts, policy: VerdictPolicy) -> tuple[str, ...]:
    """Ids of all that makes the comparison say nothing, in the rule's order."""
    sides = (facts.first, facts.other)
    is_share = facts.measure == "share"
    fewest = policy.fewest_known_results if is_share else policy.fewest_events
    tests = {
        "few_known_results": is_share and any(side.known < fewest for side in sides),
        "few_events": not is_share and any(side.known < fewest for side in sides),
        "results_not_recorded": any(
            share < policy.least_recorded for side in sides for share in side.recorded
        ),
        "recording_differs": _recording_gap(*sides) > policy.largest_recorded_gap,
        "group_unknown": _any_over(policy.most_group_unknown, *(side.group_unknown for side in sides)),
        "placed_by_zip": _any_over(policy.most_placed_by_zip, *(side.placed_by_zip for side in sides)),
        "sign_changes_over_hidden": facts.sign_changes_over_hidden,
        "changed_inside_periods": facts.changed_inside_periods,
        "refused": facts.is_refused or math.isnan(facts.difference) or math.isnan(facts.p),
        "need_from_log_alone": facts.is_need_from_log_alone,
    }
    return tuple(reason for reason, applies in tests.items() if applies)


def clear_obstacles(facts: Facts, policy: VerdictPolicy) -> tuple[str, ...]:
    """Ids of what keeps a difference from being clear."""
    m = policy.smallest(facts.measure)
    tests = {
        "p_over_clear": facts.p > policy.clear_p,
        "smaller_than_m": abs(facts.difference) < m,
        "one_partner_unknown": facts.holds_without_largest is None,
        "rests_on_one_partner": facts.holds_without_largest is False,
        "no_period_before": facts.needs_before and facts.before is None,
        "not_so_before": not _held_before(facts.before, facts.difference, m * policy.holding_share),
        "tips_below_clear": _below(facts.tipping_point, policy.clear_tipping_point),
        "by_this_reading_only": not facts.holds_by_both_readings,
        "volume_change": facts.is_volume_change,
    }
    return tuple(reason for reason, applies in tests.items() if applies)


def probable_obstacles(facts: Facts, policy: VerdictPolicy) -> tuple[str, ...]:
    """Ids of what keeps a difference from being even probable. An unknown check of partners is skipped."""
    tests = {
        "p_over_probable": facts.p > policy.probable_p,
        "smaller_than_m": abs(facts.difference) < policy.smallest(facts.measure),
        "rests_on_one_partner": facts.holds_without_largest is False,
        "tips_below_probable": _below(facts.tipping_point, policy.probable_tipping_point),
    }
    return tuple(reason for reason, applies in tests.items() if applies)


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """q of each p over all candidates (Benjamini and Hochberg 1995); NaN stays NaN and counts for nothing."""
    values = np.asarray(p, float)
    q = np.full(values.shape, np.nan)
    known = ~np.isnan(values)
    if known.any():
        q[known] = false_discovery_control(np.clip(values[known], 0, 1), method="bh")
    return q


def _recording_gap(first: Side, other: Side) -> float:
    return max((abs(a - b) for a, b in zip(first.recorded, other.recorded, strict=True)), default=0.0)


def _any_over(most: float, *shares: float | None) -> bool:
    return any(share is not None and share > most for share in shares)


def _below(tipping_point: float | None, least: float) -> bool:
    return tipping_point is not None and not tipping_point >= least


def _held_before(before: float | None, now: float, least: float) -> bool:
    return before is None or (before * now > 0 and abs(before) >= least)
