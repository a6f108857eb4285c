"""The list of blocks: each is one finest area crossed with one area of every overlapping level."""

import polars as pl

from pipelines.errors import SourceError
from pipelines.sources.sidecars import SourceFile
from pipelines.sources.text_tables import check_unique, need_columns, read_text_table, to_numbers


def read_blocks(source: SourceFile, levels: tuple[str, ...]) -> pl.DataFrame:
    """`block`, `residents` and one column of codes for each of `levels` (the finest and the overlapping
    ones).

    Raises SourceError for a missing column, an empty code, a block that stands twice or a negative number.
    """
    table = read_text_table(source.path)
    need_columns(source.path, table, ("block", "residents", *levels))
    codes = table.select(pl.col("block", *levels).str.strip_chars())
    if codes.null_count().sum_horizontal().item():
        raise SourceError(f"{source.path}: every row needs a code in block and in {', '.join(levels)}.")
    check_unique(source.path, codes, ("block",))
    check_unique(source.path, codes, levels)
    return codes.with_columns(_residents(source, table))


def _residents(source: SourceFile, table: pl.DataFrame) -> pl.Series:
    residents = to_numbers(source.path, table["residents"])
    if residents.null_count() or (residents < 0).any():
        raise SourceError(f"{source.path}: residents must be a number from 0 up in every row.")
    return residents
