"""Released counts of a small made-up town, cell by cell, for tests of what is computed from them."""

from collections.abc import Iterable

import polars as pl

from pipelines.coalition import AreaLevel, City, Coalition
from pipelines.editions.estimates import Released
from pipelines.schema import conform
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT, POPULATION

RESULTS = ("received", "turned_away", "no_result", "withdrew", "not_recorded")
CITY = "TN"
DEFAULTS = {
    "measure": "requests", "outcome_dimension": "all", "outcome_code": "all", "area_level": "city",
    "area_code": CITY, "area_vintage": "2025", "period_level": "year", "period": "2025", "need_level": "all",
    "need_code": "all", "group_dimension": "all", "group_code": "all", "value": None, "status": "shown",
    "range_low": None, "range_high": None, "placed_by_zip": None,
}  # fmt: skip
SHOWN_ZIP = "under_10"


def cell(value=None, **key) -> dict:
    """One COUNT row. A pair as `value` is a hidden count and its range; a text is its status."""
    row = DEFAULTS | key
    if isinstance(value, tuple):
        return row | {"status": "hidden", "range_low": value[0], "range_high": value[1]}
    if isinstance(value, str):
        return row | {"status": value}
    return row | {"value": value, "placed_by_zip": SHOWN_ZIP}


def results(received, turned_away, no_result, withdrew, not_recorded=0, total=None, **key) -> list[dict]:
    """The five results of one place and their total (the sum, where all are shown)."""
    counts = (received, turned_away, no_result, withdrew, not_recorded)
    rows = [
        cell(value, outcome_dimension="result", outcome_code=code, **key)
        for code, value in zip(RESULTS, counts, strict=True)
    ]
    return [*rows, cell(sum(counts) if total is None else total, **key)]


def count_frame(rows: Iterable[dict]) -> pl.DataFrame:
    return conform(COUNT, pl.DataFrame(list(rows), schema=COUNT.empty().schema))


def coalition() -> Coalition:
    return Coalition(
        name={"en": "Test"}, time_zone="Europe/Berlin", languages=("en", "es"),
        city=City(code=CITY, name="Town"),
        area_levels=(
            AreaLevel(id="city"), AreaLevel(id="borough", parent="city"),
            AreaLevel(id="district", parent="borough"), AreaLevel(id="neighbourhood", parent="district"),
            AreaLevel(id="ward", parent="city", overlaps=True),
        ),
    )  # fmt: skip


def area_frame(codes: dict[str, Iterable[str]]) -> pl.DataFrame:
    """AREA of the city, the given areas by level, and the special areas of each level."""
    rows = [("city", CITY, "Town", False), ("city", "outside", "", True)]
    for level, names in codes.items():
        rows += [(level, code, f"Place {code}", False) for code in names]
        rows += [(level, code, "", True) for code in ("unknown", "no_fixed_address")]
    names = ["area_level", "area_code", "name", "is_special"]
    return conform(
        w.AREA,
        pl.DataFrame(rows, schema=names, orient="row").with_columns(
            parent_level=pl.lit(""), parent_code=pl.lit(""), vintage=pl.lit("2025"),
            is_drawn=~pl.col("is_special"),
        ),
    )  # fmt: skip


def released(rows=(), areas=None, **tables) -> Released:
    """Released counts with empty public tables, unless given."""
    empty = {
        "population": POPULATION.empty(), "census": w.CENSUS.empty(), "health": w.HEALTH.empty(),
        "sources": w.SOURCE.empty(),
    }  # fmt: skip
    return Released(counts=count_frame(rows), areas=area_frame(areas or {}), **(empty | tables))


def census_frame(rows: Iterable[dict]) -> pl.DataFrame:
    defaults = {
        "source": "acs", "area_level": "city", "area_code": CITY, "estimate": None, "moe": None,
        "percent": None, "percent_moe": None, "cv": None, "is_controlled": False,
    }  # fmt: skip
    made = [defaults | row for row in rows]
    return conform(w.CENSUS, pl.DataFrame(made, schema=w.CENSUS.empty().schema))


def source_frame(vintage: str = "2019-2023") -> pl.DataFrame:
    row = {
        "source": "acs", "kind": "census", "title": "A", "publisher": "B", "licence": "C", "vintage": vintage,
        "retrieved_on": None, "sha256": "", "is_simulated": False, "caveat": None,
    }  # fmt: skip
    made = pl.DataFrame([row], schema=w.SOURCE.empty().schema)
    return made.with_columns(retrieved_on=pl.date(2026, 1, 1))
