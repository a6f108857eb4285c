"""Pieces of HTML that every page uses: verdict, notice, caption, table, copy link. Texts are escaped here."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard.words import Words


def verdict_pill(verdict: str, words: Words) -> str:
    """Sign and word of a verdict; the sign differs in shape, not in colour."""
    return (
        f'<span class="cn-verdict" data-verdict="{escape(verdict)}"><i aria-hidden="true"></i>'
        f"{escape(words(f'verdict.{verdict}'))}</span>"
    )


def notice(text: str, kind: str = "note") -> None:
    """A line that the reader must see: `note`, or `warning` for what could mislead."""
    role = ' role="status"' if kind == "note" else ' role="alert"'
    st.html(f'<p class="cn-notice cn-notice-{kind}"{role}>{escape(text)}</p>')


def caption(parts: Sequence[str]) -> None:
    """Source, as of, n, out of whom, caveat, licence: one line below a figure."""
    st.html(f'<p class="cn-caption">{escape(" ".join(part for part in parts if part))}</p>')


def in_words(title: str, text: str) -> None:
    """The text summary of a figure, made from its numbers."""
    st.html(f'<p class="cn-in-words"><strong>{escape(title)}</strong> {escape(text)}</p>')


def table_html(
    heads: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", numbers_from: int = 1
) -> str:
    """A table; columns from `numbers_from` on are figures, right-aligned. The first column names the row."""
    head = "".join(
        f'<th scope="col"{_align(i, numbers_from)}>{escape(text)}</th>' for i, text in enumerate(heads)
    )
    body = "".join(f"<tr>{_row(row, numbers_from)}</tr>" for row in rows)
    named = f"<caption>{escape(title)}</caption>" if title else ""
    return f'<table class="cn-table">{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def table_below(summary: str, html: str) -> None:
    """A table one click below its figure."""
    st.html(f'<details class="cn-table-below"><summary>{escape(summary)}</summary>{html}</details>')


def copy_link(words: Words) -> str:
    """A button that copies the address of exactly this view."""
    return (
        f'<button type="button" class="cn-link" data-cn-copy="1">{escape(words("frame.copy_link"))}</button>'
    )


def link(address: str, text: str) -> str:
    """A link to another view of ours, followed without loading the page anew."""
    return f'<a class="cn-go cn-link" href="/{escape(address)}">{escape(text)}</a>'


def example_mark(words: Words, is_example: bool) -> str:
    """The attribute that lays the EXAMPLE mark across a card or page that uses simulated inputs."""
    return f' data-example="{escape(words("frame.example"))}"' if is_example else ""


def _align(column: int, numbers_from: int) -> str:
    return ' class="cn-number"' if column >= numbers_from else ""


def _row(row: Sequence[str], numbers_from: int) -> str:
    first, *rest = row
    cells = "".join(
        f"<td{_align(i, numbers_from)}>{escape(text)}</td>" for i, text in enumerate(rest, start=1)
    )
    return f'<th scope="row">{escape(first)}</th>{cells}'
