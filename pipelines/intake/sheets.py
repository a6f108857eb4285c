"""What every reader gives: the header of one file or sheet, and its rows as text that is not yet read."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.errors import IntakeError
from pipelines.intake.mapping import same

LOOK_AT = 30  # the header stands among the first rows; titles and notes may stand above it
LIST_MARK = (
    "\x1f"  # between the items of a list inside one cell (JSON, Parquet): in no word that a person types
)


@dataclass(frozen=True)
class Sheet:
    """One file, or one sheet of it.

    `label`: the file's name, with the sheet after # where several are read. `headers`: one per column, empty
    where the cell is. `rows`: lazily, text columns "1", "2", ... as a spreadsheet counts them, `row_number`,
    `is_ragged` (holds more cells than the header); rows under the header only, blank ones too.
    """

    label: str
    headers: tuple[str, ...]
    rows: pl.LazyFrame


def find_header(top: Sequence[Sequence[str | None]], known: frozenset[str]) -> int:
    """Index of the row that holds most of the `known` headers; where none does, the first like a header."""
    hits = [sum(same(cell or "") in known for cell in row) for row in top[:LOOK_AT]]
    if not any(hits):
        return _first_header(top)
    return max(range(len(hits)), key=lambda n: (hits[n], -n), default=0)


def _first_header(top: Sequence[Sequence[str | None]]) -> int:
    """The first row about as full as the fullest and all of words, none twice; 0 where there is none."""
    filled = [[cell.strip() for cell in row if cell and cell.strip()] for row in top[:LOOK_AT]]
    widest = max(map(len, filled), default=0)
    for n, row in enumerate(filled):
        words = [cell for cell in row if any(c.isalpha() for c in cell)]
        if len(row) >= max(1, 0.6 * widest) and len(words) > 0.8 * len(row) and len(set(row)) == len(row):
            return n
    return 0


def join_headers(above: Sequence[Sequence[str | None]], known: frozenset[str]) -> tuple[str, ...]:
    """One header per column of one or more header rows, the last being the finest.

    A merged cell of an upper row stands in its first column only, so it is carried to the right.
    """
    *upper, last = [[(cell or "").strip() for cell in row] for row in above]
    width = max(len(row) for row in (*upper, last))
    carried = [_carry([*row, *[""] * (width - len(row))]) for row in upper]
    names: list[str] = []
    for n, bottom in enumerate([*last, *[""] * (width - len(last))]):
        tops = [row[n] for row in carried if row[n]]
        joined = " / ".join(part for part in (*tops, bottom) if part)
        taken = {same(name) for name in names}
        options = [
            text for text in (bottom, joined, " ".join((*tops, bottom))) if same(text) in known - taken
        ]
        names.append(options[0] if options else (joined if bottom else ""))
    return tuple(names)


def _carry(row: list[str]) -> list[str]:
    carried, last = [], ""
    for cell in row:
        last = cell or last
        carried.append(last)
    return carried


def taken(where: str, rows: pl.LazyFrame) -> pl.DataFrame:
    """`rows`, read. Raises IntakeError where a cell breaks the quoting; the parser's own message would repeat
    it.
    """
    try:
        return rows.collect()
    except pl.exceptions.PolarsError:
        pass
    raise IntakeError(
        f"{where}: a cell holds quotation marks that do not fit the delimiter, so its rows cannot be told "
        "apart. Name the delimiter in mapping.yaml (format: delimiter), or export the file again."
    )


def sheet_of(
    label: str,
    cells: pl.LazyFrame,
    header_at: int,
    header_rows: int,
    top: Sequence[Sequence[str | None]],
    known: frozenset[str],
) -> Sheet:
    """The sheet whose last header row is number `header_at` of `cells` (from 0), with `header_rows` of them.

    `cells`: text columns "1", "2", ... and `row_index`; a last column `overflow` holds what lies beyond the
    header.
    """
    headers = join_headers(top[max(0, header_at - header_rows + 1) : header_at + 1], known)
    rows = cells.filter(pl.col("row_index") > header_at).with_columns(
        (pl.col("row_index") + 1).cast(pl.Int64).alias("row_number"),
        (pl.col("overflow").str.strip_chars().fill_null("") != "").alias("is_ragged"),
    )
    return Sheet(label, headers, rows.drop("row_index", "overflow"))
