"""The one page of what the next edition would say from the partner's rows."""

from datetime import date

import streamlit as st

from desk.context import Desk
from desk.path import next_button
from desk.pieces import fault_paragraph
from pipelines.errors import UserError
from pipelines.preview import preview


def draw(desk: Desk) -> None:
    try:
        page = preview(desk.workspace, desk.partner, date.today(), desk.words.language)
    except UserError as fault:
        fault_paragraph(desk.words, fault)
        return
    st.text(page.as_text())
    next_button(desk)
