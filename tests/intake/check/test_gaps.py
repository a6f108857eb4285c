"""Silence that stands out, and silence that does not."""

import math
import random
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.check.gaps import find_gaps, find_stop, stretches, usual_rate, usual_stretch
from tests.intake.check.logs import START, by_chance, every_day, spell

DAY = timedelta(days=1)
AUGUST = date(2024, 8, 1), date(2024, 8, 31)
YEAR = every_day(START, 366)


def without(days: list[date], first: date, last: date) -> Counter:
    return Counter(day for day in days if not first <= day <= last)


def test_a_month_of_silence_is_told():
    (gap,) = find_gaps(without(YEAR, *AUGUST), ())
    assert (gap.from_on, gap.to_on, gap.days, gap.open_days) == (*AUGUST, 31, 31)
    assert gap.expected == 93  # three a day
    assert not gap.is_explained and gap.spells == ()


def test_the_calendar_explains_it():
    for state in ("paused", "full"):
        closed = spell(state, *AUGUST)
        (gap,) = find_gaps(without(YEAR, *AUGUST), (closed,))
        assert gap.is_explained and gap.spells == (closed,) and gap.open_days == 0


def test_the_calendar_explains_days_and_not_their_neighbours():
    short = spell("paused", AUGUST[0], date(2024, 8, 15))
    (gap,) = find_gaps(without(YEAR, *AUGUST), (short,))
    assert not gap.is_explained and gap.open_days == 16 and gap.expected == 48
    nearly = spell("paused", AUGUST[0], date(2024, 8, 26))
    assert find_gaps(without(YEAR, *AUGUST), (nearly,))[0].is_explained


def test_other_entries_of_the_calendar_explain_no_silence():
    hours = spell("hours_changed", *AUGUST)
    (gap,) = find_gaps(without(YEAR, *AUGUST), (hours,))
    assert not gap.is_explained and gap.spells == (hours,)


@pytest.mark.parametrize(("days", "is_told"), [(6, False), (7, True)])
def test_a_week_is_the_shortest(days, is_told):
    found = find_gaps(without(YEAR, AUGUST[0], AUGUST[0] + (days - 1) * DAY), ())
    assert bool(found) == is_told


def test_a_pantry_of_every_other_saturday_is_open_as_ever():
    saturdays = [START + timedelta(days=5 + 14 * n) for n in range(26) for _ in range(40)]
    assert find_gaps(Counter(saturdays), ()) == ()
    missed = without(saturdays, saturdays[40 * 10], saturdays[40 * 10])
    (gap,) = find_gaps(missed, ())
    assert gap.days == 27


def test_silence_that_chance_makes_is_not_told():
    """One request in ten days: a month without has a probability of e^-3, and a log has many stretches."""
    days = [START + timedelta(days=10 * n) for n in range(40)]
    assert find_gaps(without(days, date(2024, 6, 1), date(2024, 6, 28)), ()) == ()


def test_a_log_that_only_begins_has_no_gap():
    days = [START, *every_day(date(2024, 3, 1), 200)]
    assert find_gaps(Counter(days), ()) == ()


def test_a_partner_that_fell_silent_while_the_others_went_on():
    stop = find_stop(Counter(YEAR), (), date(2025, 3, 31))
    assert (stop.from_on, stop.to_on, stop.is_explained) == (date(2025, 1, 1), date(2025, 3, 31), False)
    closed = spell("paused", date(2025, 1, 1), date(2025, 12, 31))
    assert find_stop(Counter(YEAR), (closed,), date(2025, 3, 31)).is_explained


def test_files_that_come_some_days_apart_are_no_stop():
    assert find_stop(Counter(YEAR), (), date(2025, 1, 27)) is None
    assert find_stop(Counter(YEAR), (), date(2025, 1, 28)) is not None


def test_nobody_to_compare_with_no_stop():
    assert find_stop(Counter(YEAR), (), None) is None
    assert find_stop(Counter(), (), date(2025, 3, 31)) is None
    assert find_stop(Counter(YEAR), (), date(2024, 11, 30)) is None
    assert find_gaps(Counter(), ()) == ()


@given(st.sets(st.integers(0, 60), min_size=1))
def test_stretches_are_those_of_a_slow_loop(numbers):
    days = {START + n * DAY: 1 for n in numbers}
    silent = [day for n in range(61) if (day := START + n * DAY) not in days and min(days) < day < max(days)]
    covered = [first + n * DAY for first, last in stretches(days) for n in range((last - first).days + 1)]
    assert covered == silent
    for first, last in stretches(days):
        assert first - DAY in days and last + DAY in days


def test_the_usual_stretch_by_hand():
    """Nineteen stretches of 1 and one of 12: one in twenty may be longer."""
    days, day = [START], START
    for length in [1] * 10 + [12] + [1] * 9:
        day += (length + 1) * DAY
        days.append(day)
    assert usual_stretch(Counter(days)) == 1
    assert usual_stretch(Counter([START])) == 0


def test_the_rate_is_the_lower_of_both_sides_and_of_open_days():
    first, last = date(2024, 5, 1), date(2024, 5, 31)
    askers = Counter(every_day(date(2024, 1, 1), 121, 6) + every_day(date(2024, 6, 1), 100, 2))
    assert usual_rate(askers, (), first, last) == 2
    half_closed = spell("paused", date(2024, 6, 2), date(2024, 7, 1))
    fewer = Counter({day: n for day, n in askers.items() if not half_closed.has_day(day, day)})
    assert usual_rate(fewer, (half_closed,), first, last) == 2


@pytest.mark.parametrize("a_day", [0.3, 1, 10])
@pytest.mark.slow
def test_of_twenty_logs_by_chance_about_one_has_a_gap(a_day):
    draw = random.Random(6)
    loud = sum(bool(find_gaps(Counter(by_chance(draw, START, 1000, a_day)), ())) for _ in range(100))
    assert loud <= 8


@given(st.integers(0, 10**6), st.sampled_from([0.5, 2, 20]))
def test_what_is_told_is_unlikely_and_long(seed, a_day):
    days = by_chance(random.Random(seed), START, 300, a_day)
    askers = without(days, START + 100 * DAY, START + 118 * DAY)
    for gap in find_gaps(askers, ()):
        assert gap.days >= 7 and gap.days > 1.5 * usual_stretch(askers)
        assert math.exp(-gap.expected) < 1 / (20 * len(askers))
        assert not any(gap.from_on <= day <= gap.to_on for day in askers)
