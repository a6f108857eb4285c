"""The repeat factor of each count, from the released table of requests per household."""

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, POOLED
from pipelines.estimates.repeat import repeat_factor

PER_HOUSEHOLD = "requests_per_household"


def repeat_factors(counts: pl.DataFrame, city_level: str, city_code: str) -> pl.DataFrame:
    """One factor per year and domain-level value (or `all`): year, need_code, factor.

    Bands that are hidden (under the smallest number of households shown) enter with the middle of their
    range. Years without a band shown have no row.
    """
    at_city = counts.filter(
        area_level=city_level, area_code=city_code, period_level="year", group_dimension=ALL
    ).with_columns(middle=pl.col("value").fill_null((pl.col("range_low") + pl.col("range_high")) / 2))
    requests = at_city.filter(measure="requests", outcome_dimension=ALL, status="shown")
    asked = {(row["period"], row["need_code"]): row["value"] for row in requests.iter_rows(named=True)}
    bands = at_city.filter(measure="households", outcome_dimension=PER_HOUSEHOLD).drop_nulls("middle")
    rows = [
        {"year": year, "need_code": need, "factor": _factor(group, asked.get((year, need)))}
        for (year, need), group in bands.group_by(["period", "need_code"], maintain_order=True)
    ]
    schema = {"year": pl.String, "need_code": pl.String, "factor": pl.Float64}
    return pl.DataFrame(rows, schema=schema).filter(pl.col("factor").is_finite()).sort("year", "need_code")


def _factor(bands: pl.DataFrame, requests: int | None) -> float:
    households = dict(zip(bands["outcome_code"], bands["middle"], strict=True))
    return repeat_factor(households, 0.0 if requests is None else float(requests))


def with_factor(frame: pl.DataFrame, factors: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """`frame` (need_level, need_code, period) with the column `factor`, empty where none is published.

    The factor of the need's domain in the period's year; a domain without one has that of `pooled`, then of
    all needs; a year without one has that of the year nearest to it. One factor serves every place and
    group: a household asks less often within one of them, so it errs on the wide side.
    """
    years = sorted(set(factors["year"]))
    table = {(row["year"], row["need_code"]): row["factor"] for row in factors.iter_rows(named=True)}
    keys = frame.select("need_level", "need_code", "period").unique(maintain_order=True)
    found = [_lookup(table, years, catalog, *key) for key in keys.iter_rows()]
    looked_up = keys.with_columns(pl.Series("factor", found, dtype=pl.Float64))
    on = ["need_level", "need_code", "period"]
    return frame.join(looked_up, on=on, how="left", validate="m:1", maintain_order="left")


def _lookup(
    table: dict[tuple[str, str], float], years: list[str], catalog: Catalog,
    need_level: str, need: str, period: str,
) -> float | None:  # fmt: skip
    domain = catalog.need_parent(need) if need_level == "need" else need
    fallbacks = (domain, POOLED, ALL) if domain in catalog.pooled_members else (domain, ALL)
    nearest = sorted(years, key=lambda year: (abs(int(year) - int(period[:4])), year))
    candidates = ((year, code) for year in nearest for code in fallbacks)
    return next((table[key] for key in candidates if key in table), None)
