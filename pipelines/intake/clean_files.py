"""Writes a sheet back as the kind of file that it was read from, so that the same mapping reads it.

Cells are text at their own rows and columns; nothing else of the original (formats, notes, other sheets) is
written.
"""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import xlsxwriter

from pipelines.intake.mapping import Format


@dataclass(frozen=True)
class Grid:
    """A sheet as it is written. `name`: of the sheet, where the kind has sheets. `header_row`: its number,
    the first row being 1. `rows`: row_number and text columns "1", "2", ... of all rows under the header.
    """

    name: str
    headers: tuple[str, ...]
    header_row: int
    rows: pl.DataFrame

    def lines(self) -> Sequence[tuple[str | None, ...]]:
        """The cells of each row, without its number."""
        return self.rows.drop("row_number").rows()


def file_bytes(kind: str, layout: Format, grids: Sequence[Grid]) -> bytes:
    """The file that holds `grids`: several for a workbook, else one."""
    return WRITERS[kind](layout, grids)


def _csv(layout: Format, grids: Sequence[Grid]) -> bytes:
    return _text(layout, grids, layout.delimiter or ",")


def _tsv(layout: Format, grids: Sequence[Grid]) -> bytes:
    return _text(layout, grids, layout.delimiter or "\t")


def _text(layout: Format, grids: Sequence[Grid], delimiter: str) -> bytes:
    (grid,) = grids
    width = len(grid.headers)
    names = [str(n) for n in range(1, width + 1)]
    top = [[""] * width for _ in range(grid.header_row - 1)] + [list(grid.headers)]
    above = pl.DataFrame(top, schema=dict.fromkeys(names, pl.String), orient="row")
    cells = pl.concat([above, grid.rows.select(names)]).fill_null("")
    text = cells.write_csv(include_header=False, separator=delimiter)
    return text.encode(layout.encoding or "utf-8")


def _workbook(_layout: Format, grids: Sequence[Grid]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for grid in grids:
            sheet = book.add_worksheet(grid.name)
            top = (grid.header_row, grid.headers)
            numbered = zip(grid.rows["row_number"], grid.lines(), strict=True)
            for number, cells in (top, *numbered):
                for column, text in enumerate(cells):
                    if text:
                        sheet.write_string(number - 1, column, text)
    return out.getvalue()


def _json(layout: Format, grids: Sequence[Grid]) -> bytes:
    (grid,) = grids
    records = [dict(zip(grid.headers, cells, strict=True)) for cells in grid.lines()]
    content = {layout.records: records} if layout.records else records
    return json.dumps(content, ensure_ascii=False, indent=1).encode(layout.encoding or "utf-8")


def _parquet(_layout: Format, grids: Sequence[Grid]) -> bytes:
    (grid,) = grids
    out = io.BytesIO()
    names = {str(n): header for n, header in enumerate(grid.headers, start=1)}
    grid.rows.drop("row_number").rename(names).write_parquet(out)
    return out.getvalue()


WRITERS: dict[str, Callable[[Format, Sequence[Grid]], bytes]] = {
    "csv": _csv,
    "tsv": _tsv,
    "xlsx": _workbook,
    "json": _json,
    "parquet": _parquet,
}
