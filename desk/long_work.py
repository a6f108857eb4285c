"""Long work on screen: how far it is while it goes on, and what it was refused for."""

from dataclasses import dataclass

import streamlit as st

from desk.context import Desk
from desk.jobs import Job, find_job
from desk.pieces import fault_paragraph, refusal
from desk.work_words import step_in_words

EVERY = 0.6  # seconds between two looks at the work


@dataclass(frozen=True)
class Seen:
    """What was seen of a piece of work: it goes on, or `job` has ended (None: it was never begun)."""

    is_running: bool
    job: Job | None

    @property
    def is_well(self) -> bool:
        return self.job is not None and self.job.fault is None and not self.job.is_broken


def see_work(desk: Desk, task: str, most_steps: int) -> Seen:
    """Draw how far `task` is, or why it was refused. `most_steps`: as many as it may have."""
    job = find_job(desk.workspace.root, task)
    if job is not None and not job.is_done:
        _watch(desk, job, most_steps)
        return Seen(True, job)
    if job is not None and job.fault is not None:
        fault_paragraph(desk.words, job.fault)
    elif job is not None and job.is_broken:
        refusal(desk.words("desk.broken"))
    return Seen(False, job)


@st.fragment(run_every=EVERY)
def _watch(desk: Desk, job: Job, most_steps: int) -> None:
    if job.is_done:
        st.rerun()
    words, steps = desk.words, list(job.steps)
    text = step_in_words(desk, steps[-1]) if steps else words("desk.work.begins")
    share = min((max(len(steps) - 1, 0) + job.share) / most_steps, 0.97)
    st.progress(share, words("desk.work.step", step=text, n=len(steps) or 1, seconds=round(job.seconds)))
