"""Which column of a file is which entry of the mapping, and its cells as trimmed text: nothing that is
dropped is kept.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.errors import IntakeError
from pipelines.identifiers import find_identifier, names_person
from pipelines.intake.mapping import ColumnRule, Mapping, same
from pipelines.intake.roles import DROPPED
from pipelines.intake.sheets import Sheet, taken

SHOWN_CHARACTERS = 60
BLANK = r"^[\s\u{feff}\u{200b}]*$"


@dataclass(frozen=True)
class Field:
    """One mapped column of a file. `name` is the same for this entry in all files; `number` counts as A is
    1.
    """

    name: str
    header: str
    number: int
    rule: ColumnRule

    @property
    def is_dropped(self) -> bool:
        return self.rule.role in DROPPED


def field_names(mapping: Mapping) -> dict[str, ColumnRule]:
    """The frame column of each entry of the mapping: f0, f1, ... in its order."""
    return {f"f{n}": rule for n, rule in enumerate(mapping.columns.values())}


def match_columns(where: str, sheet: Sheet, mapping: Mapping) -> list[Field]:
    """The mapped columns of `sheet`. Raises IntakeError naming each missing, undeclared or twofold column."""
    entries = {same(name): (f"f{n}", rule) for n, (name, rule) in enumerate(mapping.columns.items())}
    headers = [(number, header) for number, header in enumerate(sheet.headers, start=1) if header.strip()]
    fields = [Field(entries[same(h)][0], h, n, entries[same(h)][1]) for n, h in headers if same(h) in entries]
    found = {field.name for field in fields}
    _check_missing(where, mapping, found)
    _check_twofold(where, fields)
    _check_undeclared(where, [(n, h) for n, h in headers if same(h) not in entries])
    return fields


def column_words(number: int, header: str) -> str:
    """How an error names a column: never by a header that is itself the value of a record."""
    name = letters(number)
    if find_identifier(header) or names_person(header):
        return f"column {name}"
    shown = header if len(header) <= SHOWN_CHARACTERS else f"{header[:SHOWN_CHARACTERS]}..."
    return f"column {name} (`{shown}`)"


def read_cells(where: str, sheet: Sheet, fields: list[Field]) -> pl.DataFrame:
    """The rows of `sheet` that are not blank: `row_number`, `is_ragged`, and trimmed text per field that is
    not dropped. Dropped columns only tell whether they are filled, so that a row of nothing else counts too.
    """
    cells = [name for name in sheet.rows.collect_schema().names() if name not in ("row_number", "is_ragged")]
    filled = pl.any_horizontal(~pl.col(name).fill_null("").str.contains(BLANK) for name in cells)
    kept = [_trimmed(str(field.number)).alias(field.name) for field in fields if not field.is_dropped]
    rows = sheet.rows.filter(filled | pl.col("is_ragged"))
    _check_unnamed(where, sheet, rows, cells)
    return taken(where, rows.select("row_number", "is_ragged", *kept))


def _trimmed(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars(" \t\r\n\u00a0\ufeff\u200b")
    return pl.when(text != "").then(text)


def letters(number: int) -> str:
    """What a spreadsheet calls column `number`: 1 is A, 27 is AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _check_missing(where: str, mapping: Mapping, found: set[str]) -> None:
    missing = [
        header
        for n, (header, rule) in enumerate(mapping.columns.items())
        if f"f{n}" not in found and not rule.optional
    ]
    if not missing:
        return
    names = ", ".join(f"`{header}`" for header in missing)
    if not found:
        raise IntakeError(
            f"{where} has none of the columns of mapping.yaml ({names}). If its header is not in the first "
            "rows, name "
            "its row (format: header_row); if this is another kind of file, take it out of `files`."
        )
    raise IntakeError(
        f"{where} lacks the column{'s' if len(missing) > 1 else ''} {names}, which mapping.yaml names. If "
        "the export "
        "has changed, mend mapping.yaml (or give a column that is not always there `optional: true`)."
    )


def _check_twofold(where: str, fields: list[Field]) -> None:
    numbers: dict[str, int] = {}
    for field in fields:
        first = numbers.setdefault(field.name, field.number)
        if first != field.number:
            raise IntakeError(
                f"{where}: columns {letters(first)} and {letters(field.number)} have the same header "
                f"(`{field.header}`), so "
                "nobody can tell which is meant. Rename one in the file."
            )


def _check_undeclared(where: str, others: list[tuple[int, str]]) -> None:
    if others:
        names = ", ".join(column_words(number, header) for number, header in others)
        raise IntakeError(
            f"{where} has {'columns' if len(others) > 1 else 'a column'} that mapping.yaml does not name: "
            f"{names}. Name it "
            "there with its role (identifier or note if it may hold anything about a person, ignore if it "
            "does not matter)."
        )


def _check_unnamed(where: str, sheet: Sheet, rows: pl.LazyFrame, cells: list[str]) -> None:
    unnamed = [
        name for name in cells if int(name) > len(sheet.headers) or not sheet.headers[int(name) - 1].strip()
    ]
    if not unnamed:
        return
    told = rows.select((~pl.col(name).fill_null("").str.contains(BLANK)).any() for name in unnamed)
    filled = taken(where, told).row(0)
    for name, is_filled in zip(unnamed, filled, strict=True):
        if is_filled:
            raise IntakeError(
                f"{where}: column {letters(int(name))} holds cells but has no header. Give it one in the "
                "file and name it in "
                "mapping.yaml, or delete it."
            )
