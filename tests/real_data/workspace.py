"""A second workspace of real public files: another layout of places, a real event log, real health and census
files.

Its neighbourhoods are of 2020, its log is by census tract of 2010: the way between them is the population of
tax lots that lie in both. Nothing is copied into the repository; the workspace is written where a test says.
"""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.geography.crosswalk import Crosswalk, crosswalk_by_people
from pipelines.geography.points import AreaFinder
from pipelines.paths import Workspace
from pipelines.sources.boundaries import Boundary, read_boundary
from pipelines.sources.sidecars import read_sidecar
from tests.raw_town import write_sidecar

BOROUGHS = {
    "The Bronx": "BX",
    "Brooklyn": "BK",
    "Manhattan": "MN",
    "Queens": "QN",
    "Staten Island": "SI",
}
COALITION = """\
name: {en: Eviction Watch, es: Observatorio de Desalojos}
time_zone: America/New_York
languages: [en, es]
is_simulated: false
city: {code: NYC, name: New York City}
area_levels:
  - {id: city}
  - {id: borough, parent: city, boundary: dissolve}
  - {id: neighbourhood, parent: borough, boundary: neighbourhood.geojson}
  - {id: council, parent: city, overlaps: true, boundary: council.geojson}
level_names:
  city: {en: city, en_plural: cities, es: ciudad, es_plural: ciudades}
  borough: {en: borough, en_plural: boroughs, es: condado, es_plural: condados}
  neighbourhood: {en: neighborhood, en_plural: neighborhoods, es: vecindario, es_plural: vecindarios}
  council: {en: council district, en_plural: council districts, es: distrito, es_plural: distritos}
help_lines:
  - {name: "988", telephone: "988", text_to: "988", languages: [en, es], note: {en: Any hour, es: Siempre}}
denominators:
  residents: {variable: B01001_001}
  households: {variable: B19001_001}
"""
MAPPING = """\
partner: marshals
files: ["nyc_evictions_events_sample_tract2010.csv"]
# No event has a number of its own, so rows that look the same are events of the same day and tract.
identical_rows: distinct
constants: {need: eviction_help, result: no_result}
columns:
  "tract_code": {role: ignore}
  "geoid": {role: tract}
  "executed_day": {role: received_on, part: day}
  "executed_month": {role: received_on, part: month}
  "executed_year": {role: received_on, part: year}
  "borough": {role: ignore}
"""
PARTNER = """\
name: City marshals' records
kind: other
languages: [en]
service_area: all
is_simulated: false
"""
TRACT_COLUMNS = {
    "total-households": {"measure": "households", "value_type": "count"},
    "households-children": {"measure": "households_with_children", "value_type": "count"},
    "median-gross-rent": {"measure": "median_rent", "value_type": "score"},
    "pct-below-poverty-level": {"measure": "below_poverty", "value_type": "percent"},
}
COVID_COLUMNS = {
    "COVID_CASE_COUNT": {"measure": "covid_cases", "value_type": "count", "population": "POP_DENOMINATOR"},
    "COVID_DEATH_COUNT": {"measure": "covid_deaths", "value_type": "count", "population": "POP_DENOMINATOR"},
    "COVID_CASE_RATE": {"measure": "covid_case_rate", "value_type": "rate", "population": "POP_DENOMINATOR"},
}
FOOD_COLUMNS = {
    "Supply Gap (lbs.)": {"measure": "supply_gap", "value_type": "count"},
    "Food Insecure Percentage": {"measure": "food_insecure", "value_type": "percent"},
    "Unemployment Rate": {"measure": "unemployment", "value_type": "percent"},
    "Weighted Score": {"measure": "score", "value_type": "score"},
    "Rank": {"measure": "rank", "value_type": "rank"},
}


@dataclass(frozen=True)
class RealWorkspace:
    """The workspace, and the way from tracts of 2010 to its neighbourhoods with what it could not carry."""

    workspace: Workspace
    crosswalk: Crosswalk


def make_real_workspace(root: Path, shared: Path) -> RealWorkspace:
    """Write the workspace below `root` from the public files in `shared`."""
    workspace, nyc = Workspace(root), shared / "real" / "nyc"
    for name in ("boundaries", "census", "health", "intake/marshals"):
        (workspace.raw / name).mkdir(parents=True)
    workspace.coalition_file.write_text(COALITION, encoding="utf-8")
    lots = read_lots(nyc)
    _write_boundaries(workspace.raw / "boundaries", nyc)
    _write_areas(workspace.raw / "boundaries", nyc)
    _write_blocks(workspace.raw / "boundaries", lots)
    tracts = read_tracts_of_2010(root, nyc)
    _write_place_codes(workspace.raw / "boundaries", lots, tracts)
    _write_census(workspace.raw / "census", nyc)
    _write_health(workspace.raw / "health", nyc)
    _write_log(workspace.intake / "marshals", nyc)
    return RealWorkspace(workspace, _crosswalk(workspace, lots, tracts))


def read_lots(nyc: Path) -> pl.DataFrame:
    """longitude, latitude, people, neighbourhood, council, modzcta of every tax lot where people live."""
    return pl.read_parquet(nyc / "geo" / "nyc_lots_population_2023_slim.parquet").select(
        "longitude",
        "latitude",
        people="bbl_population_estimate",
        neighbourhood="nta",
        council=pl.col("councildist_2023").cast(pl.Int64).cast(pl.String).str.zfill(2),
        modzcta=pl.col("modzcta").cast(pl.Int64).cast(pl.String),
    )


def read_tracts_of_2010(folder: Path, nyc: Path) -> Boundary:
    """The tract polygons of 2010, described in a folder apart: they are no part of the workspace."""
    (folder / "apart").mkdir()
    path = folder / "apart" / "tracts.geojson"
    shutil.copy(nyc / "geo" / "nyc_tracts_2010.geojson", path)
    write_sidecar(
        path,
        id="t",
        kind="boundaries",
        area_level="tract",
        code_property="census_tract_GEOID",
        layout="geojson",
    )
    return read_boundary(read_sidecar(path.with_name("tracts.source.yaml")))


def _crosswalk(workspace: Workspace, lots: pl.DataFrame, tracts: Boundary) -> Crosswalk:
    sidecar = workspace.raw / "boundaries" / "neighbourhood.source.yaml"
    return crosswalk_by_people(lots, tracts, read_boundary(read_sidecar(sidecar)))


def _copy(source: Path, target: Path, **facts: object) -> None:
    shutil.copy(source, target)
    target.chmod(0o644)
    write_sidecar(target, id=target.stem, is_simulated=False, **facts)


def _write_boundaries(folder: Path, nyc: Path) -> None:
    councilcount = nyc / "acs_councilcount"
    facts = {"kind": "boundaries", "layout": "geojson"}
    _copy(
        councilcount / "nta-boundaries.geojson", folder / "neighbourhood.geojson",
        area_level="neighbourhood", code_property="nta2020", **facts,
    )  # fmt: skip
    _copy(
        nyc / "geo" / "nyc_council_districts_2023.geojson", folder / "council.geojson",
        area_level="council", code_property="coun_dist",
        code_map={str(n): f"{n:02}" for n in range(1, 10)}, **facts,
    )  # fmt: skip


def _write_areas(folder: Path, nyc: Path) -> None:
    (path,) = (nyc / "acs_councilcount").glob("2020_Census_Tracts_to_2020_NTAs*.csv")
    listed = pl.read_csv(path, infer_schema=False)
    ntas = listed.select("NTACode", "NTAName", "NTAType").unique().sort("NTACode")
    rows = [("city", "NYC", "New York City", "", 1)]
    rows += [("borough", code, name, "NYC", 1) for name, code in BOROUGHS.items()]
    rows += [("neighbourhood", c, name, c[:2], int(kind == "0")) for c, name, kind in ntas.iter_rows()]
    rows += [("council", f"{n:02}", f"Council District {n}", "NYC", 1) for n in range(1, 52)]
    _write(folder / "areas.csv", ["area_level", "area_code", "name", "parent_code", "is_residential"], rows)
    write_sidecar(folder / "areas.csv", id="areas", kind="areas", vintage="2020")


def _write_blocks(folder: Path, lots: pl.DataFrame) -> None:
    blocks = (
        _with_block(lots)
        .group_by("block", "neighbourhood", "council")
        .agg(pl.col("people").sum())
        .sort("block")
    )
    _write(folder / "blocks.csv", ["block", "neighbourhood", "council", "residents"], blocks.rows())
    write_sidecar(folder / "blocks.csv", id="blocks", kind="blocks")


def _with_block(lots: pl.DataFrame) -> pl.DataFrame:
    return lots.with_columns(block=pl.concat_str("neighbourhood", "council", separator="-"))


def _write_place_codes(folder: Path, lots: pl.DataFrame, tracts: Boundary) -> None:
    """Residents of each tract of 2010 and each MODZCTA by block; a tract where nobody lives stands with 0."""
    finder = AreaFinder(tracts)
    placed = _with_block(lots).with_columns(
        tract=pl.Series(finder.find(lots["longitude"].to_numpy(), lots["latitude"].to_numpy()).tolist())
    )
    rows: list[tuple] = []
    for kind in ("tract", "modzcta"):
        people = placed.group_by(kind, "block").agg(pl.col("people").sum()).sort(kind, "block")
        rows += [(kind, *row) for row in people.iter_rows()]
    anywhere = rows[0][2]
    lived_in = {code for kind, code, *_ in rows if kind == "tract"}
    rows += [("tract", code, anywhere, 0.0) for code in tracts.codes if code not in lived_in]
    _write(folder / "place_codes.csv", ["code_kind", "code", "block", "residents"], rows)
    write_sidecar(folder / "place_codes.csv", id="place_codes", kind="place_codes")


def _write_census(folder: Path, nyc: Path) -> None:
    files = {
        "city": ("nyc-wide_estimates_2023.csv", "city", {"New York City": "NYC"}),
        "borough": ("borough-geographies_2023.csv", "borough", BOROUGHS),
        "neighbourhood": ("nta-geographies_2023.csv", "nta_code", {}),
    }
    for level, (name, column, code_map) in files.items():
        _copy(
            nyc / "acs_councilcount" / name, folder / f"acs_{level}.csv", kind="census", layout="wide_suffix",
            area_level=level, code_column=column, code_map=code_map, vintage="2019-2023",
        )  # fmt: skip


def _write_health(folder: Path, nyc: Path) -> None:
    facts = {"kind": "health", "layout": "wide_columns"}
    _copy(
        nyc / "health" / "totals_data-by-modzcta.csv", folder / "covid.csv", area_level="modzcta",
        code_column="MODIFIED_ZCTA", year="2020-2025", columns=COVID_COLUMNS, **facts,
    )  # fmt: skip
    _copy(
        nyc / "food" / "Emergency_Food_Supply_Gap_20260420.csv", folder / "food.csv",
        area_level="neighbourhood", code_column="Neighborhood Tabulation Area NTA)",
        year_column="Year", only_rows={"Year": "2025"},
        columns=FOOD_COLUMNS, **facts,
    )  # fmt: skip
    _copy(
        nyc / "logs" / "nyc_evictions_by_tract2010_2017_2019.csv", folder / "tracts.csv", area_level="tract",
        code_column="census_tract_GEOID", year="2017-2019", columns=TRACT_COLUMNS, **facts,
    )  # fmt: skip


def _write_log(folder: Path, nyc: Path) -> None:
    shutil.copy(nyc / "logs" / "nyc_evictions_events_sample_tract2010.csv", folder)
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "partner.yaml").write_text(PARTNER, encoding="utf-8")


def _write(path: Path, header: list[str], rows: list[tuple]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
