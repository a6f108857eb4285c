"""Pieces of HTML of the desk. Texts are escaped here."""

from html import escape

import streamlit as st

from dashboard.words import Words
from desk.faults import what_happened, what_to_do
from pipelines.errors import UserError


def title(step: str, name: str, lead: str) -> None:
    """The one heading of a step, and what the step is for."""
    st.html(
        f'<div class="dk-title" data-step="{step}"><h1 tabindex="-1">{escape(name)}</h1>'
        f'<p class="dk-lead">{escape(lead)}</p></div>'
    )


def paragraph(text: str) -> None:
    st.html(f'<p class="dk-text">{escape(text)}</p>')


def sub_heading(text: str) -> None:
    st.html(f'<h2 class="dk-section">{escape(text)}</h2>')


def done(text: str) -> None:
    """What was just done."""
    st.html(f'<p class="dk-done" role="status">{escape(text)}</p>')


def look(text: str) -> None:
    """What a person should look at before going on."""
    st.html(f'<p class="dk-look">{escape(text)}</p>')


def holder_line(text: str) -> None:
    """Who else is at work."""
    st.html(f'<p class="dk-holder" role="status">{escape(text)}</p>')


def refusal(text: str) -> None:
    """What the page itself asks for before it goes on."""
    st.html(f'<div class="dk-fault" role="alert"><p>{escape(text)}</p></div>')


def fault_paragraph(words: Words, fault: UserError) -> None:
    """What was refused, what to do, and the paragraph of the command."""
    text = f"<p>{escape(what_happened(words, fault))}</p><p>{escape(what_to_do(words, fault))}</p>"
    said = _said(words("desk.fault"), str(fault))
    st.html(f'<div class="dk-fault" role="alert">{text}<div class="dk-said">{said}</div></div>')


def program_says(words: Words, text: str) -> None:
    """A remark of a command."""
    st.html(f'<div class="dk-remark">{_said(words("desk.remark"), text)}</div>')


def _said(lead: str, text: str) -> str:
    """Commands speak English, and a screen reader should know."""
    lines = "".join(f'<p lang="en">{escape(line)}</p>' for line in text.splitlines() if line.strip())
    return f"<p>{escape(lead)}</p>{lines}"
