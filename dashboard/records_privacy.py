"""What was hidden in this edition and how it was tested, from the manifest, in words."""

import streamlit as st

from dashboard.components.pieces import caption, table_below, table_html
from dashboard.components.section import list_html, no_figure
from dashboard.frame import Frame
from dashboard.words import Words

FACTS = (
    "cells",
    "cells_hidden",
    "hidden_large_percent",
    "cells_not_published",
    "hidden_exact",
    "hidden_within_1",
    "hidden_within_3",
    "narrowest_range",
    "public_gate",
    "private_gate",
)
GATES = ("passed", "refused", "not_run")


def draw_privacy(frame: Frame) -> None:
    """The sentences that the manifest supports, then every fact as a table."""
    said = privacy_sentences(frame)
    if not said:
        no_figure(frame.words, frame.words("records.privacy_none"))
        return
    st.html(list_html(said))
    table_below(frame.words("place.table"), facts_table(frame))
    caption([frame.words("records.privacy_caption")])


def privacy_sentences(frame: Frame) -> list[str]:
    """Each sentence only where the manifest has the fact that it needs."""
    words, manifest = frame.words, frame.edition.manifest
    policy = {row.name: row.value for row in frame.edition.get_policy()}
    said = []
    if "threshold" in policy:
        said.append(words("records.privacy_small", most=int(policy["threshold"]) - 1))
    if _number(manifest, "cells") and _number(manifest, "cells_hidden") is not None:
        cells, hidden = _number(manifest, "cells"), _number(manifest, "cells_hidden")
        said.append(
            words("records.privacy_hidden", cells=cells, hidden=hidden, of_100=round(100 * hidden / cells))
        )
    if _number(manifest, "narrowest_range") is not None:
        said.append(words("records.privacy_narrowest", n=_number(manifest, "narrowest_range")))
    if _number(manifest, "cells_not_published"):
        said.append(words("records.privacy_not_published", n=_number(manifest, "cells_not_published")))
    said += [
        gate_sentence(words, gate, manifest[gate])
        for gate in ("public_gate", "private_gate")
        if manifest.get(gate)
    ]
    return said


def gate_sentence(words: Words, gate: str, result: str) -> str:
    """A result that we do not know the word for is told as not passed: the unsafe side."""
    return words(f"records.{gate}_{result if result in GATES else 'refused'}")


def _number(manifest: dict[str, str], name: str) -> int | None:
    return int(manifest[name]) if manifest.get(name, "").isdigit() else None


def facts_table(frame: Frame) -> str:
    """The facts of the manifest, named."""
    words, manifest = frame.words, frame.edition.manifest
    lines = [
        (words(f"records.fact_{name}"), _fact(words, manifest[name])) for name in FACTS if manifest.get(name)
    ]
    return table_html([words("records.column_what"), words("records.column_value")], lines)


def _fact(words: Words, value: str) -> str:
    if value.isdigit():
        return words.wording.format_number(words.language, int(value))
    return words(f"records.gate_{value if value in GATES else 'refused'}")
