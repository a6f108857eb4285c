"""The entry script, run at every click: the edition as it is now, the view, the shared frame, then the
page.
"""

from dataclasses import replace
from urllib.parse import parse_qsl

import streamlit as st

from dashboard.choices import choices_of, indicator_of, settled
from dashboard.components.chips import draw_chips, read_change
from dashboard.components.pieces import notice
from dashboard.components.topbar import draw_topbar, read_go, read_language
from dashboard.edition import Edition, open_edition
from dashboard.filters import build_chips, choices_in_words, choose
from dashboard.frame import Frame, get_frame, keep_frame
from dashboard.memory import set_garbage_aside
from dashboard.page_list import PAGES
from dashboard.settings import read_settings
from dashboard.view import View, read_view, to_address, to_query
from dashboard.words import Words
from pipelines.errors import EditionError


def main() -> None:
    try:
        settings = read_settings()
        edition = open_edition(settings.place, settings.audience)
    except EditionError as fault:
        st.set_page_config(page_title="Community needs", layout="wide")
        st.error(str(fault))
        return
    draw(edition)


def draw(edition: Edition) -> None:
    """Everything on the screen, from one edition."""
    choices = choices_of(edition)
    last: View = st.session_state.get("view", choices.default)
    query = dict(st.query_params)
    language = query.get("language", last.language)
    language = language if language in edition.languages else edition.languages[0]
    words = edition.get_words(language)
    st.set_page_config(page_title=words("frame.name"), layout="wide", initial_sidebar_state="collapsed")
    pages = {name: st.Page(file, title=words(f"page.{name}"), url_path=name, default=name == "tonight")
             for name, file in PAGES.items()}  # fmt: skip
    chosen = st.navigation(list(pages.values()), position="top")
    wanted = st.session_state.pop("go", None)
    if wanted is not None:
        st.switch_page(pages[wanted.page], query_params=to_query(wanted))
    page = next(name for name, made in pages.items() if made is chosen)
    if query.get("page", page) != page and query["page"] in pages:
        st.switch_page(pages[query["page"]], query_params={k: v for k, v in query.items() if k != "page"})
    # An address without any parameter is a click on the page list: the reader's choices stay.
    view, refused = replace(last, page=page, edition=edition.name), ()
    if query:
        start = replace(choices, default=replace(choices.default, language=last.language))
        view, refused = read_view(page, query, start)
        view = settled(edition, view, set(query) - set(refused))
    st.session_state["view"] = view
    st.session_state["is_new_edition"] = "edition" not in query and last.edition != edition.name
    _draw_frame(edition, view, refused, words)
    chosen.run()
    set_garbage_aside(edition.version)


def _draw_frame(edition: Edition, view: View, refused: tuple[str, ...], words: Words) -> None:
    others = [(code, words(f"language_own.{code}")) for code in edition.languages if code != view.language]
    lost = st.session_state.get("times_lost", 0) + (not st.query_params)
    st.session_state["times_lost"] = lost
    draw_topbar(words, others, edition.get_help_lines(), _query_string(view), lost, _on_language, _on_go)
    title_place = st.empty()
    keep_frame(Frame(edition, view, words, indicator_of(edition, view), title_place))
    chips = build_chips(edition, view, words)
    if chips:
        draw_chips(words("frame.filters"), chips, _on_chip)
    _draw_notices(edition, view, refused, words)


def _draw_notices(edition: Edition, view: View, refused: tuple[str, ...], words: Words) -> None:
    if view.edition and view.edition != edition.name:
        notice(words("frame.other_edition", linked=view.edition, current=edition.name), "warning")
    elif st.session_state["is_new_edition"]:
        notice(words("frame.new_edition", current=edition.name))
    for name in refused:
        notice(words("frame.not_followed", field=words(f"chip.{name}")), "warning")
    moved = st.session_state.pop("moved", ())
    if moved:
        notice(words("frame.moved", fields=choices_in_words(edition, view, moved, words)))


def _query_string(view: View) -> str:
    return "?" + to_address(view).partition("?")[2]


def _on_chip() -> None:
    frame, change = get_frame(), read_change()
    found = change and choose(frame.edition, frame.view, *change)
    if found:
        st.session_state["moved"] = found.fields
        _set_view(found.view)


def _on_language() -> None:
    frame, language = get_frame(), read_language()
    if language in frame.edition.languages:
        _set_view(replace(frame.view, language=language))


def _on_go() -> None:
    page, _, query = read_go().lstrip("/").partition("?")
    edition = get_frame().edition
    view, _ = read_view(page, dict(parse_qsl(query)), choices_of(edition))
    st.session_state["go"] = view


def _set_view(view: View) -> None:
    # Without the edition: what the reader chooses next is chosen in the newest, and an old link is left
    # behind.
    st.query_params.from_dict(to_query(replace(view, edition="")))


main()
