"""The four results, unmet need as a range, and shares over hidden counts."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pipelines.estimates import shares

COUNTS = {"received": [40, 0], "turned_away": [20, 0], "no_result": [30, 0], "withdrew": [10, 0]}


def test_four_parts_of_a_hundred_requests():
    found = shares.result_shares(COUNTS)
    assert found.size.tolist() == [100, 0]
    assert [float(found.parts[r].value[0]) for r in shares.RESULTS] == [0.4, 0.2, 0.3, 0.1]


def test_nobody_asked_so_there_is_no_share():
    assert all(np.isnan(np.array(part)[:, 1]).all() for part in shares.result_shares(COUNTS).parts.values())


def test_unmet_need_is_at_least_turned_away_and_at_most_with_the_unwritten():
    least, most = shares.unmet_range(18, 23, 100)
    assert (float(least), float(most)) == (0.18, 0.41)


def test_what_the_shares_are_about():
    assert float(shares.recorded_share(71, 29)) == 0.71
    assert np.isnan(shares.recorded_share(0, 0))


@given(st.lists(st.integers(0, 10**5), min_size=4, max_size=4).filter(any))
def test_four_shares_are_one_and_each_lies_in_its_limits(counts):
    found = shares.result_shares(dict(zip(shares.RESULTS, counts, strict=True)), repeat_factor=2)
    assert sum(float(part.value) for part in found.parts.values()) == pytest.approx(1)
    for part in found.parts.values():
        assert part.lower - 1e-12 <= part.value <= part.upper + 1e-12


@given(st.lists(st.integers(0, 500), min_size=8, max_size=8).filter(any))
def test_two_areas_joined_have_a_share_between_theirs(counts):
    first, other = (
        dict(zip(shares.RESULTS, counts[:4], strict=True)),
        dict(zip(shares.RESULTS, counts[4:], strict=True)),
    )
    joined = {r: first[r] + other[r] for r in shares.RESULTS}
    parts = [float(shares.result_shares(c).parts["turned_away"].value) for c in (first, other)]
    found = float(shares.result_shares(joined).parts["turned_away"].value)
    known = [part for part in parts if not np.isnan(part)]
    assert min(known) - 1e-12 <= found <= max(known) + 1e-12


ranges = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(ranges, ranges)
def test_share_over_hidden_counts_is_its_slow_twin(events, rest):
    """Every whole number in both ranges, one by one."""
    low, high = shares.share_over_hidden(events[0], events[1], rest[0], rest[1])
    every = [
        x / (x + y)
        for x, y in itertools.product(range(events[0], events[1] + 1), range(rest[0], rest[1] + 1))
        if x + y > 0
    ]
    if every:
        # A corner where nobody asked has no share: the range is then open at that end.
        assert np.isnan(low) or float(low) == pytest.approx(min(every))
        assert np.isnan(high) or float(high) == pytest.approx(max(every))


def test_share_of_a_known_total_cannot_pass_the_whole():
    low, high = shares.share_of_known_total([1, 1], [17, 17], [100, 10])
    assert_allclose(low, [0.01, 0.1])
    assert_allclose(high, [0.17, 1.0])
