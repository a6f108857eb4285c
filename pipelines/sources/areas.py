"""The list of areas: level, code, name, parent, and whether people live there."""

from dataclasses import dataclass

import polars as pl

from pipelines.errors import SourceError
from pipelines.sources.sidecars import SourceFile
from pipelines.sources.text_tables import check_unique, need_columns, read_text_table

# Values beside the real areas; `:` and `+` join codes ("unknown within", several areas in one view).
RESERVED = ["all", "unknown", "no_fixed_address", "outside"]
COLUMNS = ("area_level", "area_code", "name", "parent_code", "is_residential")


@dataclass(frozen=True)
class AreaList:
    """Rows of `area_level, area_code, name, parent_code, is_residential`, and the vintage they are of."""

    rows: pl.DataFrame
    vintage: str


def read_areas(source: SourceFile) -> AreaList:
    """The areas of the workspace. Raises SourceError for a missing column, a code used twice or an empty
    code.
    """
    table = read_text_table(source.path)
    need_columns(source.path, table, COLUMNS)
    rows = table.select(pl.col(COLUMNS[:4]).fill_null("").str.strip_chars(), pl.col("is_residential"))
    if (rows["area_code"] == "").any():
        raise SourceError(f"{source.path}: {(rows['area_code'] == '').sum()} rows have no area_code.")
    reserved = rows["area_code"].filter(
        rows["area_code"].is_in(RESERVED) | rows["area_code"].str.contains("[:+]")
    )
    if len(reserved):
        raise SourceError(f"{source.path}: the code {reserved[0]} is one that the system keeps for itself.")
    if not rows["is_residential"].is_in(["0", "1"]).all():
        raise SourceError(f"{source.path}: is_residential must be 1 or 0 in every row.")
    check_unique(source.path, rows, ("area_level", "area_code"))
    return AreaList(rows.with_columns(pl.col("is_residential") == "1"), source.about.vintage)
