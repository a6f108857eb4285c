"""The partner's file, dropped into memory. It comes to the disk only past the gate, once a person says so."""

import json
from html import escape
from pathlib import Path

import streamlit as st

from desk.context import Desk
from desk.draft import Draft, drop_draft, get_draft, take_file
from desk.path import go_to, next_button
from desk.pieces import done, fault_paragraph, paragraph
from pipelines.errors import UserError
from pipelines.intake.mapping import data_files, read_mapping
from pipelines.intake.rows import check_file
from pipelines.intake.saving import save_file
from pipelines.lock import locked

_names = st.components.v2.component(
    "needs_desk_uploader", js=Path(__file__).with_name("uploader.js").read_text("utf-8"), isolate_styles=False
)


def draw(desk: Desk) -> None:
    words = desk.words
    _draw_there(desk)
    with st.container(key="dk-drop"):
        st.html(f"<style>.st-key-dk-drop{{{_texts_of_uploader(desk)}}}</style>")
        key = f"file-{desk.partner}-{st.session_state.get('saves', 0)}"
        dropped = st.file_uploader(words("desk.file.drop"), key=key, on_change=_on_file, args=(desk, key))
        _names(
            key="names", data={name: words(f"desk.file.{name}") for name in ("choose", "let_go", "another")}
        )
    draft = get_draft(desk)
    if dropped is not None and (
        draft is None or (draft.name, draft.data) != (dropped.name, dropped.getvalue())
    ):
        try:
            with st.spinner(words("desk.file.looking")):
                draft = take_file(desk, Path(dropped.name).name, dropped.getvalue())
        except UserError as fault:
            drop_draft(desk)
            fault_paragraph(words, fault)
            return
        st.rerun()
    if draft is not None and draft.is_new:
        _draw_draft(desk, draft)
        # Of a page that was loaded anew, the box is empty while the file is still in hand.
        if dropped is None:
            st.button(words("desk.file.let_go"), key="let-go", on_click=drop_draft, args=(desk,))
    elif data_files(desk.folder):
        next_button(desk)


def _on_file(desk: Desk, key: str) -> None:
    """A file that is taken out of the box is no longer in hand."""
    if st.session_state[key] is None:
        drop_draft(desk)


def _texts_of_uploader(desk: Desk) -> str:
    """The words on the box, for the style sheet: Streamlit has them in English only."""
    choose, drop = desk.words("desk.file.choose"), desk.words("desk.file.or_drop")
    return f"--dk-choose:{_css(choose)};--dk-or-drop:{_css(drop)};"


def _css(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _draw_there(desk: Desk) -> None:
    """The files that the partner has sent so far."""
    names = [path.name for path in data_files(desk.folder)]
    if names:
        items = "".join(f"<li>{escape(name)}</li>" for name in names)
        head = escape(desk.words("desk.file.there", n=len(names)))
        st.html(f'<div class="dk-there"><p>{head}</p><ul>{items}</ul></div>')


def _draw_draft(desk: Desk, draft: Draft) -> None:
    words = desk.words
    columns = len(draft.proposal.guesses)
    done(words("desk.file.in_hand", file=draft.name, n=draft.proposal.rows, columns=columns))
    if not desk.has_mapping:
        next_button(desk)
        return
    try:
        check_file(desk.partner, draft.name, draft.data, read_mapping(desk.folder)[0])
    except UserError as fault:
        fault_paragraph(words, fault)
        paragraph(words("desk.file.does_not_fit"))
        next_button(desk)
        return
    paragraph(words("desk.file.fits"))
    if st.button(words("desk.file.save"), type="primary", key="save-file"):
        _save(desk, draft)


def _save(desk: Desk, draft: Draft) -> None:
    try:
        with locked(desk.workspace, "desk"):
            save_file(desk.folder, draft.name, draft.data, desk.catalog)
    except UserError as fault:
        fault_paragraph(desk.words, fault)
        return
    drop_draft(desk)
    st.session_state["saves"] = st.session_state.get("saves", 0) + 1
    go_to("kept_out")
    st.rerun()
