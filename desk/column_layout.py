"""Which table of the file it is: the sheet, and the row of the headings where looking found another."""

import streamlit as st

from desk.context import Desk
from desk.draft import Draft, take_file
from desk.pieces import fault_paragraph
from pipelines.errors import UserError

BY_LOOKING = 0
MOST_HEADER_ROWS = 3


def draw_layout(desk: Desk, draft: Draft) -> None:
    """Folded away: it is right for nearly every file."""
    words, layout = desk.words, draft.proposal.layout
    with st.expander(words("desk.layout.other_table")), st.form(f"layout-{draft.number}", border=False):
        said = {}
        if len(draft.sheets) > 1:
            at = draft.sheets.index(layout.sheet) if layout.sheet in draft.sheets else 0
            said["sheet"] = st.selectbox(words("desk.layout.sheet"), draft.sheets, at)
        row = st.number_input(
            words("desk.layout.header_row"), BY_LOOKING, None, layout.header_row or BY_LOOKING
        )
        said["header_row"] = None if row == BY_LOOKING else int(row)
        said["header_rows"] = st.number_input(
            words("desk.layout.header_rows"), 1, MOST_HEADER_ROWS, layout.header_rows
        )
        if st.form_submit_button(words("desk.layout.look_again")):
            _look_again(desk, draft, said)


def _look_again(desk: Desk, draft: Draft, said: dict) -> None:
    layout = draft.proposal.layout.model_copy(update=said)
    try:
        take_file(desk, draft.name, draft.data, is_new=draft.is_new, layout=layout)
    except UserError as fault:
        fault_paragraph(desk.words, fault)
        return
    st.rerun()
