"""One way to read whatever a partner sends: the kind of file is checked against its first bytes, then read
as text.
"""

from pathlib import Path

from pipelines.errors import IntakeError
from pipelines.intake.mapping import Format
from pipelines.intake.records import read_json, read_parquet
from pipelines.intake.sheets import Sheet
from pipelines.intake.text_files import read_text_file
from pipelines.intake.workbooks import read_workbook

READERS = {
    "csv": read_text_file,
    "tsv": read_text_file,
    "xlsx": read_workbook,
    "json": read_json,
    "parquet": read_parquet,
}
KIND_OF_SUFFIX = {
    ".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".json": "json", ".jsonl": "json", ".ndjson": "json", ".parquet": "parquet",
}  # fmt: skip
# The first bytes of files that are often sent under another name, with what to do about it.
MARKS = (
    (b"PK\x03\x04", "xlsx", "an XLSX workbook"),
    (b"PAR1", "parquet", "a Parquet file"),
    (b"%PDF", None, "a PDF"),
    (b"\xd0\xcf\x11\xe0", None, "an old Excel file (XLS) or one with a password"),
    (b"\x1f\x8b", None, "a compressed file (gzip)"),
    (b"\x89PNG", None, "a picture"),
    (b"\xff\xd8\xff", None, "a picture"),
)


def read_sheets(path: Path, data: bytes, layout: Format, known: frozenset[str]) -> list[Sheet]:
    """The sheets of the partner's file at `path`, whose content is `data`.

    `known`: the headers of the mapping, as `same` makes them. Raises IntakeError: empty, of another kind
    than its name says, damaged, or without the sheet or key that the mapping names.
    """
    where = f"{path.parent.name}/{path.name}"
    if not data.strip():
        raise IntakeError(f"{where} is empty: a header and rows were expected. Put the export there again.")
    kind = kind_of(path, layout)
    if kind is None:
        raise IntakeError(
            f"{where}: the ending {path.suffix or 'of its name'} is not known; name the kind in mapping.yaml "
            "(format: kind)."
        )
    _check_kind(where, data, kind)
    return READERS[kind](path.name, where, data, layout.model_copy(update={"kind": kind}), known)


def kind_of(path: Path, layout: Format) -> str | None:
    """What the mapping says, else what the ending of the name does."""
    return layout.kind or KIND_OF_SUFFIX.get(path.suffix.lower())


def _check_kind(where: str, data: bytes, kind: str) -> None:
    for mark, is_kind, words in MARKS:
        if data.startswith(mark) and is_kind != kind:
            raise IntakeError(
                f"{where} is {words}, but was expected to be {kind.upper()}. Export it as {kind.upper()}, or "
                "give it the "
                "right ending and mend `format: kind` in mapping.yaml."
            )
    if kind == "xlsx" and not data.startswith(b"PK"):
        raise IntakeError(
            f"{where} is not an XLSX workbook, though it is named or mapped so. Export it again as XLSX."
        )
    if kind == "parquet" and not data.startswith(b"PAR1"):
        raise IntakeError(f"{where} is not a Parquet file, though it is named or mapped so. Export it again.")
    if kind in ("csv", "tsv") and data.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise IntakeError(
            f"{where} is a web page or XML, not {kind.upper()}. Export the log again as {kind.upper()}."
        )
