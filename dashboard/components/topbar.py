"""What stands at the right of the page list on every page: the other language and "Help now"."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.components import loader
from dashboard.rows import HelpLine
from dashboard.words import Words

KEY = "topbar"
_topbar = st.components.v2.component("needs_topbar", js=loader("topbar"), isolate_styles=False)


def draw_topbar(
    words: Words,
    languages: Sequence[tuple[str, str]],
    lines: Sequence[HelpLine],
    address: str,
    times_lost: int,
    on_language: Callable[[], None],
    on_go: Callable[[], None],
) -> None:
    """`languages`: code and name of the languages to switch to. `address`: the query string of this view.

    A click on the page list empties the address; `times_lost` counts these, so that the same address is
    written again.
    """
    data = {
        "language": words.language,
        "address": address,
        "times_lost": times_lost,
        "languages": languages,
        "copied": words("frame.link_copied"),
        "help": {
            "button": words("frame.help_now"),
            "title": words("frame.help_title"),
            "lead": words("frame.help_lead"),
            "close": words("frame.close"),
            "lines": [_line(line, words) for line in lines],
        },
    }
    _topbar(key=KEY, data=data, on_language_change=on_language, on_go_change=on_go)


def read_language() -> str:
    """The language that the reader just asked for, or empty. The caller checks it."""
    return str(st.session_state[KEY].language or "")


def read_go() -> str:
    """The address of ours that the reader just followed, or empty. The caller checks it."""
    return str(st.session_state[KEY].go or "")


def _line(line: HelpLine, words: Words) -> dict[str, Any]:
    return {
        "name": words.or_text(line.name),
        "telephone": line.telephone,
        "call": words("frame.call", number=line.telephone),
        "text_to": line.text_to,
        "text": words("frame.text", number=line.text_to),
        "note": words.or_text(line.note),
    }
