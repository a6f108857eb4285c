"""raw/ to the private store, then both accounts."""

import streamlit as st

from desk.accounts import draw_accounts
from desk.context import Desk
from desk.jobs import start_job
from desk.long_work import see_work
from desk.path import next_button
from desk.pieces import done, look, paragraph, program_says
from desk.readings import is_built_now
from pipelines.build import build, partner_folders
from pipelines.errors import CatalogError, IntakeError

TASK = "build"
FIXED_STEPS = 4  # catalog, public files, partners as they were, writing


def draw(desk: Desk) -> None:
    words = desk.words
    if not desk.has_mapping:
        paragraph(words("desk.no_mapping"))
        return
    seen = see_work(desk, TASK, FIXED_STEPS + len(partner_folders(desk.workspace)))
    if seen.is_running:
        return
    if seen.is_well:
        _draw_end(desk, seen.job.result)
    is_current = is_built_now(desk)
    if is_current:
        draw_accounts(desk)
        next_button(desk)
    elif seen.job is None and desk.workspace.warehouse.is_file():
        look(words("desk.build.changed"))
    is_of_a_partner = bool(seen.job) and isinstance(seen.job.fault, (IntakeError, CatalogError))
    _buttons(desk, is_current, is_of_a_partner)


def _draw_end(desk: Desk, report) -> None:
    words = desk.words
    if report.is_unchanged:
        done(words("desk.build.unchanged"))
    else:
        done(words("desk.build.done", seconds=max(1, round(report.seconds))))
    for _, why in report.failed:
        program_says(words, why)
    for note in report.notes:
        program_says(words, note)


def _buttons(desk: Desk, is_current: bool, can_be_left_out: bool) -> None:
    words = desk.words
    if st.button(words("desk.build.again" if is_current else "desk.build.begin"),
                 type="secondary" if is_current else "primary", key="begin-build"):  # fmt: skip
        _begin(desk, keep_going=False)
    if can_be_left_out and st.button(words("desk.build.without"), key="begin-without"):
        _begin(desk, keep_going=True)


def _begin(desk: Desk, *, keep_going: bool) -> None:
    workspace = desk.workspace
    start_job(
        workspace.root,
        TASK,
        desk.partner,
        lambda tell: build(workspace, keep_going=keep_going, progress=tell),
    )
    st.rerun()
