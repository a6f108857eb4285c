"""XLSX workbooks, read as text cells."""

import io
import zipfile

import fastexcel
import polars as pl

from pipelines.errors import IntakeError
from pipelines.intake.mapping import Format, same
from pipelines.intake.sheets import LOOK_AT, Sheet, find_header, sheet_of

MAX_UNPACKED = 2_000_000_000  # bytes; a workbook of millions of rows unpacks to less
MAX_RATIO = 200  # unpacked to packed; real workbooks lie under 50, a bomb in the thousands
FEW_BYTES = 50_000_000  # below this no ratio is dangerous


def read_workbook(label: str, where: str, data: bytes, layout: Format, known: frozenset[str]) -> list[Sheet]:
    """The sheet that the mapping names, else each sheet that has one of the mapping's headers.

    Raises IntakeError for a damaged workbook, one that unpacks to too much, and a sheet that is not there.
    """
    _check_zip(where, data)
    try:
        book = fastexcel.read_excel(data)
        names = _choose(where, book.sheet_names, layout.sheet)
        tables = {name: _cells(book, name) for name in names}
    except fastexcel.FastExcelError:
        tables = None
    if tables is None:
        raise IntakeError(_damaged(where))
    found = {
        name: _sheet(label, name, cells, layout, known) for name, cells in tables.items() if cells.height
    }
    fitting = {name: sheet for name, sheet in found.items() if any(same(h) in known for h in sheet.headers)}
    chosen = fitting or dict(list(found.items())[:1])
    if not chosen:
        raise IntakeError(f"{where} is empty: its sheets hold no cells. Put the export there again.")
    if len(chosen) == 1:
        return list(chosen.values())
    return [Sheet(f"{label}#{name}", sheet.headers, sheet.rows) for name, sheet in chosen.items()]


def sheet_names(data: bytes) -> list[str]:
    """The names of a workbook's sheets, in order; none of what is no workbook, or a damaged one."""
    try:
        _check_zip("", data)
        return list(fastexcel.read_excel(data).sheet_names)
    except (IntakeError, fastexcel.FastExcelError):
        return []


def _check_zip(where: str, data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError):  # the latter: a version that no program writes
        parts = None
    if parts is None:
        raise IntakeError(_damaged(where))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > max(FEW_BYTES, MAX_RATIO * len(data)):
        raise IntakeError(
            f"{where} would unpack to {unpacked // 1_000_000} MB, far more than a log: it was not opened. "
            "Save the "
            "sheet as CSV and put that there."
        )


def _damaged(where: str) -> str:
    return (
        f"{where} is damaged: it begins as an XLSX workbook but cannot be read to its end, as when a "
        "download broke "
        "off. Export it again and replace the file."
    )


def _choose(where: str, names: list[str], wanted: str | None) -> list[str]:
    if wanted is None:
        return names
    matching = [name for name in names if same(name) == same(wanted)]
    if not matching:
        raise IntakeError(
            f"{where} has no sheet `{wanted}`, which mapping.yaml names (format: sheet); mend one of them."
        )
    return matching


def _cells(book: fastexcel.ExcelReader, name: str) -> pl.DataFrame:
    # skip_rows=0 keeps the empty rows at the top, so that row numbers are those that a person sees.
    return book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()


def _sheet(label: str, name: str, cells: pl.DataFrame, layout: Format, known: frozenset[str]) -> Sheet:
    cells = cells.rename({column: str(n) for n, column in enumerate(cells.columns, start=1)})
    top = cells.head(LOOK_AT).rows()
    header_at = min((layout.header_row - 1) if layout.header_row else find_header(top, known), len(top) - 1)
    lazy = cells.lazy().with_row_index("row_index").with_columns(pl.lit(None, pl.String).alias("overflow"))
    return sheet_of(label, lazy, header_at, layout.header_rows, top, known)
