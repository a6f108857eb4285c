"""Builds synthetic editions by the declared tables, without any pipeline: a town on a grid, for dashboard
tests.

`build_edition(folder)` makes a town of 48 neighbourhoods with all four map states, hidden cells and both
languages; `rows` and `columns` make it as large as a state. Everything follows from the code of an area,
so that a test can say beforehand what it must see. The town is invented; so is every figure.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl

from pipelines.schema import Table
from pipelines.tables import edition as tables
from pipelines.warehouse import PUBLIC_FILE, write_database
from pipelines.wording import load_wording
from pipelines.wording.labels import label_rows

CITY = "TOWN"
YEARS = ("2024", "2025")
QUARTERS = ("2025-Q3", "2025-Q4")
CENSUS = "2019-2023"
GROUPS = ("race_ethnicity", ("black", "hispanic", "white"))
NEEDS = (
    ("domain", "food", "all", 3, False, "neighbourhood"),
    ("need", "groceries", "food", 3, False, "neighbourhood"),
    ("domain", "housing", "all", 30, False, "neighbourhood"),
    ("domain", "pooled", "all", None, False, "neighbourhood"),
    ("domain", "legal", "pooled", 30, True, "borough"),
)
RESULTS = ("received", "turned_away", "no_result", "withdrew")
SHARES = {
    "turned_away_share": ("turned_away", 10),
    "no_known_help_share": ("no_known_help", 11),
    "no_result_share": ("no_result", 12),
    "got_help_share": ("got_help", 13),
    "withdrew_share": ("withdrew", 14),
}
NAMES_A = ("North", "Old", "New", "Upper", "Lower", "East", "West", "Little", "Great", "Long", "Far", "Saint")
NAMES_B = ("Harbour", "Mill", "Ferry", "Orchard", "Quarry", "Chapel", "Bridge", "Meadow")
LEVEL_NAMES = {
    "en": {"city": ("town", "towns"), "borough": ("borough", "boroughs"),
           "neighbourhood": ("neighbourhood", "neighbourhoods"), "council": ("council district",
           "council districts")},
    "es": {"city": ("ciudad", "ciudades"), "borough": ("distrito", "distritos"),
           "neighbourhood": ("vecindario", "vecindarios"), "council": ("distrito del concejo",
           "distritos del concejo")},
}  # fmt: skip

# Sentences of findings are written by the pipelines; the town has its own, so that a test knows them.
SENTENCES = {
    "finding.test.where": "In {area}, at least {low} and at most {high} of every 100 who asked for {need} "
    "did not get help. In the city, {city_low} to {city_high}.",
    "finding.test.empty": "Too little is known here to say anything yet.",
}


@dataclass(frozen=True)
class Town:
    """The grid. `state_of` says what the map must show for the first layer: value, care, hidden or
    no_data.
    """

    rows: int = 6
    columns: int = 8
    most: int = 10_000

    @cached_property
    def codes(self) -> list[str]:
        return [f"A{index:04d}" for index in range(min(self.most, self.rows * self.columns))]

    def name(self, code: str) -> str:
        index = int(code[1:])
        plain = f"{NAMES_A[index % 12]} {NAMES_B[index // 12 % 8]}"
        return plain if index < 96 else f"{plain} {index // 96 + 1}"

    def borough(self, code: str) -> str:
        return "B1" if int(code[1:]) % self.columns < self.columns / 2 else "B2"

    def council(self, code: str) -> str:
        return "C1" if int(code[1:]) // self.columns < self.rows / 2 else "C2"

    def state_of(self, code: str) -> str:
        index = int(code[1:])
        if index == 5:
            return "not_drawn_by_people"
        return {0: "hidden", 1: "care", 2: "value", 3: "value"}.get(index % 11, "value")

    def members(self, level: str) -> dict[str, list[str]]:
        """The areas of a level and the neighbourhoods that each is made of."""
        return _members(self, level)


@lru_cache
def _members(town: Town, level: str) -> dict[str, list[str]]:
    if level == "city":
        return {CITY: town.codes}
    if level == "neighbourhood":
        return {code: [code] for code in town.codes}
    found: dict[str, list[str]] = {}
    for code in town.codes:
        found.setdefault(getattr(town, level)(code), []).append(code)
    return found


LEVELS = ("city", "borough", "neighbourhood", "council")


def build_edition(
    folder: Path,
    town: Town | None = None,
    audience: str = "coalition",
    edition_id: str = "2026-11-03-a1b2",
    is_simulated: bool = True,
    edition_format: int = tables.FORMAT,
) -> Path:
    """Write an edition of `town` to `folder/<audience>` and return that folder."""
    town = town or Town()
    place = folder / audience
    frames = edition_frames(town, audience, edition_id, is_simulated, edition_format)
    write_database(place / "release.duckdb", frames, PUBLIC_FILE)
    for level in LEVELS:
        write_paths(place / "boundaries", town, level)
    return place


def edition_frames(
    town: Town, audience: str, edition_id: str, is_simulated: bool, edition_format: int = tables.FORMAT
) -> dict[Table, pl.DataFrame]:
    """A frame for every table of an edition."""
    filled = {
        tables.COUNT: counts(town),
        tables.ESTIMATE: estimates(town),
        tables.COMPARISON: comparisons(town),
        tables.POPULATION: population(town),
        tables.INDICATOR: indicators(),
        tables.NEED: needs(),
        tables.OUTCOME: [
            {"outcome_dimension": "result", "outcome_code": c, "position": i} for i, c in enumerate(RESULTS)
        ],
        tables.GROUP_VALUE: groups(),
        tables.EDITION_AREA: areas(town),
        tables.AREA_LINK: links(town),
        tables.AREA_LEVEL: levels(),
        tables.SCALE: scales(),
        tables.EDITION_SOURCE: sources(is_simulated),
        tables.POLICY: [{"name": "threshold", "value": "11"}],
        tables.EDITION_PARTNER: partners(is_simulated),
        tables.EDITION_ROW_ACCOUNT: row_account(),
        tables.COVERAGE: coverage(),
        tables.EVENT: [],
        tables.HELP_LINE: help_lines(),
        tables.FINDING: findings(),
        tables.CHANGE: [{"kind": "period", "name": "2025-Q4", "before": "", "after": "closed"}],
        tables.LABEL: labels(),
        tables.MANIFEST: manifest(audience, edition_id, is_simulated, edition_format),
    }
    return {table: frame_of(table, rows) for table, rows in filled.items()}


def frame_of(table: Table, rows: Iterable[dict]) -> pl.DataFrame:
    """A frame of `table`; columns that a row leaves out are empty."""
    return pl.DataFrame(list(rows), schema=table.empty().schema, orient="row")


def place_key(
    level: str, code: str, period: str, need: str = "all", dimension: str = "all", group: str = "all"
) -> dict:
    period_level = "multi_year" if period == CENSUS else "quarter" if "Q" in period else "year"
    need_level = next((row[0] for row in NEEDS if row[1] == need), "all")
    return {"area_level": level, "area_code": code, "area_vintage": "2020", "period_level": period_level,
            "period": period, "need_level": need_level, "need_code": need, "group_dimension": dimension,
            "group_code": group}  # fmt: skip


def turned_away_share(town: Town, level: str, code: str, need: str = "all", shift: int = 0) -> float:
    """The share in 100 that every test may recompute: rises with the number of the area."""
    members = town.members(level)[code]
    middle = sum(int(member[1:]) for member in members) / len(members) / max(1, len(town.codes) - 1)
    return 14 + 24 * middle + {"all": 0, "food": 2.6, "housing": -3, "groceries": 4}.get(need, 0) + shift


def combinations(level: str, years: tuple[str, ...] = YEARS) -> Iterator[tuple[str, str, str, str]]:
    """Period, need, group dimension and group that the town publishes at a level."""
    wanted = [row[1] for row in NEEDS if row[1] != "legal" or level in ("city", "borough")]
    for period in years:
        for need in ("all", *wanted):
            yield period, need, "all", "all"
        if level != "neighbourhood":
            for group in GROUPS[1]:
                yield period, "all", GROUPS[0], group
    if level != "neighbourhood":
        for period in QUARTERS:
            yield period, "all", "all", "all"


def estimates(town: Town) -> Iterator[dict]:
    for level in LEVELS:
        for code in town.members(level):
            yield from _area_estimates(town, level, code)


def _area_estimates(town: Town, level: str, code: str) -> Iterator[dict]:
    people = 1000 * len(town.members(level)[code])
    state = town.state_of(code) if level == "neighbourhood" else "value"
    if state == "not_drawn_by_people":
        return
    for period, need, dimension, group in combinations(level, YEARS if len(town.codes) < 500 else YEARS[-1:]):
        key = place_key(level, code, period, need, dimension, group)
        shift = 1 if period == "2025" else 0
        away = turned_away_share(town, level, code, need, shift)
        n = 40 * len(town.members(level)[code])
        for indicator, share in _shares(away):
            yield {**key, "indicator": indicator, **_share_row(share, n, state)}
        yield {**key, "indicator": "requests_per_1000", **_rate_row(away, people, state)}
    yield {**place_key(level, code, CENSUS), "indicator": "poverty", **_census_row(town, level, code, people)}


def _shares(away: float) -> list[tuple[str, float]]:
    none, withdrew = 19.0, 7.0
    return [("turned_away_share", away), ("no_known_help_share", away + none), ("no_result_share", none),
            ("got_help_share", 100 - away - none - withdrew), ("withdrew_share", withdrew)]  # fmt: skip


def _share_row(share: float, n: int, state: str) -> dict:
    if state == "hidden":
        return {"status": "hidden", "range_low": max(0.0, share - 15), "range_high": min(100.0, share + 15),
                "confidence": 0.95, "method": "wilson"}  # fmt: skip
    half = 196 * (share / 100 * (1 - share / 100) / n) ** 0.5
    return {"value": share, "lower": share - half, "upper": share + half, "confidence": 0.95,
            "numerator": float(round(share * n / 100)), "denominator": float(n), "status": "shown",
            "reliability": "care" if state == "care" else "good", "method": "wilson"}  # fmt: skip


def _rate_row(away: float, people: int, state: str) -> dict:
    if state == "hidden":
        return {
            "status": "hidden",
            "range_low": 1.0,
            "range_high": 17.0,
            "confidence": 0.95,
            "method": "byar",
        }
    rate = away * 1.5
    return {"value": rate, "lower": rate * 0.8, "upper": rate * 1.2, "confidence": 0.95,
            "numerator": float(round(rate * people / 1000)), "denominator": float(people),
            "denominator_moe": 80.0,
            "status": "shown", "reliability": "care" if state == "care" else "good",
            "method": "byar"}  # fmt: skip


def _census_row(town: Town, level: str, code: str, people: int) -> dict:
    value = turned_away_share(town, level, code) * 0.7
    return {"value": value, "lower": value - 3, "upper": value + 3, "confidence": 0.9, "moe": 3.0, "cv": 8.0,
            "numerator": value * people / 100, "denominator": float(people), "status": "shown",
            "reliability": "good", "method": "acs_proportion"}  # fmt: skip


def counts(town: Town) -> Iterator[dict]:
    for level in ("city", "borough"):
        for code, members in town.members(level).items():
            for result, share in zip(RESULTS, (0.41, 0.33, 0.19, 0.07), strict=True):
                yield {**place_key(level, code, "2025"), "measure": "requests", "outcome_dimension": "result",
                       "outcome_code": result, "value": round(4000 * len(members) * share / 100),
                       "status": "shown", "placed_by_zip": "under_10"}  # fmt: skip


def comparisons(town: Town) -> Iterator[dict]:
    worst = town.codes[-1]
    value, other = (
        turned_away_share(town, *side, "food", 1) for side in (("neighbourhood", worst), ("city", CITY))
    )
    yield {"comparison_id": "area-1", "kind": "area", "indicator": "turned_away_share",
           **place_key("neighbourhood", worst, "2025", "food"), "other_area_level": "city",
           "other_area_code": CITY,
           "other_period": "2025", "other_need_code": "food", "other_group_code": "all", "value": value,
           "other_value": other, "difference": value - other, "difference_lower": 5.0,
           "difference_upper": 20.0,
           "ratio": value / other, "ratio_lower": 1.2, "ratio_upper": 2.0, "p": 0.001, "q": 0.01,
           "tipping_point": 18.0, "verdict": "clear", "reasons": "",
           "scope": "scope.people_who_asked"}  # fmt: skip


def population(town: Town) -> Iterator[dict]:
    for level in LEVELS:
        for code, members in town.members(level).items():
            yield {"denominator": "residents", "area_level": level, "area_code": code,
                   "group_dimension": "all",
                   "group_code": "all", "value": 1000.0 * len(members), "moe": 80.0, "period": CENSUS,
                   "source": "acs"}  # fmt: skip


def indicators() -> Iterator[dict]:
    for indicator, (reading, position) in SHARES.items():
        yield {"indicator": indicator, "family": "result_share", "reading": reading, "kind": "log_share",
               "unit": "per_100", "direction": "more_is_worse", "numerator": f"requests:result={reading}",
               "denominator": "requests:result", "source": "log", "method": "wilson",
               "caveats": "people_who_asked,results_of_recording_partners", "is_mapped": True,
               "position": position}  # fmt: skip
    yield {"indicator": "requests_per_1000", "family": "requests_rate", "reading": "", "kind": "log_rate",
           "unit": "per_1000", "direction": "neither", "numerator": "requests",
           "denominator": "population:residents", "source": "log", "method": "byar",
           "caveats": "contact_is_not_need", "is_mapped": True, "position": 30}  # fmt: skip
    yield {"indicator": "poverty", "family": "poverty", "reading": "", "kind": "census_share",
           "unit": "percent",
           "direction": "more_is_worse", "numerator": "census:B06012_002", "denominator": "census:B06012_001",
           "source": "acs", "method": "acs_proportion", "caveats": "survey_estimate", "is_mapped": True,
           "position": 80}  # fmt: skip


def needs() -> Iterator[dict]:
    yield {"need_level": "all", "need_code": "all", "parent_code": "", "is_sensitive": False,
           "finest_level": "neighbourhood", "benchmark": "", "position": 0}  # fmt: skip
    for position, (level, code, parent, days, is_sensitive, finest) in enumerate(NEEDS, start=1):
        yield {"need_level": level, "need_code": code, "parent_code": parent, "horizon_days": days,
               "is_sensitive": is_sensitive, "finest_level": finest, "benchmark": "",
               "position": position}  # fmt: skip


def groups() -> Iterator[dict]:
    for position, code in enumerate(GROUPS[1]):
        yield {"group_dimension": GROUPS[0], "group_code": code, "denominator": f"{GROUPS[0]}.{code}",
               "finest_level": "borough", "position": position}  # fmt: skip


def areas(town: Town) -> Iterator[dict]:
    for level in LEVELS:
        for code in town.members(level):
            name = (
                town.name(code)
                if level == "neighbourhood"
                else {CITY: "Gridtown"}.get(code, f"District {code}")
            )
            yield {"area_level": level, "area_code": code, "name": name, "is_drawn": True,
                   "is_special": False,
                   "vintage": "2020"}  # fmt: skip
        for code in ("unknown", "no_fixed_address") if level != "city" else ("outside",):
            yield {"area_level": level, "area_code": code, "name": "", "is_drawn": False, "is_special": True,
                   "vintage": "2020"}  # fmt: skip


def links(town: Town) -> Iterator[dict]:
    for code in town.codes:
        yield {"kind": "parent", "area_level": "neighbourhood", "area_code": code, "other_level": "borough",
               "other_code": town.borough(code), "share": 1.0}  # fmt: skip


def levels() -> Iterator[dict]:
    for position, (level, parent) in enumerate(zip(LEVELS, ("", "city", "borough", "city"), strict=True)):
        yield {"area_level": level, "parent_level": parent, "is_overlapping": level == "council",
               "is_mapped": True, "position": position}  # fmt: skip


def scales() -> Iterator[dict]:
    breaks = {
        **dict.fromkeys(SHARES, (20, 25, 30, 35)),
        "requests_per_1000": (25, 35, 45, 55),
        "poverty": (12, 16, 20, 24),
    }
    for indicator, edges in breaks.items():
        for level in LEVELS:
            for number, (low, high) in enumerate(zip((None, *edges), (*edges, None), strict=True)):
                yield {"indicator": indicator, "area_level": level, "need_code": "all", "class": number,
                       "low": low and float(low), "high": high and float(high)}  # fmt: skip


def sources(is_simulated: bool) -> Iterator[dict]:
    shared = {"licence": "CC0", "retrieved_on": date(2026, 11, 1), "sha256": ""}
    yield {"source": "log", "kind": "log", "title": "Partners' logs", "publisher": "", "vintage": "2024-2025",
           "is_simulated": is_simulated, **shared}  # fmt: skip
    yield {"source": "acs", "kind": "census", "title": "Household survey", "publisher": "Census office",
           "vintage": CENSUS, "is_simulated": is_simulated, **shared}  # fmt: skip
    yield {"source": "outlines", "kind": "boundaries", "title": "Outlines", "publisher": "Town planning",
           "vintage": "2020", "is_simulated": is_simulated, **shared}  # fmt: skip


def partners(is_simulated: bool) -> Iterator[dict]:
    for number, name in enumerate(("Harbour Pantry", "Mill Street Aid", "Ferry Clinic"), start=1):
        yield {"partner": f"p{number}", "name": name, "kind": "mutual_aid", "languages": "en,es",
               "service_area": "all", "rows_band": "over_2000", "writes_results": number < 3,
               "is_simulated": is_simulated}  # fmt: skip


def row_account() -> Iterator[dict]:
    for fate, reason in (("received", "all"), ("loaded", "all"), ("duplicate", "same_row")):
        yield {
            "year": "2025",
            "partner": "all",
            "fate": fate,
            "reason": reason,
            "rows_band": "over_2000",
        }


def coverage() -> Iterator[dict]:
    for year in YEARS:
        for month in range(1, 13):
            yield {"period": f"{year}-{month:02d}", "state": "closed", "partners": 3}


def help_lines() -> Iterator[dict]:
    yield {"position": 1, "name": "988", "telephone": "988", "text_to": "988", "languages": "en,es",
           "note": "Suicide and crisis line, free, day and night"}  # fmt: skip
    yield {"position": 2, "name": "211", "telephone": "211", "text_to": "", "languages": "en,es",
           "note": "Food, shelter, bills: what is near you"}  # fmt: skip


def findings() -> Iterator[dict]:
    for card in ("who", "changed", "promised"):
        yield {"card": card, "position": 1, "template": "finding.test.empty", "numbers": "{}",
               "comparison_id": "", "is_empty": True}  # fmt: skip
    yield {"card": "where", "position": 1, "template": "finding.test.where", "comparison_id": "area-1",
           "numbers": json.dumps({"area": "A0047", "low": 41, "high": 60, "need": "food", "city_low": 30,
                                  "city_high": 49}), "is_empty": False}  # fmt: skip


def labels() -> Iterator[dict]:
    extra = {language: {f"area_level.{level}.{form}": text for level, names in found.items()
                        for form, text in zip(("one", "many"), names, strict=True)}
             for language, found in LEVEL_NAMES.items()}  # fmt: skip
    written = {(language, "coalition.name"): "Harbour Coalition" for language in ("en", "es")}
    for language, label, text in label_rows(load_wording(extra=extra)):
        written[language, label] = text
    for label, text in SENTENCES.items():
        written |= {(language, label): text for language in ("en", "es")}
    for (language, label), text in written.items():
        yield {"language": language, "label": label, "text": text}


def manifest(audience: str, edition_id: str, is_simulated: bool, edition_format: int) -> Iterator[dict]:
    facts = {"id": edition_id, "audience": audience, "as_of": "2026-11-03", "format": str(edition_format),
             "code_version": "test", "coalition": "Harbour Coalition", "languages": "en,es",
             "complete_through": "2025-12", "results_through": "2025-12",
             "city_level": "city", "city_code": CITY, "partners": "3", "partners_with_results": "2",
             "results_year": "2025", "results_percent": "71", "is_simulated": str(is_simulated).lower(),
             "public_gate": "passed", "private_gate": "not_run"}  # fmt: skip
    for name, value in facts.items():
        yield {"name": name, "value": value}


def write_paths(folder: Path, town: Town, level: str) -> None:
    """`<level>.paths.json`: one square a neighbourhood, with a bite out of some; larger areas are their
    squares.
    """
    folder.mkdir(parents=True, exist_ok=True)
    squares = {code: _square(index, town.columns) for index, code in enumerate(town.codes)}
    paths = {
        code: "".join(squares[member] for member in members) for code, members in town.members(level).items()
    }
    view_box = f"0 0 {town.columns * 100} {town.rows * 100}"
    text = json.dumps({"viewBox": view_box, "paths": paths})
    (folder / f"{level}.paths.json").write_text(text, encoding="utf-8")


def _square(index: int, columns: int) -> str:
    x, y = index % columns * 100, index // columns * 100
    return f"M{x} {y}h100v60l-20 10l20 10v20h-100z"
