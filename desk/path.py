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
    data = {"label": words("desk.path"), "step": desk.step, "steps": steps}
    _path(key=KEY, data=data, on_step_change=_on_step)


def go_to(step: str, partner: str | None = None) -> None:
    """Open a step in the run that follows: for callbacks."""
    st.query_params["step"] = step
    if partner is not None:
        st.query_params["partner"] = partner


def next_button(desk: Desk, *, is_main: bool = True) -> None:
    """The button to the step after this one. `is_main`: nothing else is to be done here first."""
    step = STEPS[STEPS.index(desk.step) + 1]
    name = desk.words(f"desk.step.{step}")
    kind = "primary" if is_main else "secondary"
    st.button(desk.words("desk.next", step=name), type=kind, key="next", on_click=go_to, args=(step,))


def way_to_columns(desk: Desk) -> None:
    """A button to where most faults of a file are mended."""
    name = desk.words("desk.step.columns")
    st.button(desk.words("desk.go", step=name), key="to-columns", on_click=go_to, args=("columns",))


def _on_step() -> None:
    step = str(st.session_state[KEY].step or "")
    if step in STEPS:
        go_to(step)
