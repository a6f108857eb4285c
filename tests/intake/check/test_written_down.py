"""What is written down: answers by field, results in time, fates of rows."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalog import UNMAPPED
from pipelines.intake.check.completeness import FIELDS, add_status, count_answers
from pipelines.intake.check.results import count_results, passed_months
from pipelines.intake.check.rows import count_rows
from tests.intake.check.logs import START, own, requests

HORIZONS = {"groceries": 3, "rent": 30, UNMAPPED: 14}
JANUARY, FEBRUARY = date(2024, 1, 10), date(2024, 2, 10)


def cells(log, threshold: int = 1) -> dict[tuple[str, str], tuple]:
    """status and share by field and month."""
    rows = add_status(count_answers(log), threshold).iter_rows(named=True)
    return {(row["field"], row["month"]): (row["status"], row["share"]) for row in rows}


def test_shares_by_hand():
    log = requests(
        [JANUARY, JANUARY, FEBRUARY, FEBRUARY],
        need=["rent", UNMAPPED, "rent", "rent"],
        block=["b1", "unknown", "outside", "no_fixed_address"],
        result=["received", "no_result", "turned_away", "turned_away"],
        helped_by=["unknown", "not_received", "not_received", "not_received"],
        reason=["not_turned_away", "not_turned_away", "not_stated", "no_capacity"],
        language=["english", "not_answered", "not_asked", "spanish"],
        work="not_asked",
    )
    found = cells(log)
    assert [found["need", month] for month in ("2024-01", "2024-02", "all")] == [
        ("shown", 0.5),
        ("shown", 1.0),
        ("shown", 0.75),
    ]
    assert found["place", "2024-02"] == ("shown", 0.5)  # no fixed address is an answer
    assert found["result", "all"] == ("shown", 0.75)
    assert found["reason", "2024-01"] == ("none", None) and found["reason", "all"] == ("shown", 0.5)
    assert found["helped_by", "all"] == ("shown", 0.0)
    assert found["language", "2024-02"] == ("shown", 1.0) and found["language", "2024-01"] == ("shown", 0.5)
    assert found["work", "all"] == ("not_asked", None)


def test_a_share_of_few_is_not_shown():
    log = requests([JANUARY] * 10)
    assert cells(log, threshold=11)["need", "2024-01"] == ("few", None)
    assert cells(requests([JANUARY] * 11), threshold=11)["need", "2024-01"] == ("shown", 1.0)


@given(st.integers(0, 10**6))
def test_counts_are_those_of_a_slow_loop(seed):
    draw = random.Random(seed)
    days = [START + timedelta(days=draw.randrange(60)) for _ in range(25)]
    weights = [draw.randrange(1, 4) for _ in days]
    columns = {
        "result": ["received", "turned_away", "withdrew", "no_result"],
        "reason": ["not_stated", "no_capacity"],
        "age_band": ["under_18", "not_answered", "not_asked"],
    }
    cells = {name: draw.choices(answers, k=25) for name, answers in columns.items()}
    counts = count_answers(requests(days, requests=weights, **cells))
    assert set(counts["field"]) == {field.name for field in FIELDS}
    rows = [dict(zip(cells, values, strict=True)) for values in zip(*cells.values(), strict=True)]
    for month in (*sorted({f"{day:%Y-%m}" for day in days}), "all"):
        inside = [n for n, day in enumerate(days) if month in ("all", f"{day:%Y-%m}")]

        def total(where, inside=inside) -> int:
            return sum(weights[n] for n in inside if where(rows[n]))

        turned_away = total(lambda row: row["result"] == "turned_away")
        stated = total(lambda row: row["result"] == "turned_away" and row["reason"] != "not_stated")
        ages = total(lambda row: True), total(lambda row: row["age_band"] != "not_asked")
        expected = {
            "reason": (turned_away, turned_away, stated),
            "age_band": (*ages, total(lambda row: row["age_band"] == "under_18")),
        }
        for field, numbers in expected.items():
            one = counts.filter(field=field, month=month)
            assert one.select("requests", "asked", "known").row(0) == numbers


def test_a_month_counts_once_all_its_results_could_be_known():
    """Rent asked for on 10 January is known 30 days later, on 9 February, if the log goes on until then."""
    days = [JANUARY, date(2024, 2, 8)]
    assert passed_months(requests(days, need="rent", days_to_help=None), HORIZONS) == []
    days = [JANUARY, date(2024, 2, 9)]
    assert passed_months(requests(days, need="rent", days_to_help=None), HORIZONS) == ["2024-01"]
    assert passed_months(requests([]), HORIZONS) == []


def test_help_tells_how_far_the_log_goes():
    log = requests([JANUARY], need="rent", days_to_help=30)
    assert passed_months(log, HORIZONS) == ["2024-01"]


def test_results_by_month_by_hand():
    log = requests(
        [JANUARY] * 4 + [FEBRUARY],
        requests=[5, 1, 1, 1, 9],
        result=["received", "received", "turned_away", "no_result", "received"],
        days_to_help=[1, None, None, None, None],
    )
    assert count_results(log, HORIZONS).rows() == [("2024-01", 8, 7, 6, 5)]


def test_what_became_of_rows_adds_up():
    account = [
        ("received", "all", 100),
        ("loaded", "all", 90),
        ("quarantined", "no_date", 4),
        ("quarantined", "identifier", 6),
        ("duplicate", "same_row", 0),
    ]
    rows = count_rows(own(requests([]), account=account).row_account)
    assert rows.rows() == [
        ("received", "all", 100, 1.0),
        ("loaded", "all", 90, 0.9),
        ("quarantined", "identifier", 6, 0.06),
        ("quarantined", "no_date", 4, 0.04),
    ]


def test_no_row_has_no_share():
    assert count_rows(own(requests([]), account=[("received", "all", 0)]).row_account).height == 0
