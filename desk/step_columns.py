"""What each column is: proposed with the evidence, corrected by a person, saved."""

import streamlit as st

from desk.context import Desk
from desk.draft import Draft, as_said, drop_draft, get_draft
from desk.path import go_to
from desk.pieces import fault_paragraph, paragraph
from pipelines.errors import UserError
from pipelines.intake.columns import column_words
from pipelines.intake.guess.from_file import mapping_text
from pipelines.intake.guess.propose import Guess
from pipelines.intake.roles import ROLES
from pipelines.intake.saving import save_mapping
from pipelines.lock import locked


def draw(desk: Desk) -> None:
    words = desk.words
    draft = get_draft(desk)
    if draft is None:
        paragraph(words("desk.columns.no_file"))
        return
    proposal = as_said(desk, draft)
    for guess in proposal.guesses:
        _column(desk, draft, guess)
    if st.button(words("desk.columns.save"), type="primary"):
        _save(desk, draft)


def _column(desk: Desk, draft: Draft, guess: Guess) -> None:
    words, column = desk.words, guess.column
    left, right = st.columns([50, 50])
    with left:
        paragraph(column_words(column.number, column.header))
    with right:
        key = f"role-{column.number}"
        role = st.selectbox(
            words("desk.columns.role", column=column_words(column.number, column.header)),
            list(ROLES),
            list(ROLES).index(guess.role),
            format_func=lambda role: words(f"desk.role.{role}"),
            key=key,
            label_visibility="collapsed",
        )
        if role != guess.role:
            draft.roles[column.header] = role
            st.rerun()


def _save(desk: Desk, draft: Draft) -> None:
    proposal = as_said(desk, draft)
    suffix = "." + draft.name.rpartition(".")[2]
    text = mapping_text(desk.partner, f"*{suffix}", proposal, desk.coalition.finest_level)
    try:
        with locked(desk.workspace, "desk"):
            save_mapping(desk.folder, text, draft.name, draft.data, desk.catalog)
    except UserError as fault:
        fault_paragraph(desk.words, fault)
        return
    drop_draft()
    go_to("kept_out")
    st.rerun()
