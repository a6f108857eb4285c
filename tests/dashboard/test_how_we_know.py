"""How we know: the worked example recomputes; every rule, indicator and constant of the edition is there."""

import re

import pytest

from dashboard.edition import open_edition
from dashboard.how_example import compute_share, share_example, survey_example
from dashboard.how_hidden import _example, hidden_example
from dashboard.how_rules import OF_100, Constants, protection_lines, reliability_lines, verdict_lines
from dashboard.how_tables import term_words
from dashboard.place import city_of
from dashboard.rows import Count
from pipelines.catalog import load_catalog
from pipelines.catalog.policy import Policy
from tests.dashboard.full_town import full_town, opened, screen
from tests.edition_builder import Town
from tests.edition_full import city_factor, city_requests

__all__ = ["full_town"]
pytestmark = pytest.mark.usefixtures("full_town")


@pytest.fixture
def edition(full_town):
    return open_edition(full_town, "coalition")


def test_the_worked_share_comes_to_what_the_edition_says(edition):
    example = share_example(edition)
    part, size = city_requests(Town())
    assert example.value == pytest.approx(100 * part / size)
    assert example.factor == pytest.approx(city_factor())
    assert example.agrees


def test_a_share_that_does_not_recompute_is_told_as_such(edition):
    row = share_example(edition).row
    assert not compute_share(edition, row._replace(value=row.value + 1)).agrees
    assert not compute_share(edition, row._replace(upper=row.upper + 1)).agrees


def test_the_page_shows_the_numbers_of_the_example():
    html = screen(opened("how_we_know"))
    part, size = city_requests(Town())
    assert f"{part} ÷ {size:,} × 100 = {100 * part / size:.2f} of every 100." in html
    assert f"the repeat factor is {city_factor():.2f}" in html
    assert "Wilson&#x27;s range" in html
    assert re.search(r"The edition says \d+\.\d\d, likely \d+\.\d\d to \d+\.\d\d: the same\.", html)


def test_a_coefficient_that_does_not_fit_its_margin_is_told_as_such(edition):
    """The town's poverty figure has a coefficient of 8 that its margin does not give."""
    example = survey_example(edition)
    assert example.cv == pytest.approx(100 * 3 / 1.645 / example.row.value)
    assert not example.agrees
    assert "That is not the same: tell whoever publishes it." in screen(opened("how_we_know"))


def test_every_indicator_is_explained_with_caveats_and_source():
    html = screen(opened("how_we_know"))
    for indicator in load_catalog().indicators:
        assert f"<dd>{indicator}</dd>" in html
    assert "Requests: Turned away" in html
    assert "census figures B06012_002" in html
    assert html.count("Keep in mind") >= 40


def test_every_constant_stands_with_its_reason():
    html = screen(opened("how_we_know"))
    for name, value in load_catalog().policy.model_dump().items():
        assert re.search(
            rf'<td class="cn-number">{re.escape(str(value))}</td><td class="cn-number">{name}</td>', html
        ), name


def test_the_verdict_rule_is_printed_in_order_with_its_constants(edition):
    words = edition.get_words("en")
    rules = dict(verdict_lines(words, Constants.of(edition)))
    assert list(rules) == ["not_enough", "clear", "probable", "about_same", "cannot_tell"]
    assert rules["not_enough"][0] == "under 30 requests with a known result on a side"
    assert "results written down for under 60 of every 100 requests, or 20 points" in rules["not_enough"][2]
    assert "at most 5 times in 100" in rules["clear"][0]
    assert "5 points, or 1.25 times" in rules["clear"][1]
    assert "range of 90 percent lies wholly within 5 points" in rules["about_same"][0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_rules_of_reliability_and_protection_hold_the_constants(edition, language):
    words, constants = edition.get_words(language), Constants.of(edition)
    assert len(reliability_lines(words, constants)) == 5
    assert len(protection_lines(words, constants)) == 8
    assert "11" in protection_lines(words, constants)[1]


def test_a_rule_without_its_constant_is_left_out(edition):
    words = edition.get_words("en")
    assert len(protection_lines(words, Constants({}))) == 3
    assert reliability_lines(words, Constants({})) == []


def test_shares_among_the_constants_are_told_of_every_100():
    """Every constant of the policy that is a share is named; none that is a number of points or cases."""
    policy = load_catalog().policy.model_dump()
    assert set(OF_100) <= set(Policy.model_fields)
    assert all(0 < policy[name] < 1 for name in OF_100)


def test_needs_have_their_days_and_what_is_private():
    html = screen(opened("how_we_know"))
    row = re.search(r'<th scope="row">Legal help</th>.*?</tr>', html, re.S).group()
    assert "30 days" in row
    assert ">private<" in row
    assert "— Groceries" in html


def test_in_spanish():
    html = screen(opened("how_we_know", language="es"))
    assert "Nadie tiene que creer estas cifras sin más" in html
    assert "menos de 30 solicitudes con resultado conocido en un lado" in html
    assert "Diferencia clara" in html


def test_terms_of_the_catalog_have_words(edition):
    words = edition.get_words("en")
    for row in edition.get_indicators():
        assert "=" not in term_words(words, row.numerator)
        assert ":" not in term_words(words, row.denominator).replace("Requests: ", "").replace(
            "Households: ", ""
        )


def test_a_hidden_number_is_attacked_with_the_numbers_of_the_edition(edition):
    example = hidden_example(edition)
    city = city_of(edition)
    parts = edition.get_counts("requests", "result", city.area_level, city.area_code, example.period)
    parts = [row for row in parts if row.group_dimension == "all" and row.need_code == example.need]
    told = [row.value for row in parts if row.status == "shown"]
    hidden = [row for row in parts if row.status == "hidden"]
    assert example.told == sum(told)
    assert len(example.least) == len(hidden) >= 2
    assert example.high - example.low >= 6
    assert example.low + example.high + sum(example.least[2:]) <= example.left + sum(example.least)


def test_the_page_attacks_a_hidden_number():
    html = screen(opened("how_we_know"))
    assert "The results that are shown add up to 1,170. That leaves 30." in html
    assert "So the first of them can be anything from" in html
    assert "at least 6 apart from lowest to highest" in html


def test_a_total_without_hidden_results_is_no_example():
    row = {"need_code": "all", "group_dimension": "all", "period": "2025"}
    blank = dict.fromkeys(Count._fields)
    total = Count(**{**blank, **row, "value": 30, "status": "shown"})
    shown = total._replace(value=10)
    hidden = total._replace(value=None, status="hidden", range_low=1)
    assert _example(total, [shown, shown, shown]) is None
    assert _example(total, [shown, hidden]) is None
    assert _example(hidden, [shown, hidden, hidden]) is None
    found = _example(total, [shown, hidden, hidden])
    assert (found.left, found.low, found.high) == (20, 1, 19)
