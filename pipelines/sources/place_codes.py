"""Codes of other geographies (ZIP, tract, ...) and how many residents of each live in which block."""

import polars as pl

from pipelines.errors import SourceError
from pipelines.sources.sidecars import SourceFile
from pipelines.sources.text_tables import check_unique, need_columns, read_text_table, to_numbers

KEY = ("code_kind", "code", "block")


def read_place_codes(source: SourceFile) -> pl.DataFrame:
    """Rows of `code_kind, code, block, residents`. Raises SourceError for a missing column or a negative
    number.
    """
    table = read_text_table(source.path)
    need_columns(source.path, table, (*KEY, "residents"))
    residents = to_numbers(source.path, table["residents"])
    rows = table.select(pl.col(KEY).str.strip_chars(), residents)
    if rows.null_count().sum_horizontal().item() or (residents < 0).any():
        raise SourceError(f"{source.path}: every row needs its codes and residents from 0 up.")
    check_unique(source.path, rows, KEY)
    return rows
