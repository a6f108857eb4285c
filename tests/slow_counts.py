"""The slow and obvious twin of tabulating and counting: one Python loop over requests, no SQL, no frames."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipelines.catalog import Catalog
from pipelines.catalog.models import PANELS
from pipelines.closing import period_of
from pipelines.editions.designs import Design
from pipelines.schema import Table
from pipelines.tables import warehouse as w


@dataclass(frozen=True)
class Recount:
    """Counts by (area, period, need, outcome, group), and the households behind them."""

    value: Counter
    households: dict


def recount(design: Design, tables: dict[Table, pl.DataFrame], catalog: Catalog, months: set[str]) -> Recount:
    """Every cell of `design` over requests of `months`, one request at a time."""
    places = {
        row["block"]: row["area_code"]
        for row in tables[w.BLOCK_AREA].filter(area_level=design.area_level).iter_rows(named=True)
    }
    requests = [row for row in tables[w.REQUEST].iter_rows(named=True) if row["month"] in months]
    silent = silent_partners(requests, catalog)
    present = {(row["partner"], row["month"]) for row in requests}
    value, households = Counter(), defaultdict(Counter)
    for row in requests:
        if row["block"] not in places:
            continue
        for need in needs_of(row, design, catalog):
            key = (
                places[row["block"]],
                period_of(row["month"], design.period_level),
                need,
                outcome_of(row, design.outcome_dimension, silent),
                group_of(row, design.group_dimension, present),
            )
            value[key] += row["requests"]
            count_household(households[key], row)
    return Recount(value, households)


def count_household(behind: Counter, row: dict) -> None:
    """A request without a key is a household of its own."""
    if row["household_key"] is None:
        for number in range(row["requests"]):
            behind[(row["request_key"], number)] += 1
    else:
        behind[row["household_key"]] += row["requests"]


def needs_of(row: dict, design: Design, catalog: Catalog) -> Iterator[str]:
    if design.need_level == "all":
        yield "all"
        return
    code = row["need"] if design.need_level == "need" else row["domain"]
    if code in design.need_codes:
        yield code
    if design.need_level == "domain" and catalog.domains[row["domain"]].is_pooled:
        yield "pooled"


def group_of(row: dict, dimension: str, present: set[tuple[str, str]]) -> str:
    """`present`: (partner, month) with a request. A panel asks for every month of two years."""
    if dimension == "all":
        return "all"
    if dimension not in PANELS:
        return row[dimension]

    def is_in(*years: int) -> bool:
        months = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
        return all((row["partner"], month) in present for month in months)

    year = int(row["month"][:4])
    before, after = is_in(year - 1, year), is_in(year, year + 1)
    if dimension == "partner_panel_around":
        names = {(True, True): "both", (True, False): "before_only", (False, True): "after_only"}
        return names.get((before, after), "neither")
    return "both" if (before if dimension == "partner_panel_before" else after) else "other"


def silent_partners(requests: list[dict], catalog: Catalog) -> set[tuple[str, str]]:
    """(partner, quarter) with results for under the policy's share of requests."""
    asked, written = Counter(), Counter()
    for row in requests:
        key = (row["partner"], period_of(row["month"], "quarter"))
        asked[key] += row["requests"]
        written[key] += row["requests"] if row["result"] != "no_result" else 0
    least = catalog.policy.recorded_share_at_least
    return {key for key in asked if written[key] < least * asked[key]}


def outcome_of(row: dict, dimension: str, silent: set[tuple[str, str]]) -> str:
    if dimension == "all":
        return "all"
    if (row["partner"], period_of(row["month"], "quarter")) in silent:
        return "not_recorded"
    if dimension != "days_to_help":
        return row[dimension]
    if row["result"] != "received":
        return "not_received"
    days = row["days_to_help"]
    if days is None:
        return "not_dated"
    return next(band for least, band in ((15, "15_30"), (8, "8_14"), (4, "4_7"), (0, "0_3")) if days >= least)
