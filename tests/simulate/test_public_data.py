"""What is committed of the demo is what was published, as its sidecars say."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest
import shapely
import yaml

PROJECT = Path(__file__).parents[2]
SHARED = PROJECT / "../shared/real/nyc/acs_councilcount"
FILES = {
    "acs_neighbourhood": "nta-geographies_2023.csv",
    "acs_district": "communitydist-geographies_2023.csv",
    "acs_borough": "borough-geographies_2023.csv",
    "acs_council": "councildist_2023-geographies_2023.csv",
    "acs_city": "nyc-wide_estimates_2023.csv",
}


def read_text(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema_length=0)


@pytest.fixture(scope="module")
def sidecars(demo_raw) -> dict[Path, dict]:
    about = {
        path: yaml.safe_load(path.read_text("utf-8")) for path in sorted(demo_raw.glob("*/*.source.yaml"))
    }
    return {path: facts for path, facts in about.items() if not facts["is_simulated"]}


def test_every_file_has_the_checksum_of_its_sidecar(sidecars):
    assert len(sidecars) == 10
    for path, about in sidecars.items():
        assert hashlib.sha256((path.parent / about["file"]).read_bytes()).hexdigest() == about["sha256"], (
            path.name
        )
        assert about["publisher"] and "MIT" in about["licence"] and about["vintage"]


def test_the_committed_data_are_small(sidecars):
    assert sum((path.parent / about["file"]).stat().st_size for path, about in sidecars.items()) < 3_000_000


@pytest.mark.real_data
@pytest.mark.parametrize(("stem", "published"), FILES.items())
def test_census_figures_are_those_published(demo_raw, stem, published):
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside the project")
    ours, theirs = read_text(demo_raw / "census" / f"{stem}.csv"), read_text(SHARED / published)
    assert ours.equals(theirs.select(ours.columns))


@pytest.mark.real_data
def test_shapes_differ_from_those_published_by_their_simplification_only(demo_raw):
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside the project")
    published = shapes(SHARED / "nta-boundaries.geojson")
    for code, shape in shapes(demo_raw / "boundaries" / "neighbourhood.geojson").items():
        assert shapely.hausdorff_distance(shape, published[code]) < 1500, code
        assert abs(shape.area / published[code].area - 1) < 0.03, code


def shapes(path: Path) -> dict:
    features = json.loads(path.read_text())["features"]
    return {f["properties"]["nta2020"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}


@pytest.mark.parametrize(("name", "areas"), [("neighbourhood", 262), ("council", 51)])
def test_boundaries_share_their_borders_and_declare_feet(demo_raw, name, areas):
    content = json.loads((demo_raw / "boundaries" / f"{name}.geojson").read_text())
    assert content["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::2263"
    found = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in content["features"]]
    assert len(found) == areas and shapely.coverage_is_valid(found)


def test_areas_nest_and_residential_ones_are_counted(demo_raw):
    areas = read_text(demo_raw / "boundaries" / "areas.csv")
    residential = areas.filter(pl.col("is_residential") == "1").group_by("area_level").len()
    assert dict(residential.iter_rows()) == {
        "city": 1,
        "borough": 5,
        "district": 59,
        "neighbourhood": 197,
        "council": 51,
    }
    codes = set(areas["area_code"])
    assert set(areas.filter(pl.col("area_level") != "city")["parent_code"]) <= codes


def test_blocks_hold_every_resident_once(demo_raw):
    blocks = pl.read_csv(demo_raw / "boundaries" / "blocks.csv", infer_schema_length=None)
    assert blocks.height == 417 and (blocks["residents"] < 1000).sum() == 71
    assert blocks["residents"].sum() == pytest.approx(8_804_190, abs=5)
    codes = pl.read_csv(demo_raw / "boundaries" / "place_codes.csv", schema_overrides={"code": pl.String})
    tracts = codes.filter(pl.col("code_kind") == "tract")
    assert tracts["residents"].sum() == pytest.approx(8_804_190, abs=30)
    assert set(codes["block"]) <= set(blocks["block"])
