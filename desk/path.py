"""The list of steps at the left of every step, and the move from one to another."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from desk.context import STEPS, Desk
from desk.states import State

KEY = "path"
_path = st.components.v2.component(
    "needs_desk_path", js=Path(__file__).with_name("path.js").read_text("utf-8"), isolate_styles=False
)


def draw_path(desk: Desk, states: Sequence[State]) -> None:
    """The steps in order, each with its name and state."""
    words = desk.words
    steps = [
        {
            "id": step,
            "name": words(f"desk.step.{step}"),
            "state": state.kind,
            "note": state.note,
            "is_closed": not desk.partner and step != STEPS[0],
        }
        for step, state in zip(STEPS, states, strict=True)
    ]
    others = [code for code in desk.rules.wording.languages if code != words.language]
    data = {
        "label": words("desk.path"),
        "language": words.language,
        "step": desk.step,
        "steps": steps,
        "languages": [(code, words(f"language_own.{code}")) for code in others],
    }
    _path(key=KEY, data=data, on_step_change=_on_step, on_language_change=_on_language)


def go_to(step: str, partner: str | None = None) -> None:
    """Open a step in the run that follows: for callbacks."""
    st.query_params["step"] = step
    if partner is not None:
        st.query_params["partner"] = partner


def next_button(desk: Desk) -> None:
    """The button to the step after this one."""
    step = STEPS[STEPS.index(desk.step) + 1]
    name = desk.words(f"desk.step.{step}")
    st.button(desk.words("desk.next", step=name), type="primary", key="next", on_click=go_to, args=(step,))


def _on_step() -> None:
    step = str(st.session_state[KEY].step or "")
    if step in STEPS:
        go_to(step)


def _on_language() -> None:
    st.query_params["language"] = str(st.session_state[KEY].language or "")
