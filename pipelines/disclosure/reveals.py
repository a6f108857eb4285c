"""Lines whose whole count lies in one value: the split would tell that value of everyone in the line."""

import polars as pl


def mark_reveals(cells: pl.DataFrame, line: list[str]) -> pl.DataFrame:
    """`cells` with `must_hide` and `zero_possible` for protect.

    Give only the cells of splits flagged `reveals`, without their totals; `line` names the columns that say
    which line a cell is in (the key without the code that splits it). A line whose count lies in one value
    is hidden whole, zeros too: the zeros alone would say where the count lies. So a hidden cell of these
    tables may be 0, and Hierarchy.zero_possible must name a code of their keys.
    """
    whole = pl.col("value").sum().over(line)
    is_one_value = (pl.col("value").max().over(line) == whole) & (whole > 0)
    return cells.with_columns(must_hide=is_one_value, zero_possible=pl.lit(True))
