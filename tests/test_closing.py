"""When months close and which periods are whole."""

from datetime import date

import pytest

from pipelines.closing import (
    Delays,
    closed_by,
    closes_on,
    closing_month,
    months_between,
    months_of,
    period_of,
    periods_closing_with,
    whole_periods,
)

DELAYS = Delays(closing_days=15, result_days=30)


@pytest.mark.parametrize(
    ("month", "stage", "day"),
    [
        ("2025-09", "requests", date(2025, 10, 15)),
        ("2025-09", "results", date(2025, 11, 14)),
        ("2024-02", "requests", date(2024, 3, 15)),
        ("2024-12", "results", date(2025, 2, 14)),
    ],
)
def test_a_month_closes_so_many_days_after_its_end(month, stage, day):
    assert closes_on(month, stage, DELAYS) == day


def test_a_month_is_closed_on_its_day_and_not_the_day_before():
    assert closed_by("2025-01", "2025-12", date(2025, 2, 15), DELAYS).requests == ("2025-01",)
    assert closed_by("2025-01", "2025-12", date(2025, 2, 14), DELAYS).requests == ()


def test_results_close_later_and_the_last_closing_dates_the_edition():
    closing = closed_by("2025-01", "2025-12", date(2025, 5, 1), DELAYS)
    assert closing.requests == ("2025-01", "2025-02", "2025-03")
    assert closing.results == ("2025-01", "2025-02")
    assert closing.as_of == date(2025, 4, 15)


def test_nothing_closes_after_the_last_month_of_the_log_however_late_it_is():
    early = closed_by("2025-01", "2025-02", date(2025, 5, 1), DELAYS)
    late = closed_by("2025-01", "2025-02", date(2031, 5, 1), DELAYS)
    assert early == late
    assert late.as_of == date(2025, 4, 14)


def test_a_year_or_quarter_that_lacks_a_month_is_not_whole():
    months = tuple(months_between("2024-03", "2025-12"))
    assert whole_periods(months, "year") == ["2025"]
    assert whole_periods(months, "quarter")[0] == "2024-Q2"
    assert whole_periods(months, "month")[0] == "2024-03"
    with_hole = tuple(m for m in months if m != "2025-05")
    assert whole_periods(with_hole, "year") == []


def test_what_came_of_requests_is_complete_with_the_quarter():
    assert periods_closing_with("2025-03", "requests") == [("month", "2025-03"), ("quarter", "2025-Q1")]
    assert periods_closing_with("2025-02", "results") == []
    assert periods_closing_with("2025-12", "results")[-2:] == [("quarter", "2025-Q4"), ("year", "2025")]
    assert closing_month("2025-01", "results") == "2025-03"
    assert closing_month("2025-01", "requests") == "2025-01"


def test_months_and_periods_agree():
    for period, level in (("2025", "year"), ("2025-Q3", "quarter"), ("2025-08", "month")):
        assert {period_of(month, level) for month in months_of(period)} == {period}
