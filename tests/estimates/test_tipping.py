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


def test_many_more_unwritten_on_the_other_side_undo_it_alone():
    """If all unwritten were turned away on both sides the sign would already turn: 0 points."""
    assert tipping_point(30, 5, 100, 20, 50, 100) == 0


def test_an_empty_side_is_not_known():
    assert np.isnan(tipping_point(0, 0, 0, 20, 10, 100))


sides = st.tuples(st.integers(0, 60), st.integers(0, 40)).map(lambda pair: (*pair, 100))


def slow_tipping_point(first, other):
    """Try every fraction f in hundredths and solve for g."""
    if first[0] < other[0]:
        first, other = other, first
    gap, high, low = (first[0] - other[0]) / 100, first[1] / 100, other[1] / 100
    if gap == 0:
        return 0.0
    found = [np.inf]
    for f in np.linspace(0, 1, 2001):
        g = (gap + f * high) / low if low else np.inf
        if g <= 1 + 1e-12:
            found.append(max(g - f, 0))
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
