"""Results written down by the need's horizon, by month: only months of which that can be known.

A log tells of nothing after its own last day, so a month counts once the horizons of all its requests had
passed by then: a result that is still to come would look like one that was forgotten.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.intake.coding import NO_RESULT


def known_until(requests: pl.DataFrame) -> date | None:
    """The last day of which the log tells anything: a request, or help that came."""
    helped_on = pl.col("received_on") + pl.duration(days=pl.col("days_to_help").fill_null(0))
    return requests.select(helped_on.max()).item()


def passed_months(requests: pl.DataFrame, horizons: Mapping[str, int]) -> list[str]:
    """Months of which the horizon of every request has passed. `horizons`: days by need."""
    if not requests.height:
        return []
    days = pl.col("need").replace_strict(dict(horizons), return_dtype=pl.Int64)
    due_on = pl.col("received_on") + pl.duration(days=days)
    by_month = requests.group_by("month").agg(due_on.max().alias("due_on"))
    return by_month.filter(pl.col("due_on") <= known_until(requests))["month"].sort().to_list()


def count_results(requests: pl.DataFrame, horizons: Mapping[str, int]) -> pl.DataFrame:
    """month, requests, written, helped, dated (helped, the day known), for months that have passed."""
    weight = pl.col("requests")
    is_helped = pl.col("result") == "received"
    passed = requests.filter(pl.col("month").is_in(passed_months(requests, horizons)))
    return (
        passed.group_by("month")
        .agg(
            requests=weight.sum(),
            written=weight.filter(pl.col("result") != NO_RESULT).sum(),
            helped=weight.filter(is_helped).sum(),
            dated=weight.filter(is_helped & pl.col("days_to_help").is_not_null()).sum(),
        )
        .sort("month")
    )
