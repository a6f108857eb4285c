"""The cards of the first page: what they quote, and why one is empty."""

import json
from datetime import date

import pytest

from pipelines.catalog import load_catalog
from pipelines.editions.comparisons import build_comparisons
from pipelines.editions.estimates import build_estimates
from pipelines.editions.findings import build_findings
from pipelines.tables.edition import COMPARISON
from pipelines.wording import load_wording
from tests.editions.figures import count_frame, released, results
from tests.editions.test_comparisons import (
    AREAS,
    CATALOG,
    COALITION,
    DISTRICTS,
    USUAL,
    WORSE,
    change,
    changes,
    town,
)

WORDING = load_wording()
READINGS = load_catalog().model_copy(
    update={
        "indicators": {
            name: CATALOG.indicators[name] for name in ("turned_away_share", "no_known_help_share")
        }
    }
)


def findings(rows, **facts):
    counts = count_frame(rows)
    pairs = build_comparisons(counts, AREAS, CATALOG, COALITION, **facts)
    made = build_estimates(READINGS, COALITION, released(rows, {"district": DISTRICTS}))
    return {row["card"]: row for row in build_findings(pairs, made).iter_rows(named=True)}, pairs


def sentence(finding, language="en"):
    numbers = json.loads(finding["numbers"])
    return WORDING.text(language, finding["template"], **numbers)


def test_every_card_has_one_row():
    cards, _ = findings(town())
    assert set(cards) == {"where", "who", "changed", "promised"}


def test_the_strongest_place_is_quoted_as_a_range():
    cards, pairs = findings(town(worse=("d0", "d5")))
    where = cards["where"]
    assert where["comparison_id"] in set(pairs["comparison_id"])
    assert json.loads(where["numbers"])["area"] in {"d0", "d5"}
    assert "at least 42 and at most 55 of every 100" in sentence(where)
    assert not where["is_empty"]


def test_at_most_two_numbers_of_every_hundred_stand_in_a_sentence():
    for rows in (town(), change()):
        for finding in findings(rows)[0].values():
            if not finding["is_empty"]:
                found = [
                    w for w in sentence(finding).replace(".", " ").replace(",", " ").split() if w.isdigit()
                ]
                assert len([w for w in found if w not in {"100", "2025"}]) == 2


def test_the_change_of_the_year_names_both_years():
    cards, _ = findings(change())
    assert (
        sentence(cards["changed"])
        == "In 2025, 42 of every 100 who asked were turned away; the year before, 20."
    )


def test_a_fall_is_said_as_a_fall():
    cards, _ = findings(change(now=USUAL, before=WORSE))
    assert cards["changed"]["template"] == "finding.changed.down"


def test_a_place_with_less_turned_away_is_not_where_help_fails():
    better = (450, 20, 100, 30, 100)
    cards, pairs = findings(town(bad=better))
    assert pairs.filter(area_code="d0", kind="area")["verdict"].item() == "probable"
    assert cards["where"]["template"] == "finding.where.none"


@pytest.mark.parametrize(
    ("rows", "card", "template"),
    [
        (town(worse=()), "where", "finding.where.none"),
        (town(worse=()), "changed", "finding.changed.none"),
        (town(years=("2025",)), "changed", "finding.changed.no_figures"),
        (town(usual=(10, 5, 300, 10, 0), worse=()), "where", "finding.where.not_enough"),
        (results(*["not_yet"] * 5, total=10), "where", "finding.where.no_figures"),
    ],
)
def test_an_empty_card_says_why(rows, card, template):
    found = findings(rows)[0][card]
    assert (found["template"], found["is_empty"], found["comparison_id"]) == (template, True, "")


def test_a_change_of_partners_is_said():
    cards, _ = findings(change(), changes=changes(date(2025, 2, 1)))
    assert cards["changed"]["template"] == "finding.changed.partners_changed"


def test_cards_of_later_pages_say_that_they_are_not_in_this_edition():
    cards, _ = findings(town())
    for card in ("who", "promised"):
        assert cards[card]["is_empty"]
        assert "Not in this edition yet" in sentence(cards[card])


def test_every_sentence_can_be_said_in_every_language():
    slots = {
        "area": "X",
        "need": "food",
        "least": 1,
        "most": 2,
        "city": 3,
        "now": 4,
        "before": 5,
        "period": "2025",
    }
    keys = [key for key in WORDING.keys if key.startswith("finding.")]
    assert len(keys) >= 18
    for key in keys:
        for language in WORDING.languages:
            assert "{" not in WORDING.text(language, key, **slots)


def test_no_comparisons_at_all():
    made = build_findings(COMPARISON.empty(), build_estimates(READINGS, COALITION, released()))
    assert made["is_empty"].all()
