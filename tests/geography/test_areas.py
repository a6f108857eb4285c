"""Every level is a partition of the city, with its ways of not knowing."""

import polars as pl
import pytest

from tests.geography import world


@pytest.fixture(scope="module")
def made():
    return world.geography()


def places_of(made, block: str) -> dict[str, str]:
    own = made.block_area.filter(pl.col("block") == block)
    return dict(own.select("area_level", "area_code").iter_rows())


def test_a_real_block_lies_in_one_area_of_each_level(made):
    assert places_of(made, "N1-w2") == {
        "city": "C", "borough": "B1", "district": "D1", "neighbourhood": "N1", "ward": "w2",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("block", "borough", "district", "neighbourhood", "ward"),
    [
        ("unknown", "unknown", "unknown", "unknown", "unknown"),
        ("no_fixed_address",) * 5,
        ("B1:unknown", "B1", "B1:unknown", "B1:unknown", "unknown"),
        ("D1:unknown", "B1", "D1", "D1:unknown", "unknown"),
        ("N1:unknown", "B1", "D1", "N1", "unknown"),
    ],
)
def test_what_is_not_known_has_a_value_at_every_level(made, block, borough, district, neighbourhood, ward):
    expected = {"borough": borough, "district": district, "neighbourhood": neighbourhood, "ward": ward}
    assert places_of(made, block) == {"city": "C", **expected}


def test_outside_is_a_second_top_and_nothing_below(made):
    assert places_of(made, "outside") == {"city": "outside"}


def test_only_areas_of_several_blocks_have_an_unknown_block_of_their_own(made):
    unknown = made.block.filter("is_unknown")["block"].to_list()
    assert sorted(unknown) == sorted(
        ["unknown", "no_fixed_address", "outside", "B1:unknown", "B2:unknown", "D1:unknown", "D2:unknown",
         "D3:unknown", "N1:unknown"]
    )  # fmt: skip


def test_each_level_is_a_partition_and_parents_hold_what_their_children_hold(made):
    """Slow and obvious: walk up from every block and meet the same areas that the table gives."""
    parents = {
        (level, code): (up, parent)
        for level, code, up, parent in made.area.select(
            "area_level", "area_code", "parent_level", "parent_code"
        ).iter_rows()
    }
    for block in made.block["block"]:
        places = places_of(made, block)
        assert len(places) == (1 if block == "outside" else 5)
        for level, code in places.items():
            up, parent = parents[level, code]
            assert (up, parent) == ("", "") or places[up] == parent


def test_every_special_area_is_in_table_area_once_with_its_parent(made):
    special = made.area.filter("is_special").select("area_level", "area_code", "parent_code")
    assert ("neighbourhood", "D1:unknown", "D1") in special.rows()
    assert ("neighbourhood", "B1:unknown", "B1:unknown") in special.rows()
    assert ("district", "B1:unknown", "B1") in special.rows()
    assert ("neighbourhood", "unknown", "unknown") in special.rows()
    assert ("ward", "no_fixed_address", "C") in special.rows()
    assert ("city", "outside", "") in special.rows()
    assert not any(code == "N1:unknown" for _, code, _ in special.rows())


def test_parks_and_districts_of_parks_are_listed_but_not_drawn(made):
    not_drawn = made.area.filter(~pl.col("is_drawn") & ~pl.col("is_special"))
    assert not_drawn.select("area_level", "area_code").rows() == [
        ("district", "D4"),
        ("neighbourhood", "P1"),
        ("neighbourhood", "P2"),
    ]


def test_shares_of_overlap_are_of_residents_and_sum_to_1(made):
    rows = dict(
        made.area_overlap.filter(pl.col("area_code") == "N1").select("other_code", "share").iter_rows()
    )
    assert rows == {"w1": pytest.approx(5 / 9), "w2": pytest.approx(4 / 9)}
    sums = made.area_overlap.group_by("area_level", "area_code").agg(pl.col("share").sum())["share"]
    assert sums.to_list() == pytest.approx([1.0] * len(sums))
