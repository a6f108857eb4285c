"""Intervals against UKHSA's published answers, against statsmodels and by their coverage."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from pipelines.estimates import intervals

RELATIVE = 1e-11


def published(shared, name):
    return pl.read_csv(shared / "oracles" / "phe" / name, infer_schema_length=None)


@pytest.mark.real_data
@pytest.mark.parametrize(("method", "confidence"), [("Byars", "95%"), ("Byars", "99.8%")])
def test_byar_limits_are_those_published(shared, method, confidence):
    answers = published(shared, "testdata_Byars_Wilson__testdata_B_W.csv").filter(
        method=method, confidence=confidence
    )
    lower, upper = intervals.byar(answers["x"], float(confidence.strip("%")) / 100)
    known = answers["lowercl"].is_not_null().to_numpy()
    assert known.sum() >= 3
    assert_allclose(lower[known], answers["lowercl"].to_numpy()[known], rtol=RELATIVE)
    assert_allclose(upper, answers["uppercl"].to_numpy(), rtol=RELATIVE)


@pytest.mark.real_data
@pytest.mark.parametrize("confidence", ["95%", "99.8%"])
def test_wilson_limits_are_those_published(shared, confidence):
    answers = published(shared, "testdata_Byars_Wilson__testdata_B_W.csv").filter(
        method="Wilson", confidence=confidence
    )
    lower, upper = intervals.wilson(answers["x"], answers["n"], float(confidence.strip("%")) / 100)
    assert answers.height == 3
    assert_allclose(lower, answers["lowercl"].to_numpy(), rtol=RELATIVE)
    assert_allclose(upper, answers["uppercl"].to_numpy(), rtol=RELATIVE)


@pytest.mark.real_data
def test_proportions_of_areas_are_those_published(shared):
    answers = published(shared, "testdata_Proportion__testdata_Prop.csv").drop_nulls("value")
    for level, confidence in (("95_0", 0.95), ("99_8", 0.998)):
        lower, upper = intervals.wilson(answers["Numerator"], answers["Denominator"], confidence)
        times = answers["multiplier"].to_numpy()
        assert_allclose(lower * times, answers[f"lower{level}cl"].to_numpy(), rtol=RELATIVE)
        assert_allclose(upper * times, answers[f"upper{level}cl"].to_numpy(), rtol=RELATIVE)


@pytest.mark.real_data
def test_limits_of_counts_are_exact_below_ten_and_byar_from_ten_as_published(shared):
    answers = published(shared, "testdata_Rate__testdata_Rate.csv").drop_nulls("value")
    assert set(answers["method"]) == {"Exact", "Byars"}
    for level, confidence in (("95_0", 0.95), ("99_8", 0.998)):
        lower, upper = intervals.poisson(answers["Numerator"], confidence)
        times = (answers["multiplier"] / answers["Denominator"]).to_numpy()
        assert_allclose(lower * times, answers[f"lower{level}cl"].to_numpy(), rtol=RELATIVE)
        assert_allclose(upper * times, answers[f"upper{level}cl"].to_numpy(), rtol=RELATIVE)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_exact_limits_agree_with_the_chi_squared_distribution(confidence):
    x = np.arange(1, 40)
    lower, upper = intervals.exact_poisson(x, confidence)
    tail = (1 - confidence) / 2
    assert_allclose(lower, stats.chi2.ppf(tail, 2 * x) / 2, rtol=1e-12)
    assert_allclose(upper, stats.chi2.ppf(1 - tail, 2 * x + 2) / 2, rtol=1e-12)


def test_nobody_counted_has_a_lower_limit_of_zero_and_an_upper_of_3_689():
    lower, upper = intervals.poisson(0)
    assert lower == 0
    assert upper == pytest.approx(-np.log(0.025), abs=1e-12)


def test_wilson_agrees_with_statsmodels():
    x, n = np.arange(0, 51), 50
    lower, upper = intervals.wilson(x, n)
    expected_lower, expected_upper = proportion_confint(x, n, method="wilson")
    assert_allclose(lower, expected_lower, atol=1e-12)
    assert_allclose(upper, expected_upper, atol=1e-12)


def test_a_share_of_nobody_has_no_limits():
    assert np.isnan(intervals.wilson(0, 0)).all()


def test_an_unknown_count_has_no_limits():
    assert np.isnan(intervals.poisson(np.nan)).all()


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.floats(1, 20))
def test_wilson_holds_the_share_and_stays_within_0_and_1(x, n, factor):
    x = min(x, n)
    lower, upper = intervals.wilson(x, n, repeat_factor=factor)
    assert 0 <= lower <= x / n + 1e-12
    assert x / n - 1e-12 <= upper <= 1


@given(st.integers(0, 5000), st.floats(1, 20))
def test_repeat_requesters_widen_both_intervals(x, factor):
    n = 5000
    plain, wide = intervals.wilson(x, n), intervals.wilson(x, n, repeat_factor=factor)
    assert wide[0] <= plain[0] + 1e-12
    assert wide[1] >= plain[1] - 1e-12
    plain = intervals.poisson(x)
    wide = intervals.widen(x, plain, factor)
    assert 0 <= wide[0] <= plain[0] + 1e-9
    assert wide[1] >= plain[1] - 1e-9


@given(st.integers(1, 1000), st.integers(2, 50))
def test_relative_width_shrinks_as_counts_grow(x, times):
    few, many = intervals.poisson(x), intervals.poisson(x * times)
    assert (many[1] - many[0]) / (x * times) < (few[1] - few[0]) / x


def test_order_of_rows_changes_nothing():
    x = np.array([0, 3, 9, 10, 400])
    order = np.array([4, 2, 0, 1, 3])
    assert_allclose(intervals.poisson(x[order]), np.array(intervals.poisson(x))[:, order])


def poisson_coverage(mean, limits):
    x = np.arange(len(limits[0]))
    return stats.poisson.pmf(x, mean)[(limits[0] <= mean) & (mean <= limits[1])].sum()


def wilson_coverage(share, size):
    x = np.arange(size + 1)
    lower, upper = intervals.wilson(x, size)
    return stats.binom.pmf(x, size, share)[(lower <= share) & (share <= upper)].sum()


def test_coverage_of_counts_is_93_to_97_percent_from_12_and_never_lower_below():
    """Computed, not drawn: the exact interval below 10 is known to cover more than it says."""
    limits = intervals.poisson(np.arange(900))
    for mean in (12, 15, 20, 30, 50, 100, 200, 400):
        assert 0.93 <= poisson_coverage(mean, limits) <= 0.97
    for mean in (0.5, 1, 2, 5, 8):
        assert poisson_coverage(mean, limits) >= 0.95


@pytest.mark.parametrize("size", [30, 50, 100, 300])
def test_coverage_of_shares_is_93_to_97_percent(size):
    covered = [wilson_coverage(share, size) for share in np.linspace(0.05, 0.95, 19)]
    assert 0.93 <= np.mean(covered) <= 0.97
    assert min(covered) >= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("households", [60, 200, 800])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_coverage_of_shares_holds_when_a_household_asks_many_times(households, share):
    """Households ask 1 to 6 times and all requests of one end alike: the repeat factor must carry that."""
    rng = np.random.default_rng(5)
    asked = rng.choice([1, 2, 3, 6], p=[0.7, 0.15, 0.1, 0.05], size=(6000, households))
    events = (asked * (rng.random(asked.shape) < share)).sum(axis=1)
    size = asked.sum(axis=1)
    factor = (asked**2).sum(axis=1) / size
    lower, upper = intervals.wilson(events, size, repeat_factor=factor)
    assert 0.93 <= np.mean((lower <= share) & (share <= upper)) <= 0.97
    plain = intervals.wilson(events, size)
    assert np.mean((plain[0] <= share) & (share <= plain[1])) < 0.92


@pytest.mark.slow
@pytest.mark.parametrize("households", [20, 80, 400])
def test_coverage_of_counts_holds_when_a_household_asks_many_times(households):
    rng = np.random.default_rng(6)
    times, chances = np.array([1, 2, 3, 6]), np.array([0.7, 0.15, 0.1, 0.05])
    asked = rng.poisson(households * chances, size=(8000, 4))
    events = asked @ times
    factor = (asked @ times**2) / np.maximum(events, 1)
    lower, upper = intervals.widen(events, intervals.poisson(events), factor)
    mean = households * (times * chances).sum()
    assert 0.93 <= np.mean((lower <= mean) & (mean <= upper)) <= 0.97
