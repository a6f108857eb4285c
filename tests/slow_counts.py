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


def recount(
    design: Design,
    tables: dict[Table, pl.DataFrame],
    catalog: Catalog,
    months: set[str],
    same: set[str] | None = None,
) -> Recount:
    """Every cell of `design` over requests of `months`, one request at a time. `same`: the panel."""
    places = {
        row["block"]: row["area_code"]
        for row in tables[w.BLOCK_AREA].filter(area_level=design.area_level).iter_rows(named=True)
    }
    requests = [row for row in tables[w.REQUEST].iter_rows(named=True) if row["month"] in months]
    silent = silent_partners(requests, catalog)
    same = same_partners(requests, catalog.policy.partners_at_least) if same is None else same
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
                group_of(row, design.group_dimension, same),
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


def group_of(row: dict, dimension: str, same: set[str]) -> str:
    """`same`: the partners of the panel of the log's two years."""
    if dimension == "all":
        return "all"
    if dimension not in PANELS:
        return row[dimension]
    return "both" if row["partner"] in same else "other"


def same_partners(requests: list[dict], at_least: int) -> set[str]:
    """Partners with requests in every month of the log, less the smallest while others are too few."""
    sizes, months = Counter(), defaultdict(set)
    for row in requests:
        sizes[row["partner"]] += row["requests"]
        months[row["partner"]].add(row["month"])
    every = set().union(*months.values())
    same = {partner for partner in sizes if months[partner] == every}
    for year in sorted({month[:4] for month in every}):
        present = {partner for partner in sizes if any(month[:4] == year for month in months[partner])}
        while same and 0 < len(present - same) < at_least:
            same.remove(min(same, key=lambda partner: (sizes[partner], partner)))
    return same if len(same) >= at_least else set()


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
