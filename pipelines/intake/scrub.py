"""The clean copy of a partner's file: what the build never reads is not in it, and it reads the same.

Rows and columns stay at their places, so that accounts, row numbers and the mapping go on to hold; what is
taken out leaves an empty cell or an empty row. Columns that the mapping drops or ignores are emptied, and
households are keys. A row that the gate keeps out is emptied whole: the build does not load it either.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import IntakeError
from pipelines.intake.clean_files import Grid, file_bytes
from pipelines.intake.columns import Field, column_words
from pipelines.intake.fates import decide_fates, is_of_dropped_month
from pipelines.intake.mapping import Mapping
from pipelines.intake.neutral import neutral_reasons
from pipelines.intake.readers import kind_of
from pipelines.intake.rows import Rows, rows_of_file
from pipelines.intake.sheets import Sheet, taken
from pipelines.sources.sidecars import sha256_of
from pipelines.tables.accounts import FORGOTTEN
from pipelines.warehouse import remove_stale, replace_file, write_file

FOLDER = "clean"  # beside the original; a build does not look into it
NEVER_READ = (
    "identifier",
    "too_many_cells",
    "header",
    "total",
)  # rows that no build loads, whatever they say
OUTCOME = ("file", "row_number", "fate", "reason", "column_number")  # of a row, beside its cells
SHEET = "Sheet1"

# The cells of the household column from received_at and household of the rows; null where it stays.
KeyCells = Callable[[pl.DataFrame], pl.Series]


@dataclass(frozen=True)
class Scrubbed:
    """What a clean copy lacks. `sha256`: of the original. `left_out`: sheet, row_number, reason,
    column_number of the rows that were emptied. `emptied`: columns, as an error names them. `keyed`: rows
    whose household is a key now; `unkeyed`: rows whose household was taken out, since no day of theirs can be
    read that says which key. `only_dropped`: rows that held nothing else than what is dropped.
    """

    clean: Path
    sha256: str
    rows: int
    left_out: pl.DataFrame
    emptied: tuple[str, ...]
    keyed: int
    unkeyed: int
    only_dropped: int


def write_clean_copy(
    path: Path, mapping: Mapping, key_cells: KeyCells, forgotten: str | None = None, today: date | None = None
) -> Scrubbed:
    """Write the clean copy of `path` into a folder beside it, and read it back: it must come to the same.

    `forgotten`: the last month whose records are dropped; rows up to it are left out too. Raises what a build
    would raise, and IntakeError where the copy would read otherwise; then there is no copy.
    """
    data = path.read_bytes()
    rows, sheets = rows_of_file(path, data, mapping)
    fates = decide_fates(rows, mapping, today or date.today(), forgotten=forgotten)
    marked = fates.with_columns(why=_why_left_out(forgotten), cell=key_cells(fates))
    grids = [_grid(n, sheet, rows, marked, mapping) for n, sheet in enumerate(sheets)]
    content = file_bytes(kind_of(path, mapping.format), mapping.format, grids)
    _check_same(path, content, mapping, rows, marked, key_cells)
    clean = path.parent / FOLDER / path.name
    clean.parent.mkdir(exist_ok=True)
    write_file(clean, content)
    return _said(clean, hashlib.sha256(data).hexdigest(), rows, marked)


def take_its_place(scrubbed: Scrubbed, path: Path) -> None:
    """Put the clean copy in place of the original, in one step: the original is gone then.

    Raises IntakeError where the original is no longer what the copy was made of.
    """
    if sha256_of(path) != scrubbed.sha256:
        raise IntakeError(
            f"{path.name} has changed since its clean copy was made, so it was left as it is. Scrub it again."
        )
    folder = scrubbed.clean.parent
    replace_file(scrubbed.clean, path)
    remove_stale(path.parent)  # a copy of the original that was cut short holds what it held
    if not any(folder.iterdir()):
        folder.rmdir()


def _why_left_out(forgotten: str | None) -> pl.Expr:
    is_old = pl.lit(False) if forgotten is None else is_of_dropped_month(forgotten)
    never = pl.when(pl.col("reason").cast(pl.String).is_in(NEVER_READ)).then(pl.col("reason").cast(pl.String))
    return never.when(is_old).then(pl.lit(FORGOTTEN))


def _grid(number: int, sheet: Sheet, rows: Rows, marked: pl.DataFrame, mapping: Mapping) -> Grid:
    """What of one sheet is written."""
    own = marked.filter(pl.col("file") == number).select(pl.col("row_number").cast(pl.Int64), "why", "cell")
    reasons = [str(f.number) for f in rows.headers[number].values() if f.rule.role == "reason"]
    cells = taken(sheet.label, sheet.rows).drop("is_ragged")
    cells = cells.with_columns(neutral_reasons(cells[name]).alias(name) for name in reasons)
    cells = cells.join(own, on="row_number", how="left", maintain_order="left", validate="1:1")
    fields = rows.headers[number].values()
    empty = {str(f.number) for f in fields if _is_never_read(f)}
    household = {str(f.number) for f in fields if f.rule.role == "household_key"}
    names = [str(n) for n in range(1, len(sheet.headers) + 1)]
    kept = [_kept(name, empty, household) for name in names]
    _, _, name = sheet.label.partition("#")
    first, last = cells["row_number"].min() or 2, cells["row_number"].max() or 1
    numbers = pl.DataFrame({"row_number": pl.int_range(first, last + 1, eager=True)})
    every = numbers.join(
        cells.select("row_number", *kept), on="row_number", how="left", maintain_order="left"
    )
    header_row = mapping.format.header_row or first - 1
    return Grid(name or mapping.format.sheet or SHEET, sheet.headers, header_row, every)


def _kept(name: str, empty: set[str], household: set[str]) -> pl.Expr:
    if name in empty:
        return pl.lit(None, pl.String).alias(name)
    text = pl.coalesce("cell", name) if name in household else pl.col(name)
    return pl.when(pl.col("why").is_null()).then(text).alias(name)


def _is_never_read(field: Field) -> bool:
    return field.is_dropped or field.rule.role == "ignore"


def _check_same(
    path: Path, content: bytes, mapping: Mapping, rows: Rows, marked: pl.DataFrame, key_cells: KeyCells
) -> None:
    """Raise IntakeError unless the copy comes to the same rows, cell by cell, as what was to stay."""
    again, _ = rows_of_file(path, content, mapping)
    ids, reasons = _columns_of(rows, "household_key"), _columns_of(rows, "reason")
    columns = [name for name in rows.frame.columns if name not in ids]
    texts = pl.col(columns).cast(pl.String)
    frame = rows.frame.with_columns(neutral_reasons(rows.frame[name]).alias(name) for name in sorted(reasons))
    before = frame.select(texts).filter(marked["why"].is_null(), ~_only_dropped(rows, ids, marked))
    after = again.frame.select(pl.col(name).cast(pl.String) for name in columns)
    if again.labels != rows.labels or not before.equals(after):
        raise IntakeError(
            f"{path.parent.name}/{path.name} cannot be written so that it reads as before, so there is no "
            "clean copy of it and nothing was changed. Save it as CSV (UTF-8) and scrub that."
        )


def _only_dropped(rows: Rows, ids: set[str], marked: pl.DataFrame) -> pl.Series:
    """Whether each row holds nothing that stays. `ids`: the household's column."""
    read = [name for name in rows.frame.columns if name not in OUTCOME]
    blank = [pl.col(name).is_null() | (pl.lit(name in ids) & (pl.col("cell") == "")) for name in read]
    cells = rows.frame.with_columns(marked["cell"].fill_null("stays"))
    return cells.select(pl.all_horizontal(pl.lit(True), *blank)).to_series()


def _columns_of(rows: Rows, role: str) -> set[str]:
    every = (field for of_file in rows.headers for field in of_file.values())
    return {field.name for field in every if field.rule.role == role}


def _said(clean: Path, sha256: str, rows: Rows, marked: pl.DataFrame) -> Scrubbed:
    names = dict(enumerate(rows.labels))
    out = marked.filter(pl.col("why").is_not_null()).select(
        pl.col("file").replace_strict(names, return_dtype=pl.String).alias("sheet"),
        "row_number",
        pl.col("why").alias("reason"),
        "column_number",
    )
    kept = marked.filter(pl.col("why").is_null())
    fields = {f.number: f for of_file in rows.headers for f in of_file.values() if _is_never_read(f)}
    is_keyed = kept["cell"].is_not_null() & (kept["cell"] != "")
    return Scrubbed(
        clean=clean,
        sha256=sha256,
        rows=marked.height,
        left_out=out,
        emptied=tuple(column_words(n, fields[n].header) for n in sorted(fields)),
        keyed=int(is_keyed.sum()),
        unkeyed=int((kept["cell"] == "").sum()),
        only_dropped=int(
            (_only_dropped(rows, _columns_of(rows, "household_key"), marked) & marked["why"].is_null()).sum()
        ),
    )
