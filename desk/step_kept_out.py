"""What is left out: every row accounted for, with reasons and row numbers; the columns that nobody reads."""

import io
from html import escape

import polars as pl
import streamlit as st

from dashboard.components.pieces import table_html
from dashboard.components.section import fold_html
from desk.column_words import header_in_words
from desk.context import Desk
from desk.path import next_button, way_to_columns
from desk.pieces import fault_paragraph, paragraph, program_says, sub_heading
from desk.readings import Fault, rows_told
from pipelines.intake.columns import letters
from pipelines.intake.kept_out import RowsTold
from pipelines.intake.mapping import read_mapping
from pipelines.intake.roles import DROPPED
from pipelines.tables.accounts import REASONS_OF

MOST_NUMBERS = 60  # of one reason and file; the download has all


def draw(desk: Desk) -> None:
    words = desk.words
    if not desk.has_mapping:
        paragraph(words("desk.no_mapping"))
        return
    with st.spinner(words("desk.kept_out.counting")):
        told = rows_told(desk)
    if isinstance(told, Fault):
        fault_paragraph(words, told.text)
        way_to_columns(desk)
        return
    _draw_account(desk, told.account)
    if told.kept_out.height:
        sub_heading(words("desk.kept_out.which"))
        st.html("".join(_numbers(desk, told)))
        st.download_button(
            words("desk.kept_out.download"),
            _as_csv(told.kept_out),
            file_name=f"{desk.partner}_rows.csv",
            mime="text/csv",
            on_click="ignore",
        )
    sub_heading(words("desk.kept_out.columns"))
    columns = read_mapping(desk.folder)[0].columns
    gone = [header_in_words(name, words) for name, rule in columns.items() if rule.role in DROPPED]
    paragraph(
        words("desk.columns.dropped", columns=words.list(gone))
        if gone
        else words("desk.columns.none_dropped")
    )
    for text in told.notices:
        program_says(words, text)
    next_button(desk)


def _draw_account(desk: Desk, account: pl.DataFrame) -> None:
    """Rows received = the sum of all that became of them."""
    words = desk.words
    counts = dict(_sums(account))
    rows = []
    for fate, reasons in REASONS_OF.items():
        for reason in reasons or ("all",):
            if counts.get((fate, reason)):
                why = "" if reason == "all" else words(f"row_reason.{reason}")
                rows.append((words(f"row_fate.{fate}"), why, words("desk.number", n=counts[fate, reason])))
    heads = [words(f"desk.kept_out.head_{name}") for name in ("fate", "reason", "rows")]
    st.html(f'<div class="dk-account">{table_html(heads, rows, numbers_from=2)}</div>')
    received, loaded = counts.get(("received", "all"), 0), counts.get(("loaded", "all"), 0)
    st.html(f'<p class="dk-sum">{escape(words("desk.kept_out.sum", n=received, loaded=loaded))}</p>')


def _sums(account: pl.DataFrame) -> list[tuple[tuple[str, str], int]]:
    summed = account.group_by("fate", "reason").agg(pl.col("rows").sum())
    return [((fate, reason), rows) for fate, reason, rows in summed.iter_rows()]


def _numbers(desk: Desk, told: RowsTold) -> list[str]:
    """A fold per reason: file and row numbers, with the column where one is to blame."""
    words, folds = desk.words, []
    found = told.kept_out.partition_by("fate", "reason", as_dict=True, maintain_order=True)
    in_order = [(fate, reason) for fate, reasons in REASONS_OF.items() for reason in reasons]
    for fate, reason in sorted(found, key=in_order.index):
        rows = found[fate, reason]
        why = f"{words(f'row_fate.{fate}')}: {words(f'row_reason.{reason}')}"
        lines = "".join(
            f"<p><strong>{escape(file)}</strong> {escape(_row_list(desk, of_file))}</p>"
            for (file,), of_file in rows.group_by("file", maintain_order=True)
        )
        folds.append(fold_html(f"{why} ({words('desk.number', n=rows.height)})", lines))
    return folds


def _row_list(desk: Desk, rows: pl.DataFrame) -> str:
    words = desk.words
    parts = [
        words("desk.kept_out.row_column", row=str(number), column=letters(column)) if column else str(number)
        for number, column in rows.select("row_number", "column_number").head(MOST_NUMBERS).iter_rows()
    ]
    more = rows.height - len(parts)
    listed = words("desk.kept_out.rows", n=rows.height, rows=", ".join(parts))
    return f"{listed} {words('desk.kept_out.more', n=more)}" if more else listed


def _as_csv(rows: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    rows.write_csv(out)
    return out.getvalue()
