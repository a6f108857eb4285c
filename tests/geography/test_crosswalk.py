"""Crosswalks and what is carried over them: shares sum to 1, totals are kept, losses are listed."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.geography.carry import carry_counts, carry_rates
from pipelines.geography.crosswalk import (
    Crosswalk,
    crosswalk_by_area,
    crosswalk_by_codes,
    crosswalk_by_people,
)
from pipelines.sources.boundaries import Boundary


def row_of_boxes(level: str, prefix: str, edges: list[float]) -> Boundary:
    shapes = [shapely.box(10 + w, 50, 10 + e, 50.01) for w, e in pairwise(edges)]
    return Boundary(level, tuple(f"{prefix}{n}" for n in range(len(shapes))), np.array(shapes))


OLD = row_of_boxes("old", "o", [0, 0.02, 0.04])
NEW = row_of_boxes("new", "n", [0, 0.01, 0.04])


def shares(crosswalk: Crosswalk) -> dict:
    return {
        (s, t): pytest.approx(share, abs=1e-5)
        for s, t, share in crosswalk.rows.select("source", "target", "share").iter_rows()
    }


def test_by_area_halves_are_halves():
    assert shares(crosswalk_by_area(OLD, NEW)) == {("o0", "n0"): 0.5, ("o0", "n1"): 0.5, ("o1", "n1"): 1.0}


def test_by_people_where_they_live():
    points = pl.DataFrame(
        {"longitude": [10.005, 10.015, 10.018], "latitude": [50.005] * 3, "people": [1.0, 2.0, 6.0]}
    )
    made = crosswalk_by_people(points, OLD, NEW)
    assert shares(made) == {("o0", "n0"): 1 / 9, ("o0", "n1"): 8 / 9, ("o1", "n1"): 1.0}
    assert dict(made.rows.select("source", "method").iter_rows()) == {"o0": "people", "o1": "area"}
    assert made.people == 9.0


def test_people_outside_either_geography_are_told():
    points = pl.DataFrame({"longitude": [10.005, 11.0], "latitude": [50.005] * 2, "people": [1.0, 5.0]})
    assert crosswalk_by_people(points, OLD, NEW).lost == {"source": 5.0, "target": 5.0}


def test_what_lies_in_no_target_is_unmatched():
    far = row_of_boxes("old", "f", [5, 5.02])
    assert crosswalk_by_area(far, NEW).unmatched == ("f0",)


def test_a_border_that_overlaps_by_inches_is_no_overlap():
    nearly = row_of_boxes("new", "n", [0, 0.019999, 0.04])
    assert set(shares(crosswalk_by_area(OLD, nearly))) == {("o0", "n0"), ("o1", "n1")}


def test_by_codes_of_place():
    residents = pl.DataFrame(
        {
            "code_kind": ["zip"] * 4,
            "code": ["1", "1", "2", "3"],
            "block": ["a", "b", "b", "a"],
            "residents": [3.0, 1.0, 5.0, 0.0],
        }
    )
    holders = pl.DataFrame({"block": ["a", "b"], "area_code": ["A", "B"]})
    made = crosswalk_by_codes(residents, "zip", holders)
    assert shares(made) == {("1", "A"): 0.75, ("1", "B"): 0.25, ("2", "B"): 1.0}
    assert made.unmatched == ("3",)


def people_crosswalk(*rows: tuple[str, str, float, float], unmatched: tuple[str, ...] = ()) -> Crosswalk:
    table = pl.DataFrame(rows, schema=["source", "target", "share", "weight"], orient="row")
    return Crosswalk(table.with_columns(method=pl.lit("people")), unmatched, 0.0, {})


HALVES = people_crosswalk(
    ("1", "A", 0.25, 10.0), ("1", "B", 0.75, 30.0), ("2", "B", 1.0, 50.0), unmatched=("3",)
)


def figures(**values: float | None) -> pl.DataFrame:
    return pl.DataFrame(
        {"source": list(values), "variable": ["v"] * len(values), "value": list(values.values())},
        schema_overrides={"value": pl.Float64},
    )


def test_counts_are_split_and_their_total_is_kept():
    carried = carry_counts(figures(**{"1": 100.0, "2": 8.0}), HALVES, ("variable",))
    assert carried.rows.select("target", "value").rows() == [("A", 25.0), ("B", 83.0)]


def test_margins_are_split_and_their_squares_summed():
    with_moe = figures(**{"1": 100.0, "2": 8.0}).with_columns(moe=pl.Series([8.0, 3.0]))
    carried = carry_counts(with_moe, HALVES, ("variable",))
    assert carried.rows["moe"].to_list() == pytest.approx([2.0, (6.0**2 + 3.0**2) ** 0.5])


def test_of_estimates_of_0_only_the_largest_margin_counts_once():
    crosswalk = people_crosswalk(*((code, "T", 1.0, 1.0) for code in "abcd"))
    # The example of the Census handbook, chapter 8: 0, 0, 0 and 41 with margins 22, 22, 29 and 37.
    cells = figures(a=0.0, b=0.0, c=0.0, d=41.0).with_columns(moe=pl.Series([22.0, 22.0, 29.0, 37.0]))
    row = carry_counts(cells, crosswalk, ("variable",)).rows.row(0, named=True)
    assert (row["value"], row["moe"]) == (41.0, pytest.approx(47.0106, abs=1e-4))


def test_a_count_of_which_a_part_is_not_known_is_not_known():
    carried = carry_counts(figures(**{"1": 100.0, "2": None}), HALVES, ("variable",))
    assert carried.rows["value"].to_list() == [25.0, None]


def test_rates_are_averaged_by_people_and_never_summed():
    carried = carry_rates(figures(**{"1": 10.0, "2": 20.0}), HALVES, ("variable",))
    assert carried.rows["value"].to_list() == pytest.approx([10.0, (10 * 30 + 20 * 50) / 80])


def test_a_rate_that_is_not_known_weighs_nothing():
    carried = carry_rates(figures(**{"1": 10.0, "2": None}), HALVES, ("variable",))
    assert carried.rows["value"].to_list() == [10.0, 10.0]


def test_what_no_target_takes_is_listed_with_what_it_adds_up_to():
    carried = carry_counts(figures(**{"1": 100.0, "3": 7.0}), HALVES, ("variable",))
    assert carried.unmatched == ("3",)
    assert carried.lost.rows() == [("v", 7.0)]


CUTS = st.integers(10, 390).map(lambda cut: cut / 10_000)  # degrees: no box is thinner than some metres


@settings(max_examples=40)
@given(
    old=st.lists(CUTS, min_size=1, max_size=5, unique=True),
    new=st.lists(CUTS, min_size=1, max_size=5, unique=True),
    values=st.lists(st.integers(0, 10**6), min_size=6, max_size=6),
)
def test_shares_sum_to_1_and_totals_are_kept_whatever_the_areas(old, new, values):
    source = row_of_boxes("old", "o", [0, *sorted(old), 0.04])
    target = row_of_boxes("new", "n", [0, *sorted(new), 0.04])
    made = crosswalk_by_area(source, target)
    sums = made.rows.group_by("source").agg(pl.col("share").sum())["share"]
    assert sums.to_list() == pytest.approx([1.0] * len(sums))
    assert not made.unmatched
    given_values = figures(**{code: float(v) for code, v in zip(source.codes, values, strict=False)})
    carried = carry_counts(given_values, made, ("variable",))
    assert carried.rows["value"].sum() == pytest.approx(given_values["value"].sum())
