"""Weeks and askers, against slow loops."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.check.series import asked_for, askers_by_day, requests_by_day, whole_weeks
from tests.intake.check.logs import START, requests

DAYS = st.lists(st.integers(0, 80).map(lambda n: START + timedelta(days=n)), min_size=1, max_size=60)


@given(DAYS, st.integers(0, 80), st.integers(0, 20))
def test_weeks_are_those_of_a_slow_loop(days, closed_from, closed_for):
    closed = START + timedelta(days=closed_from), START + timedelta(days=closed_from + closed_for)
    expected = []
    day = min(days)
    while day + timedelta(days=6) <= max(days):
        week = [day + timedelta(days=n) for n in range(7)]
        if day.weekday() == 0:
            if not any(closed[0] <= one <= closed[1] for one in week):
                expected.append((day, sum(days.count(one) for one in week)))
            day += timedelta(days=7)
        else:
            day += timedelta(days=1)
    weeks = whole_weeks(Counter(days), [closed])
    assert [(week.from_on, week.requests) for week in weeks] == expected


def test_no_requests_make_no_weeks():
    assert whole_weeks({}) == []


def test_a_household_asks_once_a_day_and_a_row_of_counts_is_one():
    day = [START] * 5
    log = requests(day, household_key=["a", "a", "b", None, None], requests=[1, 1, 1, 30, 4])
    assert askers_by_day(log) == {START: 4}
    assert requests_by_day(log) == {START: 37}


def test_standing_requests_are_asked_for_by_nobody():
    log = requests([START, date(2024, 2, 1)], is_recurring=[False, True])
    assert asked_for(log)["received_on"].to_list() == [START]
