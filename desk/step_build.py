"""raw/ to the private warehouse, then both accounts."""

import streamlit as st

from desk.context import Desk
from desk.jobs import Job
from desk.long_work import run_long_work
from desk.path import next_button
from pipelines.build import build


def draw(desk: Desk) -> None:
    def show(job: Job) -> None:
        st.text(job.result.as_text())
        next_button(desk)

    run_long_work(desk, "build", lambda tell: build(desk.workspace, progress=tell), show)
