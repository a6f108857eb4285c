"""The tipping point against a slow search over every pair of fractions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.estimates.tipping import tipping_point


def test_equal_shares_unwritten():
    """10 points apart with 40 % unwritten on both sides: those would have to differ by 25 points."""
    assert float(tipping_point(30, 40, 100, 20, 40, 100)) == pytest.approx(25)


def test_all_results_written_down_cannot_be_undone():
    assert tipping_point(30, 0, 100, 20, 0, 100) == np.inf


def test_no_difference_needs_nothing():
    assert tipping_point(20, 10, 100, 20, 10, 100) == 0


def test_results_like_the_written_ones_can_undo_it_alone():
    """35 in 100 with all written, 20 in 100 with 60 unwritten: of those, half would be turned away."""
    assert tipping_point(35, 0, 100, 20, 60, 100) == 0


def test_the_side_with_more_unwritten_is_used_first():
    """17 of the 20 unwritten on the other side would do: 35 points more than the 29.4 % of the written."""
    assert float(tipping_point(300, 100, 1000, 200, 200, 1000)) == pytest.approx(35.294, abs=0.001)


def test_an_empty_side_is_not_known():
    assert np.isnan(tipping_point(0, 0, 0, 20, 10, 100))


sides = st.tuples(st.integers(0, 60), st.integers(0, 40)).map(lambda pair: (*pair, 100))


def slow_tipping_point(first, other):
    """Try every share of the higher side's unwritten in steps and solve for the other's."""
    if first[0] < other[0]:
        first, other = other, first
    gap, high, low = (first[0] - other[0]) / 100, first[1] / 100, other[1] / 100
    alike = (first[0] + other[0]) / (200 - first[1] - other[1])
    if gap == 0 or gap + alike * (high - low) <= 0:
        return 0.0
    found = [np.inf]
    for f in np.linspace(0, alike, 4001):
        if low:
            g = (gap + f * high) / low
            if alike - 1e-9 <= g <= 1 + 1e-9:
                found.append(g - f)
        elif abs(gap + f * high) < 1e-9:
            found.append(alike - f)
    if high:  # the other side left as it is: all of the shift on the higher side
        f = (alike * low - gap) / high
        if f >= -1e-9:
            found.append(alike - f)
    return 100 * min(found)


@given(sides, sides)
def test_agrees_with_the_slow_search(first, other):
    fast, slow = float(tipping_point(*first, *other)), slow_tipping_point(first, other)
    assert fast == slow == np.inf or fast == pytest.approx(slow, abs=0.2)


@given(sides, sides)
def test_the_order_of_sides_does_not_matter(first, other):
    there, back = float(tipping_point(*first, *other)), float(tipping_point(*other, *first))
    assert there == back or there == pytest.approx(back)


@given(sides, sides, st.integers(2, 50))
def test_more_requests_of_the_same_kind_change_nothing(first, other, times):
    once = float(tipping_point(*first, *other))
    more = float(tipping_point(*(times * part for part in first), *(times * part for part in other)))
    assert once == more or once == pytest.approx(more)
