"""A form that changed: found in its month, by what changed in it, and not seen where it did not."""

import random
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalog import UNMAPPED
from pipelines.intake.check.form_changes import FEWEST, Share, find_form_changes, jumps_of, monthly_shares
from tests.intake.check.logs import START, every_day, requests, spell

YEAR = every_day(START, 366)
MONTHS = [f"2024-{n:02d}" for n in range(1, 13)]
JUNE = date(2024, 6, 1)
OTHERS = ["groceries", "diapers", "rent"]


def told(log: pl.DataFrame, *spells, passed=MONTHS) -> list[tuple]:
    found = find_form_changes(log, spells, passed)
    return [(form.month, [(j.field, j.value) for j in form.jumps], form.is_explained) for form in found]


def since(day: date, before: list[str], after: list[str]) -> list[str]:
    """Per request of YEAR one of the answers before the day, or from it on."""
    draw = random.Random(3)
    return [draw.choice(after if one >= day else before) for one in YEAR]


def test_a_form_that_always_asked_the_same_has_not_changed():
    assert (
        told(requests(YEAR, age_band=since(START, ["18_29", "not_answered"], ["30_44", "not_answered"])))
        == []
    )


def test_a_question_that_is_asked_no_more():
    log = requests(YEAR, language=since(JUNE, ["english", "spanish", "not_answered"], ["not_answered"]))
    ((month, jumps, is_explained),) = told(log)
    assert (month, jumps, is_explained) == ("2024-06", [("language", None)], False)
    (form,) = find_form_changes(log, (), MONTHS)
    assert form.jumps[0].before == pytest.approx(2 / 3, abs=0.1) and form.jumps[0].after == 0


def test_a_question_that_is_new():
    log = requests(YEAR, work=since(JUNE, ["not_asked"], ["works", "looking"]))
    assert told(log) == [("2024-06", [("work", None)], False)]


def test_a_need_that_is_offered_no_more():
    log = requests(YEAR, need=since(JUNE, [*OTHERS, "masks"], OTHERS))
    assert told(log) == [("2024-06", [("need", "masks")], False)]


def test_results_that_are_written_down_no_more_are_one_change():
    log = requests(YEAR, result=since(JUNE, ["received", "turned_away", "no_result"], ["no_result"]))
    assert told(log) == [("2024-06", [("result", None)], False)]


def test_a_result_that_is_written_down_in_another_way():
    log = requests(YEAR, result=since(JUNE, ["received", "turned_away"], ["received", "withdrew"]))
    assert told(log) == [("2024-06", [("result", "turned_away"), ("result", "withdrew")], False)]


def test_results_that_may_still_come_are_no_change():
    december = date(2024, 12, 1)
    log = requests(YEAR, result=since(december, ["received"], ["no_result"]))
    assert told(log, passed=MONTHS[:-1]) == []
    assert told(log) == [("2024-12", [("result", None)], False)]


def test_words_that_nothing_codes_any_more():
    log = requests(YEAR, need=since(JUNE, ["groceries"], ["groceries", UNMAPPED, UNMAPPED]))
    assert told(log) == [("2024-06", [("need", None)], False)]


def test_all_that_changed_with_a_form_is_one_change():
    log = requests(
        YEAR,
        language=since(JUNE, ["english"], ["not_answered"]),
        block=since(JUNE, ["b1"], ["unknown"]),
        housing=since(date(2024, 7, 1), ["rents"], ["not_answered"]),
    )
    ((month, jumps, _),) = told(log)
    assert month in ("2024-06", "2024-07")
    assert {field for field, _ in jumps} == {"language", "place", "housing"}


def test_two_changes_half_a_year_apart_are_two():
    languages = [
        "english" if one < date(2024, 4, 1) or one >= date(2024, 10, 1) else "not_answered" for one in YEAR
    ]
    assert [month for month, *_ in told(requests(YEAR, language=languages))] == ["2024-04", "2024-10"]


@pytest.mark.parametrize("day", [1, 10, 20, 28])
def test_the_calendar_explains_a_form_that_changed_within_a_month(day):
    changed = date(2024, 6, day)
    log = requests(YEAR, language=since(changed, ["english"], ["not_answered"]))
    (form,) = find_form_changes(log, (spell("form_changed", changed, date(2024, 12, 31)),), MONTHS)
    assert form.month in ("2024-06", "2024-07") and form.is_explained
    assert not told(log, spell("paused", changed, date(2024, 12, 31)))[0][2]
    assert not told(log, spell("form_changed", date(2024, 2, 1), date(2024, 3, 1)))[0][2]


def test_what_few_answer_is_no_change():
    days = [START + timedelta(days=18 * n) for n in range(20)]
    log = requests(days, language=["english" if day < JUNE else "not_answered" for day in days])
    assert told(log) == []


def test_a_hundred_requests_of_one_household_tell_as_much_as_one():
    log = requests(
        YEAR, household_key="h", language=["english" if day < JUNE else "not_answered" for day in YEAR]
    )
    assert told(log) == []


def test_a_jump_needs_points_and_certainty():
    """From 50 to 69 of 100 is certain and small; from 10 of 20 to 14 of 20 is large and by chance."""
    small = [
        Share(month, 10_000, part, 10_000)
        for month, part in zip(MONTHS, [5000] * 6 + [6900] * 6, strict=True)
    ]
    few = [Share(month, 20, part, 20) for month, part in zip(MONTHS, [10] * 6 + [14] * 6, strict=True)]
    large = [
        Share(month, 1000, part, 1000) for month, part in zip(MONTHS, [500] * 6 + [710] * 6, strict=True)
    ]
    assert jumps_of("place", None, small) == jumps_of("place", None, few) == []
    ((month, jump),) = jumps_of("place", None, large)
    assert (month, jump.before, jump.after) == ("2024-07", 0.5, 0.71)
    # Pooled share 0.605 of 3,000 on each side: 0.21 / sqrt(0.605 * 0.395 * 2 / 3000).
    assert jump.far == pytest.approx(0.21 / (0.605 * 0.395 * 2 / 3000) ** 0.5, rel=1e-12)


def test_a_small_share_jumps_where_it_is_gone_or_new():
    """Of 12 in 100, 1.2 left are none to speak of, and 1.3 are some; 9.9 in 100 are too few to miss."""
    for before, after, is_told in ((120, 12, True), (12, 120, True), (120, 13, False), (99, 0, False)):
        parts = [before] * 6 + [after] * 6
        months = [Share(month, 1000, part, 1000) for month, part in zip(MONTHS, parts, strict=True)]
        assert bool(jumps_of("need", "rent", months)) == is_told


def test_fewer_askers_than_needed_on_one_side():
    all_or_none = [Share("2024-01", 19, 19, FEWEST - 1), Share("2024-02", 500, 0, 500)]
    assert jumps_of("place", None, all_or_none) == []
    enough = [Share("2024-01", 20, 20, FEWEST), Share("2024-02", 500, 0, 500)]
    assert [month for month, _ in jumps_of("place", None, enough)] == ["2024-02"]


@given(st.integers(0, 10**6))
def test_monthly_shares_are_those_of_a_slow_loop(seed):
    draw = random.Random(seed)
    days = [START + timedelta(days=draw.randrange(90)) for _ in range(30)]
    weights = [draw.randrange(1, 5) for _ in days]
    keys = [draw.choice(["a", "b", None]) for _ in days]
    needs = [draw.choice(["rent", "masks"]) for _ in days]
    log = requests(days, requests=weights, household_key=keys, need=needs)
    expected = []
    for month in sorted({f"{day:%Y-%m}" for day in days}):
        rows = [n for n, day in enumerate(days) if f"{day:%Y-%m}" == month]
        rent = sum(weights[n] for n in rows if needs[n] == "rent")
        named = {keys[n] for n in rows} - {None}
        askers = len(named) + sum(keys[n] is None for n in rows)
        expected.append(Share(month, sum(weights[n] for n in rows), rent, askers))
    assert monthly_shares(log, pl.col("need") == "rent") == expected


@given(st.integers(0, 10**6))
@pytest.mark.slow
def test_answers_by_chance_are_no_change(seed):
    """Thirty examples of a log whose every answer is drawn anew: one in a thousand would be too many."""
    draw = random.Random(seed)
    columns = {
        "language": ["english", "not_answered"],
        "need": ["groceries", "rent", "masks", UNMAPPED],
        "result": ["received", "turned_away", "no_result"],
        "block": ["b1", "unknown"],
    }
    cells = {name: draw.choices(answers, k=len(YEAR)) for name, answers in columns.items()}
    assert find_form_changes(requests(YEAR, **cells), (), MONTHS) == ()
