"""The map on screen: outlines fetched once from a static address, then one letter an area for each change."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import streamlit as st

from dashboard.components import loader
from dashboard.figures.map_specification import MapSpecification

KEY = "map"
_map = st.components.v2.component("needs_map", js=loader("map"), isolate_styles=False)


def draw_map(specification: MapSpecification, base: str, on_open: Callable[[], None]) -> None:
    """Draw the map; `base` is the static address of its outlines without `.paths.json`."""
    _map(key=KEY, data=payload(specification, base), on_opened_change=on_open)


def read_opened() -> str:
    """The code of the area that the reader just opened, or empty. The caller checks it."""
    return str(st.session_state[KEY].opened or "")


def payload(specification: MapSpecification, base: str) -> dict[str, Any]:
    """What travels for one change. Columns are joined, not listed: 2,325 areas come to about 40 KB.

    Printed figures hold no `|`; names stay in the static file.
    """
    s = specification
    sent = {
        "base": base, "language": s.language, "title": s.title, "legend_title": s.legend_title,
        "marks": s.marks,
        "values": "|".join(s.values), "lows": "|".join(s.lows), "highs": "|".join(s.highs),
        "ns": "|".join(s.ns),
        "reasons": {str(index): reason for index, reason in enumerate(s.reasons) if reason},
        "legend": [[item.kind, item.mark, item.text, item.count, item.count_text] for item in s.legend],
        "texts": dict(s.texts), "example": s.example,
    }  # fmt: skip
    stamp = sha256(repr(sent).encode()).hexdigest()[:10]
    return {**sent, "stamp": stamp}
