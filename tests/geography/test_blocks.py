"""Blocks: parks join a drawn neighbour, slivers the largest block, and nobody is lost."""

from dataclasses import replace

import polars as pl
import pytest

from pipelines.errors import SourceError, WorkspaceError
from tests.geography import world


@pytest.fixture(scope="module")
def made():
    return world.geography()


def test_what_remains_are_blocks_of_people_in_drawn_areas(made):
    assert dict(made.blocks.rows.select("block", "residents").iter_rows()) == {
        "N1-w1": 5000, "N1-w2": 4000, "N2-w1": 6500, "N3-w1": 3020, "N4-w2": 7010,
    }  # fmt: skip


def test_no_resident_is_lost(made):
    assert made.blocks.rows["residents"].sum() == world.blocks()["residents"].sum()


def test_every_move_is_listed_with_its_reason(made):
    assert made.blocks.moves.rows() == [
        ("N2-w2", "N2-w1", 500.0, "sliver"),
        ("P1-w1", "N3-w1", 20.0, "not_drawn"),
        ("P2-w2", "N4-w2", 10.0, "not_drawn"),
    ]


def test_a_park_joins_its_own_district_first_and_then_its_borough(made):
    # P1 touches N3 (its district) and N4; P2 is alone in its district and joins the nearest of its borough.
    assert made.blocks.joined == {"P1": "N3", "P2": "N4"}


def test_every_listed_block_has_a_block_that_counts_it(made):
    assert set(made.blocks.new_code) == set(world.blocks()["block"])
    assert set(made.blocks.new_code.values()) == set(made.blocks.rows["block"])


def test_the_largest_block_of_an_area_is_kept_however_small():
    rows = world.blocks().with_columns(pl.col("residents") / 100)
    made = world.geography(replace(world.inputs(), blocks=rows))
    assert set(made.blocks.rows["block"]) == {"N1-w1", "N2-w1", "N3-w1", "N4-w2"}
    assert made.blocks.rows["residents"].sum() == pytest.approx(rows["residents"].sum())


def test_no_sliver_where_the_policy_knows_none():
    assert "N2-w2" in set(world.geography(sliver_under=0).blocks.rows["block"])


def test_order_of_the_file_does_not_matter(made):
    shuffled = world.blocks().sample(fraction=1, shuffle=True, seed=3)
    again = world.geography(replace(world.inputs(), blocks=shuffled))
    assert again.blocks.rows.equals(made.blocks.rows)
    assert again.blocks.moves.equals(made.blocks.moves)


def test_a_block_of_an_unknown_area_is_refused():
    rows = world.blocks().with_columns(pl.col("neighbourhood").replace({"N4": "N9"}))
    with pytest.raises(SourceError, match=r"1 codes of level neighbourhood .* as N9"):
        world.geography(replace(world.inputs(), blocks=rows))


def test_a_place_code_of_an_unknown_block_is_refused():
    codes = world.inputs().place_codes.with_columns(block=pl.lit("N9-w1"))
    with pytest.raises(SourceError, match="1 blocks in the file of place codes"):
        world.geography(replace(world.inputs(), place_codes=codes))


def test_an_area_with_a_parent_that_is_no_area_is_refused():
    given = world.inputs()
    rows = given.areas.rows.with_columns(pl.col("parent_code").replace({"D3": "D9"}))
    with pytest.raises(SourceError, match="neighbourhood N4 the parent D9"):
        world.geography(replace(given, areas=replace(given.areas, rows=rows)))


def test_a_level_without_a_boundary_is_refused():
    shapes = {"ward": world.boundaries()["ward"]}
    with pytest.raises(WorkspaceError, match="No boundary file describes the area level neighbourhood"):
        world.geography(replace(world.inputs(), boundaries=shapes))
