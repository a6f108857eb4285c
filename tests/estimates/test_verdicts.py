"""The verdict rule: each test of it alone, at its boundary, in its order."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from pipelines.estimates import verdicts
from pipelines.estimates.verdicts import Facts, Side, Verdict, VerdictPolicy, verdict

POLICY = VerdictPolicy(
    smallest_points=5, smallest_ratio=1.25, clear_p=0.05, probable_p=0.10, fewest_known_results=30,
    fewest_events=10, least_recorded=60, largest_recorded_gap=20, most_group_unknown=30,
    most_placed_by_zip=30, clear_tipping_point=15, probable_tipping_point=5,
    holding_share=0.5,
)  # fmt: skip
SIDE = Side(known=500, recorded=(80, 75), group_unknown=10, placed_by_zip=5)
CLEAR = Facts(
    measure="share", first=SIDE, other=SIDE, difference=9, lower_90=6, upper_90=12, p=0.001,
    holds_without_largest=True, before=7, tipping_point=30, holds_by_both_readings=True,
)  # fmt: skip


def judged(**changes):
    return verdict(replace(CLEAR, **changes), POLICY)


def side(**changes):
    return {"first": replace(SIDE, **changes)}


def test_all_in_order_is_clear():
    assert verdict(CLEAR, POLICY) == Verdict("clear", ())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (side(known=29), "few_known_results"),
        (side(recorded=(59.9, 75)) | {"other": replace(SIDE, recorded=(70, 75))}, "results_not_recorded"),
        (side(recorded=(80, 59)), "results_not_recorded"),
        (side(recorded=(100.1, 75)), "recording_differs"),
        (side(group_unknown=30.1), "group_unknown"),
        (side(placed_by_zip=30.1), "placed_by_zip"),
        ({"sign_changes_over_hidden": True}, "sign_changes_over_hidden"),
        ({"changed_inside_periods": True}, "changed_inside_periods"),
        ({"is_refused": True}, "refused"),
        ({"p": math.nan}, "refused"),
        ({"difference": math.nan}, "refused"),
        ({"is_need_from_log_alone": True}, "need_from_log_alone"),
    ],
)
def test_each_reason_for_not_enough_alone(changes, reason):
    assert judged(**changes) == Verdict("not_enough", (reason,))


@pytest.mark.parametrize(
    "changes",
    [
        side(known=30),
        side(recorded=(60, 75)),
        side(recorded=(100, 75)),
        side(group_unknown=30),
        side(placed_by_zip=30),
        side(group_unknown=None, placed_by_zip=None),
    ],
)
def test_on_the_boundary_there_is_enough(changes):
    assert judged(**changes).verdict == "clear"


def test_either_side_can_be_too_few():
    assert judged(other=replace(SIDE, known=29)).reasons == ("few_known_results",)


def test_several_reasons_stand_in_the_order_of_the_rule():
    found = judged(first=replace(SIDE, known=2, placed_by_zip=50), is_refused=True)
    assert found.reasons == ("few_known_results", "placed_by_zip", "refused")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"p": 0.051}, "p_over_clear"),
        ({"holds_without_largest": None}, "one_partner_unknown"),
        ({"before": None}, "no_period_before"),
        ({"before": 2.4}, "not_so_before"),
        ({"before": -7}, "not_so_before"),
        ({"tipping_point": 14.9}, "tips_below_clear"),
        ({"holds_by_both_readings": False}, "by_this_reading_only"),
        ({"is_volume_change": True}, "volume_change"),
    ],
)
def test_each_obstacle_alone_makes_it_probable(changes, reason):
    assert judged(**changes) == Verdict("probable", (reason,))


@pytest.mark.parametrize(
    "changes",
    [{"p": 0.05}, {"difference": 5.0, "before": 2.5}, {"tipping_point": 15}, {"tipping_point": math.inf}],
)
def test_on_the_boundary_it_is_clear(changes):
    assert judged(**changes).verdict == "clear"


def test_a_change_has_no_comparable_period_before_it():
    assert judged(before=None, needs_before=False).verdict == "clear"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"p": 0.101}, "p_over_probable"),
        ({"holds_without_largest": False}, "rests_on_one_partner"),
        ({"tipping_point": 4.9}, "tips_below_probable"),
        ({"difference": 4.9, "upper_90": 5.1}, "smaller_than_m"),
    ],
)
def test_each_obstacle_alone_leaves_it_open(changes, reason):
    assert judged(**changes) == Verdict("cannot_tell", (reason,))


@pytest.mark.parametrize("changes", [{"p": 0.10}, {"p": 0.10, "tipping_point": 5}])
def test_on_the_boundary_it_is_probable(changes):
    assert judged(**changes).verdict == "probable"


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [(-5, 5, "about_same"), (-5.01, 5, "cannot_tell"), (-5, 5.01, "cannot_tell")],
)
def test_about_the_same_needs_the_whole_interval_within_m(lower, upper, expected):
    assert judged(difference=0.5, p=0.7, lower_90=lower, upper_90=upper).verdict == expected


def test_a_small_sure_difference_is_about_the_same():
    """240,000 requests make 2 points significant; it is still not worth a meeting."""
    assert judged(difference=2, p=1e-9, lower_90=1.5, upper_90=2.5).verdict == "about_same"


@pytest.mark.parametrize(
    ("events", "ratio", "expected"), [(10, 1.25, "clear"), (9, 1.25, "not_enough"), (10, 1.24, "cannot_tell")]
)
def test_rates_are_judged_by_events_and_ratio(events, ratio, expected):
    rate = {"measure": "rate", "difference": math.log(ratio), "before": math.log(1.2), "tipping_point": None}
    limits = {"lower_90": 0.1, "upper_90": 0.5}
    few = Side(known=events)
    assert judged(**rate, **limits, first=few, other=few).verdict == expected


facts = st.builds(
    Facts,
    measure=st.just("share"),
    first=st.builds(Side, known=st.floats(0, 100), recorded=st.tuples(st.floats(0, 100))),
    other=st.builds(Side, known=st.floats(0, 100), recorded=st.tuples(st.floats(0, 100))),
    difference=st.floats(-30, 30), lower_90=st.floats(-40, 0), upper_90=st.floats(0, 40), p=st.floats(0, 1),
    holds_without_largest=st.sampled_from([True, False, None]), before=st.none() | st.floats(-30, 30),
    tipping_point=st.floats(0, 100), holds_by_both_readings=st.booleans(),
    changed_inside_periods=st.booleans(), is_volume_change=st.booleans(),
)  # fmt: skip


def mirrored(given_facts):
    before = None if given_facts.before is None else -given_facts.before
    return replace(
        given_facts, first=given_facts.other, other=given_facts.first, difference=-given_facts.difference,
        lower_90=-given_facts.upper_90, upper_90=-given_facts.lower_90, before=before,
    )  # fmt: skip


@given(facts)
def test_swapping_the_sides_changes_no_verdict(given_facts):
    assert verdict(given_facts, POLICY) == verdict(mirrored(given_facts), POLICY)


ORDER = ("not_enough", "cannot_tell", "probable", "clear")


@given(facts)
def test_losing_the_check_of_partners_never_helps(given_facts):
    known = verdict(replace(given_facts, holds_without_largest=True), POLICY).verdict
    unknown = verdict(replace(given_facts, holds_without_largest=None), POLICY).verdict
    assert unknown != "clear"
    assert unknown == known or (known, unknown) == ("clear", "probable")


@given(facts, st.floats(0, 1))
def test_a_smaller_p_never_weakens_a_verdict(given_facts, p):
    found = [verdict(replace(given_facts, p=x), POLICY).verdict for x in sorted((p, given_facts.p))]
    if "about_same" not in found:
        assert ORDER.index(found[0]) >= ORDER.index(found[1])


@given(facts)
def test_a_verdict_that_is_held_back_says_why(given_facts):
    found = verdict(given_facts, POLICY)
    assert found.verdict in verdicts.VERDICTS
    assert bool(found.reasons) == (found.verdict not in ("clear", "about_same"))


def test_q_agrees_with_statsmodels():
    p = np.random.default_rng(1).uniform(size=40) ** 2
    assert verdicts.benjamini_hochberg(p) == pytest.approx(multipletests(p, method="fdr_bh")[1], rel=1e-12)


def test_q_of_nothing_known():
    assert np.isnan(verdicts.benjamini_hochberg([np.nan, np.nan])).all()
    assert verdicts.benjamini_hochberg([]).size == 0


def test_an_unknown_p_is_no_candidate():
    q = verdicts.benjamini_hochberg([0.01, np.nan, 0.04])
    assert q[[0, 2]] == pytest.approx([0.02, 0.04])
    assert np.isnan(q[1])
