"""Falls and rises of a log: found where they were planted, and none where there are none."""

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.check.changes import comparable_weeks, find_changes
from pipelines.intake.check.form_changes import FormChange
from pipelines.intake.check.series import Week
from tests.intake.check.logs import START, by_chance, every_day, requests, spell

ONE_DAY = timedelta(days=1)


def weeks(*counts: int) -> list[Week]:
    return [Week(START + timedelta(days=7 * n), count) for n, count in enumerate(counts)]


def monday(week: int) -> date:
    return START + timedelta(days=7 * week)


def test_a_fall_is_told_with_its_weeks_and_what_was_before():
    (change,) = find_changes(weeks(*[100] * 12, *[40] * 3, *[100] * 9))
    assert (change.direction, change.from_on, change.to_on) == ("fall", monday(12), monday(15) - ONE_DAY)
    assert (change.observed, change.usual) == (40, 100)
    assert not change.is_explained


def test_a_rise_is_told_as_a_rise():
    changes = find_changes(weeks(*[100] * 12, *[200] * 20))
    assert [(c.direction, c.from_on, c.observed, c.usual) for c in changes] == [
        ("rise", monday(12), 200, 100)
    ]


def test_one_week_is_no_change():
    assert find_changes(weeks(*[100] * 12, 300, *[100] * 12)) == ()


def test_two_weeks_of_which_none_is_over_the_threshold_are_none():
    """Over 3.09 standard deviations of 10 is 131; two weeks of 129 are over 2 and a quarter off."""
    assert find_changes(weeks(*[100] * 12, 129, 129, *[100] * 3)) == ()
    assert len(find_changes(weeks(*[100] * 12, 129, 132, *[100] * 3))) == 1


def test_a_change_of_less_than_a_quarter_is_none_however_sure():
    assert find_changes(weeks(*[10_000] * 12, *[12_400] * 3)) == ()
    assert len(find_changes(weeks(*[10_000] * 12, *[12_600] * 3))) == 1


def test_the_first_nine_weeks_have_nothing_to_be_compared_with():
    assert find_changes(weeks(*[100] * 3, *[500] * 6)) == ()
    assert find_changes([]) == ()


def test_the_calendar_explains_what_begins_with_its_entry():
    counts = weeks(*[100] * 12, *[40] * 3, *[100] * 9)
    near = spell("hours_changed", monday(11) + timedelta(days=3), monday(30))
    ended = spell("languages_changed", monday(2), monday(12) - ONE_DAY)
    far = spell("hours_changed", monday(3), monday(9))
    (change,) = find_changes(counts, (near, ended, far))
    assert change.spells == (near, ended) and change.is_explained


@pytest.mark.parametrize("is_explained", [True, False])
def test_a_fall_that_comes_with_a_new_form_is_part_of_it(is_explained):
    spells = (spell("form_changed", monday(12), monday(13)),) if is_explained else ()
    form = FormChange(f"{monday(12):%Y-%m}", (), spells)
    (change,) = find_changes(weeks(*[100] * 12, *[40] * 3), (), [form])
    assert change.form == form and change.is_explained == is_explained
    (other,) = find_changes(weeks(*[100] * 12, *[40] * 3), (), [FormChange("2023-01", (), spells)])
    assert other.form is None


def test_weeks_in_which_it_was_closed_are_neither_falls_nor_usual():
    closed = spell("paused", monday(20), monday(23) - ONE_DAY)
    days = [day for day in every_day(START, 7 * 40, 5) if not closed.has_day(day, day)]
    compared = comparable_weeks(requests(days), (closed,), [])
    assert len(compared) == 37 and {week.requests for week in compared} == {35}
    silent = comparable_weeks(requests(days), (), [(closed.from_on, closed.to_on)])
    assert silent == compared
    assert find_changes(compared) == ()
    assert find_changes(comparable_weeks(requests(days), (), [])) != ()


def test_a_log_of_under_ten_requests_a_week_is_not_compared():
    assert comparable_weeks(requests(every_day(START, 210, 1)), (), []) == []
    assert comparable_weeks(requests([]), (), []) == []


@given(st.integers(0, 10**6), st.floats(2, 60))
@pytest.mark.slow
def test_when_a_log_was_and_the_order_of_its_rows_change_nothing(seed, a_day):
    days = by_chance(random.Random(seed), START, 7 * 30, a_day)
    later = [day + timedelta(days=7 * 52) for day in reversed(days)]
    one, other = (find_changes(comparable_weeks(requests(some), (), [])) for some in (days, later))
    assert [(c.from_on + timedelta(days=7 * 52), c.observed, c.usual) for c in one] == [
        (c.from_on, c.observed, c.usual) for c in other
    ]


@pytest.mark.parametrize(("a_week", "bursts"), [(12, 1), (80, 1), (80, 3), (300, 8)])
def test_a_quiet_log_is_quiet(a_week, bursts):
    """Of 200 logs of three years, of Poisson weeks and of weeks with more spread, at most 25 have a run."""
    draw = np.random.default_rng(4)
    loud = 0
    for _ in range(200):
        if bursts == 1:
            counts = draw.poisson(a_week, 156)
        else:
            counts = draw.negative_binomial(a_week / (bursts - 1), 1 / bursts, 156)
        loud += bool(find_changes(weeks(*counts.tolist())))
    assert loud <= 25


def test_a_halving_is_found_in_eight_of_ten_logs_of_80_requests_a_week():
    draw = np.random.default_rng(5)
    found = 0
    for _ in range(200):
        counts = draw.poisson([80] * 40 + [40] * 20)
        near = [c for c in find_changes(weeks(*counts.tolist())) if monday(39) <= c.from_on <= monday(42)]
        found += [c.direction for c in near] == ["fall"]
    assert found >= 160
