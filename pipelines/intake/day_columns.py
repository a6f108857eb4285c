"""The day that a row's cells hold, in one column or in three."""

import polars as pl

from pipelines.intake.dates import PART_FORMATS, join_parts, parse_dates
from pipelines.intake.mapping import ColumnRule


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
        return parse_dates(
            join_parts(frame[parts["day"]], frame[parts["month"]], frame[parts["year"]]), PART_FORMATS
        )
    rule = columns[parts[None]]
    return parse_dates(frame[parts[None]], rule.formats, None if as_written else rule.time_zone)
