"""A small town as raw files, as a coalition would receive them: 2 boroughs, 4 districts, 16 neighbourhoods.

The grid is four by four squares of 0.01 degrees. Rows of the grid make boroughs, quarters make districts, and
three vertical wards overlap the neighbourhoods. Two partners keep logs in two layouts. Nobody here is real.
"""

import csv
import hashlib
import json
import random
from datetime import date, timedelta
from pathlib import Path

from pipelines.catalog import load_catalog
from pipelines.paths import Workspace

SIDE = 4
CORNER_LON, CORNER_LAT, STEP = 10.0, 50.0, 0.01
RESIDENTS = 6000
WARDS = ("w1", "w2", "w3")
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2025, 12, 31)

COALITION = """\
name: {en: Grid Town Coalition, es: Coalición de Grid Town}
time_zone: Europe/Berlin
languages: [en, es]
is_simulated: true
closing_days: 15
city: {code: GT, name: Grid Town}
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
denominators:
  residents: {variable: B01001_001}
  households: {variable: B19001_001}
"""

MAPPING_FORM = """\
partner: corner_table
files: ["*.csv"]
format: {kind: csv, encoding: utf-8, delimiter: ","}
columns:
  "Record": {role: request_id}
  "Household": {role: household_key}
  "Asked on": {role: received_on, formats: ["%Y-%m-%d"]}
  "Area": {role: area, level: neighbourhood}
  "Needs": {role: need, many: ";"}
  "Outcome": {role: result}
  "Outcome on": {role: result_on, formats: ["%Y-%m-%d"]}
  "Age": {role: age}
  "Name": {role: identifier}
codes:
  need: {"Groceries": groceries, "Rent": rent, "Diapers": diapers, "Counselling": counselling}
  result: {"Helped": received, "Full": turned_away, "Open": no_result, "Gone": withdrew}
"""

MAPPING_PHONE = """\
partner: phone_tree
files: ["*.csv"]
format: {kind: csv, encoding: utf-8, delimiter: ";"}
columns:
  "id": {role: request_id}
  "family": {role: household_key}
  "date": {role: received_on, formats: ["%d/%m/%Y"]}
  "zip": {role: zip}
  "need": {role: need}
  "status": {role: result}
codes:
  need: {"food": groceries, "rent": rent, "diapers": diapers, "talk": counselling}
  result: {"done": received, "no": turned_away, "?": no_result}
"""

# What a log of this size supports; with every packaged table most cells would be hidden.
TABLES = (
    "city_month", "city_quarter", "city_year", "city_year_domain", "nested_1_year",
    "nested_1_year_result", "nested_2_year", "finest_year", "overlapping_year", "nested_2_year_result",
    "finest_year_result", "overlapping_year_result", "city_quarter_result", "city_year_result",
    "city_year_age_band", "city_year_households", "city_year_requests_per_household",
)  # fmt: skip

PARTNER = "name: {name}\nkind: mutual_aid\nlanguages: [en]\nservice_area: all\nis_simulated: true\n"


def make_raw_town(root: Path, *, rows: int = 1500, seed: int = 1) -> Workspace:
    """Write the town's raw files below `root` and return its workspace."""
    workspace = Workspace(root)
    for name in ("boundaries", "census", "intake/corner_table", "intake/phone_tree"):
        (workspace.raw / name).mkdir(parents=True, exist_ok=True)
    workspace.coalition_file.write_text(COALITION, encoding="utf-8")
    workspace.catalog_overlay.mkdir(exist_ok=True)
    removed = [table for table in load_catalog().release_tables if table not in TABLES]
    lines = [f"  - {{id: {table}, remove: true}}" for table in removed]
    (workspace.catalog_overlay / "release_tables.yaml").write_text("\n".join(["release_tables:", *lines, ""]))
    _write_boundaries(workspace.raw / "boundaries")
    _write_census(workspace.raw / "census")
    _write_logs(workspace.intake, rows, random.Random(seed))
    return workspace


def neighbourhoods() -> list[tuple[str, int, int]]:
    """(code, row, column) of each square: borough by row half, district by quarter."""
    return [(f"{_district(r, c)}n{r}{c}", r, c) for r in range(SIDE) for c in range(SIDE)]


def _district(row: int, column: int) -> str:
    return f"{_borough(row)}d{column // 2}"


def _borough(row: int) -> str:
    return f"b{row // 2}"


def _ward(column: int) -> str:
    return WARDS[min(column, 2)]


def _zip(row: int, column: int) -> str:
    return f"0{1000 + row * 10 + column // 2}"


def write_sidecar(path: Path, **facts: object) -> None:
    """Write `<stem>.source.yaml` beside `path`, with its checksum."""
    facts = {
        "title": f"Grid Town {path.stem}",
        "publisher": "Tests",
        "licence": "CC0-1.0",
        "url": "",
        "vintage": "2025",
        "retrieved_on": "2026-01-01",
        "is_simulated": True,
        **facts,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    lines = [f"{key}: {json.dumps(value)}" for key, value in facts.items()]
    lines = [line.replace('retrieved_on: "2026-01-01"', "retrieved_on: 2026-01-01") for line in lines]
    path.with_name(f"{path.stem}.source.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _square(row: int, column: int, width: int = 1, height: int = 1) -> list[list[list[float]]]:
    west, south = CORNER_LON + column * STEP, CORNER_LAT - row * STEP
    east, north = west + width * STEP, south + height * STEP
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def _write_geojson(path: Path, shapes: dict[str, list]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": f"Place {code}"},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for code, rings in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _write_boundaries(folder: Path) -> None:
    squares = {code: _square(r, c) for code, r, c in neighbourhoods()}
    _write_geojson(folder / "neighbourhood.geojson", squares)
    write_sidecar(
        folder / "neighbourhood.geojson",
        id="neighbourhood_boundaries",
        kind="boundaries",
        layout="geojson",
        area_level="neighbourhood",
        code_property="code",
    )
    bottom = SIDE - 1
    wards = {
        "w1": _square(bottom, 0, 1, SIDE),
        "w2": _square(bottom, 1, 1, SIDE),
        "w3": _square(bottom, 2, 2, SIDE),
    }
    _write_geojson(folder / "ward.geojson", wards)
    write_sidecar(
        folder / "ward.geojson",
        id="ward_boundaries",
        kind="boundaries",
        layout="geojson",
        area_level="ward",
        code_property="code",
    )
    _write_csv(folder / "areas.csv", _area_rows())
    write_sidecar(folder / "areas.csv", id="areas", kind="areas", layout="csv")
    blocks = [
        {"block": f"{code}-{_ward(c)}", "residents": RESIDENTS, "neighbourhood": code, "ward": _ward(c)}
        for code, _, c in neighbourhoods()
    ]
    _write_csv(folder / "blocks.csv", blocks)
    write_sidecar(folder / "blocks.csv", id="blocks", kind="blocks", layout="csv")
    codes = [
        {"code_kind": "zip", "code": _zip(r, c), "block": f"{code}-{_ward(c)}", "residents": RESIDENTS}
        for code, r, c in neighbourhoods()
    ]
    _write_csv(folder / "place_codes.csv", codes)
    write_sidecar(folder / "place_codes.csv", id="place_codes", kind="place_codes", layout="csv")


def _area_rows() -> list[dict]:
    def row(level: str, code: str, parent: str) -> dict:
        return {
            "area_level": level,
            "area_code": code,
            "name": f"Place {code}",
            "parent_code": parent,
            "is_residential": 1,
        }

    districts = sorted({(_district(r, c), _borough(r)) for _, r, c in neighbourhoods()})
    return [
        {**row("city", "GT", ""), "name": "Grid Town"},
        *(row("borough", b, "GT") for b in ("b0", "b1")),
        *(row("district", d, b) for d, b in districts),
        *(row("neighbourhood", code, _district(r, c)) for code, r, c in neighbourhoods()),
        *(row("ward", w, "GT") for w in WARDS),
    ]


def _write_census(folder: Path) -> None:
    members: dict[str, dict[str, int]] = {
        "city": {"GT": 16},
        "borough": {},
        "district": {},
        "neighbourhood": {},
    }
    members["ward"] = {}
    for code, r, c in neighbourhoods():
        keys = {"borough": _borough(r), "district": _district(r, c), "neighbourhood": code, "ward": _ward(c)}
        for level, key in keys.items():
            members[level][key] = members[level].get(key, 0) + 1
    for level, counts in members.items():
        path = folder / f"acs_{level}.csv"
        _write_csv(path, [_census_row(code, squares) for code, squares in counts.items()])
        write_sidecar(
            path,
            id=f"acs_{level}",
            kind="census",
            layout="wide_suffix",
            area_level=level,
            code_column="code",
            vintage="2019-2023",
        )


def _census_row(code: str, squares: int) -> dict:
    row: dict[str, object] = {"code": code}
    for variable, share in {
        "B01001_001": 1.0,
        "B19001_001": 0.4,
        "B06012_001": 0.95,
        "B06012_002": 0.2,
    }.items():
        estimate = round(RESIDENTS * squares * share)
        row |= {f"{variable}E": estimate, f"{variable}M": round(estimate * 0.05)}
        percent = 21.05 if variable == "B06012_002" else 100.0
        row |= {f"{variable}PE": percent, f"{variable}PM": 1.2, f"{variable}V": 3.04}
    return row


def _write_csv(path: Path, rows: list[dict], delimiter: str = ",") -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0], delimiter=delimiter, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_logs(intake: Path, rows: int, draw: random.Random) -> None:
    form, phone = intake / "corner_table", intake / "phone_tree"
    (form / "mapping.yaml").write_text(MAPPING_FORM, encoding="utf-8")
    (phone / "mapping.yaml").write_text(MAPPING_PHONE, encoding="utf-8")
    for folder, name in ((form, "Corner Table"), (phone, "Phone Tree")):
        (folder / "partner.yaml").write_text(PARTNER.format(name=name), encoding="utf-8")
        (folder / "calendar.csv").write_text("from,to,state,note\n", encoding="utf-8")
    _write_csv(form / "log.csv", [_form_row(i, draw) for i in range(rows)])
    _write_csv(phone / "calls.csv", [_phone_row(i, draw) for i in range(rows // 2)], delimiter=";")


def _day(draw: random.Random) -> date:
    return FIRST_DAY + timedelta(days=draw.randrange((LAST_DAY - FIRST_DAY).days + 1))


def _form_row(number: int, draw: random.Random) -> dict:
    day, (code, _, _) = _day(draw), draw.choice(neighbourhoods())
    outcome = draw.choices(["Helped", "Full", "Open", "Gone"], [50, 25, 15, 10])[0]
    needs = draw.choices(
        ["Groceries", "Rent", "Diapers", "Groceries;Diapers", "Counselling"], [50, 20, 10, 15, 5]
    )[0]
    return {
        "Record": f"R{number}",
        "Household": f"H{draw.randrange(700)}",
        "Asked on": day.isoformat(),
        "Area": code,
        "Needs": needs,
        "Outcome": outcome,
        "Outcome on": "" if outcome == "Open" else (day + timedelta(days=draw.randrange(3))).isoformat(),
        "Age": draw.choice(["", str(draw.randrange(18, 90))]),
        "Name": "Example Person",
    }


def _phone_row(number: int, draw: random.Random) -> dict:
    _, r, c = draw.choice(neighbourhoods())
    return {
        "id": f"P{number}",
        "family": f"F{draw.randrange(400)}",
        "date": _day(draw).strftime("%d/%m/%Y"),
        "zip": _zip(r, c),
        "need": draw.choices(["food", "rent", "diapers", "talk"], [60, 20, 15, 5])[0],
        "status": draw.choices(["done", "no", "?"], [55, 25, 20])[0],
    }
