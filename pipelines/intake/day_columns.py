"""The day that a row's cells hold, in one column, or in one each for day, month and year."""

from collections.abc import Callable

import polars as pl

from pipelines.intake.dates import PART_FORMATS, join_parts, parse_dates
from pipelines.intake.mapping import ColumnRule
from pipelines.intake.rows import texts_of


def parsed_dates(
    frame: pl.DataFrame, columns: dict[str, ColumnRule], *, as_written: bool = False
) -> pl.Series:
    """The dates that the fields `columns` (one, or day, month and year) hold, as Datetime.

    `as_written`: before the column's time zone is reckoned with.
    """
    if not columns:
        return pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, frame.height)
    parts = {rule.part: name for name, rule in columns.items()}
    if None not in parts:
        # A month alone is its first day, as it is in one column.
        day = pl.col(parts["day"]) if "day" in parts else pl.lit("1").alias("first_day")
        return _by_distinct(
            frame.select(day, parts["month"], parts["year"]),
            lambda cells: parse_dates(join_parts(*cells.iter_columns()), PART_FORMATS),
        )
    rule = columns[parts[None]]
    zone = None if as_written else rule.time_zone
    return _by_distinct(
        frame.select(parts[None]), lambda cells: parse_dates(cells.to_series(), rule.formats, zone)
    )


def _by_distinct(cells: pl.DataFrame, parse: Callable[[pl.DataFrame], pl.Series]) -> pl.Series:
    """`parse` of the cells, worked out once for rows that are alike: the days of millions of rows are few."""
    distinct = cells.unique()
    table = distinct.with_columns(parse(texts_of(distinct)).alias("day"))
    joined = cells.join(table, on=cells.columns, how="left", nulls_equal=True, maintain_order="left")
    return joined["day"]
