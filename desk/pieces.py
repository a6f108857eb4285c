"""Pieces of HTML of the desk. Texts are escaped here."""

from html import escape

import streamlit as st

from dashboard.words import Words
from pipelines.errors import UserError


def title(step: str, name: str, lead: str) -> None:
    """The one heading of a step, and what the step is for."""
    st.html(
        f'<div class="dk-title" data-step="{step}"><h1 tabindex="-1">{escape(name)}</h1>'
        f'<p class="dk-lead">{escape(lead)}</p></div>'
    )


def paragraph(text: str) -> None:
    st.html(f'<p class="dk-text">{escape(text)}</p>')


def fault_paragraph(words: Words, fault: UserError | str) -> None:
    """What a command would say. Commands speak English, and a screen reader should know."""
    parts = "".join(f'<p lang="en">{escape(line)}</p>' for line in str(fault).splitlines() if line.strip())
    st.html(f'<div class="dk-fault" role="alert"><p>{escape(words("desk.fault"))}</p>{parts}</div>')


def done(text: str) -> None:
    """What was just done."""
    st.html(f'<p class="dk-done" role="status">{escape(text)}</p>')


def sub_heading(text: str) -> None:
    st.html(f'<h2 class="dk-section">{escape(text)}</h2>')
