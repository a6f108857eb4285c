"""Estimates of a town whose counts are written out cell by cell."""

import itertools

import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.editions.cells import counted
from pipelines.editions.estimates import build_estimates
from pipelines.estimates.intervals import wilson
from pipelines.estimates.rates import requests_rate
from pipelines.tables.edition import ESTIMATE_KEY
from tests.editions.figures import (
    CITY,
    RESULTS,
    cell,
    census_frame,
    coalition,
    count_frame,
    released,
    results,
    source_frame,
)

FEW = (
    "got_help_share", "turned_away_share", "no_result_share", "withdrew_share", "no_known_help_share",
    "results_included_share", "results_recorded_share", "requests_per_1000", "group_requests_per_1000",
    "share_of_requests", "poverty", "health_depression",
)  # fmt: skip
FULL = load_catalog()
CATALOG = FULL.model_copy(update={"indicators": {name: FULL.indicators[name] for name in FEW}})
DISTRICT = {"area_level": "district", "area_code": "d1"}
BANDS = {"1": 700, "2": 100, "3": 50, "4_6": 20, "7_12": 0, "13_plus": 0}


def estimates(rows, areas=None, **tables):
    areas = areas or {"district": ["d1", "d2"]}
    return build_estimates(CATALOG, coalition(), released(rows, areas, **tables))


def one(frame, indicator, **key):
    found = frame.filter(indicator=indicator, **key)
    assert found.height == 1
    return found.row(0, named=True)


def repeats(bands=BANDS, **key):
    """Requests per household of the city: a factor of 1.6."""
    split = {"measure": "households", "outcome_dimension": "requests_per_household"}
    return [cell(count, outcome_code=code, **split, **key) for code, count in bands.items()]


def population_row(value, moe=None, **key):
    defaults = {"denominator": "residents", "area_level": "city", "area_code": CITY, "group_dimension": "all",
                "group_code": "all", "period": "2019-2023", "source": "acs"}  # fmt: skip
    return defaults | {"value": value, "moe": moe} | key


def population(*rows):
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "moe": pl.Float64})


def test_four_results_are_shares_of_the_requests_that_partners_recorded():
    found = estimates(results(40, 20, 30, 10, 25))
    names = ["got_help_share", "turned_away_share", "no_result_share", "withdrew_share"]
    assert [one(found, name)["value"] for name in names] == [40, 20, 30, 10]
    turned_away = one(found, "turned_away_share")
    assert (turned_away["numerator"], turned_away["denominator"]) == (20, 100)
    assert turned_away["lower"] == pytest.approx(100 * float(wilson(20, 100)[0]))
    assert one(found, "no_known_help_share")["value"] == 50


def test_what_the_shares_are_about_is_printed_beside_them():
    found = estimates(results(40, 20, 30, 10, 25))
    assert one(found, "results_included_share")["value"] == 80
    assert one(found, "results_recorded_share")["value"] == pytest.approx(100 * 70 / 125)


def test_repeat_requesters_widen_the_interval_and_the_method_says_so():
    rows = results(40, 20, 30, 10, 25)
    plain, wide = (one(estimates(r), "turned_away_share") for r in (rows, [*rows, *repeats()]))
    assert plain["method"] == "wilson_without_repeats"
    assert wide["method"] == "wilson"
    assert wide["value"] == plain["value"]
    assert wide["upper"] - wide["lower"] > plain["upper"] - plain["lower"]


def test_a_need_has_the_factor_of_its_domain_and_a_sensitive_one_that_of_the_pool():
    per_need = [
        *repeats(),
        *repeats({"1": 100}, need_level="domain", need_code="food"),
        *repeats({"2": 100}, need_level="domain", need_code="pooled"),
    ]
    cells = [
        row
        for code, level in (("groceries", "need"), ("legal", "domain"), ("rent", "need"), ("all", "all"))
        for row in results(400, 200, 300, 100, 0, need_code=code, need_level=level)
    ]
    found = estimates([*per_need, *cells])
    width = {
        code: one(found, "turned_away_share", need_code=code)["upper"] - 20
        for code in ("groceries", "legal", "rent", "all")
    }
    assert width["groceries"] == pytest.approx(100 * float(wilson(200, 1000)[1]) - 20)
    assert width["legal"] == pytest.approx(100 * float(wilson(200, 1000, repeat_factor=2)[1]) - 20)
    assert width["rent"] == width["all"]


def test_a_hidden_part_gives_a_range_and_no_value():
    rows = results((1, 17), 20, (2, 18), 10, 25, total=75, **DISTRICT)
    found = one(estimates(rows), "got_help_share")
    assert found["status"] == "hidden"
    assert (found["value"], found["lower"], found["numerator"], found["reliability"]) == (None,) * 4
    # All four are 75 - 25 = 50: the sum is known although two of its parts are hidden.
    assert found["denominator"] == 50
    assert (found["range_low"], found["range_high"]) == (2 * 2, 2 * 17)
    assert one(estimates(rows), "turned_away_share")["value"] == 40


def every_share(ranges, total):
    """Slow and obvious: every whole table that the released ranges allow."""
    options = [range(r[0], r[1] + 1) if isinstance(r, tuple) else [r] for r in ranges]
    tables = [t for t in itertools.product(*options) if sum(t) == total]
    return [100 * t[1] / sum(t[:4]) for t in tables if sum(t[:4]) > 0]


@pytest.mark.parametrize(
    ("ranges", "total"),
    [
        (((1, 12), (1, 12), 30, 10, 25), 78),
        ((40, (1, 9), (5, 20), (1, 9), 25), 90),
        ((40, 20, (0, 6), 10, (0, 6)), 76),
        (((1, 17), (2, 18), (3, 19), (1, 17), (4, 20)), 40),
    ],
)
def test_a_published_range_holds_every_table_that_the_counts_allow(ranges, total):
    found = one(estimates(results(*ranges, total=total, **DISTRICT)), "turned_away_share")
    possible = every_share(ranges, total)
    if found["status"] == "hidden":
        assert found["range_low"] <= min(possible) + 1e-9
        assert found["range_high"] >= max(possible) - 1e-9
    else:
        assert set(possible) == {found["value"]}


@pytest.mark.parametrize("status", ["not_yet", "not_published", "not_collected"])
def test_what_is_absent_stays_absent(status):
    rows = results(*[status] * 5, total=100, period="2026")
    found = one(estimates(rows), "turned_away_share")
    assert (found["status"], found["value"], found["range_low"]) == (status, None, None)


def test_nobody_asked_is_refused():
    found = one(estimates(results(0, 0, 0, 0, 12, **DISTRICT)), "turned_away_share")
    assert (found["status"], found["refusal"], found["value"]) == ("refused", "nobody_asked", None)


def test_one_partner_alone_is_refused():
    partners = pl.DataFrame({"area_level": ["district"] * 2, "area_code": ["d1", "d2"], "partners": [1, 2]})
    rows = [
        *results(40, 20, 30, 10, 0, **DISTRICT),
        *results(40, 20, 30, 10, 0, **DISTRICT | {"area_code": "d2"}),
    ]
    found = estimates(rows, partners_by_area=partners)
    assert one(found, "turned_away_share", area_code="d1")["refusal"] == "few_partners"
    assert one(found, "turned_away_share", area_code="d2")["value"] == 20


def test_rates_are_out_of_residents_with_their_margin():
    found = estimates([cell(360), *repeats()], population=population(population_row(10_000.0, 500.0)))
    row = one(found, "requests_per_1000")
    factor = (700 + 400 + 450 + 20 * 77 / 3) / (700 + 200 + 150 + 100)
    expected = requests_rate(360, 10_000, 500, repeat_factor=factor)
    assert row["value"] == pytest.approx(36)
    assert (row["lower"], row["upper"]) == pytest.approx((float(expected.lower), float(expected.upper)))
    assert (row["numerator"], row["denominator"], row["denominator_moe"]) == (360, 10_000, 500)


def test_a_hidden_count_gives_a_range_of_rates():
    found = estimates([cell((1, 17), **DISTRICT)], population=population(population_row(1000.0, **DISTRICT)))
    row = one(found, "requests_per_1000")
    assert (row["status"], row["range_low"], row["range_high"]) == ("hidden", 1, 17)


def test_a_month_counts_twelve_times():
    month = {"period_level": "month", "period": "2025-03"}
    found = estimates([cell(30, **month)], population=population(population_row(1000.0)))
    assert one(found, "requests_per_1000")["value"] == pytest.approx(360)


@pytest.mark.parametrize(("people", "refusal"), [(0.0, "no_residents"), (None, "no_denominator")])
def test_no_rate_of_nobody(people, refusal):
    tables = {"population": population(population_row(people))} if people is not None else {}
    row = one(estimates([cell(30)], **tables), "requests_per_1000")
    assert (row["status"], row["refusal"], row["value"]) == ("refused", refusal, None)


def test_a_group_without_a_denominator_has_no_rate():
    key = {"group_dimension": "race_ethnicity"}
    people = population(population_row(500.0, denominator="race_ethnicity.black", group_code="black", **key))
    rows = [cell(50, group_code="black", **key), cell(50, group_code="mena", **key)]
    found = estimates(rows, population=people).filter(indicator="group_requests_per_1000")
    assert found["group_code"].to_list() == ["black"]
    assert found["value"].to_list() == [100]


def groups(dimension="race_ethnicity", **counts):
    return [cell(value, group_dimension=dimension, group_code=code) for code, value in counts.items()]


def test_group_shares_are_out_of_those_who_answered():
    found = estimates([*groups(black=60, white=40, not_answered=50, not_asked=10), cell(160)])
    found = found.filter(indicator="share_of_requests")
    assert dict(zip(found["group_code"], found["value"], strict=True)) == {"black": 60, "white": 40}
    assert found["denominator"].to_list() == [100, 100]


def test_groups_that_too_few_were_asked_about_are_refused():
    found = estimates([*groups(black=60, white=40, not_answered=0, not_asked=43), cell(143)])
    found = found.filter(indicator="share_of_requests")
    assert set(found["refusal"]) == {"group_not_asked"}
    assert found["value"].null_count() == found.height


def test_a_hidden_group_hides_the_share_of_the_others_too():
    found = estimates([*groups(black=60, white=(1, 17), not_answered=0, not_asked=0), cell(70)])
    row = one(found, "share_of_requests", group_code="black")
    assert row["status"] == "hidden"
    assert row["range_low"] == pytest.approx(100 * 60 / 77)
    assert row["range_high"] == pytest.approx(100 * 60 / 61)


def test_special_areas_have_counts_only():
    rows = [
        cell(100),
        cell(40, area_code="outside"),
        *results(1, 2, 3, 4, 0, area_level="district", area_code="unknown"),
    ]
    found = estimates(rows, population=population(population_row(1000.0)))
    assert set(found["area_code"]) == {CITY}


def test_reliability_of_a_share_of_few():
    found = estimates(results(10, 5, 5, 5, 0, **DISTRICT))
    assert one(found, "turned_away_share")["reliability"] == "too_few"


POVERTY = [
    {"variable": "B06012_001", "estimate": 1000.0, "moe": 50.0},
    {"variable": "B06012_002", "estimate": 200.0, "moe": 30.0, "percent": 20.0, "percent_moe": 2.5},
]


def census(rows):
    return {"census": census_frame(rows), "sources": source_frame()}


def test_the_published_percent_and_margin_are_taken():
    row = one(estimates([], **census(POVERTY)), "poverty")
    assert (row["value"], row["moe"], row["method"]) == (20.0, 2.5, "acs_published")
    assert (row["lower"], row["upper"], row["confidence"]) == (17.5, 22.5, 0.9)
    assert row["cv"] == pytest.approx(100 * 2.5 / 1.645 / 20)
    assert (row["period"], row["period_level"], row["area_vintage"]) == ("2019-2023", "multi_year", "2025")
    assert row["reliability"] == "good"


def test_without_a_published_percent_it_is_derived():
    bare = [POVERTY[0], POVERTY[1] | {"percent": None, "percent_moe": None}]
    row = one(estimates([], **census(bare)), "poverty")
    assert row["method"] == "acs_proportion"
    assert row["moe"] == pytest.approx(100 * (30**2 - (0.2 * 50) ** 2) ** 0.5 / 1000)


def test_a_percent_out_of_other_people_is_not_taken():
    other = [POVERTY[0], POVERTY[1] | {"percent": 12.0}]
    row = one(estimates([], **census(other)), "poverty")
    assert (row["value"], row["method"]) == (20.0, "acs_proportion")


def test_a_census_figure_that_is_not_known_is_not_a_zero():
    unknown = [POVERTY[0], {"variable": "B06012_002"}]
    row = one(estimates([], **census(unknown)), "poverty")
    assert (row["status"], row["value"], row["reliability"], row["confidence"]) == ("not_published",) + (
        None,
    ) * 3


def health(population=400.0, value=21.5):
    row = {"source": "places", "area_level": "city", "area_code": CITY, "measure": "DEPRESSION",
           "value_type": "CrdPrv", "year": "2023", "value": value, "lower": 20.0, "upper": 23.0,
           "population": population}  # fmt: skip
    return {"health": pl.DataFrame([row]), "sources": source_frame()}


def test_modelled_health_comes_with_its_own_limits():
    row = one(estimates([], **health()), "health_depression")
    assert (row["value"], row["lower"], row["upper"], row["period"]) == (21.5, 20.0, 23.0, "2023")


@pytest.mark.parametrize("people", [49.0, None])
def test_modelled_health_of_few_adults_is_refused(people):
    row = one(estimates([], **health(population=people)), "health_depression")
    assert (row["status"], row["refusal"], row["value"], row["lower"]) == (
        "refused",
        "few_adults",
        None,
        None,
    )


def test_order_of_rows_changes_nothing():
    rows = [
        *results(40, 20, 30, 10, 25),
        *results((1, 9), 20, 30, (2, 10), 3, total=65, **DISTRICT),
        *repeats(),
    ]
    assert estimates(rows).equals(estimates(rows[::-1]))


def test_the_whole_catalog_gives_unique_keys_and_a_reason_for_each_refusal():
    rows = [
        *results(40, 20, 30, 10, 25),
        *groups(black=60, white=40, not_asked=25, not_answered=0),
        *repeats(),
    ]
    found = build_estimates(FULL, coalition(), released(rows, {"district": ["d1"]}, **census(POVERTY)))
    assert not found.select(ESTIMATE_KEY).is_duplicated().any()
    assert ((found["status"] == "refused") == found["refusal"].is_not_null()).all()
    assert (found["value"].is_not_null() == (found["status"] == "shown")).all()


def test_a_code_that_was_not_released_is_not_published():
    rows = [row for row in results(40, 20, 30, 10, 25) if row["outcome_code"] != "withdrew"]
    assert one(estimates(rows), "turned_away_share")["status"] == "not_published"


def test_a_sum_of_hidden_parts_is_known_where_the_total_gives_it_away():
    counts = count_frame(results((1, 17), (3, 19), 30, 10, 25, total=85))
    found = counted(counts, "requests", "result", RESULTS[:4]).row(0, named=True)
    assert (found["low"], found["high"], found["status"]) == (60, 60, "shown")
