"""Released counts as ranges: what a term of the catalog counts at each place, period, need and group.

A shown count is the range [value, value]. Everything here reads the released counts and their ranges only,
so nothing that is computed from it can tell more than they do.
"""

from collections.abc import Collection

import polars as pl

from pipelines.catalog.models import PANELS
from pipelines.coalition import Coalition
from pipelines.tables.edition import PLACE_KEY

KEY = list(PLACE_KEY)
ROUNDED = "households"
ABSENT = ("not_published", "not_collected", "not_yet")


def levels_of_roles(roles: Collection[str], coalition: Coalition) -> list[str]:
    """The area levels that roles of the catalog stand for, each once, in the order of the workspace."""
    found = {level for role in roles for level in coalition.levels_for_role(role)}
    return [level for level in coalition.level_ids if level in found]


def at_real_areas(frame: pl.DataFrame, areas: pl.DataFrame) -> pl.DataFrame:
    """Rows of drawn or whole areas: `unknown`, `outside` and the like are places that nobody lives in."""
    real = areas.filter(~pl.col("is_special")).select("area_level", "area_code")
    return frame.join(real, on=["area_level", "area_code"], how="semi")


def of_people(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts of all people and of groups of people, without those of panels of partners."""
    return counts.filter(~pl.col("group_dimension").is_in(list(PANELS)))


def counted(counts: pl.DataFrame, measure: str, outcome: str | None, codes: Collection[str]) -> pl.DataFrame:
    """What `measure` comes to over `codes` of one outcome dimension: KEY, low, high, status.

    Without an outcome, all of it. `low` and `high` are equal and `status` is shown where the sum is known,
    also where it follows from the total less the other codes: hidden parts may have a published sum.
    Statuses of absent cells win over hidden; low and high are then empty.
    """
    rows = counts.filter(pl.col("measure") == measure)
    totals = _sums(rows.filter(outcome_dimension="all"), ("all",))
    if outcome is None:
        return totals.select(*KEY, "low", "high", "status")
    parts = _sums(rows.filter(outcome_dimension=outcome), codes)
    return (_tightened(parts, totals) if measure != ROUNDED else parts).select(*KEY, "low", "high", "status")


def _sums(rows: pl.DataFrame, codes: Collection[str]) -> pl.DataFrame:
    """Sums of ranges over `codes` (low, high) and over the other codes (other_low, other_high), by KEY."""
    inside = pl.col("outcome_code").is_in(list(codes))
    absent = pl.col("status").filter(inside & pl.col("status").is_in(ABSENT))
    ends = {"low": pl.col("range_low"), "high": pl.col("range_high")}
    summed = (
        rows.with_columns(pl.col("value").fill_null(end).alias(name) for name, end in ends.items())
        .group_by(KEY, maintain_order=True)
        .agg(
            low=pl.col("low").filter(inside).sum(),
            high=pl.col("high").filter(inside).sum(),
            open_above=pl.col("high").filter(inside).is_null().any(),
            other_low=pl.col("low").filter(~inside).sum(),
            other_high=pl.col("high").filter(~inside).sum(),
            others_open=pl.col("high").filter(~inside).is_null().any(),
            absent=absent.first(),
            found=inside.sum(),
        )
    )
    missing = pl.col("found") < len(codes)
    absent_too = pl.when(missing).then(pl.lit("not_published")).otherwise(pl.col("absent"))
    return _with_status(summed.with_columns(absent=absent_too))


def _with_status(sums: pl.DataFrame) -> pl.DataFrame:
    is_there = pl.col("absent").is_null()
    high = pl.when(is_there & ~pl.col("open_above")).then(pl.col("high"))
    known = pl.when(pl.col("low") == high).then(pl.lit("shown")).otherwise(pl.lit("hidden"))
    return sums.with_columns(
        low=pl.when(is_there).then(pl.col("low")), high=high, status=pl.col("absent").fill_null(known)
    )


def _tightened(parts: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Ranges narrowed by total = codes + other codes, where the total is there."""
    whole = totals.select(*KEY, total_low="low", total_high="high")
    joined = parts.join(whole, on=KEY, how="left", validate="1:1", maintain_order="left")
    from_below = pl.when(~pl.col("others_open")).then(pl.col("total_low") - pl.col("other_high"))
    from_above = pl.col("total_high") - pl.col("other_low")
    is_there = pl.col("absent").is_null()
    narrowed = joined.with_columns(
        low=pl.when(is_there).then(pl.max_horizontal("low", from_below)),
        high=pl.when(is_there).then(pl.min_horizontal("high", from_above)),
    )
    known = pl.when(pl.col("low") == pl.col("high")).then(pl.lit("shown")).otherwise(pl.lit("hidden"))
    return narrowed.with_columns(status=pl.col("absent").fill_null(known))
