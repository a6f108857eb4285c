"""What the map page draws around its map."""

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard.choices import map_offers
from dashboard.components.map import read_opened
from dashboard.components.pieces import copy_link, in_words, link, notice, table_html
from dashboard.filters import choices_in_words
from dashboard.frame import Frame, get_frame, go_to
from dashboard.labels import source_titles
from dashboard.maps import DrawnMap, build_map, highest_tier, map_title, summary
from dashboard.offers import moved
from dashboard.view import to_address

# A tier of a state may hold hundreds of places; the table below the map has them all.
MOST_IN_TIER = 8


def title_of_map(frame: Frame) -> str:
    """What is measured, of whom, when; the page's name where the edition holds nothing to draw."""
    if frame.indicator is None:
        return frame.words("page.map")
    return map_title(frame.view, frame.indicator, frame.words)


def the_map(frame: Frame) -> DrawnMap | None:
    """The map of this view, or None where the edition does not publish the combination."""
    if frame.indicator is None or not map_offers(frame.edition).exists(frame.view):
        return None
    return build_map(frame.edition, frame.view, frame.indicator, frame.words, frame.example_words)


def draw_not_published(frame: Frame) -> None:
    """Say that the combination is not published, and name and link the nearest that is."""
    view, edition, words = frame.view, frame.edition, frame.words
    found = map_offers(edition).nearest(view)
    if not map_offers(edition).exists(found):
        notice(words("map.nothing"), "warning")
        return
    changes = choices_in_words(edition, found, moved(view, found), words)
    notice(words("map.not_published"), "warning")
    st.html(f'<p class="cn-nearest">{link(to_address(found), words("map.nearest", changes=changes))}</p>')


def draw_beside(frame: Frame, drawn: DrawnMap) -> None:
    """The highest tier as a table, the summary in words, the link to this view."""
    words, view, s = frame.words, frame.view, drawn.specification
    in_words(
        words("frame.in_words"), frame.copied(summary(frame.edition, drawn, view, frame.indicator, words))
    )
    st.html(f'<p class="cn-actions">{copy_link(words)}</p>')
    text, inside = highest_tier(s)
    if frame.indicator.kind == "health":
        notice(words("refusal.modelled_rank"))
    elif inside:
        unit = frame.indicator.unit
        title = words("map.tier", tier=words(f"map.value.{unit}", value=text))
        heading = f'<h2 class="cn-tier">{escape(title)} <span>{escape(words("map.tier_note"))}</span></h2>'
        st.html(f'<div class="cn-marked"{frame.example}>{heading}{_tier_table(frame, drawn, inside)}</div>')


def _tier_table(frame: Frame, drawn: DrawnMap, inside: list[int]) -> str:
    words, s, kind, unit = frame.words, drawn.specification, frame.indicator.kind, frame.indicator.unit
    rows = [
        (s.names[i], s.values[i], words("map.range", low=s.lows[i], high=s.highs[i]))
        for i in inside[:MOST_IN_TIER]
    ]
    heads = [
        words("map.column_area"),
        words(f"map.column_value.{unit}"),
        words(f"map.column_interval.{kind}"),
    ]
    rest = len(inside) - MOST_IN_TIER
    more = f'<p class="cn-hint">{escape(words("map.tier_more", n=rest))}</p>' if rest > 0 else ""
    return table_html(heads, rows) + more


def map_caption(frame: Frame, drawn: DrawnMap) -> list[str]:
    """Source, n, out of whom, caveats, edition."""
    words, indicator = frame.words, frame.indicator
    city = drawn.whole_city
    n = city and (city.numerator if drawn.number.counts_events else city.denominator)
    return [
        words(f"map.caption.{indicator.kind}", period=frame.period),
        words("map.caption_n", n=drawn.number.whole(n)) if n else "",
        *(words(f"caveat.{caveat}") for caveat in indicator.caveats.split(",") if caveat),
        words("map.caption_source", sources=source_titles(frame.edition, words, indicator.source)),
        words("frame.edition_of", day=frame.edition_day),
    ]


def open_area() -> None:
    """A click on the map opens the area's page, with the view as it stands."""
    frame, code = get_frame(), read_opened()
    drawn = {area.area_code for area in frame.edition.get_drawn_areas(frame.view.area_level)}
    if code in drawn:
        go_to("place", replace(frame.view, area=code))
