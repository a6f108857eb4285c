"""Both accounts of the last build, from the private store: of rows, and of how they became requests."""

from collections.abc import Mapping
from html import escape

import polars as pl
import streamlit as st

from dashboard.components.pieces import table_html
from dashboard.components.section import fold_html
from desk.choices import field_in_words
from desk.context import Desk
from desk.pieces import paragraph, sub_heading
from desk.states import name_of
from pipelines.schema import Table
from pipelines.tables.accounts import REQUEST_STEPS, ROW_FATES
from pipelines.tables.warehouse import REQUEST_ACCOUNT, ROW_ACCOUNT, UNMAPPED
from pipelines.warehouse import read_tables

SHOWN_STEPS = ("loaded_rows", "offer_rows", "ask_rows", "expanded", "folded", "requests")


def draw_accounts(desk: Desk) -> None:
    """The partner in hand first, the others in a fold."""
    tables = read_tables(desk.workspace.warehouse, (ROW_ACCOUNT, REQUEST_ACCOUNT, UNMAPPED))
    partners = tables[ROW_ACCOUNT]["partner"].unique().sort().to_list()
    if desk.partner in partners:
        sub_heading(name_of(desk, desk.partner))
        st.html(_both(desk, tables, desk.partner))
        _unmapped(desk, tables[UNMAPPED].filter(partner=desk.partner))
    others = [partner for partner in partners if partner != desk.partner]
    if others:
        inside = "".join(
            f"<h3>{escape(name_of(desk, partner))}</h3>{_both(desk, tables, partner)}" for partner in others
        )
        st.html(fold_html(desk.words("desk.build.others", n=len(others)), inside))


def _both(desk: Desk, tables: Mapping[Table, pl.DataFrame], partner: str) -> str:
    """Both accounts of one partner, side by side where there is room."""
    rows = _rows(desk, tables[ROW_ACCOUNT].filter(partner=partner))
    requests = _requests(desk, tables[REQUEST_ACCOUNT].filter(partner=partner))
    return f'<div class="dk-accounts">{rows}{requests}</div>'


def _rows(desk: Desk, account: pl.DataFrame) -> str:
    words = desk.words
    sums = dict(account.group_by("fate").agg(pl.col("rows").sum()).iter_rows())
    rows = [
        (words(f"row_fate.{fate}"), words("desk.number", n=sums[fate]))
        for fate in ROW_FATES
        if sums.get(fate)
    ]
    return table_html([words("desk.build.rows"), words("desk.kept_out.head_rows")], rows)


def _requests(desk: Desk, account: pl.DataFrame) -> str:
    words = desk.words
    steps = dict(account.select("step", "rows").iter_rows())
    rows = [
        (words(f"desk.request_step.{step}"), words("desk.number", n=steps[step]))
        for step in REQUEST_STEPS
        if step in SHOWN_STEPS and step in steps
    ]
    return table_html([words("desk.build.requests"), words("desk.build.head_number")], rows)


def _unmapped(desk: Desk, unmapped: pl.DataFrame) -> None:
    for field, rows in unmapped.select("field", "rows").iter_rows():
        paragraph(desk.words("desk.build.not_coded", field=field_in_words(desk, field), n=rows))
