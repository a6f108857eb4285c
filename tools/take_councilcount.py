"""Take what the demo workspace needs from the PyPI package councilcount 0.11.4, once, into data/raw.

    pip download --no-deps councilcount==0.11.4 && unzip councilcount-0.11.4-py3-none-any.whl -d FOLDER
    python tools/take_councilcount.py FOLDER data/raw

FOLDER is the unpacked wheel. Its figures are copied as text, unchanged; its boundaries are simplified with
shared borders kept; its tax lots are summed to blocks. data/README.md says what each file is. The package is
not a dependency: it pins old libraries, and its lot file alone is 115 MB.
"""

import hashlib
import json
import re
import sys
from datetime import date
from pathlib import Path

import polars as pl
import shapely
import yaml

RETRIEVED_ON = date(2026, 11, 23)
VINTAGE = "2019-2023"
EQUIVALENCY = "2020_Census_Tracts_to_2020_NTAs_and_CDTAs_Equivalency_20240905.csv"
BOROUGHS = {"BX": "The Bronx", "BK": "Brooklyn", "MN": "Manhattan", "QN": "Queens", "SI": "Staten Island"}
BOROUGH_OF_DIGIT = {"1": "MN", "2": "BX", "3": "BK", "4": "QN", "5": "SI"}
SIMPLIFY_FEET = 90  # 262 neighbourhoods in about 270 KB; ninety feet is under a pixel of the city's map

# What the catalog's benchmarks, denominators and group comparisons read: a third of what is published.
VARIABLES = [
    "B01001_001", "B06012_001", "B06012_002", "B06012_003", "B19001_001", "B08201_002", "B08201_007",
    "C16001_001", "C16001_002", "C16001_003", "C16001_006", "C16001_012", "C16001_015", "C16001_018",
    "C16001_021", "C16001_033", "DP02_0001", "DP02_0014", "DP02_0015", "DP02_0053", "DP02_0054", "DP02_0055",
    "DP02_0056", "DP02_0057", "DP02_0059", "DP02_0060", "DP02_0061", "DP02_0071", "DP02_0072", "DP02_0088",
    "DP02_0094", "DP02_0112", "DP02_0115", "DP02_0154", "DP03_0001", "DP03_0002", "DP03_0004", "DP03_0005",
    "DP03_0007", "DP03_0009", "DP03_0018", "DP03_0021", "DP03_0032", "DP03_0037", "DP03_0038", "DP03_0043",
    "DP03_0052", "DP03_0053", "DP03_0054", "DP03_0055", "DP03_0056", "DP03_0057", "DP03_0058", "DP03_0059",
    "DP03_0060", "DP03_0061", "DP03_0070", "DP03_0072", "DP03_0074", "DP03_0098", "DP03_0099", "DP04_0075",
    "DP04_0136", "DP04_0141", "DP04_0142", "DP05_0005", "DP05_0006", "DP05_0007", "DP05_0008", "DP05_0009",
    "DP05_0010", "DP05_0011", "DP05_0012", "DP05_0013", "DP05_0014", "DP05_0015", "DP05_0016", "DP05_0017",
    "DP05_0019", "DP05_0021", "DP05_0024", "DP05_0076", "DP05_0082", "DP05_0083", "DP05_0084", "DP05_0085",
    "DP05_0086", "DP05_0087", "DP05_0088",
]  # fmt: skip

CENSUS_FILES = {
    "neighbourhood": ("nta-geographies_2023.csv", "nta_code"),
    "district": ("communitydist-geographies_2023.csv", "communitydist"),
    "borough": ("borough-geographies_2023.csv", "borough"),
    "council": ("councildist_2023-geographies_2023.csv", "councildist_2023"),
    "city": ("nyc-wide_estimates_2023.csv", "city"),
}
SAMPLE_CAVEAT = "A sample over five years: each figure has a margin of error."
CENSUS_CAVEATS = {
    "district": "Published for community districts; a neighbourhood's district is its community district "
    "tabulation area, which differs from it for about 1 % of people.",
    "council": "The Census Bureau publishes nothing for council districts: estimated from census tracts by "
    "the publisher, margins included.",
}


def main(package: Path, raw: Path) -> None:
    source = package / "councilcount" / "data"
    tracts = pl.read_csv(source / EQUIVALENCY, infer_schema_length=0)
    _take_census(source, raw / "census", tracts)
    _take_boundaries(source, raw / "boundaries")
    _take_areas(source, raw / "boundaries", tracts)
    _take_lots(source, raw / "boundaries")


def _take_census(source: Path, target: Path, tracts: pl.DataFrame) -> None:
    for level, (name, code_column) in CENSUS_FILES.items():
        published = pl.read_csv(source / name, infer_schema_length=0)
        kept = [c for c in published.columns if re.sub("(PE|PM|E|M|V)$", "", c) in VARIABLES]
        path = target / f"acs_{level}.csv"
        _write(published.select(code_column, *kept), path)
        code_map = _code_map(level, published[code_column], tracts)
        _describe(path, "census", f"American Community Survey 2019-2023, by {level}", name,
                  layout="wide_suffix", area_level=level, code_column=code_column,
                  **({"code_map": code_map} if code_map else {}),
                  caveat=CENSUS_CAVEATS.get(level, SAMPLE_CAVEAT))  # fmt: skip


def _code_map(level: str, codes: pl.Series, tracts: pl.DataFrame) -> dict[str, str]:
    """The publisher's codes of areas -> ours; empty where they are the same."""
    if level == "district":
        mapped = {code: BOROUGH_OF_DIGIT[code[0]] + code[1:] for code in codes}
        assert set(mapped.values()) == set(tracts["CDTACode"]), "districts and tabulation areas differ"
        return mapped
    if level == "borough":
        return {name: code for code, name in BOROUGHS.items()}
    if level == "council":
        return {code: code.zfill(2) for code in codes}
    return {"New York City": "NYC"} if level == "city" else {}


def _take_boundaries(source: Path, target: Path) -> None:
    for level, name, code, label, vintage in [
        ("neighbourhood", "nta-boundaries.geojson", "nta2020", "ntaname", "2020"),
        ("council", "councildist_2023-boundaries.geojson", "coun_dist", None, "2023"),
    ]:
        published = json.loads((source / name).read_text())
        features = sorted(published["features"], key=lambda f: str(f["properties"][code]).zfill(2))
        properties = [_properties(f["properties"], code, label) for f in features]
        simple = _simplify([shapely.from_geojson(json.dumps(f["geometry"])) for f in features])
        path = target / f"{level}.geojson"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_geojson(published["crs"], properties, simple))
        _describe(path, "boundaries", f"Boundaries, by {level}, simplified", name, layout="geojson",
                  area_level=level, code_property=code, vintage=vintage,
                  caveat="Simplified, shared borders kept; coordinates in EPSG:2263, feet.")  # fmt: skip


def _properties(published: dict, code: str, label: str | None) -> dict[str, str]:
    value = str(published[code]).zfill(2)
    return {code: value, "name": published[label] if label else _council_name(value)}


def _simplify(shapes: list) -> list:
    """Simplified to whole feet. Asserts that neighbours still share their borders exactly.

    The published shapes overlap by fractions of a foot, so they are first put on a grid of a foot and
    cleaned: simplifying them as they are would leave slivers between neighbours.
    """
    clean = shapely.coverage_clean(shapely.set_precision(shapes, 1.0), snapping_distance=0)
    simple = shapely.transform(shapely.coverage_simplify(clean, SIMPLIFY_FEET), lambda xy: xy.round())
    assert shapely.coverage_is_valid(simple) and all(shape.is_valid and shape.area for shape in simple)
    return list(simple)


def _geojson(crs: dict, properties: list[dict], shapes: list) -> str:
    lines = [
        json.dumps({"type": "Feature", "properties": p, "geometry": _whole(shapely.geometry.mapping(shape))},
                   separators=(",", ":"))
        for p, shape in zip(properties, shapes, strict=True)
    ]  # fmt: skip
    head = json.dumps({"type": "FeatureCollection", "crs": crs})[:-1]
    return f'{head}, "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _whole(value):
    """`value` with every coordinate as a whole number: "1003060", not "1003060.0"."""
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_whole(item) for item in value]
    return int(value) if isinstance(value, float) else value


def _take_areas(source: Path, target: Path, tracts: pl.DataFrame) -> None:
    councils = sorted(
        str(f["properties"]["coun_dist"]).zfill(2)
        for f in json.loads((source / "councildist_2023-boundaries.geojson").read_text())["features"]
    )
    rows = [("city", "NYC", "New York City", "", 1)]
    rows += [("borough", code, name, "NYC", 1) for code, name in BOROUGHS.items()]
    rows += _district_rows(tracts) + _neighbourhood_rows(tracts)
    rows += [("council", code, _council_name(code), "NYC", 1) for code in councils]
    path = target / "areas.csv"
    columns = ["area_level", "area_code", "name", "parent_code", "is_residential"]
    _write(pl.DataFrame(rows, schema=columns, orient="row"), path)
    _describe(path, "areas", "Boroughs, districts, neighbourhoods and council districts", EQUIVALENCY,
              vintage="2020", publisher="New York City Department of City Planning",
              caveat="Districts are community district tabulation areas; a neighbourhood of parks, "
              "airports or cemeteries is not residential.")  # fmt: skip


def _district_rows(tracts: pl.DataFrame) -> list[tuple]:
    districts = tracts.select("CDTACode", "CDTAType", "CDTAName").unique().sort("CDTACode")
    return [("district", code, _district_name(code, kind, name), code[:2], int(kind == "CD"))
            for code, kind, name in districts.iter_rows()]  # fmt: skip


def _district_name(code: str, kind: str, published: str) -> str:
    """`BX01 Melrose-Mott Haven (CD 1 Approximation)` as `Melrose-Mott Haven (Bronx 1)`."""
    name = re.sub(r" \((CD|JIA) .*$", "", published.removeprefix(code).strip())
    borough = BOROUGHS[code[:2]].removeprefix("The ")
    return f"{name} ({borough} {int(code[2:])})" if kind == "CD" else name


def _neighbourhood_rows(tracts: pl.DataFrame) -> list[tuple]:
    areas = tracts.select("NTACode", "NTAName", "CDTACode", "NTAType").unique().sort("NTACode")
    assert areas["NTACode"].is_unique().all(), "a neighbourhood lies in two districts"
    return [("neighbourhood", code, name, district, int(kind == "0"))
            for code, name, district, kind in areas.iter_rows()]  # fmt: skip


def _council_name(code: str) -> str:
    return f"Council District {int(code)}"


def _take_lots(source: Path, target: Path) -> None:
    """Residents of 855,552 tax lots summed to blocks, and to the ZIP codes and tracts that overlap them."""
    lots = pl.read_csv(source / "bbl-population-estimates_2023.csv", infer_schema_length=0).select(
        neighbourhood="nta",
        council=pl.col("councildist_2023").str.zfill(2),
        zip="modzcta",
        tract=pl.lit("36") + pl.col("county_fips").str.zfill(3) + pl.col("ct2020").str.zfill(6),
        residents=pl.col("bbl_population_estimate").cast(pl.Float64),
    )
    lots = lots.with_columns(block=pl.col("neighbourhood") + "-" + pl.col("council"))
    keys = ["block", "neighbourhood", "council"]
    blocks = _populated(lots.group_by(keys).agg(pl.col("residents").sum())).sort("block")
    _write(blocks.select(*keys, "residents"), target / "blocks.csv")
    codes = pl.concat([_zip_codes(source, lots), _codes(lots, "tract")]).sort("code_kind", "code", "block")
    _write(codes, target / "place_codes.csv")
    for stem, title in [("blocks", "Residents by neighbourhood and council district"),
                        ("place_codes", "Residents by ZIP code area, census tract and block")]:  # fmt: skip
        _describe(target / f"{stem}.csv", stem, title, "bbl-population-estimates_2023.csv", vintage="2023",
                  caveat="2020 census residents spread over tax lots by the publisher.")  # fmt: skip


def _populated(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("residents") > 0).with_columns(pl.col("residents").round(2))


def _codes(lots: pl.DataFrame, kind: str) -> pl.DataFrame:
    summed = lots.group_by(pl.col(kind).alias("code"), "block").agg(pl.col("residents").sum())
    return _populated(summed).select(pl.lit(kind).alias("code_kind"), "code", "block", "residents")


def _zip_codes(source: Path, lots: pl.DataFrame) -> pl.DataFrame:
    """ZIP code areas are merged areas: each of the ZIP codes that one holds gets its residents."""
    features = json.loads((source / "modzcta-boundaries.geojson").read_text())["features"]
    members = [
        (str(f["properties"]["modzcta"]), code)
        for f in features
        for code in f["properties"]["ZCTA"].replace(" ", "").split(",")
    ]
    members = pl.DataFrame(members, schema=["area", "member"], orient="row").unique()
    areas = _codes(lots, "zip").join(members, left_on="code", right_on="area", how="inner")
    return areas.select("code_kind", code="member", block="block", residents="residents")


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_csv(path)


def _describe(path: Path, kind: str, title: str, taken_from: str, **more: object) -> None:
    facts = {
        "id": path.stem if kind != "boundaries" else f"boundaries_{path.stem}",
        "file": path.name,
        "kind": kind,
        "title": title,
        "publisher": "New York City Council Data Team, from the US Census Bureau"
        if kind == "census" else "New York City Council Data Team",
        "licence": "MIT (package councilcount 0.11.4); figures in the public domain",
        "url": "https://pypi.org/project/councilcount/0.11.4/",
        "taken_from": f"councilcount/data/{taken_from}",
        "vintage": VINTAGE,
        "retrieved_on": RETRIEVED_ON,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "is_simulated": False,
    } | more  # fmt: skip
    with path.with_suffix(".source.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump(facts, file, sort_keys=False, allow_unicode=True, width=110)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
