"""Words that nothing codes, each given a code by a person."""

import polars as pl
import streamlit as st

from desk.choices import code_choices, field_in_words, in_words
from desk.context import Desk
from desk.path import next_button, way_to_columns
from desk.pieces import done, fault_paragraph, paragraph, sub_heading
from desk.readings import Fault, open_words, rows_told
from pipelines.errors import UserError
from pipelines.intake.saving import save_codes
from pipelines.lock import locked

SAYS_NOTHING = "-"  # of no catalog: a word that is no answer


def draw(desk: Desk) -> None:
    words = desk.words
    if not desk.has_mapping:
        paragraph(words("desk.no_mapping"))
        return
    with st.spinner(words("desk.kept_out.counting")):
        found = open_words(desk)
        saved = st.session_state.pop("words_saved", 0)
        if saved:
            # A word that has a code is no name any more, so rows that were kept out for it may be loaded.
            rows_told(desk)
    if isinstance(found, Fault):
        fault_paragraph(words, found.text)
        way_to_columns(desk)
        return
    if saved:
        done(words("desk.words.saved", n=saved))
    if not found.height:
        done(words("desk.words.all_coded"))
    can_be_coded = [
        field for field in found["field"].unique(maintain_order=True) if code_choices(desk, field)
    ]
    is_open = bool(found.filter(pl.col("field").is_in(can_be_coded), pl.col("word") != "").height)
    if is_open:
        with st.form("words", border=False):
            chosen = {field: _field(desk, field, found.filter(field=field)) for field in can_be_coded}
            if st.form_submit_button(words("desk.words.save"), type="primary"):
                _save(desk, chosen)
    for field in found["field"].unique(maintain_order=True):
        _rest(desk, field, found.filter(field=field), can_be_coded)
    next_button(desk, is_main=not is_open)


def _field(desk: Desk, field: str, found: pl.DataFrame) -> dict[str, str | None]:
    """A select box for each word of a field: what the person chooses for it, or None."""
    words = desk.words
    of_form = found.filter(pl.col("word") != "")
    if not of_form.height:
        return {}
    sub_heading(field_in_words(desk, field))
    # A need that says nothing would be a request for nothing: such a row is left as not yet coded.
    codes = [*code_choices(desk, field), *([] if field == "need" else [SAYS_NOTHING])]
    chosen = {}
    for word, rows, suggestion in of_form.select("word", "rows", "suggestion").iter_rows():
        chosen[word] = st.selectbox(
            words("desk.words.word", word=word, n=rows),
            codes,
            codes.index(suggestion) if suggestion in codes else None,
            format_func=lambda code: (
                words("desk.words.nothing") if code == SAYS_NOTHING else in_words(desk, field, code)
            ),
            placeholder=words("desk.words.open"),
            key=f"word-{desk.partner}-{field}-{word}",
        )
    return chosen


def _rest(desk: Desk, field: str, found: pl.DataFrame, can_be_coded: list[str]) -> None:
    """What cannot be coded here: words of few rows, which may be what one person wrote, and other fields."""
    words = desk.words
    rows = int(found.filter(pl.col("word") == "")["rows"].sum())
    if field not in can_be_coded:
        rows = int(found["rows"].sum())
        paragraph(words("desk.words.no_codes", field=field_in_words(desk, field), n=rows))
    elif rows:
        paragraph(words("desk.words.few", field=field_in_words(desk, field), n=rows))


def _save(desk: Desk, chosen: dict[str, dict[str, str | None]]) -> None:
    codes = {
        field: {word: None if code == SAYS_NOTHING else code for word, code in of_field.items() if code}
        for field, of_field in chosen.items()
    }
    try:
        with locked(desk.workspace, "desk"):
            save_codes(desk.folder, codes, desk.catalog)
    except UserError as fault:
        fault_paragraph(desk.words, fault)
        return
    st.session_state["words_saved"] = sum(map(len, codes.values()))
    st.rerun()
