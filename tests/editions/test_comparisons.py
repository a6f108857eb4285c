"""Which differences are stated, and what is said of them."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.editions.comparisons import (
    build_comparisons,
    changes_of_partners,
    holds_without,
    released_differences,
)
from pipelines.estimates.differences import of_part_and_whole, of_shares
from pipelines.tables.edition import EVENT
from tests.editions.figures import area_frame, cell, coalition, count_frame, results

CATALOG, COALITION = load_catalog(), coalition()
DISTRICTS = [f"d{number}" for number in range(8)]
AREAS = area_frame({"district": DISTRICTS})
USUAL, WORSE = (300, 120, 100, 80, 100), (190, 250, 80, 80, 100)


def town(worse=("d0",), years=("2024", "2025"), factor=True, usual=USUAL, bad=WORSE, **key):
    """Eight districts and their city; in `worse` more people are turned away, in both years."""
    rows = []
    for year in years:
        counts = {d: bad if d in worse else usual for d in DISTRICTS}
        for code, numbers in counts.items():
            rows += results(*numbers, area_level="district", area_code=code, period=year, **key)
        total = [int(part) for part in np.sum(list(counts.values()), axis=0)]
        rows += results(*total, period=year, **key)
        if factor and not key:
            split = {"measure": "households", "outcome_dimension": "requests_per_household"}
            rows += [cell(sum(total), outcome_code="1", period=year, **split)]
    return rows


def comparisons(rows, **facts):
    return build_comparisons(count_frame(rows), AREAS, CATALOG, COALITION, **facts)


def all_hold(rows):
    known = released_differences(count_frame(rows), AREAS, CATALOG, COALITION)
    return known.select("comparison_id", holds=pl.lit(True))


def of(frame, **key):
    found = frame.filter(**key)
    assert found.height == 1
    return found.row(0, named=True)


def test_a_district_far_above_its_city_is_clear():
    rows = town()
    row = of(comparisons(rows, leave_one_out=all_hold(rows)), area_code="d0", kind="area")
    assert (row["verdict"], row["reasons"]) == ("clear", "")
    assert row["scope"] == "verdict_scope.people_who_asked"
    expected = of_part_and_whole(250, 600, 250 + 7 * 120, 8 * 600)
    assert row["difference"] == pytest.approx(100 * float(expected.difference))
    assert row["difference_lower"] == pytest.approx(100 * float(expected.difference_lower))
    assert row["p"] == pytest.approx(float(expected.p))
    assert (row["value"], row["other_value"]) == pytest.approx((100 * 250 / 600, 100 * 1090 / 4800))


def test_without_the_answer_of_the_gate_it_is_at_most_probable():
    row = of(comparisons(town()), area_code="d0", kind="area")
    assert (row["verdict"], row["reasons"]) == ("probable", "one_partner_unknown")


def test_a_difference_that_rests_on_one_partner_cannot_be_told():
    rows = town()
    answers = all_hold(rows).with_columns(holds=pl.lit(False))
    row = of(comparisons(rows, leave_one_out=answers), area_code="d0", kind="area")
    assert (row["verdict"], row["reasons"]) == ("cannot_tell", "rests_on_one_partner")


def test_without_a_repeat_factor_nothing_is_clear():
    rows = town(factor=False)
    assert "clear" not in set(comparisons(rows, leave_one_out=all_hold(rows))["verdict"])


def test_in_the_first_year_nothing_is_clear():
    rows = town(years=("2025",))
    row = of(comparisons(rows, leave_one_out=all_hold(rows)), area_code="d0", kind="area")
    assert (row["verdict"], row["reasons"]) == ("probable", "no_period_before")


def test_a_district_that_was_not_so_before_is_not_clear():
    rows = [*town(worse=(), years=("2024",)), *town(years=("2025",))]
    row = of(comparisons(rows, leave_one_out=all_hold(rows)), area_code="d0", kind="area")
    assert (row["verdict"], row["reasons"]) == ("probable", "not_so_before")


def test_q_is_over_all_districts():
    frame = comparisons(town()).filter(kind="area")
    assert frame.height == len(DISTRICTS)
    assert of(frame, area_code="d0")["q"] == pytest.approx(8 * frame["p"].min())


def test_districts_near_the_city_are_about_the_same():
    frame = comparisons(town(worse=()))
    assert set(frame.filter(kind="area")["verdict"]) == {"about_same"}
    assert set(frame.filter(kind="area")["difference"]) == {0.0}


def test_few_written_results_are_not_enough():
    silent = (100, 120, 300, 80, 100)
    row = of(comparisons(town(bad=silent)), area_code="d0", kind="area")
    assert row["verdict"] == "not_enough"
    assert row["reasons"].split(",") == ["results_not_recorded", "recording_differs"]


def test_a_district_whose_partners_mostly_do_not_record_is_not_enough():
    left_out = (190, 250, 80, 80, 600)
    row = of(comparisons(town(bad=left_out)), area_code="d0", kind="area")
    assert row["reasons"].split(",")[0] == "results_not_recorded"


def test_twenty_nine_known_results_are_not_enough():
    few = (10, 19, 5, 0, 0)
    assert "few_known_results" in of(comparisons(town(bad=few)), area_code="d0", kind="area")["reasons"]


def test_a_district_placed_by_zip_is_not_enough():
    rows = [
        row | {"placed_by_zip": "over_30"}
        if row["area_code"] == "d0" and row["outcome_code"] == "all"
        else row
        for row in town()
    ]
    assert of(comparisons(rows), area_code="d0", kind="area")["reasons"] == "placed_by_zip"


def test_a_zip_code_does_not_move_a_request_out_of_its_city():
    rows = [
        row | {"placed_by_zip": "over_30"} if row["area_level"] == "city" and row["placed_by_zip"] else row
        for row in town()
    ]
    assert comparisons(rows).equals(comparisons(town()))


def test_a_district_with_a_hidden_count_has_no_row():
    rows = town()
    hidden = [
        row | {"value": None, "status": "hidden", "range_low": 1, "range_high": 17, "placed_by_zip": None}
        if (row["area_code"], row["outcome_code"]) == ("d0", "turned_away")
        else row
        for row in rows
    ]
    assert comparisons(hidden).filter(area_code="d0", kind="area").is_empty()


def change(now=WORSE, before=USUAL):
    rows = [*town(worse=(), years=("2024",), usual=before), *town(worse=(), years=("2025",), usual=now)]
    return rows


def test_a_change_of_the_city_is_tested_between_two_years():
    rows = change()
    row = of(comparisons(rows, leave_one_out=all_hold(rows)), kind="period")
    expected = of_shares(8 * 250, 8 * 600, 8 * 120, 8 * 600)
    assert (row["verdict"], row["period"], row["other_period"]) == ("clear", "2025", "2024")
    assert row["ratio"] == pytest.approx(float(expected.ratio))
    assert row["difference_upper"] == pytest.approx(100 * float(expected.difference_upper))


def changes(*days):
    return pl.DataFrame({"from_on": days, "to_on": days}, schema={"from_on": pl.Date, "to_on": pl.Date})


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(date(2024, 1, 1), "not_enough"), (date(2025, 12, 31), "not_enough"), (date(2023, 12, 31), "clear")],
)
def test_a_partner_that_changed_inside_the_years_ends_the_claim(day, verdict):
    rows = change()
    frame = comparisons(rows, leave_one_out=all_hold(rows), changes=changes(day))
    assert of(frame, kind="period")["verdict"] == verdict


def test_a_change_of_partners_does_not_touch_places_in_one_year():
    rows = town()
    frame = comparisons(rows, leave_one_out=all_hold(rows), changes=changes(date(2025, 6, 1)))
    assert of(frame, area_code="d0", kind="area")["verdict"] == "clear"


def groups(**counts):
    return [
        row
        for year in ("2024", "2025")
        for code, numbers in counts.items()
        for row in results(*numbers, period=year, group_dimension="race_ethnicity", group_code=code)
    ]


def test_a_group_is_set_against_all_others_who_answered():
    white, unasked = (600, 150, 200, 50, 0), (100, 900, 0, 0, 0)
    rows = [
        *town(),
        *groups(black=(400, 300, 200, 100, 0), white=white, asian=white, not_asked=unasked),
    ]
    row = of(comparisons(rows, leave_one_out=all_hold(rows)), kind="group", group_code="black")
    assert (row["value"], row["other_value"], row["other_group_code"]) == (30, 15, "rest")
    assert row["p"] == pytest.approx(float(of_shares(300, 1000, 300, 2000).p))
    assert row["verdict"] == "clear"


def test_groups_are_not_compared_where_too_many_did_not_answer():
    rows = [
        *town(),
        *groups(
            black=(400, 300, 200, 100, 0), white=(600, 150, 200, 50, 0), not_asked=(300, 300, 200, 100, 0)
        ),
    ]
    row = of(comparisons(rows), kind="group", group_code="black")
    assert (row["verdict"], row["reasons"]) == ("not_enough", "group_unknown")


@pytest.mark.parametrize(
    ("turned_away", "tipping_point", "verdict"), [(21, 15, "clear"), (20, 12.5, "probable")]
)
def test_results_not_written_down_tip_a_difference(turned_away, tipping_point, verdict):
    """Against 15 in 100, two fifths not written down: 6 points are undone by 15 points among those."""
    now, before = (55 - turned_away, turned_away, 40, 5, 0), (40, 15, 40, 5, 0)
    rows = change(tuple(50 * x for x in now), tuple(50 * x for x in before))
    row = of(comparisons(rows, leave_one_out=all_hold(rows)), kind="period")
    assert row["tipping_point"] == pytest.approx(tipping_point)
    assert row["verdict"] == verdict


def test_a_difference_by_one_reading_only_is_at_most_probable():
    """More turned away, and as many fewer not written down: by the upper reading there is no difference."""
    rows = change((500, 300, 100, 100, 0), (500, 200, 200, 100, 0))
    row = of(comparisons(rows, leave_one_out=all_hold(rows)), kind="period")
    assert (row["verdict"], row["reasons"]) == ("probable", "by_this_reading_only")


def test_nothing_closed_gives_no_rows():
    assert comparisons(results(*["not_yet"] * 5, total=100)).is_empty()


def test_order_of_rows_changes_nothing():
    rows = town()
    assert comparisons(rows).equals(comparisons(rows[::-1]))


def pairs(**points):
    return pl.DataFrame({"comparison_id": list(points), "difference": list(points.values())})


def test_a_difference_holds_only_without_each_partner():
    whole = pairs(a=8.0, b=8.0, c=8.0, d=-8.0)
    found = holds_without(
        whole, [pairs(a=7.0, b=2.4, c=3.0, d=-2.5), pairs(a=2.5, b=9.0, d=-9.0)], CATALOG.policy
    )
    assert dict(found.iter_rows()) == {"a": True, "b": False, "c": False, "d": True}


def test_the_gate_answers_from_counts_without_one_partner():
    rows, without = town(), town(worse=())
    differences = [released_differences(count_frame(r), AREAS, CATALOG, COALITION) for r in (rows, without)]
    answers = holds_without(differences[0], [differences[1]], CATALOG.policy)
    row = of(comparisons(rows, leave_one_out=answers), area_code="d0", kind="area")
    assert row["reasons"] == "rests_on_one_partner"


def test_what_counts_as_a_change_of_partners():
    events = EVENT.empty().vstack(
        pl.DataFrame(
            [
                (date(2025, 3, 1), date(2025, 3, 31), "form_changed", "p1", None),
                (date(2025, 4, 1), date(2025, 4, 30), "full", "p1", None),
                (date(2025, 5, 1), date(2025, 5, 2), "policy", "", None),
            ],
            schema=EVENT.empty().schema, orient="row",
        )
    )  # fmt: skip
    partners = pl.DataFrame(
        {"first_month": ["2023-10", "2023-10", "2024-06"], "last_month": ["2025-12", "2025-02", "2025-12"]}
    )
    found = changes_of_partners(events, partners, "2025-12")
    assert set(found["from_on"]) == {date(2025, 3, 1), date(2024, 6, 15), date(2025, 2, 15)}
