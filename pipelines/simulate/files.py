"""Writing a partner's rows as its kind of file. The same rows give the same bytes: no clock, no chance."""

import json
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from pipelines.simulate.plan import Plan

WRITTEN = datetime(2026, 11, 14)
EXCEL_DAY = 25_569  # 1 January 1970 as Excel counts days


def file_names(plan: Plan, partner: dict, moments: pl.Series) -> pl.Series:
    """The file that a row of each moment stands in: one file, or one by month or year (a date pattern)."""
    return moments.dt.strftime(partner["file"])


def write_file(path: Path, partner: dict, rows: pl.DataFrame) -> None:
    """Write one file in the layout of the partner's mapping. `rows` holds text, empty for an empty cell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = partner["mapping"]["format"]["kind"]
    if kind == "xlsx":
        _write_xlsx(path, partner, rows)
    elif kind == "json":
        _write_json(path, partner, rows)
    else:
        _write_text(path, partner, rows)


def _write_text(path: Path, partner: dict, rows: pl.DataFrame) -> None:
    about = partner["mapping"]["format"]
    blanked = rows.with_columns(pl.when(pl.all() != "").then(pl.all()))
    text = blanked.write_csv(separator=about.get("delimiter", "	"), quote_style="necessary")
    above = "".join(line + "\n" for line in partner.get("rows_above", []))
    path.write_bytes((above + text + _totals_line(partner, rows)).encode(about["encoding"]))


def _totals_line(partner: dict, rows: pl.DataFrame) -> str:
    """A last row with the sum of a column, as spreadsheets end: with a thousands comma, so in quotes."""
    totals = partner.get("totals")
    if not totals:
        return ""
    total = f'"{rows[totals["sum"]].cast(pl.Int64).sum():,}"'
    cells = {totals["column"]: totals["word"], totals["sum"]: total}
    return ",".join(cells.get(name, "") for name in rows.columns) + "\n"


def _write_json(path: Path, partner: dict, rows: pl.DataFrame) -> None:
    records = [{name: value or None for name, value in row.items()} for row in rows.iter_rows(named=True)]
    content = {
        "exported_at": f"{WRITTEN:%Y-%m-%dT%H:%M:%S}",
        partner["mapping"]["format"]["records"]: records,
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=0), encoding="utf-8")


def _write_xlsx(path: Path, partner: dict, rows: pl.DataFrame) -> None:
    """A sheet under merged title rows. Dates stand as text, as serial numbers and as dated cells, in turn."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": WRITTEN})
        sheet = book.add_worksheet(partner["mapping"]["format"]["sheet"])
        last = len(rows.columns) - 1
        for number, title in enumerate(partner["rows_above"]):
            sheet.merge_range(number, 0, number, last, title)
        head = len(partner["rows_above"])
        sheet.write_row(head, 0, rows.columns)
        _write_columns(book, sheet, partner, rows, head + 1)


def _write_columns(book, sheet, partner: dict, rows: pl.DataFrame, first: int) -> None:
    for number, name in enumerate(rows.columns):
        role = partner["mapping"]["columns"][name]["role"]
        if role in ("received_on", "result_on"):
            _write_dates(
                sheet,
                first,
                number,
                rows[name],
                partner["writes"][role],
                book.add_format({"num_format": "dd/mm/yyyy"}),
            )
        elif role == "age":
            for row, text in enumerate(rows[name], first):
                sheet.write_number(row, number, int(text)) if text.isdigit() else sheet.write_string(
                    row, number, text
                ) if text else None
        else:
            sheet.write_column(first, number, [text or None for text in rows[name]])
        if partner.get("hidden_column") == name:
            sheet.set_column(number, number, None, None, {"hidden": True})


def _write_dates(sheet, first: int, column: int, texts: pl.Series, pattern: str, dated) -> None:
    """By the day itself, so that a row stands alike twice: two of four as text, a dated cell, a number."""
    days = texts.str.to_date(pattern, strict=False).cast(pl.Int32)
    for row, (text, day) in enumerate(zip(texts, days, strict=True), first):
        if text and (day is None or day % 4 < 2):
            sheet.write_string(row, column, text)
        elif text:
            sheet.write_number(row, column, day + EXCEL_DAY, dated if day % 4 == 2 else None)
