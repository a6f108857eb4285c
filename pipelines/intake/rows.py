"""All rows of a partner's files, past the gate: text per field, and the first reason to keep one out."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import polars as pl

from pipelines.intake.columns import Field, field_names, match_columns, read_cells
from pipelines.intake.gate import check_headers, find_flagged
from pipelines.intake.mapping import Mapping, find_files, same
from pipelines.intake.readers import read_sheets
from pipelines.intake.roles import EACH_ITS_OWN
from pipelines.intake.sheets import Sheet
from pipelines.side_by_side import side_by_side
from pipelines.yaml_file import Entry

SAME_FILE = "same_file"
WORDS = pl.Categorical


@dataclass(frozen=True)
class Rows:
    """`frame`: file (number in `labels`), row_number, fate, reason, column_number, and text per field that
    is kept.

    `fate` is null for a row that nothing has kept out so far. `headers`: per file and field, for errors.
    Columns of few words are Categorical, so that millions of rows fit in memory: `texts_of` makes them text.
    """

    frame: pl.DataFrame
    labels: tuple[str, ...]
    headers: tuple[dict[str, Field], ...]
    notices: tuple[str, ...]


def read_rows(
    folder: Path, mapping: Mapping, entry: Entry, tell: Callable[[float], None] | None = None
) -> Rows:
    """Every row of every file of the partner, by file name and row number. `tell`: how much of it is done.

    Raises IntakeError and IdentifierError for a file that cannot be read as the mapping says.
    """
    files, others = find_files(folder, mapping, entry)
    notices = [
        f"{folder.name}/{path.name}: no pattern of mapping.yaml (files) matches it; not read."
        for path in others
    ]
    first_of: dict[bytes, str] = {}
    # Only label, fields and frame are kept: a sheet still holds the columns that are dropped.
    parts: list[tuple[str, dict[str, Field], pl.DataFrame]] = []
    for n, (path, digest, sheets) in enumerate(side_by_side(_tasks(files, mapping))):
        if tell:
            tell(n / len(files))
        first = first_of.setdefault(digest, path.name)
        if first != path.name:
            notices.append(
                f"{folder.name}/{path.name} has the same content as {first}: all its rows count as "
                "duplicates. Take one away."
            )
        for label, fields, frame, said in sheets:
            frame = _mark_copies(frame) if first != path.name else frame
            parts.append((label, fields, frame))
            notices += said
    return Rows(
        _joined([frame for _, _, frame in parts], mapping),
        tuple(label for label, _, _ in parts),
        tuple(fields for _, fields, _ in parts),
        tuple(notices),
    )


def _tasks(files: list[Path], mapping: Mapping) -> Iterator[Callable[[], tuple]]:
    def read(path: Path) -> tuple:
        data = path.read_bytes()
        sheets = [(sheet.label, *of_sheet) for sheet, *of_sheet in _read_file(path, data, mapping)]
        return path, hashlib.sha256(data).digest(), sheets

    return (partial(read, path) for path in files)


def rows_of_file(path: Path, data: bytes, mapping: Mapping) -> tuple[Rows, list[Sheet]]:
    """The rows of one file by itself, as `read_rows` gives them, and its sheets as they came."""
    sheets, fields, frames, said = zip(*_read_file(path, data, mapping), strict=True)
    labels = tuple(sheet.label for sheet in sheets)
    return Rows(_joined(frames, mapping), labels, fields, tuple(chain.from_iterable(said))), list(sheets)


def check_file(partner: str, name: str, data: bytes, mapping: Mapping) -> tuple[str, ...]:
    """Look through a file that is not in its partner's folder yet: its headers, then the gate on its cells.

    Returns what `read_rows` would tell of it, and raises what it would raise.
    """
    return rows_of_file(Path(partner) / name, data, mapping)[0].notices


def _read_file(
    path: Path, data: bytes, mapping: Mapping
) -> Iterator[tuple[Sheet, dict[str, Field], pl.DataFrame, list[str]]]:
    known = frozenset(same(name) for name in mapping.columns)
    for sheet in read_sheets(path, data, mapping.format, known):
        fields, frame, said = _read_sheet(f"{path.parent.name}/{sheet.label}", sheet, mapping)
        yield sheet, {field.name: field for field in fields}, frame, said


def _read_sheet(where: str, sheet: Sheet, mapping: Mapping) -> tuple[list[Field], pl.DataFrame, list[str]]:
    fields = match_columns(where, sheet, mapping)
    check_headers(where, fields)
    cells = read_cells(where, sheet, fields)
    flagged, notices = find_flagged(where, cells, fields, mapping)
    marked = cells.with_columns(
        _not_a_record(fields, mapping).alias("not_a_record"), flagged.alias("column_number")
    )
    is_record, is_flagged = pl.col("not_a_record").is_null(), pl.col("column_number").is_not_null()
    # A row that holds an identifier is nobody's record until a person has looked at it, whatever else is
    # wrong with it.
    reason = pl.when(~is_record).then("not_a_record").when(is_flagged).then(pl.lit("identifier"))
    reason = reason.when("is_ragged").then(pl.lit("too_many_cells"))
    frame = marked.select(
        "row_number",
        pl.when(~is_record)
        .then(pl.lit("not_a_record"))
        .when(reason.is_not_null())
        .then(pl.lit("quarantined"))
        .alias("fate"),
        reason.alias("reason"),
        pl.when(is_record).then("column_number").alias("column_number"),
        *(field.name for field in fields if not field.is_dropped and field.rule.role != "ignore"),
    )
    return fields, frame.with_columns(_compact(fields, frame)).sort("row_number"), notices


def _compact(fields: list[Field], frame: pl.DataFrame) -> list[pl.Expr]:
    own = {field.name for field in fields if field.rule.role in EACH_ITS_OWN}
    words = [name for name in frame.columns if frame[name].dtype == pl.String and name not in own]
    numbers = {"row_number": pl.Int32, "column_number": pl.Int16}
    return [*(pl.col(name).cast(dtype) for name, dtype in numbers.items()), pl.col(words).cast(WORDS)]


def texts_of(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with its Categorical columns as text."""
    return frame.with_columns(pl.col(WORDS).cast(pl.String))


def _not_a_record(fields: list[Field], mapping: Mapping) -> pl.Expr:
    """`total` for a row of totals, `header` for the header once more (files glued together), else null."""
    read = [field for field in fields if not field.is_dropped]
    is_header = pl.all_horizontal(
        pl.col(field.name).eq_missing(pl.lit(field.header.strip())) for field in read
    )
    is_total = pl.lit(False)
    if mapping.totals_row:
        column = same(mapping.totals_row.column)
        name = next((field.name for field in read if same(field.header) == column), None)
        start = mapping.totals_row.starts_with.casefold()
        is_total = (
            pl.col(name).str.to_lowercase().str.starts_with(start).fill_null(False) if name else is_total
        )
    return pl.when(is_total).then(pl.lit("total")).when(is_header).then(pl.lit("header"))


def _mark_copies(frame: pl.DataFrame) -> pl.DataFrame:
    is_record = pl.col("fate").ne_missing("not_a_record")
    return frame.with_columns(
        pl.when(is_record).then(pl.lit("duplicate")).otherwise("fate").alias("fate"),
        pl.when(is_record).then(pl.lit(SAME_FILE)).otherwise("reason").alias("reason"),
        pl.lit(None, pl.Int16).alias("column_number"),
    )


def _joined(frames: Sequence[pl.DataFrame], mapping: Mapping) -> pl.DataFrame:
    numbered = [frame.with_columns(pl.lit(n, pl.Int32).alias("file")) for n, frame in enumerate(frames)]
    rows = pl.concat(numbered, how="diagonal")
    # An optional column that no file has still stands, empty, so that no later step has to ask.
    absent = {n: rule for n, rule in field_names(mapping).items() if rule.optional and n not in rows.columns}
    types = {n: pl.String if rule.role in EACH_ITS_OWN else WORDS for n, rule in absent.items()}
    rows = rows.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in types.items())
    # Read file by file and row by row, they stand in order.
    return rows.set_sorted("file")
