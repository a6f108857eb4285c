"""What would most improve the next file: what lacks is named, most useful first, and nothing else is."""

from datetime import date, timedelta

import pytest

from pipelines.catalog import UNMAPPED
from pipelines.intake.check.advice import KEPT_OUT, Advice, advise, recent_months
from pipelines.intake.partner_files import Agreement
from pipelines.tables.accounts import REASONS_OF
from tests.intake.check.logs import START, own, requests

DAYS = [START + timedelta(days=n % 28) for n in range(100)]
PASSED = ["2024-01"]


@pytest.fixture
def told(catalog):
    def words(one, passed=PASSED) -> list[Advice]:
        return list(advise(one, catalog, passed, lambda name: name))

    return words


def some(lacking: str, number: int, otherwise: str) -> list[str]:
    return [lacking] * number + [otherwise] * (100 - number)


def test_of_a_log_that_lacks_nothing_nothing_is_said(told):
    assert told(own(requests(DAYS), account=[("received", "all", 100), ("loaded", "all", 100)])) == []
    assert told(own(requests([]))) == []


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"need": some(UNMAPPED, 30, "rent")}, "30 of 100 requests have no need written down"),
        (
            {"block": some("unknown", 30, "b1"), "placed_by": some("none", 30, "area")},
            "30 of 100 requests have no place: ask for the ZIP code.",
        ),
        ({"placed_by": some("zip", 40, "area")}, "40 of 100 requests are placed by ZIP code only"),
        ({"result": some("no_result", 30, "received")}, "30 of 100 requests had no result written down"),
        (
            {"result": "turned_away", "reason": some("not_stated", 30, "no_capacity")},
            "30 of 100 requests that were turned away have no reason",
        ),
        ({"helped_by": some("unknown", 30, "mutual_aid")}, "30 of 100 requests that got help do not say who"),
        ({"household_key": some(None, 30, "h")}, "30 of 100 requests have no household number"),
        (
            {"language": some("not_answered", 40, "english")},
            "40 of 100 requests have no answer about language",
        ),
        ({"age_band": "not_asked"}, "100 of 100 requests came without a question about age_band"),
    ],
)
def test_what_lacks_is_named(told, columns, text):
    (one,) = told(own(requests(DAYS, **columns)))
    assert one.sentence.startswith(text)


def test_words_without_a_code_are_for_a_person_to_code(told):
    log = requests(DAYS, need=some(UNMAPPED, 30, "rent"))
    (one,) = told(own(log, unmapped=[("need", 4, 15)]))
    assert "`needs intake codes stoop` lists them" in one.sentence
    (one,) = told(own(log, unmapped=[("need", 4, 14)]))
    assert "have no need written down" in one.sentence


def test_rows_that_were_kept_out_come_first(told):
    account = [("received", "all", 1000), ("quarantined", "identifier", 40), ("quarantined", "no_date", 9)]
    log = requests(DAYS, result=some("no_result", 30, "received"))
    first, second = told(own(log, account=account))
    assert first.sentence == (
        "40 of 1,000 rows were kept out: they hold something that could identify a person; leave names and "
        "numbers out (`needs intake rows stoop --reason identifier` says which)."
    )
    assert second.unit == "requests"


def test_what_a_correction_took_out_is_meant(told):
    account = [("received", "all", 100), ("quarantined", "by_correction", 50)]
    assert told(own(requests(DAYS), account=account)) == []
    assert set(KEPT_OUT) == set(REASONS_OF["quarantined"]) - {"by_correction"}


def test_few_are_not_told(told, catalog):
    assert catalog.policy.threshold == 11
    assert told(own(requests(DAYS, need=some(UNMAPPED, 10, "rent")))) == []
    assert len(told(own(requests(DAYS, need=some(UNMAPPED, 11, "rent"))))) == 1
    many = [START] * 1000
    assert told(own(requests(many, need=[UNMAPPED] * 99 + ["rent"] * 901))) == []


def test_the_most_useful_are_first_and_five_at_most(told):
    log = requests(
        DAYS,
        need=some(UNMAPPED, 20, "rent"),
        result=some("no_result", 50, "received"),
        placed_by="zip",
        language=some("not_answered", 60, "english"),
        household_key=None,
        age_band="not_asked",
        helped_by="unknown",
    )
    found = told(own(log))
    sizes = [one.number * one.weight for one in found]
    assert len(found) == 5 and sizes == sorted(sizes, reverse=True)
    assert sizes[:2] == [50, 50]


def test_of_what_the_partner_does_not_agree_to_nothing_is_asked(told):
    silent = requests(DAYS, result="no_result", age_band="not_asked", language="not_asked")
    assert told(own(silent, agrees=Agreement(groups=False, results=False))) == []
    counts = requests(DAYS, household_key=None, age_band="not_asked")
    assert told(own(counts, is_count_only=True)) == []


def test_sensitive_questions_are_never_proposed(told, catalog):
    sensitive = [
        name for name, group in catalog.groups.items() if group.is_sensitive and name in requests([]).columns
    ]
    assert sensitive
    assert told(own(requests(DAYS, **dict.fromkeys(sensitive, "not_asked")))) == []


def test_results_that_may_still_come_do_not_lack(told):
    assert told(own(requests(DAYS, result="no_result")), passed=[]) == []


def test_an_older_form_is_mended_already(told):
    days = [date(2022, 5, 1)] * 100 + DAYS
    log = requests(days, need=[UNMAPPED] * 100 + ["rent"] * 100)
    assert told(own(log)) == []
    assert recent_months(own(log)) == [*(f"2023-{n:02d}" for n in range(2, 13)), "2024-01"]
