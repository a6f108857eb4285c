"""The edition, once a person says by name that it may come out; then how to see it."""

import os
from html import escape
from shlex import quote
from subprocess import list2cmdline

import streamlit as st

from dashboard.components.pieces import table_html
from desk.context import Desk
from desk.editions import Edition, newest_edition
from desk.jobs import start_job
from desk.long_work import see_work
from desk.pieces import done, fault_paragraph, look, paragraph, refusal, sub_heading
from desk.readings import is_built_now
from desk.show_dashboard import address_of_dashboard, open_dashboard
from pipelines.confirmations import keep_confirmation
from pipelines.errors import UserError
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.publish_report import PublishReport

TASK = "publish"
MOST_STEPS = 8
FACTS = (
    "complete_through", "results_through", "cells", "cells_hidden", "cells_not_published", "public_gate",
    "private_gate",
)  # fmt: skip


def draw(desk: Desk) -> None:
    words = desk.words
    if not desk.workspace.warehouse.is_file():
        paragraph(words("desk.preview.not_built"))
        return
    seen = see_work(desk, TASK, MOST_STEPS)
    if seen.is_running:
        return
    if seen.is_well:
        _draw_end(desk, seen.job.result)
    edition = newest_edition(desk.workspace)
    if edition is not None:
        _draw_edition(desk, edition)
    if edition is None or not edition.is_of_last_build or not is_built_now(desk):
        _draw_question(desk)


def _draw_end(desk: Desk, report: PublishReport) -> None:
    done(desk.words("desk.publish.done" if report.is_new else "desk.publish.unchanged"))


def _draw_edition(desk: Desk, edition: Edition) -> None:
    words = desk.words
    sub_heading(words("desk.publish.out", day=words.day(edition.as_of)))
    rows = [(_fact_name(desk, name), _fact(desk, name, edition.facts[name])) for name in FACTS
            if edition.facts.get(name) is not None]  # fmt: skip
    st.html(table_html([words("desk.publish.head_what"), words("desk.publish.head_value")], rows))
    if edition.confirmed:
        day = words.day(edition.confirmed.day)
        paragraph(words("desk.publish.confirmed", person=edition.confirmed.person, day=day))
    _draw_dashboard(desk)


def _fact_name(desk: Desk, name: str) -> str:
    return desk.words(f"desk.publish.{name}" if name.endswith("_gate") else f"records.fact_{name}")


def _fact(desk: Desk, name: str, value: object) -> str:
    words = desk.words
    if name.endswith("_gate"):
        return words(f"desk.publish.gate_{value}")
    return words("desk.number", n=value) if isinstance(value, int) else words.period(str(value))


def _draw_dashboard(desk: Desk) -> None:
    """A running dashboard's address, or the button that starts one."""
    words, workspace = desk.words, desk.workspace
    address = address_of_dashboard(workspace)
    if address is None and st.button(words("desk.publish.dashboard"), type="primary", key="open-dashboard"):
        try:
            with st.spinner(words("desk.publish.starting")):
                address = open_dashboard(workspace)
        except UserError as fault:
            fault_paragraph(words, fault)
    if address is not None:
        link = f"{address}/?language={words.language}"
        text = escape(words("desk.publish.see"))
        st.html(f'<p><a class="dk-go" href="{escape(link)}" target="_blank" rel="noopener">{text}</a></p>')
    st.html(f'<p class="dk-hint">{escape(words("desk.publish.command"))} {_command(workspace)}</p>')


def _command(workspace: Workspace) -> str:
    """What to type to see it later; each part is kept on one line where there is room."""
    parts = ["needs", "dashboard", "--data", str(workspace.root), "--audience", "coalition"]
    quoted = [list2cmdline([part]) if os.name == "nt" else quote(part) for part in parts]
    return f"<code>{' '.join(f'<span>{escape(part)}</span>' for part in quoted)}</code>"


def _draw_question(desk: Desk) -> None:
    """Who says that it may come out."""
    words = desk.words
    if not is_built_now(desk):
        look(words("desk.preview.older"))
    sub_heading(words("desk.publish.confirm"))
    with st.form("confirm", border=False):
        person = st.text_input(words("desk.publish.person"), key="person", max_chars=80)
        agreed = st.checkbox(words("desk.publish.agreed"), key="agreed")
        if not st.form_submit_button(words("desk.publish.begin"), type="primary"):
            return
    if not person.strip() or not agreed:
        refusal(words("desk.publish.who"))
        return
    start_job(desk.workspace.root, TASK, desk.partner, _work(desk.workspace, person.strip()))
    st.rerun()


def _work(workspace: Workspace, person: str):
    """Publish, and keep who said so."""

    def work(tell) -> PublishReport:
        report = publish(workspace, progress=tell)
        keep_confirmation(workspace, report.edition, person)
        return report

    return work
