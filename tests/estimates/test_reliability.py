"""Reliability at each boundary of the rule."""

import numpy as np
import pytest

from pipelines.estimates import reliability
from pipelines.estimates.rates import requests_rate
from pipelines.estimates.shares import share

POLICY = reliability.ReliabilityPolicy(
    fewest_events=10, widest_relative_rate=1.6, fewest_asked=30, hidden_width=0.3, shown_width=0.05,
    widest_relative_share=1.3, unstable_events=20, largest_cv=12,
    largest_cv_shown=30,
)  # fmt: skip


@pytest.mark.parametrize(
    ("events", "size", "width", "cv", "expected"),
    [
        (9, 1000, 1.0, 5, "too_few"),
        (10, 1000, 1.0, 5, "care"),
        (20, 1000, 1.0, 5, "care"),
        (21, 1000, 1.0, 5, "good"),
        (21, 9, 1.0, 5, "too_few"),
        (21, 10, 1.0, 5, "good"),
        (400, 1000, 1.60, 5, "good"),
        (400, 1000, 1.61, 5, "too_few"),
        (400, 1000, 1.0, 12, "good"),
        (400, 1000, 1.0, 12.1, "care"),
        (400, 1000, np.nan, 5, "too_few"),
        (400, 1000, 1.0, np.nan, "care"),
    ],
)
def test_rates(events, size, width, cv, expected):
    assert reliability.of_rate(events, size, 10, 10, 10 + 10 * width, cv, POLICY) == expected


@pytest.mark.parametrize(
    ("size", "value", "width", "events", "expected"),
    [
        (29, 0.5, 0.2, 100, "too_few"),
        (30, 0.5, 0.2, 100, "good"),
        (100, 0.5, 0.30, 100, "too_few"),
        (100, 0.5, 0.29, 100, "good"),
        (100, 0.01, 0.05, 100, "good"),
        (100, 0.01, 0.06, 100, "too_few"),
        (100, 0.10, 0.125, 100, "good"),
        (100, 0.10, 0.14, 100, "too_few"),
        (100, 0.5, 0.2, 20, "care"),
        (100, np.nan, np.nan, 0, "too_few"),
    ],
)
def test_shares(size, value, width, events, expected):
    assert reliability.of_share(events, size, value, 0, width, 5, POLICY) == expected


def test_a_figure_of_zero_is_never_better_than_care():
    zero = share(0, 5000)
    assert reliability.of_share(0, 5000, zero.value, zero.lower, zero.upper, zero.cv, POLICY) == "care"


def test_many_rates_at_once():
    rate = requests_rate([5, 15, 400], 1000, 0)
    classes = reliability.of_rate([5, 15, 400], 1000, rate.value, rate.lower, rate.upper, rate.cv, POLICY)
    assert classes.tolist() == ["too_few", "care", "good"]


def test_census_figures_have_no_number_asked():
    assert reliability.of_census_share(0.3, 0.25, 0.35, 8, POLICY) == "good"
    assert reliability.of_census_share(0.3, 0.2, 0.4, 16, POLICY) == "care"
    assert reliability.of_census_share(0.3, 0.1, 0.5, 29, POLICY) == "too_few"
    assert reliability.of_census_share(0.01, 0.0, 0.02, 30, POLICY) == "care"
    assert reliability.of_census_share(0.01, 0.0, 0.02, 30.1, POLICY) == "too_few"
    assert reliability.of_census_count(1000, 400, 1600, 30.1, POLICY) == "too_few"
    assert reliability.of_census_count(1000, 900, 1100, 5, POLICY) == "good"
    assert reliability.of_census_count(1000, 100, 1900, 45, POLICY) == "too_few"
