"""The one page of what the next edition would say from the partner's rows."""

from datetime import date
from html import escape

import streamlit as st

from desk.context import Desk
from desk.path import next_button
from desk.pieces import fault_paragraph, look, paragraph
from desk.readings import is_built_now
from desk.states import mark_read
from pipelines.errors import UserError
from pipelines.preview import Preview, preview


def draw(desk: Desk) -> None:
    words = desk.words
    if not desk.workspace.warehouse.is_file():
        paragraph(words("desk.preview.not_built"))
        return
    if not is_built_now(desk):
        look(words("desk.preview.older"))
    try:
        page = preview(desk.workspace, desk.partner, date.today(), words.language)
    except UserError as fault:
        fault_paragraph(words, fault)
        return
    st.html(_as_html(page))
    st.download_button(
        words("desk.preview.download"),
        page.as_text(),
        file_name=f"{desk.partner}_preview.txt",
        mime="text/plain",
        on_click="ignore",
    )
    mark_read(desk)
    next_button(desk)


def _as_html(page: Preview) -> str:
    parts = [f"<h2>{escape(page.title)}</h2>"]
    for head, lines in page.sections:
        items = "".join(f"<li{_indent(line)}>{escape(line.strip())}</li>" for line in lines)
        parts.append(f"<h3>{escape(head)}</h3><ul>{items}</ul>")
    return f'<article class="dk-page">{"".join(parts)}</article>'


def _indent(line: str) -> str:
    return ' class="dk-under"' if line.startswith(" ") else ""
