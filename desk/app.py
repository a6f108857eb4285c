"""The entry script, run at every click: the workspace as it is now, the path, then the step in hand."""

import streamlit as st

from dashboard.words import Words
from desk import (
    step_build,
    step_columns,
    step_file,
    step_kept_out,
    step_partner,
    step_preview,
    step_publish,
    step_words,
)
from desk.bar import draw_bar, draw_holder, draw_welcome
from desk.context import Desk, open_desk
from desk.path import draw_path
from desk.pieces import fault_paragraph, title
from desk.settings import read_settings
from desk.states import find_states
from pipelines.errors import UserError
from pipelines.wording import load_wording

DRAW = {
    "partner": step_partner.draw,
    "file": step_file.draw,
    "columns": step_columns.draw,
    "kept_out": step_kept_out.draw,
    "words": step_words.draw,
    "build": step_build.draw,
    "preview": step_preview.draw,
    "publish": step_publish.draw,
}


def main() -> None:
    settings, query = read_settings(), st.query_params
    try:
        desk = open_desk(
            settings.root,
            query.get("language", settings.language),
            query.get("partner", ""),
            query.get("step", ""),
        )
    except UserError as fault:
        draw_fault(query.get("language", settings.language), fault)
        return
    st.set_page_config(page_title=desk.words("desk.name"), layout="wide", initial_sidebar_state="collapsed")
    draw(desk)


def draw_fault(language: str, fault: UserError) -> None:
    """A workspace that cannot be opened has no wording either: ours is used."""
    wording = load_wording()
    words = Words(language if language in wording.languages else wording.languages[0], wording)
    st.set_page_config(page_title=words("desk.name"), layout="wide")
    title("", words("desk.name"), "")
    fault_paragraph(words, fault)


def draw(desk: Desk) -> None:
    """Everything on the screen."""
    words = desk.words
    draw_bar(desk)
    beside, main_part = st.columns([26, 74], gap="medium")
    with main_part:
        draw_holder(desk)
        title(desk.step, words(f"desk.step.{desk.step}"), words(f"desk.lead.{desk.step}"))
        draw_welcome(desk)
        DRAW[desk.step](desk)
    # Last, so that what the step has just read is told beside it.
    with beside:
        draw_path(desk, find_states(desk))


main()
