"""Colour scales: round, five classes, and printable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.estimates.scales import class_of, nice_breaks

values = st.lists(
    st.floats(0, 1e6, allow_subnormal=False).map(lambda x: round(x, 3)), min_size=2, max_size=60
)


def test_shares_of_a_hundred():
    assert nice_breaks(np.linspace(8, 31, 50)) == [10, 15, 20, 25]


def test_breaks_are_whole_multiples_and_print_short():
    """Counting in floats gives 0.6000000000000001, which a legend would print."""
    assert nice_breaks([0.0, 1.0]) == [0.2, 0.4, 0.6, 0.8]
    assert nice_breaks([0.1, 0.35]) == [0.15, 0.2, 0.25, 0.3]
    assert [str(b) for b in nice_breaks([0, 3])] == ["1.0", "2.0", "3.0", "4.0"]


@pytest.mark.parametrize("nothing", [[], [np.nan], [3.0, 3.0]])
def test_one_value_has_no_scale(nothing):
    assert nice_breaks(nothing) == []


def test_an_outlier_does_not_stretch_the_scale():
    assert nice_breaks([*np.linspace(8, 31, 200), 5000])[-1] <= 35


def test_a_value_on_a_break_is_in_the_class_above():
    assert class_of([9, 10, 24.9, 25, 99, np.nan], [10, 15, 20, 25]).tolist() == [0, 1, 3, 4, 4, -1]


@given(values)
def test_four_rising_breaks_without_a_tail_of_digits(drawn):
    breaks = nice_breaks(drawn)
    if len(set(drawn)) > 1:
        assert len(breaks) == 4
        assert breaks == sorted(set(breaks))
        assert all(len(repr(b).replace(".", "").rstrip("0").lstrip("0").split("e")[0]) <= 8 for b in breaks)


@given(values, st.randoms())
def test_order_and_repetition_change_nothing(drawn, random):
    assert nice_breaks(random.sample(drawn, len(drawn))) == nice_breaks(drawn)


@given(values)
def test_every_value_has_a_class(drawn):
    breaks = nice_breaks(drawn)
    if breaks:
        assert set(class_of(drawn, breaks)) <= set(range(5))
