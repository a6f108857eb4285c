"""What each column is: proposed with the evidence, corrected by a person, saved."""

from html import escape

import streamlit as st

from dashboard.components.pieces import table_html
from desk.choices import code_choices, in_words
from desk.column_layout import draw_layout
from desk.column_settings import draw_settings
from desk.column_words import column_name, evidence, header_in_words
from desk.context import Desk
from desk.draft import Draft, as_said, drop_draft, get_draft, take_last_file
from desk.path import go_to, next_button
from desk.pieces import fault_paragraph, paragraph
from pipelines.errors import UserError
from pipelines.intake.guess.examples import common_words, may_be_shown
from pipelines.intake.guess.from_file import Proposal, mapping_text
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.mapping import ColumnRule, Mapping, read_mapping
from pipelines.intake.remapping import remapped_text
from pipelines.intake.roles import CODED, DROPPED, ROLES
from pipelines.intake.saving import save_mapping
from pipelines.lock import locked

ORDER = (
    "received_on", "need", "need_flag", "result", "result_on", "reason", "helped_by", "area", "zip", "tract",
    "block", "latitude", "longitude", "request_id", "household_key", "kind", "recurring", "age", "age_band",
    "language", "race_ethnicity", "housing", "disability", "work", "children", "household_size", "quantity",
    "count", "identifier", "note", "referred_to", "ignore",
)  # fmt: skip
MOST_EXAMPLES = 6
assert set(ORDER) == set(ROLES)


def draw(desk: Desk) -> None:
    draft = get_draft(desk)
    if draft is not None:
        _draw_draft(desk, draft)
    elif desk.has_mapping:
        _draw_saved(desk)
    else:
        paragraph(desk.words("desk.columns.no_file"))


def _draw_draft(desk: Desk, draft: Draft) -> None:
    proposal = as_said(desk, draft)
    _summary(desk, draft, proposal)
    draw_layout(desk, draft)
    for guess, proposed in zip(proposal.guesses, draft.proposal.guesses, strict=True):
        _column(desk, draft, guess, proposed)
    if not proposal.has_need:
        _one_need(desk, draft)
    with st.container(key="dk-foot"):
        if st.button(desk.words("desk.columns.save"), type="primary", key="save-columns"):
            _save(desk, draft, proposal)


def _one_need(desk: Desk, draft: Draft) -> None:
    """Of a log that no column of needs has: what all of its rows ask for."""
    needs = code_choices(desk, "need")
    draft.need = st.selectbox(
        desk.words("desk.columns.one_need"),
        needs,
        needs.index(draft.need) if draft.need in needs else None,
        format_func=lambda need: in_words(desk, "need", need),
        placeholder=desk.words("desk.columns.one_need_open"),
        key=f"{draft.number}-one-need",
    )


def _summary(desk: Desk, draft: Draft, proposal: Proposal) -> None:
    """How large the file is, and what of it would never be read."""
    words = desk.words
    gone = [column_name(guess, words) for guess in proposal.guesses if guess.role in DROPPED]
    size = words("desk.columns.size", file=draft.name, n=proposal.rows, columns=len(proposal.guesses))
    dropped = (
        words("desk.columns.dropped", columns=words.list(gone))
        if gone
        else words("desk.columns.none_dropped")
    )
    st.html(f'<div class="dk-summary"><p>{escape(size)}</p><p>{escape(dropped)}</p></div>')


def _column(desk: Desk, draft: Draft, guess: Guess, proposed: Guess) -> None:
    """One column: its name and the evidence at the left, what it is at the right."""
    words, name = desk.words, column_name(guess, desk.words)
    state = "dropped" if guess.role in DROPPED else "unread" if guess.role == "ignore" else "read"
    with st.container(key=f"dk-column-{guess.column.number}-{state}"):
        left, right = st.columns([50, 50], gap="medium")
        with left:
            why = escape(evidence(guess, draft, words))
            examples = _examples(desk, guess, proposed)
            st.html(f'<div class="dk-column"><h2>{escape(name)}</h2><p>{why}</p>{examples}</div>')
        with right:
            key = f"{draft.number}-role-{guess.column.number}"
            st.selectbox(
                words("desk.columns.role", column=name),
                ORDER,
                ORDER.index(guess.role),
                format_func=lambda role: words(f"desk.role.{role}"),
                key=key,
                on_change=lambda: draft.say(guess.column.header, st.session_state[key]),
                label_visibility="collapsed",
            )
            draw_settings(desk, draft, guess, proposed)


def _examples(desk: Desk, guess: Guess, proposed: Guess) -> str:
    """Words of a coded column that many rows have; of no other column is a cell ever shown."""
    if guess.role not in CODED or not may_be_shown(proposed):
        return ""
    found = common_words(guess.column, MOST_EXAMPLES)
    if not found:
        return ""
    listed = ", ".join(f"<q>{escape(word)}</q>" for word in found)
    return f'<p class="dk-examples">{escape(desk.words("desk.columns.examples"))} {listed}</p>'


def _save(desk: Desk, draft: Draft, proposal: Proposal) -> None:
    finest = desk.coalition.finest_level
    try:
        with locked(desk.workspace, "desk"):
            if desk.has_mapping:
                text = remapped_text(desk.folder, proposal, draft.name, finest)
            else:
                text = mapping_text(desk.partner, f"*{_suffix(draft.name)}", proposal, finest)
            save_mapping(desk.folder, text, draft.name, draft.data, desk.catalog)
    except UserError as fault:
        fault_paragraph(desk.words, fault)
        return
    drop_draft(desk)
    go_to("kept_out")
    st.rerun()


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2]}"


def _draw_saved(desk: Desk) -> None:
    """The columns as they are saved, and a way to correct them."""
    words = desk.words
    try:
        mapping, _ = read_mapping(desk.folder)
    except UserError as fault:
        fault_paragraph(words, fault)
        return
    paragraph(words("desk.columns.saved", n=len(mapping.columns)))
    st.html(_saved_table(desk, mapping))
    next_button(desk)
    if st.button(words("desk.columns.change"), key="change-columns"):
        try:
            take_last_file(desk)
        except UserError as fault:
            fault_paragraph(words, fault)
            return
        st.rerun()


def _saved_table(desk: Desk, mapping: Mapping) -> str:
    words = desk.words
    heads = [words(f"desk.columns.head_{name}") for name in ("name", "role")]
    rows = [
        (header_in_words(header, words), _role_in_words(desk, rule))
        for header, rule in mapping.columns.items()
    ]
    return table_html(heads, rows, numbers_from=2)


def _role_in_words(desk: Desk, rule: ColumnRule) -> str:
    said = desk.words(f"desk.role.{rule.role}")
    return f"{said} ({desk.words('desk.columns.optional')})" if rule.optional else said
