"""What stands above every step: whose desk it is, the other language, and who else is at work."""

import os
from html import escape
from pathlib import Path

import streamlit as st

from desk.context import STEPS, Desk
from desk.pieces import holder_line
from pipelines.lock import Holder, find_holder

KEY = "language"
_language = st.components.v2.component(
    "needs_desk_language", js=Path(__file__).with_name("language.js").read_text("utf-8"), isolate_styles=False
)


def draw_bar(desk: Desk) -> None:
    """The name of the desk and of the coalition, and the languages to switch to."""
    words, names = desk.words, desk.coalition.name
    name = escape(names.get(words.language) or next(iter(names.values())))
    with st.container(key="dk-bar", horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="dk-bar"><strong>{escape(words("desk.name"))}</strong><span>{name}</span></div>')
        others = [code for code in desk.rules.wording.languages if code != words.language]
        data = {
            "language": words.language,
            "languages": [(code, words(f"language_own.{code}")) for code in others],
        }
        _language(key=KEY, data=data, on_language_change=_on_language, width="content")


def _on_language() -> None:
    st.query_params["language"] = str(st.session_state[KEY].language or "")


def draw_welcome(desk: Desk) -> None:
    """Three sentences for whoever comes for the first time."""
    if desk.partner or desk.step != STEPS[0]:
        return
    lines = "".join(f"<p>{escape(desk.words(f'desk.welcome.{n}'))}</p>" for n in (1, 2, 3))
    st.html(f'<section class="dk-welcome">{lines}</section>')


def draw_holder(desk: Desk) -> None:
    """Who holds the workspace, while somebody does; the step whose own work it is says so itself."""
    holder = find_holder(desk.workspace)
    if holder is not None and (holder.pid != os.getpid() or holder.task != desk.step):
        holder_line(_who(desk, holder))


def _who(desk: Desk, holder: Holder) -> str:
    words, since = desk.words, f"{holder.since.astimezone():%H:%M}"
    if holder.pid == os.getpid() and holder.task in STEPS:
        return words("desk.holder_own", step=words(f"desk.step.{holder.task}"), since=since)
    return words("desk.holder", task=holder.task, pid=str(holder.pid), since=since)
