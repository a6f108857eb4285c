"""What the map draws of each level."""

import pytest

from pipelines.geography import draw_levels
from tests.geography import world


@pytest.fixture(scope="module")
def drawings():
    made = world.geography()
    return draw_levels(made.levels, made.boundaries, made.area)


def test_every_level_is_drawn_coarser_ones_by_dissolving(drawings):
    drawn = {level: sorted(drawing.paths["paths"]) for level, drawing in drawings.items()}
    assert drawn == {
        "city": ["C"],
        "borough": ["B1", "B2"],
        "district": ["D1", "D2", "D3"],
        "neighbourhood": ["N1", "N2", "N3", "N4"],
        "ward": ["w1", "w2"],
    }


def test_parks_stand_apart(drawings):
    assert sorted(drawings["neighbourhood"].paths["undrawn"]) == ["P1", "P2"]
    assert sorted(drawings["district"].paths["undrawn"]) == ["D4"]
    codes = [f["properties"]["code"] for f in drawings["neighbourhood"].geojson["features"]]
    assert codes == ["N1", "N2", "N3", "N4"]


def test_all_levels_share_one_frame(drawings):
    assert len({drawing.paths["viewBox"] for drawing in drawings.values()}) == 1
