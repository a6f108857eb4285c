"""A button that begins long work, and what is seen of it while it goes on."""

from collections.abc import Callable

import streamlit as st

from desk.context import Desk
from desk.jobs import Job, Work, find_job, start_job
from desk.pieces import fault_paragraph, paragraph

EVERY = 0.6  # seconds between two looks at the work


def run_long_work(
    desk: Desk, task: str, work: Work, show: Callable[[Job], None], *, ready: bool = True
) -> None:
    """The button, or how far the work is, or with `show` what came of it."""
    words = desk.words
    job = find_job(desk.workspace.root, task)
    if job is not None and not job.is_done:
        _watch(desk, job)
        return
    if job is not None and job.fault is not None:
        fault_paragraph(words, job.fault)
    elif job is not None and job.is_broken:
        fault_paragraph(words, words("desk.broken"))
    elif job is not None:
        show(job)
    if st.button(words(f"desk.{task}.begin"), type="primary", disabled=not ready, key=f"begin-{task}"):
        start_job(desk.workspace.root, task, desk.partner, work)
        st.rerun()


@st.fragment(run_every=EVERY)
def _watch(desk: Desk, job: Job) -> None:
    if job.is_done:
        st.rerun()
    for step in list(job.steps):
        paragraph(step)
