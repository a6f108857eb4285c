"""The town of edition_builder with all that the long pages show: kinds of need, groups, districts that
overlap, events, months of every state, the catalog's own indicators and constants.

Figures follow simple rules that a test can say beforehand; nobody in it is real.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.catalog import load_catalog
from pipelines.estimates import intervals
from pipelines.estimates.repeat import repeat_factor
from pipelines.tables import edition as tables
from pipelines.warehouse import PUBLIC_FILE, write_database
from tests import edition_builder as town_of
from tests.edition_builder import CENSUS, CITY, LEVELS, Town, frame_of, place_key

HEALTH_YEAR = "2023"
DOMAINS = ("food", "housing", "pooled")
ASKED = {"food": 1200, "housing": 800, "pooled": None}
GROUP_REQUESTS = {"black": 600, "hispanic": 300, "white": 100}
GROUP_RESIDENTS = {"black": 0.25, "hispanic": 0.30, "white": 0.40}
HOUSEHOLDS = {"1": 900, "2": 250, "3": 80, "4_6": 30, "7_12": 5, "13_plus": None}
REASONS = "one_partner_unknown,tips_below_clear"


def build_full_edition(folder: Path, audience: str = "coalition", is_simulated: bool = True) -> Path:
    """Write the full town to `folder/<audience>` and return that folder."""
    town, place = Town(), folder / audience
    frames = full_frames(town, audience, is_simulated)
    write_database(place / "release.duckdb", frames, PUBLIC_FILE)
    for level in LEVELS:
        town_of.write_paths(place / "boundaries", town, level)
    return place


def full_frames(town: Town, audience: str, is_simulated: bool) -> dict:
    frames = town_of.edition_frames(town, audience, "2026-11-03-a1b2", is_simulated)
    added = {
        tables.COUNT: more_counts(town),
        tables.ESTIMATE: more_estimates(town),
        tables.POPULATION: group_people(town),
        tables.AREA_LINK: overlaps(town),
        tables.COMPARISON: one_more_comparison(town),
        tables.NEED: other_needs(),
    }
    for table, rows in added.items():
        own = frames[table] if table != tables.ESTIMATE else _without_city_share(frames[table])
        frames[table] = pl.concat([own, frame_of(table, rows)])
    replaced = {
        tables.POLICY: policy(),
        tables.INDICATOR: indicators(),
        tables.EVENT: events(),
        tables.COVERAGE: coverage(),
        tables.EDITION_ROW_ACCOUNT: row_account(),
        tables.CHANGE: changes(),
        tables.MANIFEST: manifest(frames[tables.MANIFEST]),
        tables.OUTCOME: outcomes(),
    }
    return {**frames, **{table: frame_of(table, rows) for table, rows in replaced.items()}}


def city_requests(town: Town) -> tuple[int, int]:
    """Turned away and all requests with a result of the city in 2025."""
    n = 40 * len(town.codes)
    return round(town_of.turned_away_share(town, "city", CITY, shift=1) * n / 100), n


def city_factor() -> float:
    """The repeat factor of HOUSEHOLDS; the hidden band has the middle of 1 to 17."""
    bands = {code: 9.0 if value is None else float(value) for code, value in HOUSEHOLDS.items()}
    return repeat_factor(bands, float(sum(value or 0 for value in ASKED.values()) + 9))


def _without_city_share(frame: pl.DataFrame) -> pl.DataFrame:
    is_it = (
        (pl.col("indicator") == "turned_away_share")
        & (pl.col("area_level") == "city")
        & (pl.col("period") == "2025")
        & (pl.col("need_code") == "all")
        & (pl.col("group_code") == "all")
    )
    return frame.filter(~is_it)


def more_estimates(town: Town) -> Iterator[dict]:
    part, size = city_requests(town)
    low, high = intervals.wilson(part, size, 0.95, city_factor())
    yield {
        **place_key("city", CITY, "2025"),
        "indicator": "turned_away_share",
        "value": 100 * part / size,
        "lower": 100 * float(low),
        "upper": 100 * float(high),
        "confidence": 0.95,
        "numerator": float(part),
        "denominator": float(size),
        "status": "shown",
        "reliability": "good",
        "method": "wilson",
    }
    for level in ("city", "borough"):
        for code in town.members(level):
            yield from _group_shares(level, code)
    for level in LEVELS:
        for code in town.members(level):
            yield from _more_census(level, code)
            yield {
                **place_key(level, code, HEALTH_YEAR),
                "period_level": "year",
                "indicator": "health_depression",
                **_health(code),
                "confidence": 0.95,
                "method": "places_model",
            }


def _group_shares(level: str, code: str) -> Iterator[dict]:
    for group, asked in GROUP_REQUESTS.items():
        yield {
            **place_key(level, code, "2025", "all", "race_ethnicity", group),
            "indicator": "share_of_requests",
            "value": asked / 10,
            "lower": asked / 10 - 3,
            "upper": asked / 10 + 3,
            "confidence": 0.95,
            "numerator": float(asked),
            "denominator": 1000.0,
            "status": "shown",
            "reliability": "good",
            "method": "wilson",
        }


def _more_census(level: str, code: str) -> Iterator[dict]:
    yield {
        **place_key(level, code, CENSUS),
        "indicator": "snap",
        "value": 21.0,
        "lower": 15.0,
        "upper": 27.0,
        "confidence": 0.9,
        "moe": 6.0,
        "cv": 17.4,
        "status": "shown",
        "reliability": "care",
        "method": "acs_published",
    }
    yield {
        **place_key(level, code, CENSUS),
        "indicator": "rent_burden",
        "status": "not_published",
        "method": "acs_published",
    }


def _health(code: str) -> dict:
    if code == "A0003":
        return {"status": "refused", "refusal": "few_adults"}
    return {"value": 19.0, "lower": 17.0, "upper": 21.0, "status": "shown", "denominator": 800.0}


def more_counts(town: Town) -> Iterator[dict]:
    for level in ("city", "borough"):
        for code in town.members(level):
            yield from _asked(level, code)
            yield from _groups(level, code)
    yield {**_count(place_key("city", CITY, "2025", "other"), 40), "need_level": "domain"}
    yield {**_count(place_key("city", CITY, "2025", "something_else"), 15), "need_level": "need"}
    yield from results_with_two_hidden()
    yield from same_partners()
    for band, value in HOUSEHOLDS.items():
        yield {
            **_count(place_key("city", CITY, "2025"), value),
            "measure": "households",
            "outcome_dimension": "requests_per_household",
            "outcome_code": band,
        }


def results_with_two_hidden() -> Iterator[dict]:
    """What came of the city's requests for food: 30 are hidden, in two results."""
    for result in (*town_of.RESULTS, "not_recorded"):
        count = _count(place_key("city", CITY, "2025", "food"), 0)
        if result == "received":
            count["value"] = ASKED["food"] - 30
        if result in ("turned_away", "no_result"):
            count |= {"value": None, "status": "hidden", "range_low": 1, "range_high": 29}
        yield {**count, "outcome_dimension": "result", "outcome_code": result}


def same_partners() -> Iterator[dict]:
    """The city's requests of the year before, and of both years those of the same partners."""
    yield _count(place_key("city", CITY, "2024"), 1500)
    for year, panel, both, other in (("2024", "after", 1400, 100), ("2025", "before", 1350, None)):
        for code, value in (("both", both), ("other", other)):
            yield _count(place_key("city", CITY, year, "all", f"partner_panel_{panel}", code), value)


def _asked(level: str, code: str) -> Iterator[dict]:
    total = sum(value or 0 for value in ASKED.values()) + 9
    yield _count(place_key(level, code, "2025"), total)
    for need in DOMAINS:
        yield _count(place_key(level, code, "2025", need), ASKED[need])


def _groups(level: str, code: str) -> Iterator[dict]:
    for group, value in {**GROUP_REQUESTS, "not_answered": 309, "not_asked": 700}.items():
        yield _count(place_key(level, code, "2025", "all", "race_ethnicity", group), value)


def _count(key: dict, value: int | None) -> dict:
    found = {**key, "measure": "requests", "outcome_dimension": "all", "outcome_code": "all"}
    if value is None:
        return {**found, "status": "hidden", "range_low": 1, "range_high": 17}
    return {**found, "value": value, "status": "shown"}


def other_needs() -> Iterator[dict]:
    shared = {"is_sensitive": False, "benchmark": "", "horizon_days": 30}
    yield {
        **shared,
        "need_code": "other",
        "need_level": "domain",
        "parent_code": "pooled",
        "finest_level": "borough",
        "position": 8,
    }
    yield {
        **shared,
        "need_code": "something_else",
        "need_level": "need",
        "parent_code": "other",
        "finest_level": "city",
        "position": 9,
    }


def group_people(town: Town) -> Iterator[dict]:
    for level in LEVELS:
        for code, members in town.members(level).items():
            for group, share in GROUP_RESIDENTS.items():
                yield {
                    "denominator": f"race_ethnicity.{group}",
                    "area_level": level,
                    "area_code": code,
                    "group_dimension": "race_ethnicity",
                    "group_code": group,
                    "value": 1000.0 * share * len(members),
                    "moe": 40.0,
                    "period": CENSUS,
                    "source": "acs",
                }


def overlaps(town: Town) -> Iterator[dict]:
    """Two borders cross: A0047 lies to 70 of 100 in C2, the rest in C1."""
    for code, other, share in (("A0047", "C2", 0.7), ("A0047", "C1", 0.3), ("A0000", "C1", 1.0)):
        yield {
            "kind": "overlap",
            "area_level": "neighbourhood",
            "area_code": code,
            "other_level": "council",
            "other_code": other,
            "share": share,
        }


def one_more_comparison(town: Town) -> Iterator[dict]:
    yield {
        "comparison_id": "area-2",
        "kind": "area",
        "indicator": "turned_away_share",
        **place_key("neighbourhood", "A0047", "2025"),
        "other_area_level": "city",
        "other_area_code": CITY,
        "other_period": "2025",
        "other_need_code": "all",
        "other_group_code": "all",
        "value": 39.0,
        "other_value": 27.0,
        "difference": 12.0,
        "difference_lower": 5.0,
        "difference_upper": 19.0,
        "ratio": 1.4,
        "ratio_lower": 1.2,
        "ratio_upper": 1.8,
        "p": 0.002,
        "q": 0.01,
        "tipping_point": 9.0,
        "verdict": "probable",
        "reasons": REASONS,
        "scope": "verdict_scope.people_who_asked",
    }


def policy() -> Iterator[dict]:
    for name, value in load_catalog().policy.model_dump().items():
        yield {"name": name, "value": str(value)}


def outcomes() -> Iterator[dict]:
    catalog = load_catalog()
    for dimension in catalog.outcomes:
        for position, code in enumerate(catalog.outcome_codes(dimension)):
            yield {"outcome_dimension": dimension, "outcome_code": code, "position": position}


def indicators() -> Iterator[dict]:
    for item in load_catalog().indicators.values():
        yield {
            "indicator": item.id,
            "family": item.family,
            "reading": item.reading,
            "kind": item.kind,
            "unit": item.unit,
            "direction": item.direction,
            "numerator": item.numerator.text,
            "denominator": item.denominator.text if item.denominator else "",
            "method": ",".join(item.methods),
            "source": {"log": "log"}.get(item.source, "acs"),
            "caveats": ",".join(item.caveats),
            "is_mapped": item.is_mapped,
            "position": item.position,
        }


def events() -> Iterator[dict]:
    yield {
        "from_on": date(2025, 4, 1),
        "to_on": date(2025, 4, 30),
        "kind": "paused",
        "partner": "p2",
        "note": "Roof repairs",
    }
    yield {
        "from_on": date(2025, 9, 1),
        "to_on": date(2025, 9, 1),
        "kind": "form_changed",
        "partner": "p1",
        "note": None,
    }


def coverage() -> Iterator[dict]:
    for number in range(27):
        year, month = 2024 + number // 12, number % 12 + 1
        state = "closed" if number < 24 else "waiting" if number < 26 else "open"
        yield {"period": f"{year}-{month:02d}", "state": state, "partners": 0 if state == "open" else 3}


def row_account() -> Iterator[dict]:
    rows = (
        ("received", "all", "over_2000"),
        ("loaded", "all", "over_2000"),
        ("duplicate", "same_row", "under_500"),
        ("quarantined", "no_date", "under_500"),
        ("quarantined", "identifier", "under_500"),
        ("not_a_record", "total", "under_500"),
    )
    for year, partner in (("2024", "all"), ("2025", "all"), ("2024", "p1"), ("2025", "p1")):
        for fate, reason, band in rows:
            if partner == "all" or reason == "all":
                band = "500_to_2000" if partner == "p1" else band
                yield {"year": year, "partner": partner, "fate": fate, "reason": reason, "rows_band": band}


def changes() -> Iterator[dict]:
    yield {"kind": "edition", "name": "id", "before": "2026-10-03-0a0a", "after": "2026-11-03-a1b2"}
    yield {"kind": "period", "name": "complete_through", "before": "2025-11", "after": "2025-12"}
    yield {"kind": "partner", "name": "Ferry Clinic", "before": "", "after": "clinic"}
    yield {
        "kind": "table",
        "name": "requests/result/city/year/all/all",
        "before": "",
        "after": "2024 to 2025",
    }


def manifest(frame: pl.DataFrame) -> Iterator[dict]:
    facts = dict(frame.iter_rows()) | {
        "cells": "9991",
        "cells_hidden": "799",
        "cells_not_published": "12",
        "narrowest_range": "6",
        "late_2024": "120",
        "late_2025": "under_15",
        "partners_left": "1",
        "public_gate": "passed",
        "private_gate": "passed",
    }
    for name, value in facts.items():
        yield {"name": name, "value": value}
