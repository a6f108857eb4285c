"""Parts of a long page: a section with its heading, a fold that opens, a list. Texts are escaped here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape

import streamlit as st

from dashboard.words import Words


@contextmanager
def page_sections(key: str) -> Iterator[None]:
    """The sections of a page: one column, two where the screen is wide."""
    with st.container(key=f"cn-sections-{key}"):
        yield


@contextmanager
def section(key: str, title: str, wide: bool = False) -> Iterator[None]:
    """One section under its heading; a wide one takes the whole width of any screen."""
    with st.container(key=f"cn-section-{key}{'-wide' if wide else ''}"):
        st.html(f'<h2 class="cn-section">{escape(title)}</h2>')
        yield


def lead(sentences: Sequence[str], example: str) -> None:
    """The sentence that a page begins with, and what stands right after it."""
    first, *rest = sentences
    after = "".join(f'<p class="cn-lead-more">{escape(text)}</p>' for text in rest if text)
    st.html(f'<section class="cn-lead"{example}><p class="cn-sentence">{escape(first)}</p>{after}</section>')


def paragraph(text: str) -> None:
    st.html(f'<p class="cn-text">{escape(text)}</p>')


def fold_html(summary: str, inside: str, is_open: bool = False) -> str:
    """A part that opens at a click or with Enter. `inside` is HTML."""
    opened = " open" if is_open else ""
    return (
        f'<details class="cn-fold"{opened}><summary>{escape(summary)}</summary><div>{inside}</div></details>'
    )


def list_html(items: Sequence[str]) -> str:
    """Short sentences, one a line."""
    return '<ul class="cn-list">' + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def text_html(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def definitions_html(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and what they mean."""
    return (
        '<dl class="cn-definitions">'
        + "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs)
        + "</dl>"
    )


def chart(figure: object, key: str, alt: str) -> None:
    """A Plotly figure: no tools over it, and its summary as text alternative."""
    st.plotly_chart(figure, key=key, alt=alt, config={"displayModeBar": False}, theme=None)


def no_figure(words: Words, text: str) -> None:
    """In place of a figure: why there is none."""
    st.html(f'<p class="cn-empty">{escape(text or words("tonight.empty"))}</p>')
