"""Household keys made at home: the same household has the same key at every partner that shares the secret,
and only keys leave.
"""

import hmac
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl

from pipelines.errors import IntakeError
from pipelines.identifiers import header_kind, plain_words
from pipelines.intake.columns import column_words
from pipelines.intake.dates import parse_dates
from pipelines.intake.guess.looks import column_of
from pipelines.intake.mapping import Format, same
from pipelines.intake.readers import read_sheets
from pipelines.intake.sheets import taken

# The key of each row from the parts that make a household, and the years, where they are known.
KeysOf = Callable[[Sequence[pl.Series], pl.Series | None], pl.Series]
KEY = "household_key"
KEY_DIGITS = 32
FEWEST_CHARACTERS = 32  # of a secret: with fewer, names could be tried until one fits


def household_keys(parts: Sequence[pl.Series], secret: bytes) -> pl.Series:
    """HMAC-SHA256 of what makes a household, 32 hexadecimal digits; null where any part is blank.

    Case, accents, spaces and signs do not count: `López, María` and `lopez maria` are one.
    """
    rows = zip(*(part.fill_null("").to_list() for part in parts), strict=True)
    plain = ([plain_words(text) for text in row] for row in rows)
    return pl.Series(
        KEY,
        [
            hmac.digest(secret, "|".join(row).encode(), "sha256").hex()[:KEY_DIGITS] if all(row) else None
            for row in plain
        ],
        dtype=pl.String,
    )


def check_secret(secret: bytes) -> None:
    """Raise IntakeError for a secret that is short."""
    if len(secret) < FEWEST_CHARACTERS:
        raise IntakeError(
            f"The secret has fewer than {FEWEST_CHARACTERS} characters, so names could be tried until one "
            "fits. Make one with --new-secret, and give it to every partner that shares it."
        )


def hash_file(
    path: Path, headers: Sequence[str], keys_of: KeysOf, received: str | None = None
) -> tuple[pl.DataFrame, list[str]]:
    """The file's rows with a column `household_key` made of the columns `headers`, in their order; and the
    columns that were left out: these, and every other that holds identifiers by its header or its cells.

    `received`: the column of the day of the request. Raises IntakeError for a file that cannot be read and a
    column that is not there, and what `keys_of` raises.
    """
    sheet = read_sheets(path, path.read_bytes(), Format(), frozenset(map(same, headers)))[0]
    rows = taken(path.name, sheet.rows)
    numbers = {same(header): n for n, header in enumerate(sheet.headers, start=1) if header.strip()}
    if missing := [
        header for header in (*headers, *([received] if received else [])) if same(header) not in numbers
    ]:
        raise IntakeError(f"{path.name} lacks the column `{missing[0]}`. Name it as its header is written.")
    years = _years(received, numbers[same(received)], rows) if received else None
    keys = keys_of([rows[str(numbers[same(header)])] for header in headers], years)
    named = {numbers[same(header)] for header in headers}
    kept, gone = {}, []
    for n, header in ((n, h) for n, h in enumerate(sheet.headers, start=1) if h.strip()):
        if n in named or _identifies(n, header, rows[str(n)]):
            gone.append(column_words(n, header))
        else:
            kept[header] = rows[str(n)]
    return pl.DataFrame({**kept, KEY: keys}), gone


def _years(header: str, number: int, rows: pl.DataFrame) -> pl.Series:
    """The year of each row's day. Which of two numbers is the month does not matter for it."""
    cells = rows[str(number)]
    formats, _, _ = column_of(number, header, cells, False).dates
    if not formats:
        raise IntakeError(
            f"The cells of {column_words(number, header)} are no days. Name the column that has."
        )
    return parse_dates(cells, formats).dt.year()


def _identifies(number: int, header: str, cells: pl.Series) -> bool:
    return bool(header_kind(header, alone=False) or column_of(number, header, cells, False).identifier)
