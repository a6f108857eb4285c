"""Boundary files in any declared coordinate system, and their drawings."""

import json

import numpy as np
import pyproj
import pytest
import shapely

from pipelines.errors import SourceError
from pipelines.sources.boundaries import Boundary, dissolve, read_boundary
from pipelines.sources.drawings import (
    BYTES_AT_LEAST,
    BYTES_PER_AREA,
    DRAWING_SIZE,
    draw,
    flat_projection,
    project,
    simplify,
)
from tests.sources.files import described


def square(west: float, south: float, size: float = 0.01) -> list:
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(code: object, rings: list, kind: str = "Polygon") -> dict:
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": rings}}


def geojson(*features: dict, crs: str | None = None) -> str:
    content = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(content)


def read(tmp_path, content: str, **facts) -> Boundary:
    return read_boundary(described(tmp_path / "b.geojson", content, "boundaries", **facts))


def test_degrees_are_taken_as_they_are(tmp_path):
    found = read(tmp_path, geojson(feature("a", square(10, 50)), feature("b", square(10.01, 50))))
    assert found.codes == ("a", "b")
    assert found.repaired == 0
    assert shapely.total_bounds(found.shapes).tolist() == pytest.approx([10, 50, 10.02, 50.01])


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:EPSG::2263", "urn:ogc:def:crs:EPSG::3857"])
def test_any_declared_system_comes_out_in_degrees(tmp_path, crs):
    to_crs = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    ring = [list(to_crs.transform(x, y)) for x, y in square(-73.95, 40.7)[0]]
    found = read(tmp_path, geojson(feature("a", [ring]), crs=crs))
    assert shapely.get_coordinates(found.shapes) == pytest.approx(np.array(square(-73.95, 40.7)[0]), abs=1e-6)


def test_feet_without_a_declared_system_are_refused_naming_both(tmp_path):
    with pytest.raises(
        SourceError, match=r"declares no coordinate system.*EPSG:4326.*1003060, 204500 to 1004060"
    ):
        read(tmp_path, geojson(feature("a", square(1003060, 204500, 1000))))


def test_a_shape_that_crosses_itself_is_repaired_and_counted(tmp_path):
    bow_tie = [[[10, 50], [10.02, 50.02], [10.02, 50], [10, 50.02], [10, 50]]]
    found = read(tmp_path, geojson(feature("a", bow_tie)))
    assert found.repaired == 1
    assert shapely.is_valid(found.shapes).all()
    assert shapely.area(found.shapes)[0] == pytest.approx(0.0002)


def test_parts_of_one_code_are_put_together_and_number_codes_are_text(tmp_path):
    found = read(tmp_path, geojson(feature(3, square(10, 50)), feature(3, square(11, 50))))
    assert found.codes == ("3",)
    assert len(shapely.get_parts(found.shapes)) == 2


def test_codes_are_translated_by_the_sidecars_map(tmp_path):
    assert read(tmp_path, geojson(feature(3, square(10, 50))), code_map={"3": "03"}).codes == ("03",)


@pytest.mark.parametrize(
    ("content", "facts", "expected"),
    [
        ("not json", {}, "cannot be read as a map file"),
        (geojson(feature("a", square(10, 50))), {"code_property": "nta"}, "no property nta; it has code"),
        (geojson(feature(None, square(10, 50)), feature("a", square(1, 1))), {}, "1 features have no code"),
        (geojson(feature("a", [[10, 50], [11, 51]], "LineString")), {}, "1 shapes have no area"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name(tmp_path, content, facts, expected):
    with pytest.raises(SourceError, match=expected) as caught:
        read(tmp_path, content, **facts)
    assert "b.geojson" in str(caught.value)


def test_a_coarser_level_is_the_union_of_what_it_holds(tmp_path):
    found = read(tmp_path, geojson(*(feature(c, square(10 + n / 100, 50)) for n, c in enumerate("abc"))))
    coarse = dissolve(found, {"a": "P", "b": "P"}, "district")
    assert coarse.codes == ("P",)
    assert shapely.area(coarse.shapes)[0] == pytest.approx(0.0002)


@pytest.fixture(scope="module")
def coast() -> Boundary:
    """A grid of 10 by 10 areas whose shared borders are ragged, 60 corners a side."""
    rng = np.random.default_rng(1)
    sides: dict = {}

    def side(x: int, y: int, dx: int, dy: int) -> np.ndarray:
        if (x, y, dx) not in sides:
            steps = np.linspace(0, 1, 60)[:, None]
            wobble = np.zeros((60, 2))
            wobble[3:-3, dx] = rng.uniform(-0.02, 0.02, 54)
            sides[x, y, dx] = np.array([x, y]) + steps * np.array([dx, dy]) + wobble
        return sides[x, y, dx]

    shapes = []
    for x in range(10):
        for y in range(10):
            low, right = side(x, y, 1, 0), side(x + 1, y, 0, 1)
            top, left = side(x, y + 1, 1, 0)[::-1], side(x, y, 0, 1)[::-1]
            ring = np.concatenate([low, right[1:], top[1:], left[1:]])
            shapes.append(shapely.Polygon(np.array([10, 50]) + ring * 0.01))
    return Boundary("tract", tuple(f"t{n:03}" for n in range(100)), np.array(shapes))


@pytest.fixture(scope="module")
def drawing(coast):
    flat = flat_projection([coast])
    return draw(coast, flat, tuple(shapely.total_bounds(project(coast.shapes, flat))))


def test_a_drawing_keeps_its_budget_and_every_area(coast, drawing):
    paths = drawing.paths["paths"]
    assert set(paths) == set(coast.codes)
    assert sum(map(len, paths.values())) <= BYTES_AT_LEAST + BYTES_PER_AREA * 100
    assert all(path.startswith("M") and path.endswith("Z") for path in paths.values())


def test_a_drawing_is_flat_and_its_view_box_has_the_same_proportions(drawing):
    _, _, width, height = map(int, drawing.paths["viewBox"].split())
    assert max(width, height) == DRAWING_SIZE
    # At 50 degrees north a degree of longitude is 0.64 of a degree of latitude.
    assert width / height == pytest.approx(0.643, abs=0.01)


def test_simplifying_keeps_shared_borders_shared(coast):
    flat = flat_projection([coast])
    simple = simplify(coast, project(coast.shapes, flat), 200.0)
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).sum() < 0.1 * shapely.get_num_coordinates(coast.shapes).sum()
    whole = shapely.area(project(coast.shapes, flat)).sum()
    assert shapely.area(simple).sum() == pytest.approx(whole, rel=0.02)


def test_the_geojson_is_valid_in_degrees_and_has_codes(coast, drawing):
    features = drawing.geojson["features"]
    assert [f["properties"]["code"] for f in features] == list(coast.codes)
    shapes = np.array([shapely.geometry.shape(f["geometry"]) for f in features])
    assert shapely.is_valid(shapes).all()
    assert shapely.total_bounds(shapes) == pytest.approx(shapely.total_bounds(coast.shapes), abs=0.002)


def test_an_area_smaller_than_a_pixel_can_still_be_clicked():
    shapes = np.array([shapely.box(10, 50, 11, 51), shapely.box(11.5, 50, 11.5000001, 50.0000001)])
    boundary = Boundary("tract", ("big", "dot"), shapes)
    flat = flat_projection([boundary])
    drawing = draw(boundary, flat, tuple(shapely.total_bounds(project(shapes, flat))))
    assert drawing.paths["paths"]["dot"].startswith("M")
    assert len(drawing.paths["paths"]["dot"]) > 4
