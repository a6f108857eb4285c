"""The same row twice, and the same record corrected in a later file."""

import polars as pl

from pipelines.intake.digests import digests


def hash_rows(cells: pl.DataFrame) -> pl.Series:
    """A digest of each row's cells: equal rows have equal digests, in this run and in every other."""
    if not cells.width:
        return pl.Series("row_hash", digests(pl.Series([""])))
    # Signs that no cell holds: \x1d for an empty one, \x1e between two. (DuckDB takes no \x00 in a text.)
    marked = cells.select(pl.concat_str(pl.all().fill_null("\x1d"), separator="\x1e"))
    return digests(marked.to_series()).alias("row_hash")


def find_repeats(rows: pl.DataFrame, is_distinct: bool) -> pl.DataFrame:
    """`rows` with `fate` and `reason` set for duplicates and for what a later file replaced.

    `rows`: file, row_number, row_hash, request_id, fate (null where still in), in the order of files. Adds
    `row_id`, what tells the row from all that are not the same. Rows without a request id are the same when
    all their cells are (`is_distinct`: only when they stand in different files). The rows of one request id
    are those of the last file that has it; an earlier row that this file no longer has was corrected there.
    """
    count = pl.col("row_hash").cum_count().over("file", "row_hash") if is_distinct else pl.lit(1)
    rows = rows.with_columns(pl.concat_str("row_hash", pl.lit("."), count).alias("row_id"))
    live = rows.filter(pl.col("fate").is_null()).select("file", "row_number", "row_id", "request_id")
    live = live.with_columns((pl.col("file") == pl.col("file").max().over("request_id")).alias("is_last"))
    live = live.with_columns(
        (pl.col("row_id").cum_count().over("row_id") > 1).alias("again"),
        (pl.col("request_id").is_not_null() & ~pl.col("is_last").any().over("row_id")).alias("replaced"),
    )
    fate = pl.when("again").then(pl.lit("duplicate")).when("replaced").then(pl.lit("replaced"))
    why = pl.when("again").then(pl.lit("same_row")).when("replaced").then(pl.lit("later_file"))
    found = live.select("file", "row_number", fate.alias("new_fate"), why.alias("new_reason"))
    joined = rows.join(found, on=("file", "row_number"), how="left", maintain_order="left", validate="1:1")
    return joined.with_columns(
        pl.coalesce("fate", "new_fate").alias("fate"), pl.coalesce("reason", "new_reason").alias("reason")
    ).drop("new_fate", "new_reason")
