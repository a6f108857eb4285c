"""The partner's file, dropped into memory. It is put on the disk only once its columns are confirmed."""

import streamlit as st

from desk.context import Desk
from desk.draft import get_draft, take_file
from desk.path import next_button
from desk.pieces import done, fault_paragraph
from pipelines.errors import UserError


def draw(desk: Desk) -> None:
    words = desk.words
    dropped = st.file_uploader(words("desk.file.drop"), key=f"file-{desk.partner}")
    draft = get_draft(desk)
    if dropped is not None and (draft is None or draft.data != dropped.getvalue()):
        try:
            draft = take_file(desk, dropped.name, dropped.getvalue())
        except UserError as fault:
            fault_paragraph(words, fault)
            return
    if draft is not None:
        done(
            words(
                "desk.file.in_hand",
                file=draft.name,
                n=draft.proposal.rows,
                columns=len(draft.proposal.guesses),
            )
        )
        next_button(desk)
