"""CSV and TSV in any encoding and with any delimiter, as exports really are."""

import csv
import io
from itertools import islice

import polars as pl
from charset_normalizer import from_bytes

from pipelines.errors import IntakeError
from pipelines.intake.mapping import Format, same
from pipelines.intake.sheets import LOOK_AT, Sheet, find_header, sheet_of

DELIMITERS = (",", ";", "\t", "|")
SINGLE_BYTE = ["cp1252", "latin_1"]  # what Excel and old databases write in the languages we serve
HEAD_CHARACTERS = 400_000
csv.field_size_limit(2**31 - 1)  # a note may be longer than the 131,072 letters that csv takes unasked


def read_text_file(label: str, where: str, data: bytes, layout: Format, known: frozenset[str]) -> list[Sheet]:
    """The one sheet of a CSV or TSV file. `known`: the headers that the mapping names, as `same` makes them.

    Raises IntakeError where it is no text, or a quotation mark is left open.
    """
    text = decode(where, data, layout.encoding)
    delimiter = layout.delimiter or ("\t" if layout.kind == "tsv" else _find_delimiter(text, known))
    top = _first_rows(text, delimiter)
    header_at = (layout.header_row - 1) if layout.header_row else find_header(top, known)
    if header_at >= len(top):
        raise IntakeError(f"{where} has no row {header_at + 1}, where mapping.yaml says that the header is.")
    width = max(len(row) for row in top[max(0, header_at - layout.header_rows + 1) : header_at + 1])
    cells = _scan(text, delimiter, max(width, 1))
    _check_quotes(where, text, delimiter, cells)
    return [sheet_of(label, cells, header_at, layout.header_rows, top, known)]


def decode(where: str, data: bytes, declared: str | None) -> str:
    """The text of `data`: in the declared encoding, else by its marks, else UTF-8, else by what reads like
    words.
    """
    encoding = declared or _find_encoding(data)
    try:
        text = data.decode(
            "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
        )
    except (UnicodeDecodeError, LookupError):
        text = None
    if text is None or "\x00" in text:
        raise IntakeError(
            f"{where} is not text in the encoding {encoding}. Export it again as CSV UTF-8, or name its "
            "encoding in "
            "mapping.yaml (format: encoding)."
        )
    # Old exports end lines with a lone carriage return, which no reader of today takes for a line's end.
    return text.replace("\r", "\n") if "\n" not in text else text


def _find_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in data[:4000]:
        return "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data[:HEAD_CHARACTERS], cp_isolation=SINGLE_BYTE).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def _find_delimiter(text: str, known: frozenset[str]) -> str:
    """The delimiter that finds most of the mapping's headers in one row; where none does, the one by which
    most rows are as wide as the header, and the widest of such.
    """

    def hits(delimiter: str) -> tuple[int, float, int]:
        top = _first_rows(text, delimiter)
        row = top[find_header(top, known)] if top else []
        alike = sum(len(other) == len(row) > 1 for other in top) / max(len(top), 1)
        return sum(same(cell) in known for cell in row), alike, len(row)

    return max(DELIMITERS, key=hits)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    head = io.StringIO(text[:HEAD_CHARACTERS], newline="")
    return list(islice(csv.reader(head, delimiter=delimiter), LOOK_AT))


def _scan(text: str, delimiter: str, width: int) -> pl.LazyFrame:
    names = [str(n) for n in range(1, width + 1)]
    return pl.scan_csv(
        text.encode("utf-8"),
        has_header=False,
        separator=delimiter,
        schema=dict.fromkeys([*names, "overflow"], pl.String),
        missing_columns="insert",
        truncate_ragged_lines=True,
        row_index_name="row_index",
    )


def _check_quotes(where: str, text: str, delimiter: str, cells: pl.LazyFrame) -> None:
    """Raise IntakeError with the row where quoting breaks. The parser's own message would repeat the row's
    text.
    """
    try:
        cells.select(pl.len(), pl.col("overflow").count()).collect()
        return
    except pl.exceptions.PolarsError:
        row = _broken_row(text, delimiter)
    raise IntakeError(
        f"{where}, row {row}: a quotation mark is not closed, or text follows it before the next delimiter. "
        "Export the "
        "file again (every cell with a quotation mark needs it doubled), or mend the row."
    )


def _broken_row(text: str, delimiter: str) -> int:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    good = 0
    try:
        for _ in rows:
            good += 1
    except csv.Error:
        pass
    return good + 1
