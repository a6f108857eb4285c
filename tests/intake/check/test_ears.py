"""C2 of EARS: against a published answer, by hand, and against a slow loop."""

import json
import math
import random
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pipelines.intake.check.ears import BASELINE, LAG, THRESHOLD, baselines, dispersion, distances

COUNTS = st.lists(st.integers(0, 500), max_size=40)


@pytest.mark.real_data
@pytest.mark.parametrize(("lag", "name"), [(0, "earsC1"), (LAG, "earsC2")])
def test_limits_and_alarms_are_those_published(shared, lag, name):
    """Weekly salmonella counts in Germany, and what the R package surveillance makes of them."""
    path = shared / "oracles" / "anomaly" / "salmNewport_ears_farrington.json"
    published = json.loads(path.read_text(encoding="utf-8"))
    mean, sd = baselines(published["y"], lag)
    weeks = np.array(published["range"]) - 1
    upper = (mean + THRESHOLD * sd)[weeks]
    assert len(weeks) == 61
    assert_allclose(upper, published[name]["upper"], atol=5e-13, rtol=0)
    alarms = np.array(published["y"])[weeks] > upper
    assert alarms.sum() == sum(published[name]["alarm"]) > 0
    assert alarms.tolist() == [alarm == 1 for alarm in published[name]["alarm"]]


def test_a_baseline_by_hand():
    """Of 1, 2, ..., 7 the mean is 4 and the variance 28 / 6."""
    mean, sd = baselines([1, 2, 3, 4, 5, 6, 7, 100, 200, 9])
    assert np.isnan(mean[:9]).all() and np.isnan(sd[:9]).all()
    assert mean[9] == 4
    assert sd[9] == pytest.approx(math.sqrt(28 / 6), rel=1e-14)


def test_c1_takes_the_seven_that_end_just_before():
    mean, _ = baselines([1, 2, 3, 4, 5, 6, 7, 100], lag=0)
    assert mean.tolist()[7] == 4 and np.isnan(mean[:7]).all()


@given(COUNTS, st.sampled_from([0, LAG]))
def test_baselines_are_those_of_a_slow_loop(counts, lag):
    mean, sd = baselines(counts, lag)
    assert len(mean) == len(sd) == len(counts)
    for n in range(len(counts)):
        if n < BASELINE + lag:
            assert math.isnan(mean[n]) and math.isnan(sd[n])
        else:
            before = counts[n - lag - BASELINE : n - lag]
            assert mean[n] == pytest.approx(statistics.mean(before), rel=1e-12)
            assert sd[n] == pytest.approx(statistics.stdev(before), rel=1e-9, abs=1e-9)


def test_a_distance_by_hand():
    """Ten counts of 16 have no spread, so one of 28 lies 12 / sqrt(16) off: Poisson is the least."""
    far = distances([16] * 10 + [28])
    assert far[9] == 0
    assert far[10] == 3.0


def test_a_baseline_of_its_own_spread_counts_with_that():
    """Nine of each in turn: the seven before the last are 0, 20, 0, 20, 0, 20, 0, of mean 60 / 7."""
    counts = [0, 20] * 5
    spread = statistics.stdev([0, 20, 0, 20, 0, 20, 0])
    least = math.sqrt(dispersion(counts) * 60 / 7)
    assert distances(counts)[9] == pytest.approx((20 - 60 / 7) / max(spread, least), rel=1e-12)


@given(COUNTS)
def test_no_count_lies_further_off_than_by_the_published_formula(counts):
    mean, sd = baselines(counts)
    far = distances(counts)
    known = ~np.isnan(mean)
    assert np.isnan(far[~known]).all()
    wide = known & (sd > 0)
    published = (np.array(counts, float)[wide] - mean[wide]) / sd[wide]
    assert (np.abs(far[wide]) <= np.abs(published) + 1e-12).all()


def test_dispersion_is_one_for_poisson_and_larger_for_what_comes_in_bursts():
    draw = random.Random(1)
    poisson = [sum(draw.random() < 0.01 for _ in range(5000)) for _ in range(300)]
    assert 1 <= dispersion(poisson) < 1.35
    assert 3 < dispersion([4 * count for count in poisson]) < 5.4


def test_a_step_hardly_moves_the_dispersion():
    draw = random.Random(2)
    counts = [sum(draw.random() < 0.05 for _ in range(1000)) for _ in range(200)]
    stepped = [count * (1 if n < 100 else 3) for n, count in enumerate(counts[:101])] + counts[101:]
    assert dispersion(stepped) == pytest.approx(dispersion(counts), abs=0.15)


def test_no_counts_have_no_dispersion():
    assert dispersion([]) == dispersion([0, 0, 0]) == 1.0
