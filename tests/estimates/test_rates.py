"""Requests per 1,000: against UKHSA's rates, with repeats and the margin of the denominator."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pipelines.estimates.rates import requests_rate


@pytest.mark.real_data
def test_rates_without_repeats_or_margin_are_those_published(shared):
    path = shared / "oracles" / "phe" / "testdata_Rate__testdata_Rate.csv"
    answers = pl.read_csv(path, infer_schema_length=None).drop_nulls("value")
    assert answers.height == 17
    for level, confidence in (("95_0", 0.95), ("99_8", 0.998)):
        for per in (100, 100_000):
            rows = answers.filter(multiplier=per)
            rate = requests_rate(rows["Numerator"], rows["Denominator"], 0, per=per, confidence=confidence)
            assert_allclose(rate.value, rows["value"].to_numpy(), rtol=1e-11)
            assert_allclose(rate.lower, rows[f"lower{level}cl"].to_numpy(), rtol=1e-11)
            assert_allclose(rate.upper, rows[f"upper{level}cl"].to_numpy(), rtol=1e-11)


def test_nobody_lives_here_so_nothing_is_computed():
    rate = requests_rate([5, 0], 0, 0)
    assert np.isnan(np.array(rate)).all()


def test_more_requests_than_residents_is_a_rate():
    assert float(requests_rate(250, 220, 0).value) == pytest.approx(1000 * 250 / 220)


def test_no_request_has_a_rate_of_zero_and_an_upper_limit():
    rate = requests_rate(0, 1000, 100)
    assert (rate.value, rate.lower) == (0, 0)
    assert float(rate.upper) > 3.689
    assert np.isnan(rate.cv)


def test_a_quarter_counts_four_times():
    year, quarter = requests_rate(120, 1000, 0), requests_rate(30, 1000, 0, months=3)
    assert float(quarter.value) == pytest.approx(float(year.value))
    assert quarter.upper > year.upper


def test_error_of_a_large_count_is_the_sum_of_both_variances():
    """Var(log r) = factor/x + (SE_D/D)^2 to within a hundredth at 20,000 requests."""
    rate = requests_rate(20_000, 50_000, 2_000, repeat_factor=2)
    error = np.sqrt(2 / 20_000 + (2_000 / 1.645 / 50_000) ** 2)
    assert float(rate.cv) == pytest.approx(100 * error)
    assert float(np.log(rate.upper / rate.value)) == pytest.approx(1.96 * error, rel=0.01)
    assert float(np.log(rate.value / rate.lower)) == pytest.approx(1.96 * error, rel=0.01)


@given(st.integers(0, 10**5), st.integers(1, 10**6), st.floats(0, 0.4), st.floats(1, 9))
def test_each_source_of_error_only_widens(x, people, relative_moe, factor):
    plain = requests_rate(x, people, 0)
    wide = requests_rate(x, people, relative_moe * people, repeat_factor=factor)
    assert wide.lower <= plain.lower * (1 + 1e-9)
    assert wide.upper >= plain.upper * (1 - 1e-9)
    assert wide.lower <= wide.value <= wide.upper


@given(st.integers(1, 10**5), st.integers(1, 10**6), st.integers(2, 50))
def test_the_same_share_of_more_people_is_the_same_rate_known_better(x, people, times):
    once, more = requests_rate(x, people, 0), requests_rate(x * times, people * times, 0)
    assert float(more.value) == pytest.approx(float(once.value))
    assert more.upper - more.lower < once.upper - once.lower


@pytest.mark.slow
@pytest.mark.parametrize("mean", [15, 60, 600])
@pytest.mark.parametrize("cv", [0.03, 0.10])
def test_coverage_with_an_uncertain_denominator(mean, cv):
    """The true rate is mean per 10,000 people; the census draws its estimate with the given CV."""
    rng = np.random.default_rng(7)
    x = rng.poisson(mean, 20_000)
    people = 10_000 * np.exp(rng.normal(0, cv, x.size))
    rate = requests_rate(x, people, 1.645 * cv * people)
    truth = mean / 10
    assert 0.93 <= np.mean((rate.lower <= truth) & (truth <= rate.upper)) <= 0.97
