"""The same row twice, and the same record corrected in a later file."""

from collections.abc import Callable
from functools import partial

import polars as pl

from pipelines.intake.digests import digest_halves
from pipelines.side_by_side import side_by_side

SLICE = 500_000  # rows whose cells are put together at a time
HASH = ("high", "low")  # the two halves of a row's digest
ROW = (*HASH, "copy")  # what tells a row from all that are not the same


def hash_rows(rows: pl.DataFrame, cells_of: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """A digest of each row's cells (HASH): equal rows have equal digests, in this run and in every other.

    `cells_of`: the cells that count, of some of the rows.
    """
    parts = (rows.slice(start, SLICE) for start in range(0, max(rows.height, 1), SLICE))
    return pl.concat(side_by_side(partial(_hash, part, cells_of) for part in parts))


def _hash(rows: pl.DataFrame, cells_of: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    cells = cells_of(rows).with_columns(pl.col(pl.Categorical).cast(pl.String))
    # Signs that no cell holds: \x1d for an empty one, \x1e between two. (DuckDB takes no \x00 in a text.)
    return digest_halves(
        cells.select(pl.concat_str(pl.all().fill_null("\x1d"), separator="\x1e")).to_series()
    )


def row_id() -> pl.Expr:
    """The columns ROW as one text."""
    return pl.concat_str(*HASH, separator="-") + "." + pl.col("copy").cast(pl.String)


def find_repeats(rows: pl.DataFrame, is_distinct: bool) -> pl.DataFrame:
    """`rows` with `fate` and `reason` set for duplicates and for what a later file replaced.

    `rows`: file, row_number, HASH, request_id, fate (null where still in), in the order of files. Adds
    `copy`: with HASH it tells the row from all that are not the same. Rows without a request id are the same
    when all their cells are (`is_distinct`: only when they stand in different files). The rows of one request
    id are those of the last file that has it; an earlier row that it no longer has was corrected there.
    """
    count = pl.col("high").cum_count().over("file", *HASH) if is_distinct else pl.lit(1)
    rows = rows.with_columns(count.cast(pl.UInt32).alias("copy"))
    live = rows.with_row_index("at").filter(pl.col("fate").is_null()).select("at", "file", *ROW, "request_id")
    # Most rows are like no other, in cells or id: to look at the others only takes a third of the memory.
    twofold = pl.col("high").is_duplicated() | pl.col("request_id").hash().is_duplicated()
    found = _repeats(live.filter(twofold))
    return rows.with_columns(
        rows[name].scatter(found["at"], found[name].cast(rows[name].dtype)) for name in ("fate", "reason")
    )


def _repeats(live: pl.DataFrame) -> pl.DataFrame:
    """at, and the fate and reason of each of `live`; null where it stays."""
    live = live.with_columns((pl.col("file") == pl.col("file").max().over("request_id")).alias("is_last"))
    live = live.select(
        "at",
        (pl.col("file").cum_count().over(ROW) > 1).alias("again"),
        (pl.col("request_id").is_not_null() & ~pl.col("is_last").any().over(ROW)).alias("replaced"),
    )
    fate = pl.when("again").then(pl.lit("duplicate")).when("replaced").then(pl.lit("replaced"))
    why = pl.when("again").then(pl.lit("same_row")).when("replaced").then(pl.lit("later_file"))
    return live.select("at", fate.alias("fate"), why.alias("reason"))
