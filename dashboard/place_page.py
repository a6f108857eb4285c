"""What the page of one area draws."""

from html import escape

import streamlit as st

from dashboard.components.pieces import in_words, table_below, table_html
from dashboard.components.share_bar import share_bar_html
from dashboard.frame import Frame
from dashboard.labels import area_name
from dashboard.tonight_page import parts_of_area


def place_name(frame: Frame) -> str:
    """The area's name; the page's own where none is chosen."""
    if not frame.view.area:
        return frame.words("page.place")
    return area_name(frame.edition, frame.words, frame.view.area_level, frame.view.area)


def draw_shares(frame: Frame) -> None:
    """The four parts of what happened here."""
    view = frame.view
    bar = parts_of_area(frame, view.area_level, view.area, view.period, view.need, view.group)
    if bar is None:
        st.html(f'<p class="cn-empty">{escape(frame.words("tonight.empty"))}</p>')
        return
    st.html(
        f'<section class="cn-card"{frame.example}><h2>{escape(bar.title)}</h2>{share_bar_html(bar)}</section>'
    )
    in_words(frame.words("frame.in_words"), bar.summary)
    rows = [(part.name, str(part.of_100)) for part in bar.parts]
    table_below(
        frame.words("map.table"),
        table_html([frame.words("map.column_note"), frame.words("map.column_value.per_100")], rows),
    )
