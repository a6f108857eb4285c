"""What is thrown away: every row accounted for, with reasons and row numbers."""

import streamlit as st

from dashboard.components.pieces import table_html
from desk.context import Desk
from desk.path import next_button
from desk.pieces import fault_paragraph, paragraph
from pipelines.errors import UserError
from pipelines.intake.kept_out import account_for_rows


def draw(desk: Desk) -> None:
    words = desk.words
    if not desk.has_mapping:
        paragraph(words("desk.no_mapping"))
        return
    try:
        told = account_for_rows(desk.folder)
    except UserError as fault:
        fault_paragraph(words, fault)
        return
    rows = [
        (words(f"row_fate.{fate}"), "" if reason == "all" else words(f"row_reason.{reason}"), f"{n:,}")
        for fate, reason, n in told.account.select("fate", "reason", "rows").iter_rows()
    ]
    st.html(table_html(["", "", ""], rows))
    next_button(desk)
