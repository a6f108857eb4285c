"""Two shares, two rates, an area and its city: against statsmodels, by identities and by coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportions_ztest,
)

from pipelines.estimates import differences

GRID = [(12, 60, 30, 90), (3, 40, 9, 50), (200, 900, 150, 900), (1, 31, 30, 31)]


@pytest.mark.parametrize(("x1", "n1", "x2", "n2"), GRID)
def test_newcombe_agrees_with_statsmodels(x1, n1, x2, n2):
    found = differences.of_shares(x1, n1, x2, n2)
    expected = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
    assert (float(found.difference_lower), float(found.difference_upper)) == pytest.approx(
        expected, abs=1e-10
    )


def test_newcombe_is_that_of_the_paper():
    """Newcombe (1998), Stat. Med. 17:873, table II, method 10: 56/70 - 48/80 is 0.0524 to 0.3339."""
    found = differences.of_shares(56, 70, 48, 80)
    limits = float(found.difference_lower), float(found.difference_upper)
    assert [round(limit, 4) for limit in limits] == [0.0524, 0.3339]


@pytest.mark.parametrize(("x1", "n1", "x2", "n2"), GRID)
def test_log_ratio_agrees_with_statsmodels(x1, n1, x2, n2):
    found = differences.of_shares(x1, n1, x2, n2)
    expected = confint_proportions_2indep(x1, n1, x2, n2, method="log", compare="ratio")
    assert (float(found.ratio_lower), float(found.ratio_upper)) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("x1", "n1", "x2", "n2"), GRID)
def test_p_is_the_pooled_z_test(x1, n1, x2, n2):
    found = differences.of_shares(x1, n1, x2, n2)
    assert float(found.p) == pytest.approx(proportions_ztest([x1, x2], [n1, n2])[1], rel=1e-9)


def test_repeats_multiply_the_variance():
    once, twice = differences.of_shares(200, 900, 150, 900), differences.of_shares(200, 900, 150, 900, 4, 4)
    z = [stats.norm.isf(float(d.p) / 2) for d in (once, twice)]
    assert z[0] / z[1] == pytest.approx(2)
    assert twice.difference_lower < once.difference_lower


def test_no_event_on_a_side_has_a_difference_and_no_ratio():
    found = differences.of_shares(5, 100, 0, 100)
    assert float(found.difference) == 0.05
    assert np.isnan(found.ratio)
    assert np.isfinite([found.difference_lower, found.difference_upper, found.p]).all()


def test_nobody_turned_away_anywhere_is_no_difference():
    found = differences.of_shares(0, 100, 0, 100)
    assert (float(found.difference), float(found.p)) == (0, 1)


def test_an_empty_side_says_nothing():
    assert np.isnan(np.array(differences.of_shares(0, 0, 5, 10))).all()


def test_an_area_is_tested_against_the_rest_of_its_city():
    found = differences.of_part_and_whole(30, 100, 130, 1000)
    rest = differences.of_shares(30, 100, 100, 900)
    assert float(found.difference) == pytest.approx(0.30 - 0.13)
    assert float(found.p) == pytest.approx(float(rest.p))
    assert float(found.ratio) == pytest.approx(0.30 / 0.13)


def test_an_area_that_is_the_whole_city_says_nothing():
    assert np.isnan(differences.of_part_and_whole(30, 100, 30, 100).p)


def test_rates_agree_with_the_poisson_ratio_test():
    found = differences.of_rates(60, 10_000, 30, 9_000)
    log_ratio = np.log((60 / 10_000) / (30 / 9_000))
    error = np.sqrt(1 / 60 + 1 / 30)
    assert float(found.ratio) == pytest.approx(np.exp(log_ratio))
    assert float(found.ratio_lower) == pytest.approx(np.exp(log_ratio - 1.959964 * error), rel=1e-6)
    assert float(found.p) == pytest.approx(2 * stats.norm.sf(log_ratio / error))


def test_the_margin_of_a_denominator_widens_a_ratio():
    plain, wide = differences.of_rates(60, 9e3, 30, 9e3), differences.of_rates(60, 9e3, 30, 9e3, cv=0.1)
    assert wide.p > plain.p
    assert wide.difference_upper > plain.difference_upper
    assert float(wide.difference) == pytest.approx(float(plain.difference))


sides = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda pair: (min(pair), max(pair)))


@given(sides, sides)
def test_swapping_the_sides_turns_the_sign(first, other):
    there, back = differences.of_shares(*first, *other), differences.of_shares(*other, *first)
    assert float(there.difference) == pytest.approx(-float(back.difference), abs=1e-12)
    assert float(there.difference_lower) == pytest.approx(-float(back.difference_upper), abs=1e-9)
    assert float(there.p) == pytest.approx(float(back.p), abs=1e-9)


@given(sides, sides)
def test_the_interval_holds_the_difference(first, other):
    found = differences.of_shares(*first, *other)
    assert found.difference_lower - 1e-12 <= found.difference <= found.difference_upper + 1e-12
    assert found.difference_lower >= -1
    assert found.difference_upper <= 1


def coverage(p1, n1, p2, n2):
    x1, x2 = np.meshgrid(np.arange(n1 + 1), np.arange(n2 + 1), indexing="ij")
    found = differences.of_shares(x1, n1, x2, n2)
    held = (found.difference_lower <= p1 - p2) & (p1 - p2 <= found.difference_upper)
    chance = np.outer(stats.binom.pmf(np.arange(n1 + 1), n1, p1), stats.binom.pmf(np.arange(n2 + 1), n2, p2))
    return chance[held].sum()


@pytest.mark.parametrize(("n1", "n2"), [(30, 30), (40, 150)])
def test_coverage_of_a_difference_is_93_to_97_percent(n1, n2):
    """Computed over every pair of counts, not drawn."""
    found = [coverage(p1, n1, p2, n2) for p1 in (0.1, 0.3, 0.5) for p2 in (0.1, 0.3, 0.5)]
    assert 0.93 <= np.mean(found) <= 0.97
    assert min(found) >= 0.93


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.1, 0.3])
@pytest.mark.parametrize("size", [80, 400])
def test_coverage_of_an_area_against_its_city(share, size):
    rng = np.random.default_rng(8)
    area, rest = rng.binomial(size, share + 0.1, 20_000), rng.binomial(2000, share, 20_000)
    found = differences.of_part_and_whole(area, size, area + rest, size + 2000)
    truth = 0.1 * 2000 / (size + 2000)
    held = (found.difference_lower <= truth) & (truth <= found.difference_upper)
    assert 0.93 <= held.mean() <= 0.97
    ratio = (share + 0.1) / ((size * (share + 0.1) + 2000 * share) / (size + 2000))
    held = (found.ratio_lower <= ratio) & (ratio <= found.ratio_upper)
    assert 0.93 <= held.mean() <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("mean", [15, 100])
def test_coverage_of_two_rates(mean):
    rng = np.random.default_rng(9)
    x1, x2 = rng.poisson(mean, 20_000), rng.poisson(2 * mean, 20_000)
    found = differences.of_rates(x1, 1000, x2, 1500)
    truth = mean - 2 * mean / 1.5
    assert 0.93 <= np.mean((found.difference_lower <= truth) & (truth <= found.difference_upper)) <= 0.97
    assert 0.93 <= np.mean((found.ratio_lower <= 0.75) & (found.ratio_upper >= 0.75)) <= 0.97
