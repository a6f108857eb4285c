"""The packaged catalog: what it must hold, and how many cells its tables make."""

import itertools
import re
from pathlib import Path

import pytest

from pipelines.catalog import ALL, NOT_RECORDED, POOLED, UNMAPPED, load_catalog
from pipelines.catalog.models import Term
from pipelines.tables.edition import COUNT, INDICATOR

CATALOG = load_catalog()
FOLDER = Path(__file__).parents[2] / "pipelines" / "catalog"
# Areas by role, special values included, of a city of 5, 59 and 197 nested areas and 51 that overlap.
AREAS = {
    "city": 1,
    "nested:1": 5 + 2,
    "nested:2": 59 + 5 + 2,
    "nested:finest": 197 + 59 + 5 + 2,
    "overlapping": 51 + 2,
}
PERIODS = {"month": 36, "quarter": 12, "year": 2}


def test_it_has_the_domains_and_needs_of_the_taxonomy():
    assert len(CATALOG.domains) == 13
    assert len(CATALOG.needs) == 43
    assert CATALOG.pooled_members == ("mental_health", "legal", "safety", "other")
    assert CATALOG.needs[UNMAPPED].domain == "other"
    assert CATALOG.horizon_days["groceries"] == 3
    assert CATALOG.horizon_days["rent"] == 30


def test_the_tables_of_a_large_city_stay_within_the_most_cells():
    cells = sum(
        CATALOG.cells_per_area_and_period(table)
        * (AREAS[table.area_level] + table.with_outside)
        * PERIODS[table.period_level]
        for table in CATALOG.release_tables.values()
    )
    assert cells == 14290
    assert cells <= CATALOG.policy.max_cells


def test_below_its_finest_level_a_sensitive_domain_is_only_in_pooled():
    for role in ("nested:2", "nested:finest", "overlapping"):
        published = CATALOG.published_domains(role)
        assert len(published) == 10
        assert POOLED in published
        assert not set(published) & set(CATALOG.pooled_members)
        assert CATALOG.below_finest(role) == CATALOG.pooled_members


def test_down_to_its_finest_level_every_domain_stands_alone_beside_pooled():
    for role in ("city", "nested:1"):
        assert set(CATALOG.published_domains(role)) == {*CATALOG.domains, POOLED}
        assert CATALOG.below_finest(role) == ()


def test_the_need_tree_is_one_partition_on_each_level():
    tree = CATALOG.need_tree
    assert tree[("domain", POOLED)] == tuple(("domain", name) for name in CATALOG.pooled_members)
    top = {code for _, code in tree[(ALL, ALL)]}
    assert top == set(CATALOG.domains) - set(CATALOG.pooled_members) | {POOLED}
    needs = [code for parent, children in tree.items() for level, code in children if level == "need"]
    assert sorted(needs) == sorted(CATALOG.needs)


def test_a_need_without_its_own_benchmark_has_its_domains():
    assert CATALOG.benchmark("groceries") == CATALOG.benchmark("food", "domain") == "B06012_002"
    assert CATALOG.benchmark("medical_rides") == "DP02_0072"
    assert CATALOG.benchmark("workplace_rights") == ""
    assert CATALOG.benchmark(POOLED, "domain") == ""


def test_no_sensitive_domain_has_a_benchmark():
    assert not [name for name, domain in CATALOG.domains.items() if domain.is_sensitive and domain.benchmark]


def test_every_split_that_closes_with_results_completes_its_sum():
    for name in ("result", "helped_by", "reason", "days_to_help"):
        assert NOT_RECORDED in CATALOG.outcome_codes(name)
    assert CATALOG.results == ("received", "turned_away", "no_result", "withdrew")


def test_the_equations_between_outcomes_hold_on_any_request():
    """Each request has one code per dimension; both sides of an equation must count the same requests."""
    possible = [
        {"result": "received", "helped_by": h, "reason": "not_turned_away", "days_to_help": d}
        for h, d in itertools.product(["mutual_aid", "unknown"], ["0_3", "not_dated"])
    ]
    possible += [
        {"result": "turned_away", "helped_by": "not_received", "reason": r, "days_to_help": "not_received"}
        for r in ("no_capacity", "not_stated")
    ]
    rest = {"helped_by": "not_received", "reason": "not_turned_away", "days_to_help": "not_received"}
    possible += [{"result": result, **rest} for result in ("no_result", "withdrew")]
    possible += [dict.fromkeys(("result", "helped_by", "reason", "days_to_help"), NOT_RECORDED)]
    for request, (left, right) in itertools.product(possible, CATALOG.outcome_equations):
        assert sum(request[d] == c for d, c in left) == sum(request[d] == c for d, c in right), (left, right)


def test_every_group_dimension_ends_with_not_answered_and_not_asked():
    for name in CATALOG.groups:
        assert CATALOG.group_codes(name)[-2:] == ("not_answered", "not_asked")
    assert CATALOG.group_codes(ALL) == (ALL,)


def test_language_and_housing_are_never_published_below_the_city():
    levels = {(t.group_dimension, t.area_level) for t in CATALOG.release_tables.values()}
    for name in ("language", "housing", "disability", "work", "children"):
        assert {area for group, area in levels if group == name} == {"city"}


def test_no_table_crosses_a_group_of_people_with_a_need():
    assert not [
        n
        for n, t in CATALOG.release_tables.items()
        if t.group_dimension in CATALOG.groups and t.need_level != ALL
    ]


def test_tables_know_which_closing_they_wait_for():
    tables = CATALOG.release_tables
    assert CATALOG.closes_with(tables["finest_year"]) == "requests"
    assert CATALOG.closes_with(tables["finest_year_result"]) == "results"
    assert CATALOG.closes_with(tables["city_year_requests_per_household"]) == "requests"


def test_the_catalog_speaks_the_words_of_the_edition():
    allowed = {c.name: c.values for c in COUNT.columns if c.values}
    for table in CATALOG.release_tables.values():
        for field in ("measure", "outcome_dimension", "need_level", "period_level"):
            assert getattr(table, field) in allowed[field]
    directions = next(c.values for c in INDICATOR.columns if c.name == "direction")
    assert {i.direction for i in CATALOG.indicators.values()} <= set(directions)


def test_indicators_come_in_screen_order():
    positions = [indicator.position for indicator in CATALOG.indicators.values()]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Term(count="requests"), "requests"),
        (Term(count="requests", outcome="result", codes=("turned_away", "no_result")),
         "requests:result=turned_away+no_result"),
        (Term(population="residents"), "population:residents"),
        (Term(census=("DP03_0099",)), "census:DP03_0099"),
        (Term(health="DEPRESSION"), "health:DEPRESSION"),
    ],
)  # fmt: skip
def test_a_term_reads_as_one_word(term, text):
    assert term.text == text


def test_shares_of_results_never_count_those_not_recorded():
    for indicator in CATALOG.indicators.values():
        if indicator.family in ("result_share", "helped_by", "turned_away_reason", "helped_within"):
            assert NOT_RECORDED not in indicator.denominator.codes
            assert set(indicator.numerator.codes) <= set(indicator.denominator.codes)


def test_no_file_of_the_catalog_names_a_city():
    for path in [*FOLDER.rglob("*.yaml"), *FOLDER.rglob("*.py"), *(FOLDER.parent / "wording").glob("*.yaml")]:
        assert not re.search(
            r"New York|NYC|Bronx|Brooklyn|Manhattan|Queens|borough", path.read_text("utf-8")
        ), path


def test_the_version_follows_the_content_only():
    assert CATALOG.version == load_catalog().version
    assert re.fullmatch("[0-9a-f]{12}", CATALOG.version)


def test_the_catalog_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        CATALOG.needs["rent"].horizon_days = 1
