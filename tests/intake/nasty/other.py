"""Nasty workbooks, JSON and Parquet."""

import io
import json
from datetime import date, datetime

import openpyxl
import polars as pl
from openpyxl.worksheet.worksheet import Worksheet

from tests.intake.nasty.case import EMAIL, HEADER, NAME, TELEPHONE, case, person

TWO = [person(1), person(2, needs="Food;Rent")]
SIMPLE = ("received 2, loaded 2", "2 0 2 3 0 3 3")


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(rows: list, title: str = "Log") -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book, sheet


def merged_titles() -> bytes:
    book, sheet = book_of(
        [[f"Log of {NAME}"], [], ["Who", "", "", "When", "Where", "What", "", "", ""], HEADER, *TWO]
    )
    sheet.merge_cells("A1:I1")
    sheet.merge_cells("A3:C3")
    sheet.merge_cells("F3:I3")
    return saved(book)


def hidden_parts() -> bytes:
    book, sheet = book_of([HEADER, *TWO, person(3)])
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    notes = book.create_sheet("Contacts")
    notes.append([NAME, TELEPHONE])
    notes.sheet_state = "hidden"
    return saved(book)


def formulas() -> bytes:
    """A formula that nobody has worked out yet has no value: openpyxl writes none."""
    book, sheet = book_of([HEADER, *TWO])
    sheet.append(person(3))
    sheet["F4"] = f'=IF(B4="{NAME}","Food","Rent")'
    sheet["I4"] = f'=HYPERLINK("mailto:{EMAIL}")'
    return saved(book)


def real_cells() -> bytes:
    rows = [person(1), person(2)]
    rows[0][3], rows[1][3] = datetime(2025, 3, 1, 14, 30), date(2025, 3, 2)
    rows[0][7], rows[1][7] = 45717, True
    rows[0][0], rows[1][0] = 1, 2.0
    return saved(book_of([HEADER, *rows])[0])


def by_month() -> bytes:
    book, _ = book_of([HEADER, person(1)], "March")
    for name, rows in (("April", [person(1), person(2)]), ("Contacts", [])):
        sheet = book.create_sheet(name)
        sheet.append(HEADER if rows else ["Volunteer", "Telephone"])
        for row in rows or [[NAME, TELEPHONE]]:
            sheet.append(row)
    return saved(book)


def records(rows: list) -> list[dict]:
    return [dict(zip(HEADER, row, strict=True)) for row in rows]


def airtable() -> bytes:
    lists = [
        {**record, "Needs": record["Needs"].split(";"), "Client": {"name": NAME}} for record in records(TWO)
    ]
    sparse = {
        key: cell for key, cell in records([person(3)])[0].items() if key not in ("Outcome", "Closed on")
    }
    held = [
        {"id": f"rec{n}", "createdTime": "2025-03-01", "fields": fields}
        for n, fields in enumerate([*lists, sparse])
    ]
    return json.dumps({"records": held}).encode()


def parquet() -> bytes:
    frame = pl.DataFrame([person(1), person(2, needs="Food;Rent")], schema=list(HEADER), orient="row")
    frame = frame.with_columns(
        pl.col("Asked on").str.to_date("%m/%d/%Y"),
        pl.col("Closed on").str.to_datetime("%m/%d/%Y"),
        pl.col("Needs").str.split(";"),
        pl.col("Outcome").cast(pl.Categorical),
        pl.Series("Record", [1, 2]),
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


CASES = (
    case(
        "two header rows with merged titles",
        merged_titles(),
        *SIMPLE,
        ending="xlsx",
        mapping="format: {header_row: 4, header_rows: 2}\n",
    ),
    case(
        "a hidden column, a hidden row and a hidden sheet",
        hidden_parts(),
        "received 3, loaded 3",
        "3 0 3 4 0 4 4",
        ending="xlsx",
    ),
    case(
        "formulas that nobody worked out", formulas(), "received 3, loaded 3", "3 0 3 4 0 4 4", ending="xlsx"
    ),
    case(
        "cells of real dates, numbers and truths",
        real_cells(),
        "received 2, loaded 1, quarantined:bad_date 1",
        "1 0 1 1 0 1 1",
        ending="xlsx",
        columns={"Closed on": "{role: result_on, formats: [excel]}"},
    ),
    case(
        "a sheet per month beside one of volunteers",
        by_month(),
        "received 3, loaded 2, duplicate:same_row 1",
        "2 0 2 2 0 2 2",
        ending="xlsx",
    ),
    case(
        "an Airtable base with lists, objects and fields left out",
        airtable(),
        "received 3, loaded 3",
        "3 0 3 4 0 4 4",
        ending="json",
        columns={
            "id": "{role: ignore}",
            "createdTime": "{role: ignore}",
            "Client": "{role: identifier, optional: true}",
            "Client.name": "{role: identifier}",
        },
        mapping="format: {records: records, fields: fields}\n",
    ),
    case(
        "JSON of one record a line",
        "\n".join(json.dumps(record) for record in records(TWO)),
        *SIMPLE,
        ending="jsonl",
    ),
    case("Parquet of dates, lists and categories", parquet(), *SIMPLE, ending="parquet"),
)
