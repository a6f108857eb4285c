"""Partners' files, damaged by chance: each from its seed, the same every time."""

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import polars as pl

from tests.intake.partners import HEADER, csv_text, row

MARK = "Qxzmark"  # stands in cells, and must reach no output
ADDRESS = "qxzmail@mail.invalid"  # in its place in a header, which may be told
KINDS = ("csv", "tsv", "xlsx", "json", "parquet")
ODD_CELLS = (
    '=HYPERLINK("http://x.invalid","a")', "=1+1", "@SUM(A1)", "+1", "-", "\x00", "\ufeff", "\u202e", "\r",
    "\n\n", '"', "';--", "NaN", "1e309", "-0", "9" * 400, "é" * 300, "\U0001f34e", "\x1f", "\x1e", "{}", "[[",
    "#REF!", "0/0/0000", "31/31/2025", "2025-02-30", "NULL", "None", "True", MARK * 50,
)  # fmt: skip


def damaged(seed: int) -> tuple[str, bytes]:
    """Name and bytes of one damaged file."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    table = _table(chance)
    data = WRITERS[kind](table, chance)
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        data = chance.choice(BYTES)(data, chance)
    return f"log.{chance.choice(KINDS) if chance.random() < 0.05 else kind}", data


def _table(chance: random.Random) -> list[list[str]]:
    rows = [
        list(row(record=f"R{n}", family=f"H{n % 7}", needs=chance.choice(("Food", "Rent; Food", MARK, ""))))
        for n in range(chance.choice((0, 1, 5, 40)))
    ]
    table = [list(HEADER), *rows]
    for _ in range(chance.choice((0, 1, 2, 3))):
        chance.choice(CELLS)(table, chance)
    if chance.random() < 0.05:
        del table[:1]
    return _fit_to_be_told(table)


def _fit_to_be_told(table: list[list[str]]) -> list[list[str]]:
    """The table with ADDRESS for MARK in what may be taken for its header: all of it, where that is lost."""
    first = next((n for n, line in enumerate(table) if any(line)), 0)
    lost = bool(table) and len({*table[first], *HEADER}) > len(HEADER) + 2
    return [
        [cell.replace(MARK, ADDRESS) for cell in line] if lost or n == first else line
        for n, line in enumerate(table)
    ]


def _any_line(table: list[list[str]], chance: random.Random) -> list[str]:
    return chance.choice(table) if table else []


def _odd_cell(table: list[list[str]], chance: random.Random) -> None:
    line = _any_line(table, chance)
    if line:
        line[chance.randrange(len(line))] = chance.choice(ODD_CELLS)


def _shuffled_columns(table: list[list[str]], chance: random.Random) -> None:
    order = list(range(len(HEADER)))
    chance.shuffle(order)
    for n, line in enumerate(table):
        if len(line) == len(order):
            table[n] = [line[at] for at in order]


def _ragged(table: list[list[str]], chance: random.Random) -> None:
    line = _any_line(table, chance)
    if chance.random() < 0.5:
        del line[chance.randrange(len(line) + 1) :]
    else:
        line.extend([MARK] * chance.choice((1, 30)))


def _huge_cell(table: list[list[str]], chance: random.Random) -> None:
    line = _any_line(table, chance)
    if line:
        line[-1] = MARK + "x" * chance.choice((32_000, 300_000))


def _twice(table: list[list[str]], chance: random.Random) -> None:
    at = chance.randrange(len(table) + 1)
    table[at:at] = [list(line) for line in table[at : at + 1]]


def _gone(table: list[list[str]], chance: random.Random) -> None:
    del table[chance.randrange(1, len(table) + 1) :]


def _blank_rows(table: list[list[str]], chance: random.Random) -> None:
    at = chance.randrange(len(table) + 1)
    table[at:at] = [[""] * len(HEADER)] * chance.choice((1, 200))


CELLS = (_odd_cell, _odd_cell, _shuffled_columns, _ragged, _huge_cell, _twice, _gone, _blank_rows)


def _as_csv(table: list[list[str]], chance: random.Random, delimiter: str = ",") -> bytes:
    text = csv_text(table[1:], table[0] if table else [], delimiter)
    return text.encode(chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252")), "replace")


def _as_xlsx(table: list[list[str]], _chance: random.Random) -> bytes:
    book = openpyxl.Workbook()
    for line in table:
        book.active.append([openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_000] for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _records(table: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(table[0], line, strict=False)) for line in table[1:]] if table else []


def _as_json(table: list[list[str]], chance: random.Random) -> bytes:
    records: object = _records(table)
    if chance.random() < 0.2:
        records = chance.choice(
            ([], {}, None, 3, {"a": records}, [records], [1, "x", None], {"a": {"b": []}})
        )
    return json.dumps(records).encode()


def _as_parquet(table: list[list[str]], _chance: random.Random) -> bytes:
    columns = {name: [r.get(name) for r in _records(table)] for name in (table[0] if table else ["a"])}
    out = io.BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(out)
    return out.getvalue()


WRITERS: dict[str, Callable[[list[list[str]], random.Random], bytes]] = {
    "csv": _as_csv,
    "tsv": lambda table, chance: _as_csv(table, chance, "\t"),
    "xlsx": _as_xlsx,
    "json": _as_json,
    "parquet": _as_parquet,
}


def _flipped(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 5, 100))):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _truncated(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _zeroes(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes(chance.choice((1, 2, 513))) + data[at:]


def _doubled(data: bytes, _chance: random.Random) -> bytes:
    return data + data


def _number_spoilt(data: bytes, chance: random.Random) -> bytes:
    """A length or an offset of the format overwritten by a great number."""
    if len(data) < 8:
        return data
    at = chance.randrange(len(data) - 4)
    return data[:at] + struct.pack("<I", chance.choice((0, 0x7FFFFFFF, 0xFFFFFFFF))) + data[at + 4 :]


BYTES = (_flipped, _flipped, _truncated, _zeroes, _doubled, _number_spoilt)


def zip_bomb(megabytes: int) -> bytes:
    """A workbook of a few kilobytes whose sheet inflates to `megabytes`."""
    out = io.BytesIO()
    plain = zipfile.ZipFile(io.BytesIO(_as_xlsx([list(HEADER), list(row())], random.Random(0))))
    with plain as real, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in real.namelist():
            if name != "xl/worksheets/sheet1.xml":
                bomb.writestr(name, real.read(name))
        with bomb.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(megabytes):
                sheet.write(b" " * 1_000_000)
    return out.getvalue()
