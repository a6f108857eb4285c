"""From what a row says to the block that it is counted in."""

from dataclasses import replace

import polars as pl
import pytest

from tests.geography import world


@pytest.fixture(scope="module")
def places():
    return world.geography().places(world.KEY)


def resolve(places, to_level: str | None = None, **columns) -> list[tuple]:
    rows = pl.DataFrame(
        {name: [value] if not isinstance(value, list) else value for name, value in columns.items()}
    )
    return places.resolve(rows, to_level).rows()


@pytest.mark.parametrize(
    ("given", "block", "placed_by"),
    [
        ({"block": "N1-w1"}, "N1-w1", "block"),
        ({"block": "N2-w2"}, "N2-w1", "block"),  # a sliver as the block file named it
        ({"block": "D1:unknown"}, "D1:unknown", "block"),
        ({"area_neighbourhood": "N3"}, "N3-w1", "area"),  # its only block
        ({"area_neighbourhood": "N1"}, "N1:unknown", "area"),  # which of its blocks is not known
        ({"area_neighbourhood": "P1"}, "N3-w1", "area"),  # a park, counted next door
        ({"area_district": "D1"}, "D1:unknown", "area"),
        ({"area_district": "D4"}, "B2:unknown", "area"),  # a district of parks
        ({"area_borough": "B2"}, "B2:unknown", "area"),
        ({"area_ward": "w1"}, "unknown", "none"),
        ({"area_neighbourhood": "place  n3"}, "N3-w1", "area"),  # by its name
        ({"area_borough": "Borough B2"}, "B2:unknown", "area"),
        ({"special": "no_fixed_address"}, "no_fixed_address", "none"),
        ({"special": "outside"}, "outside", "none"),
        ({"tract": "T1", "draw_key": "h"}, "N3-w1", "tract"),
        ({"zip": "01002", "draw_key": "h"}, "N2-w1", "zip"),
        ({"zip": "01009", "draw_key": "h"}, "unknown", "zip"),  # nobody lives there
        ({"zip": "99999", "draw_key": "h"}, "outside", "zip"),
        ({"zip": "1001", "draw_key": "h"}, "unknown", "none"),
        ({"zip": None, "area_district": "D3", "draw_key": "h"}, "D3:unknown", "area"),
        ({"latitude": 50.002, "longitude": 10.005}, "N1-w1", "coordinates"),
        ({"latitude": 10.005, "longitude": 50.008}, "N1-w2", "coordinates"),  # swapped
        ({"latitude": 50.002, "longitude": 10.035}, "N3-w1", "coordinates"),  # in the park
        ({"latitude": 50.008, "longitude": 10.025}, "N3-w1", "coordinates"),  # N3 has no block in w2
        ({"latitude": 50.002, "longitude": 9.999}, "N1-w1", "coordinates"),  # on a pier
        ({"latitude": 40.7, "longitude": -74.0}, "outside", "coordinates"),
        ({"latitude": 0.0, "longitude": 0.0}, "unknown", "none"),
        ({"latitude": 500.0, "longitude": 10.0}, "unknown", "none"),
        ({"latitude": float("nan"), "longitude": 10.0}, "unknown", "none"),
        ({"latitude": None, "longitude": 10.0}, "unknown", "none"),
    ],
)  # fmt: skip
def test_each_kind_of_place(places, given, block, placed_by):
    columns = {
        name: pl.Series([value], dtype=pl.Float64 if name.endswith("tude") else pl.String)
        for name, value in given.items()
    }
    assert places.resolve(pl.DataFrame(columns)).rows() == [(block, placed_by, False)]


@pytest.mark.parametrize(
    "given", [{"block": "X1"}, {"area_neighbourhood": "X1"}, {"tract": "X1", "draw_key": "h"}]
)
def test_a_code_that_does_not_exist_is_told_and_placed_nowhere(places, given):
    assert resolve(places, **given) == [("unknown", "none", True)]


def test_a_name_that_two_areas_have_places_nothing():
    given = world.inputs()
    twins = given.areas.rows.with_columns(
        pl.when(pl.col("area_code").is_in(["N3", "N4"]))
        .then(pl.lit("Twin Hills"))
        .otherwise("name")
        .alias("name")
    )
    made = world.geography(replace(given, areas=replace(given.areas, rows=twins))).places(world.KEY)
    assert resolve(made, area_neighbourhood="Twin Hills") == [("unknown", "none", True)]
    assert resolve(made, area_neighbourhood="Place N1") == [("N1:unknown", "area", False)]


def test_a_code_that_does_not_exist_is_no_matter_where_something_else_places_the_row(places):
    assert resolve(places, area_neighbourhood="X1", area_district="D3") == [("D3:unknown", "area", False)]


def test_the_finest_thing_that_a_row_says_decides(places):
    given = {"special": [None] * 3, "block": ["N3-w1", None, None], "area_borough": ["B2"] * 3}
    given |= {"zip": ["01002"] * 3, "area_neighbourhood": ["N4", "N4", None], "draw_key": ["a", "b", "c"]}
    assert [row[:2] for row in resolve(places, **given)] == [
        ("N3-w1", "block"),
        ("N4-w2", "area"),
        ("N2-w1", "zip"),
    ]


def test_rows_come_back_in_the_order_given(places):
    codes = ["N4-w2", "N1-w1", None, "N3-w1"] * 50
    expected = ["N4-w2", "N1-w1", "unknown", "N3-w1"] * 50
    assert [row[0] for row in resolve(places, block=codes)] == expected


def test_no_rows_give_no_rows(places):
    assert places.resolve(pl.DataFrame(schema={"zip": pl.String, "draw_key": pl.String})).height == 0


@pytest.mark.parametrize(
    ("level", "block"),
    [("neighbourhood", "N1-w1"), ("district", "D1:unknown"), ("borough", "B1:unknown"), ("city", "unknown")],
)
def test_a_partner_may_agree_to_a_coarser_place_only(places, level, block):
    placed_by = "block" if level == "neighbourhood" else "district"
    assert resolve(places, level, block="N1-w1") == [(block, placed_by, False)]


@pytest.mark.parametrize("level", ["district", "borough", "city"])
def test_outside_stays_outside_and_a_draw_by_zip_stays_told(places, level):
    rows = resolve(places, level, zip=["99999", "01002"], draw_key=["a", "b"])
    assert rows[0][0] == "outside"
    assert [row[1] for row in rows] == ["zip", "zip"]


def test_every_block_coarsens_to_a_block_that_exists(places):
    geography = world.geography()
    known = set(geography.block["block"])
    for level in ("neighbourhood", "district", "borough", "city"):
        assert set(places.coarsen(geography.block["block"], level)) <= known


def test_the_level_of_partners_that_only_count(places):
    assert places.coarser_level == "district"


def test_the_key_is_not_shown(places):
    assert "kkkk" not in repr(places)
