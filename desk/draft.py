"""The file in hand: dropped, looked at, and not yet put anywhere. It lives in this session's memory only."""

from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from desk.context import Desk
from pipelines.area_names import read_area_names
from pipelines.intake.guess.area_levels import with_levels
from pipelines.intake.guess.from_file import Proposal, area_words, propose_mapping, with_roles

_KEY = "draft"


@dataclass
class Draft:
    """`roles`: what a person says of a column, by its header."""

    partner: str
    name: str
    data: bytes = field(repr=False)
    proposal: Proposal = field(repr=False)
    roles: dict[str, str] = field(default_factory=dict)


def take_file(desk: Desk, name: str, data: bytes) -> Draft:
    """Look at a dropped file and keep it in hand. Raises IntakeError where it cannot be read."""
    areas = area_words(read_area_names(desk.workspace))
    path = Path(desk.partner) / name
    proposal = propose_mapping(path, desk.catalog, desk.rules.wording, areas, data)
    draft = Draft(desk.partner, name, data, proposal)
    st.session_state[_KEY] = draft
    return draft


def get_draft(desk: Desk) -> Draft | None:
    """The file in hand for this partner."""
    draft = st.session_state.get(_KEY)
    return draft if draft is not None and draft.partner == desk.partner else None


def drop_draft() -> None:
    """Let go of the file in hand."""
    st.session_state.pop(_KEY, None)


def as_said(desk: Desk, draft: Draft) -> Proposal:
    """The proposal with what the person says of it."""
    said = with_roles(draft.proposal, draft.roles, desk.catalog, desk.rules.wording)
    return with_levels(said, read_area_names(desk.workspace), desk.coalition.nested_levels)
