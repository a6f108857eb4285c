"""What became of the rows of its files, by reason, out of all that were received."""

import polars as pl

from pipelines.tables.accounts import ROW_FATES


def count_rows(row_account: pl.DataFrame) -> pl.DataFrame:
    """fate, reason, rows, share (of received), over all files, in the order in which a row meets its fate."""
    received = row_account.filter(fate="received")["rows"].sum()
    order = pl.col("fate").replace_strict(
        {fate: n for n, fate in enumerate(ROW_FATES)}, return_dtype=pl.Int64
    )
    sums = row_account.group_by("fate", "reason").agg(pl.col("rows").sum())
    share = pl.when(received > 0).then(pl.col("rows") / received)
    return sums.filter(pl.col("rows") > 0).with_columns(share=share).sort(order, -pl.col("rows"), "reason")
