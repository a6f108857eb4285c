"""The edition, once a person says by name that it may come out."""

import streamlit as st

from desk.context import Desk
from desk.jobs import Job
from desk.long_work import run_long_work
from pipelines.publish import publish


def draw(desk: Desk) -> None:
    words = desk.words

    def show(job: Job) -> None:
        st.text(job.result.as_text())

    person = st.text_input(words("desk.publish.person"), key="person")
    agreed = st.checkbox(words("desk.publish.agreed"), key="agreed")
    run_long_work(
        desk,
        "publish",
        lambda tell: publish(desk.workspace, progress=tell),
        show,
        ready=bool(person.strip() and agreed),
    )
