"""Every kind of file comes to the same requests; every fault is one paragraph that names the file and no
value.
"""

import io
import json
import zipfile

import openpyxl
import polars as pl
import pytest

from pipelines.errors import IntakeError
from tests.intake.partners import HEADER, MAPPING, csv_text, row, write_log

ROWS = [
    row(),
    row(record="R2", family="H2", needs="Food;Rent", outcome="Full"),
    row(record="R3", family="Ñandú", needs="Comida rápida", outcome=""),
]


def mapped(kind: str, **settings: str) -> str:
    """MAPPING for files of another kind."""
    parts = ", ".join(f"{key}: {value}" for key, value in {"kind": kind, **settings}.items())
    return MAPPING.replace('files: ["*.csv"]', f'files: ["log.*"]\nformat: {{{parts}}}')


def requests_of(read) -> list[tuple]:
    columns = ("month", "received_on", "need", "result", "household_key")
    return sorted(read().requests.select(columns).rows())


@pytest.fixture
def expected(folder, read) -> list[tuple]:
    path = write_log(folder, ROWS)
    found = requests_of(read)
    path.unlink()
    return found


def write(folder, name: str, data: bytes, mapping: str) -> None:
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (folder / name).write_bytes(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
@pytest.mark.parametrize("declared", [True, False])
def test_text_of_any_encoding(folder, read, expected, encoding, declared):
    data = csv_text(ROWS).encode(encoding)
    write(folder, "log.csv", data, mapped("csv", encoding=encoding) if declared else mapped("csv"))
    assert requests_of(read) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_with_any_delimiter(folder, read, expected, delimiter):
    rows = [[cell.replace(";", " ; ") for cell in one] for one in ROWS]
    write(folder, "log.csv", csv_text(rows, delimiter=delimiter).encode(), mapped("csv"))
    assert requests_of(read) == expected


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_lines_that_end_as_on_other_systems(folder, read, expected, ending):
    write(folder, "log.csv", csv_text(ROWS).replace("\n", ending).encode(), mapped("csv"))
    assert requests_of(read) == expected


def test_titles_above_and_quoted_newlines_keep_spreadsheet_row_numbers(folder, read):
    text = "Log of 2025\n\n" + csv_text([row(needs="Food\nRent"), row(record="R2", asked_on="soon")])
    write(folder, "log.csv", text.encode(), mapped("csv"))
    log = read()
    assert log.quarantine.select("row_number", "reason", "column_number").rows() == [(5, "bad_date", 3)]
    assert log.row_account.filter(fate="received")["rows"].to_list() == [2]


def test_blank_rows_are_not_received(folder, read):
    write(folder, "log.csv", (csv_text(ROWS) + "\n,,,,,,\n  ,,,,,,\n").encode(), mapped("csv"))
    assert read().row_account.filter(fate="received")["rows"].to_list() == [3]


def test_a_row_of_too_many_cells_is_kept_out(folder, read):
    write(folder, "log.csv", (csv_text(ROWS) + ",".join(row()) + ",more\n").encode(), mapped("csv"))
    assert read().quarantine.select("row_number", "reason").rows() == [(5, "too_many_cells")]


def test_two_header_rows_with_merged_cells(folder, read, expected):
    top = ["Who", "", "When", "Where", "", "Result", ""]
    text = csv_text([HEADER, *ROWS], header=top)
    write(folder, "log.csv", text.encode(), mapped("csv", header_rows="2", header_row="2"))
    assert requests_of(read) == expected


@pytest.mark.parametrize("merged_down", [True, False])
def test_two_header_rows_that_only_tell_together(folder, read, expected, merged_down):
    top = [*HEADER[:5], "Outcome", ""]
    below = ["" if merged_down else name for name in HEADER[:5]] + ["Word", "Day"]
    mapping = mapped("csv", header_rows="2", header_row="2").replace('"Outcome":', '"Outcome / Word":')
    mapping = mapping.replace('"Closed on":', '"Outcome / Day":')
    write(folder, "log.csv", csv_text([below, *ROWS], header=top).encode(), mapping)
    assert requests_of(read) == expected


def workbook(rows: list, title: str = "Log", above: int = 0) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for _ in range(above):
        sheet.append(["Our log"])
    for one in (HEADER, *rows):
        sheet.append(list(one))
    book.create_sheet("Notes")["A1"] = "nothing of interest"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_titles_and_real_dates(folder, read, expected):
    from datetime import datetime

    rows = [(*one[:2], datetime(2025, 3, 5), *one[3:]) for one in ROWS]
    write(folder, "log.xlsx", workbook(rows, above=2), mapped("xlsx"))
    assert requests_of(read) == expected


def test_several_sheets_are_told_apart(folder, read):
    book = openpyxl.Workbook()
    for name, ids in (("June", "R1"), ("July", "R2")):
        sheet = book.create_sheet(name)
        sheet.append(list(HEADER))
        sheet.append(list(row(record=ids, family=ids)))
    out = io.BytesIO()
    book.save(out)
    write(folder, "log.xlsx", out.getvalue(), mapped("xlsx"))
    assert sorted(read().row_account["file"].unique()) == ["log.xlsx#July", "log.xlsx#June"]
    write(folder, "log.xlsx", out.getvalue(), mapped("xlsx", sheet="June"))
    assert read().row_account["file"].unique().to_list() == ["log.xlsx"]


def test_json_in_its_shapes(folder, read, expected):
    records = [dict(zip(HEADER, one, strict=True)) for one in ROWS]
    lists = [{**record, "Needs": record["Needs"].split(";")} for record in records]
    shapes = {
        mapped("json"): json.dumps(records),
        mapped("json", records="rows"): json.dumps({"rows": lists}),
        mapped("json", records="records", fields="fields").replace('"Record":', '"id":'): json.dumps(
            {"records": [{"id": r.pop("Record"), "fields": r} for r in map(dict, records)]}
        ),
        mapped("json") + "# one a line": "\n".join(json.dumps(record) for record in records),
    }
    for mapping, text in shapes.items():
        write(folder, "log.json", text.encode(), mapping)
        assert requests_of(read) == expected


def test_parquet_with_typed_columns(folder, read, expected):
    frame = pl.DataFrame(ROWS, schema=list(HEADER), orient="row")
    frame = frame.with_columns(
        pl.col("Asked on").str.to_date("%m/%d/%Y"),
        pl.col("Needs").str.split(";"),
        pl.col("Closed on").str.to_datetime("%m/%d/%Y"),
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    write(folder, "log.parquet", out.getvalue(), mapped("parquet"))
    assert requests_of(read) == expected


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


GOOD = csv_text(ROWS).encode()
LESS = GOOD.replace(b",Closed on", b"", 1)
EXTRA = GOOD.replace(b"Closed on", b"Closed on,Extra", 1)
TWICE = GOOD.replace(b"Closed on", b"Closed on,Needs", 1)
PERSON = GOOD.replace(b"Closed on", b"Closed on,718-555-0142", 1)
NO_HEADER = GOOD.replace(b"Closed on\n", b"Closed on,,\n", 1) + b"a,b,c,d,e,f,g,secret\n"
LATIN = csv_text(ROWS).encode("latin-1")
FAULTS = {
    "an empty file": ("log.csv", b"", "csv", "is empty"),
    "a file of blanks": ("log.csv", b" \n\n", "csv", "is empty"),
    "a PDF": ("log.csv", b"%PDF-1.7 secret", "csv", "is a PDF"),
    "a workbook named CSV": ("log.csv", workbook(ROWS), "csv", "is an XLSX workbook"),
    "text named XLSX": ("log.xlsx", GOOD, "xlsx", "not an XLSX workbook"),
    "an old or locked workbook": ("log.xlsx", b"\xd0\xcf\x11\xe0secret", "xlsx", "password"),
    "a workbook that breaks off": ("log.xlsx", cut(workbook(ROWS)), "xlsx", "is damaged"),
    "a zip that is no workbook": ("log.xlsx", b"PK\x03\x04secret", "xlsx", "is damaged"),
    "a workbook that would fill the disk": ("log.xlsx", bomb(), "xlsx", "would unpack to"),
    "a web page": ("log.csv", b"<!DOCTYPE html><p>secret", "csv", "web page"),
    "JSON that breaks off": ("log.json", b'[{"a": "secret"', "json", "does not hold a list"),
    "JSON of something else": ("log.json", b'{"secret": 1, "b": [2]}', "json", "has none of the columns"),
    "Parquet that breaks off": ("log.parquet", b"PAR1secret", "parquet", "is damaged"),
    "a quotation mark left open": ("log.csv", GOOD + b'"secret,1,2\n', "csv", "row 5: a quotation mark"),
    "text after a closed quotation mark": ("log.csv", GOOD + b'"a"secret,1,2\n', "csv", "quotation mark"),
    "another encoding than declared": ("log.csv", LATIN, "csv, encoding: utf-8", "encoding utf-8"),
    "none of the columns": ("log.csv", b"secret,other\n1,2\n", "csv", "has none of the columns"),
    "a missing column": ("log.csv", LESS, "csv", "lacks the column `Closed on`"),
    "an undeclared column": ("log.csv", EXTRA, "csv", "column H (`Extra`)"),
    "a header twice": ("log.csv", TWICE, "csv", "the same header"),
    "cells without a header": ("log.csv", NO_HEADER, "csv", "column H holds cells"),
    "an undeclared header that is a person": ("log.csv", PERSON, "csv", "not name: column H."),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_paragraph_without_a_value(folder, read, fault):
    name, data, kind, words = FAULTS[fault]
    write(folder, name, data, mapped(kind))
    with pytest.raises(IntakeError) as raised:
        read()
    text = str(raised.value)
    assert f"stoop/{name}" in text and words in text
    assert "secret" not in text and "555" not in text and "\n" not in text
    assert raised.value.__context__ is None and raised.value.__cause__ is None


def test_a_workbook_without_the_sheet_that_is_named(folder, read):
    write(folder, "log.xlsx", workbook(ROWS), mapped("xlsx", sheet="March"))
    with pytest.raises(IntakeError, match="has no sheet `March`"):
        read()


def test_two_files_of_the_same_content_are_said_and_counted_as_duplicates(folder, read):
    path = write_log(folder, ROWS)
    once = read()
    path.with_name("log copy.csv").write_bytes(path.read_bytes())
    twice = read()
    assert twice.requests.equals(once.requests)
    assert "log.csv has the same content as log copy.csv" in twice.notices[0]
    copied = twice.row_account.filter(file="log.csv", fate="duplicate")
    assert copied.select("reason", "rows").rows() == [("same_file", 3)]
