"""Which cells are small: counts that would point at a handful of people.

CMS cell size suppression policy: no count of 1 to 10 is shown. It is applied to requests and to the
households behind them, since forty requests may be three households.
"""

import polars as pl

from pipelines.disclosure.policy import DisclosurePolicy

# Optional columns of the cells and what an absent one means: nothing known that would make a cell small.
OPTIONAL = {
    "households": pl.lit(None, pl.Int64),
    "keyed": pl.lit(None, pl.Int64),
    "partner_residual": pl.lit(None, pl.Int64),
    "most_by_one": pl.lit(None, pl.Int64),
    "zeros_hidden": pl.lit(False),
    "zero_possible": pl.lit(False),
    "must_hide": pl.lit(False),
    "is_published": pl.lit(True),
    "frozen": pl.lit(None, pl.String),
    "weight": pl.lit(1.0),
    "kept": pl.lit(False),
    "slice": pl.lit("all"),
}


def with_optional(cells: pl.DataFrame) -> pl.DataFrame:
    """`cells` with every optional column present."""
    return cells.with_columns(e.alias(name) for name, e in OPTIONAL.items() if name not in cells.columns)


def mark_small(cells: pl.DataFrame, policy: DisclosurePolicy) -> pl.DataFrame:
    """`cells` (cell, value and any of OPTIONAL) with a boolean column `small`.

    `keyed`             requests of the cell with a household key; null: all of them.
    `partner_residual`  what is left without the partner that gives over half; null: no partner does.
    `zeros_hidden`      the table hides its zeros (sensitive tables): a zero is then small as well.
    `zero_possible`     a reader cannot take a hidden cell of this table for more than 0 (splits with
    reveals).
    `must_hide`         to be hidden for another rule (reveals), at any size.
    """
    full = with_optional(cells)
    few_keys = (pl.col("keyed") < policy.keyed_share * pl.col("value")).fill_null(False)
    threshold = pl.when(few_keys).then(policy.threshold_unkeyed).otherwise(policy.threshold)
    small = (
        _few("value", threshold)
        | _few("households", threshold)
        | _few("partner_residual", pl.lit(policy.threshold))
        | (pl.col("zeros_hidden") & (pl.col("value") == 0))
        | pl.col("must_hide")
    )
    return full.with_columns(small=small)


def _few(column: str, threshold: pl.Expr) -> pl.Expr:
    return (pl.col(column).ge(1) & (pl.col(column) < threshold)).fill_null(False)
