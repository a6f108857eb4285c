"""The filters, as a row of chips that reads like a sentence."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from dashboard.components import loader

KEY = "chips"
_chips = st.components.v2.component("needs_chips", js=loader("chips"), isolate_styles=False)


Section = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Chip:
    """One filter: `sections` of (title or empty, options as (value, text))."""

    field: str
    label: str
    value: str
    sections: tuple[Section, ...]


def draw_chips(label: str, chips: list[Chip], on_change: Callable[[], None]) -> None:
    """Draw the row; a change calls `on_change`, which asks `read_change` what it was."""
    drawn = [
        {"field": chip.field, "label": chip.label, "value": chip.value, "sections": chip.sections}
        for chip in chips
    ]
    _chips(key=KEY, data={"label": label, "chips": drawn}, on_changed_change=on_change)


def read_change() -> tuple[str, str] | None:
    """Field and value that the reader just chose, or None. It comes from a browser: the caller checks
    both.
    """
    changed = st.session_state[KEY].changed
    if not isinstance(changed, dict):
        return None
    return str(changed.get("field", "")), str(changed.get("value", ""))
