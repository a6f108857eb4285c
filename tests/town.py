"""A synthetic town whose warehouse is made directly from frames: 3 boroughs, 6 districts, 24 neighbourhoods.

The neighbourhoods are squares of a grid of 4 rows by 6 columns. Four wards overlap them, and the wards'
border runs through the middle column of two, so that some neighbourhoods are two blocks. Four partners keep
logs of two years. Nobody here is real.
"""

import functools
import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.catalog import Catalog, load_catalog
from pipelines.paths import Workspace
from pipelines.schema import Table
from pipelines.tables import warehouse as w
from pipelines.warehouse import write_database

ROWS, COLUMNS = 4, 6
WEST, SOUTH, STEP = 10.0, 50.0, 0.01
RESIDENTS = 6000
CITY = "TN"
VINTAGE = "2025"
WARDS = ("w1", "w2", "w3", "w4")
FIRST_MONTH, MONTHS = (2024, 1), 24
PARTNERS = {
    "alder": ("Alder Street Mutual Aid", "mutual_aid", 0.55),
    "birch": ("Birch Pantry", "pantry", 0.15),
    "cedar": ("Cedar Clinic", "clinic", 0.20),
    "dogwood": ("Dogwood Line", "helpline_211", 0.10),
}
NEEDS = {
    "groceries": ("food", 34), "hot_meals": ("food", 10), "rent": ("housing", 16),
    "electricity_gas": ("utilities", 8), "cash_aid": ("money", 8), "diapers": ("supplies", 8),
    "medicine": ("health", 5), "childcare": ("children", 4), "counselling": ("mental_health", 3),
    "immigration_help": ("legal", 2), "something_else": ("other", 1), "unmapped": ("other", 1),
}  # fmt: skip
GROUPS = {
    "race_ethnicity": ["black", "hispanic", "white", "asian", "multiracial", "not_answered"],
    "age_band": ["under_18", "18_29", "30_44", "45_64", "65_plus", "not_answered"],
    "language": ["english", "spanish", "bengali", "not_answered"],
    "housing": ["rents", "owns", "shelter", "not_answered"],
    "disability": ["yes", "no", "not_answered"],
    "work": ["front_line", "precarious", "unemployed", "not_answered"],
    "children": ["with_children", "without_children", "not_answered"],
}
COALITION = """\
name: {en: Square Town Coalition, es: Coalición de Square Town}
time_zone: Europe/Berlin
languages: [en, es]
is_simulated: true
closing_days: 15
city: {code: TN, name: Square Town}
area_levels:
  - {id: city}
  - {id: borough, parent: city, boundary: dissolve}
  - {id: district, parent: borough, boundary: dissolve}
  - {id: neighbourhood, parent: district, boundary: neighbourhood.geojson}
  - {id: ward, parent: city, overlaps: true, boundary: ward.geojson}
level_names:
  city: {en: city, en_plural: cities, es: ciudad, es_plural: ciudades}
  borough: {en: borough, en_plural: boroughs, es: municipio, es_plural: municipios}
  district: {en: district, en_plural: districts, es: distrito, es_plural: distritos}
  neighbourhood: {en: neighbourhood, en_plural: neighbourhoods, es: vecindario, es_plural: vecindarios}
  ward: {en: ward, en_plural: wards, es: barrio electoral, es_plural: barrios electorales}
help_lines:
  - {name: "988", telephone: "988", text_to: "988", languages: [en, es], note: {en: Any hour, es: Siempre}}
residents: B01001_001
denominators:
  residents: {variable: B01001_001}
  households: {variable: B19001_001}
"""


# Tables of every kind, so few that protecting them takes a moment.
FEW_TABLES = (
    "city_month", "city_quarter", "city_year", "city_year_domain", "nested_1_year", "nested_2_year",
    "finest_year", "overlapping_year", "city_quarter_result", "city_year_result", "nested_1_year_result",
    "city_year_helped_by", "city_year_reason", "city_year_days_to_help", "city_year_race_ethnicity",
    "city_year_race_ethnicity_result", "city_year_households", "nested_1_year_households",
    "city_year_requests_per_household", "city_quarter_offers", "city_year_offers",
    "city_quarter_panel", "city_year_panel",
)  # fmt: skip


@functools.cache
def few_tables() -> Catalog:
    """The packaged catalog with FEW_TABLES only."""
    whole = load_catalog()
    kept = {name: table for name, table in whole.release_tables.items() if name in FEW_TABLES}
    return whole.model_copy(update={"release_tables": kept})


def make_town(root: Path, *, requests: int = 3000, seed: int = 1, until: date | None = None) -> Workspace:
    """Write the town's public raw files and its warehouse below `root`; `until` cuts the log there."""
    workspace = Workspace(root)
    write_raw(workspace)
    write_database(workspace.warehouse, cut(town_tables(requests=requests, seed=seed), until))
    return workspace


def cut(tables: Mapping[Table, pl.DataFrame], until: date | None) -> dict[Table, pl.DataFrame]:
    """The warehouse as it would be if the log ended on `until`."""
    if until is None:
        return dict(tables)
    last = f"{until:%Y-%m}"
    partners = tables[w.PARTNER].with_columns(last_month=pl.min_horizontal("last_month", pl.lit(last)))
    return {
        **tables,
        w.REQUEST: tables[w.REQUEST].filter(pl.col("received_on") <= until),
        w.OFFER: tables[w.OFFER].filter(pl.col("month") <= last),
        w.PARTNER: partners,
    }


@functools.lru_cache(maxsize=8)
def town_tables(*, requests: int = 3000, seed: int = 1) -> dict[Table, pl.DataFrame]:
    """Every table of the warehouse."""
    draw = np.random.default_rng(seed)
    blocks = block_rows()
    made = {table: table.empty() for table in w.WAREHOUSE_TABLES}
    made |= {
        w.REQUEST: _requests(draw, requests, blocks),
        w.OFFER: _offers(draw, requests // 10, blocks),
        w.PARTNER: _partners(),
        w.BLOCK: blocks.select("block", "residents", is_unknown=pl.col("residents") == 0),
        w.BLOCK_AREA: block_areas(blocks),
        w.AREA: _areas(),
        w.AREA_OVERLAP: _overlaps(blocks),
        w.CENSUS: _census(blocks),
        w.SOURCE: _sources(),
        w.ROW_ACCOUNT: _row_account(requests),
        w.ROW_YEAR: _row_years(requests),
        w.CALENDAR: _calendar(),
    }
    return made


def neighbourhoods() -> list[tuple[str, int, int]]:
    """(code, row, column) of each square."""
    return [(f"{_district(r, c)}n{r}{c}", r, c) for r in range(ROWS) for c in range(COLUMNS)]


def block_rows() -> pl.DataFrame:
    """block, residents, neighbourhood, district, borough, ward; unknown blocks have null where nothing is
    known.
    """
    rows = []
    for code, r, c in neighbourhoods():
        wards = _wards(r, c)
        for ward in wards:
            rows.append((f"{code}-{ward}", RESIDENTS / len(wards), code, _district(r, c), _borough(c), ward))
    districts = sorted({(_district(r, c), _borough(c)) for _, r, c in neighbourhoods()})
    rows += [(f"{d}:unknown", 0, f"{d}:unknown", d, b, "unknown") for d, b in districts]
    boroughs = sorted({b for _, b in districts})
    rows += [(f"{b}:unknown", 0, f"{b}:unknown", f"{b}:unknown", b, "unknown") for b in boroughs]
    rows += [(s, 0, s, s, s, s) for s in ("unknown", "no_fixed_address")]
    rows += [("outside", 0, None, None, None, None)]
    names = ["block", "residents", "neighbourhood", "district", "borough", "ward"]
    return pl.DataFrame(rows, schema=names, orient="row", strict=False).cast({"residents": pl.Float64})


def block_areas(blocks: pl.DataFrame) -> pl.DataFrame:
    """BLOCK_AREA: every block at every level; what lies outside is at the city level only."""
    with_city = blocks.with_columns(
        city=pl.when(pl.col("block") == "outside").then(pl.lit("outside")).otherwise(pl.lit(CITY))
    )
    levels = ["city", "borough", "district", "neighbourhood", "ward"]
    long = with_city.unpivot(levels, index="block", variable_name="area_level", value_name="area_code")
    return long.drop_nulls("area_code")


def write_raw(workspace: Workspace) -> None:
    """coalition.yaml and the two boundary files with their sidecars."""
    folder = workspace.raw / "boundaries"
    folder.mkdir(parents=True, exist_ok=True)
    workspace.coalition_file.write_text(COALITION, encoding="utf-8")
    squares = {code: _square(c, r, c + 1, r + 1) for code, r, c in neighbourhoods()}
    middle = 2.5
    wards = {
        "w1": _square(0, 0, middle, 2),
        "w2": _square(middle, 0, COLUMNS, 2),
        "w3": _square(0, 2, middle, ROWS),
        "w4": _square(middle, 2, COLUMNS, ROWS),
    }
    _write_boundaries(folder / "neighbourhood.geojson", squares, "neighbourhood")
    _write_boundaries(folder / "ward.geojson", wards, "ward")


def _borough(column: int) -> str:
    return f"b{column // 2}"


def _district(row: int, column: int) -> str:
    return f"{_borough(column)}d{row // 2}"


def _wards(row: int, column: int) -> list[str]:
    first = 0 if row < 2 else 2
    if column == 2:
        return [WARDS[first], WARDS[first + 1]]
    return [WARDS[first + (column > 2)]]


def _square(west: float, south: float, east: float, north: float) -> list:
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[[WEST + STEP * x, SOUTH + STEP * y] for x, y in corners]]


def _write_boundaries(path: Path, shapes: dict[str, list], level: str) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": f"Place {code}"},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for code, rings in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    facts = {
        "id": f"{level}_boundaries", "file": path.name, "kind": "boundaries", "layout": "geojson",
        "area_level": level, "code_property": "code", "title": f"Square Town {level}", "publisher": "Tests",
        "licence": "CC0-1.0", "url": "", "vintage": VINTAGE, "is_simulated": True,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }  # fmt: skip
    lines = [f"{key}: {json.dumps(value)}" for key, value in facts.items()]
    text = "\n".join([*lines, "retrieved_on: 2026-01-01"]) + "\n"
    path.with_name(f"{path.stem}.source.yaml").write_text(text, encoding="utf-8")


def _requests(draw: np.random.Generator, count: int, blocks: pl.DataFrame) -> pl.DataFrame:
    """REQUEST: households ask again and again from where they live; the pantry only counts."""
    homes = blocks.filter(pl.col("residents") > 0)
    pull = draw.gamma(2.0, 1.0, homes.height) * homes["residents"].to_numpy()
    family = draw.integers(0, max(count * 2 // 5, 1), count)
    home = draw.choice(homes.height, size=int(family.max()) + 1, p=pull / pull.sum())
    block = homes["block"].to_numpy()[home[family]].astype(object)
    partner = draw.choice(list(PARTNERS), count, p=[share for _, _, share in PARTNERS.values()])
    counts_only = partner == "birch"
    block = _lose_some_places(draw, block, blocks, counts_only)
    weights = np.array([weight for _, weight in NEEDS.values()], float)
    need = draw.choice(list(NEEDS), count, p=weights / weights.sum())
    days = draw.integers(0, _days(), count)
    first = date(*FIRST_MONTH, 1)
    received_on = [first + timedelta(days=int(day)) for day in days]
    frame = pl.DataFrame(
        {
            "partner": partner,
            "request_key": [f"k{i:07d}" for i in range(count)],
            "household_key": [
                None if few or lost else f"h{f}"
                for few, lost, f in zip(counts_only, draw.random(count) < 0.04, family, strict=True)
            ],
            "month": [f"{day:%Y-%m}" for day in received_on],
            "received_on": received_on,
            "requests": np.where(counts_only, draw.integers(1, 7, count), 1),
            "contacts": draw.integers(1, 4, count),
            "is_recurring": draw.random(count) < 0.1,
            "domain": [NEEDS[n][0] for n in need],
            "need": need,
            "block": pl.Series(block, dtype=pl.String),
            "placed_by": np.where(partner == "dogwood", "zip", np.where(counts_only, "district", "block")),
        }
    )
    return frame.with_columns(**_results(draw, partner, days), **_groups(draw, partner))


def _days() -> int:
    return (date(FIRST_MONTH[0] + MONTHS // 12, 1, 1) - date(*FIRST_MONTH, 1)).days


def _lose_some_places(
    draw: np.random.Generator, block: np.ndarray, blocks: pl.DataFrame, counts_only: np.ndarray
) -> np.ndarray:
    district = dict(blocks.select("block", "district").iter_rows())
    coarse = np.array([f"{district[b]}:unknown" for b in block], object)
    block = np.where(counts_only, coarse, block)
    luck = draw.random(len(block))
    for share, place in ((0.02, "unknown"), (0.04, "no_fixed_address"), (0.05, "outside")):
        block = np.where((luck < share) & (luck >= share - 0.02), place, block)
    return block


def _results(draw: np.random.Generator, partner: np.ndarray, days: np.ndarray) -> dict[str, pl.Series]:
    """The pantry never writes a result, the line stops doing so in its last half year."""
    count = len(partner)
    result = draw.choice(
        ["received", "turned_away", "no_result", "withdrew"], count, p=[0.5, 0.25, 0.15, 0.1]
    )
    silent = (partner == "birch") | ((partner == "dogwood") & (days > 550))
    result = np.where(silent, "no_result", result)
    helped = draw.choice(["mutual_aid", "non_profit", "public_programme", "unknown"], count)
    reason = draw.choice(["no_capacity", "waiting_list", "rules_excluded", "not_stated"], count)
    waited = draw.integers(0, 31, count)
    dated = (result == "received") & (draw.random(count) < 0.95)
    return {
        "result": pl.Series(result),
        "days_to_help": pl.Series(
            [int(d) if known else None for d, known in zip(waited, dated, strict=True)]
        ),
        "helped_by": pl.Series(np.where(result == "received", helped, "not_received")),
        "reason": pl.Series(np.where(result == "turned_away", reason, "not_turned_away")),
    }


def _groups(draw: np.random.Generator, partner: np.ndarray) -> dict[str, pl.Series]:
    asked = partner != "birch"
    return {
        name: pl.Series(np.where(asked, draw.choice(codes, len(partner)), "not_asked"))
        for name, codes in GROUPS.items()
    }


def _offers(draw: np.random.Generator, count: int, blocks: pl.DataFrame) -> pl.DataFrame:
    need = draw.choice(list(NEEDS), count)
    homes = blocks.filter(pl.col("residents") > 0)["block"].to_numpy().astype(object)
    months = [f"{FIRST_MONTH[0] + m // 12}-{m % 12 + 1:02d}" for m in range(MONTHS)]
    return pl.DataFrame(
        {
            "partner": draw.choice(["alder", "cedar"], count),
            "offer_key": [f"o{i:06d}" for i in range(count)],
            "month": draw.choice(months, count),
            "domain": [NEEDS[n][0] for n in need],
            "need": need,
            "block": pl.Series(draw.choice(homes, count), dtype=pl.String),
            "offers": draw.integers(1, 4, count),
        }
    )


def _partners() -> pl.DataFrame:
    rows = [
        (code, name, kind, "en,es", "all", code == "birch", True, "2024-01", "2025-12")
        for code, (name, kind, _) in PARTNERS.items()
    ]
    return pl.DataFrame(rows, schema=w.PARTNER.column_names, orient="row")


def _areas() -> pl.DataFrame:
    blocks = block_rows()
    parents = {"borough": "city", "district": "borough", "neighbourhood": "district", "ward": "city"}
    rows = [
        ("city", CITY, "Square Town", "", "", True, False, VINTAGE),
        ("city", "outside", "", "", "", False, True, VINTAGE),
    ]
    for level, parent in parents.items():
        frame = blocks.with_columns(city=pl.lit(CITY)).select(level, parent).drop_nulls().unique().sort(level)
        for code, above in frame.iter_rows():
            special = code in ("unknown", "no_fixed_address") or code.endswith(":unknown")
            name = "" if special else f"Place {code}"
            rows.append((level, code, name, parent, above, not special, special, VINTAGE))
    return pl.DataFrame(rows, schema=w.AREA.column_names, orient="row").unique(["area_level", "area_code"])


def _overlaps(blocks: pl.DataFrame) -> pl.DataFrame:
    real = blocks.filter(pl.col("residents") > 0)
    parts = []
    for level in ("neighbourhood", "district", "borough"):
        shared = real.group_by(level, "ward").agg(pl.col("residents").sum())
        share = pl.col("residents") / pl.col("residents").sum().over(level)
        parts.append(
            shared.select(
                pl.lit(level).alias("area_level"), pl.col(level).alias("area_code"),
                pl.lit("ward").alias("other_level"), pl.col("ward").alias("other_code"), share.alias("share"),
            )
        )  # fmt: skip
    return pl.concat(parts)


def _census(blocks: pl.DataFrame) -> pl.DataFrame:
    """Residents, households and poor residents of every drawn area, with a margin of a twentieth."""
    real = blocks.filter(pl.col("residents") > 0).with_columns(city=pl.lit(CITY))
    shares = {"B01001_001": 1.0, "B19001_001": 0.4, "B06012_001": 0.95, "B06012_002": 0.2}
    parts = []
    for level in ("city", "borough", "district", "neighbourhood", "ward"):
        people = real.group_by(pl.col(level).alias("area_code")).agg(pl.col("residents").sum())
        for variable, share in shares.items():
            estimate = (pl.col("residents") * share).round()
            parts.append(
                people.select(
                    pl.lit(f"acs_{level}").alias("source"), pl.lit(level).alias("area_level"), "area_code",
                    pl.lit(variable).alias("variable"), estimate.alias("estimate"),
                    (estimate * 0.05).round().alias("moe"), pl.lit(share * 100).alias("percent"),
                    pl.lit(1.2).alias("percent_moe"), pl.lit(3.0).alias("cv"),
                    pl.lit(False).alias("is_controlled"),
                )
            )  # fmt: skip
    return pl.concat(parts)


def _sources() -> pl.DataFrame:
    rows = [
        (f"acs_{lv}", "census", "2019-2023")
        for lv in ("city", "borough", "district", "neighbourhood", "ward")
    ]
    rows += [(f"{lv}_boundaries", "boundaries", VINTAGE) for lv in ("neighbourhood", "ward")]
    taken = date(2026, 1, 1)
    return pl.DataFrame(
        [
            (s, kind, f"Square Town {s}", "Tests", "CC0-1.0", year, taken, "0" * 64, True, None)
            for s, kind, year in rows
        ],
        schema=w.SOURCE.column_names,
        orient="row",
        schema_overrides={"caveat": pl.String},
    )


def _row_account(requests: int) -> pl.DataFrame:
    rows = []
    for code, (_, _, share) in PARTNERS.items():
        loaded = round(requests * share)
        for fate, reason, count in (
            ("received", "all", loaded + 12), ("loaded", "all", loaded), ("duplicate", "same_row", 8),
            ("quarantined", "no_date", 4),
        ):  # fmt: skip
            rows.append((code, "log.csv", fate, reason, count))
    return pl.DataFrame(rows, schema=w.ROW_ACCOUNT.column_names, orient="row")


def _row_years(requests: int) -> pl.DataFrame:
    """The same rows by year: half in each, those without a date in none."""
    rows = []
    for code, (_, _, share) in PARTNERS.items():
        loaded = round(requests * share)
        rows += [
            (code, "2024", "loaded", "all", loaded // 2),
            (code, "2025", "loaded", "all", loaded - loaded // 2),
            (code, "2024", "duplicate", "same_row", 8),
            (code, "undated", "quarantined", "no_date", 4),
        ]
    return pl.DataFrame(rows, schema=w.ROW_YEAR.column_names, orient="row")


def _calendar() -> pl.DataFrame:
    rows = [
        ("birch", date(2024, 8, 1), date(2024, 8, 31), "paused", "Closed for August"),
        ("alder", date(2025, 3, 10), date(2025, 3, 10), "form_changed", None),
    ]
    return pl.DataFrame(rows, schema=w.CALENDAR.column_names, orient="row")
