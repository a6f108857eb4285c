"""Public CSV files read as text, and their numbers as publishers write them: "1,234", "26.29%"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.errors import SourceError

# What the Census Bureau writes for "there is no estimate", also in files that others made from its own.
# The last stands for margins and says "controlled".
JAM_VALUES = (-666666666.0, -888888888.0, -999999999.0, -222222222.0, -333333333.0, -555555555.0)
BLANKS = ("", "NA", "N/A", "n/a", "null", "None", ".", "*", "-")


@dataclass(frozen=True)
class Reading:
    """What a source gave: its rows as a declared table, and how many rows were left out and why."""

    rows: pl.DataFrame
    left_out: tuple[tuple[str, int], ...] = ()


def read_text_table(path: Path) -> pl.DataFrame:
    """Every column of a CSV file as text. Raises SourceError where the file is empty or no such table.

    A byte order mark is dropped, and so is the empty column that a comma at the end of each line makes.
    """
    try:
        table = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.NoDataError:
        raise SourceError(f"{path} is empty: a header row and data were expected.") from None
    except pl.exceptions.PolarsError as error:
        reason = str(error).splitlines()[0]
        raise SourceError(f"{path} is not a comma-separated table in UTF-8: {reason}.") from None
    twice = [name for name in table.columns if "_duplicated_" in name]
    if twice:
        raise SourceError(f"{path}: a column name stands twice in the header ({twice[0].split('_dupl')[0]}).")
    return table.drop(
        [name for name in table.columns if not name and table[name].null_count() == table.height]
    )


def need_columns(path: Path, table: pl.DataFrame, names: Iterable[str]) -> None:
    """Raise SourceError unless `table` has every column of `names`."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise SourceError(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; it has "
            f"{', '.join(table.columns[:12])}{' ...' if table.width > 12 else ''}. Mend the sidecar."
        )


def to_numbers(
    path: Path, texts: pl.Series, lines: pl.Series | None = None, columns: pl.Series | None = None
) -> pl.Series:
    """`texts` as numbers: thousands commas and a percent sign are dropped, what stands for nothing is null.

    `lines` and `columns` say where each text stands in the file (default: under one header row, in the column
    of the series' name). Raises SourceError for anything else (public data, so the value may be shown).
    """
    plain = texts.str.strip_chars()
    plain = plain.set(plain.is_in(BLANKS), None).str.replace_all(",", "").str.strip_suffix("%")
    numbers = plain.cast(pl.Float64, strict=False)
    strange = (plain.is_not_null() & numbers.is_null()).arg_true()
    if len(strange):
        row = int(strange[0])
        line = row + 2 if lines is None else lines[row]
        column = texts.name if columns is None else columns[row]
        raise SourceError(
            f"{path}, line {line}, column {column}: a number was expected, not {texts[row]!r} "
            f"({len(strange)} such)."
        )
    return numbers


def joined_code(table: pl.DataFrame, columns: str | Sequence[str]) -> pl.Expr:
    """The code of each row: one column, or several put together (state, county, tract)."""
    names = [columns] if isinstance(columns, str) else list(columns)
    return pl.concat_str([pl.col(name).str.strip_chars() for name in names]).alias("area_code")


def check_unique(path: Path, rows: pl.DataFrame, key: Sequence[str]) -> None:
    """Raise SourceError where two rows of a source stand for the same thing."""
    twice = rows.filter(pl.struct(key).is_duplicated())
    if twice.height:
        example = ", ".join(str(value) for value in twice.select(key).row(0))
        raise SourceError(f"{path}: {twice.height} rows stand for the same {', '.join(key)}, as {example}.")
