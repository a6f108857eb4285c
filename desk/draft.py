"""The file in hand: dropped, looked at, and not yet put anywhere. It lives in this session's memory only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from desk.context import Desk
from pipelines.intake.guess.from_file import Proposal, propose_mapping, with_roles
from pipelines.intake.saving import known_areas

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
    proposal = propose_mapping(
        Path(desk.partner) / name, desk.catalog, desk.rules.wording, known_areas(desk.workspace), data
    )
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
    said: Mapping[str, str] = draft.roles
    return with_roles(draft.proposal, said, desk.catalog, desk.rules.wording) if said else draft.proposal
