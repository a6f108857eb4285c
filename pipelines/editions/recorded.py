"""Whose results count: a partner that wrote too few in a quarter says nothing about what came of requests.

Its requests stay in every sum as `not_recorded`. Decided once per partner and quarter, when the quarter's
last results close.
"""

import polars as pl

from pipelines.closing import period_of
from pipelines.schema import conform
from pipelines.tables.ledger import LEDGER_RECORDED

NO_RESULT, NOT_RECORDED = "no_result", "not_recorded"
SPLITS = ("result", "helped_by", "reason", "days_to_help")


def who_recorded(rows: pl.DataFrame, quarter: str, share: float) -> pl.DataFrame:
    """LEDGER_RECORDED of one quarter. `rows`: partner, requests and result of its requests past their
    horizon.
    """
    written = pl.col("requests").filter(pl.col("result") != NO_RESULT).sum()
    counted = rows.group_by("partner").agg(asked=pl.col("requests").sum(), written=written)
    decided = counted.with_columns(
        quarter=pl.lit(quarter), is_recorded=pl.col("written") >= share * pl.col("asked")
    )
    return conform(LEDGER_RECORDED, decided)


def mark_rows(rows: pl.DataFrame, recorded: pl.DataFrame) -> pl.DataFrame:
    """RESULT_STAMP rows with the requests of partners that did not record as `not_recorded` in every
    split.
    """
    left_out = _left_out(rows, recorded)
    return rows.with_columns(
        pl.when(left_out).then(pl.lit(NOT_RECORDED)).otherwise(pl.col(split)).alias(split) for split in SPLITS
    )


def mark_atoms(atoms: pl.DataFrame, recorded: pl.DataFrame) -> pl.DataFrame:
    """The same for LEDGER_ATOM. Atoms whose codes fall together stay apart: their sums are what counts."""
    code = pl.when(_left_out(atoms, recorded)).then(pl.lit(NOT_RECORDED)).otherwise(pl.col("outcome_code"))
    return atoms.with_columns(code.alias("outcome_code"))


def _left_out(rows: pl.DataFrame, recorded: pl.DataFrame) -> pl.Series:
    months = rows["month"].unique().to_list()
    quarters = pl.DataFrame(
        {"month": months, "quarter": [period_of(m, "quarter") for m in months]},
        schema={"month": pl.String, "quarter": pl.String},
    )
    decided = recorded.filter(~pl.col("is_recorded")).select("quarter", "partner", left_out=pl.lit(True))
    return (
        rows.select("month", "partner")
        .join(quarters, on="month", how="left", validate="m:1", maintain_order="left")
        .join(decided, on=["quarter", "partner"], how="left", validate="m:1", maintain_order="left")
        .select(pl.col("left_out").fill_null(False))
        .to_series()
    )
