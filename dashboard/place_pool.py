"""The places of a pool together, above the page of the first of them."""

from html import escape

import streamlit as st

from dashboard.amounts import count_words
from dashboard.components.pieces import caption, table_below, table_html
from dashboard.frame import Frame
from dashboard.place import Place, Spot
from dashboard.pools import Pool, pool_of
from dashboard.rows import Count
from dashboard.view import ALL
from dashboard.words import Words


def draw_pool(frame: Frame, place: Place) -> None:
    """How many asked in all of them, in words, and the count of each as a table."""
    words = place.words
    counts = {code: count_of(place, code) for code in frame.view.areas}
    said = escape(pool_sentence(pool_of(counts.values()), words, place))
    st.html(f'<section class="cn-steps"{frame.example}><p>{said}</p></section>')
    heads = [words("map.column_area"), words("place.pool_column")]
    lines = [
        (place.name_of(Spot(place.spot.area_level, code)), count_words(count, words))
        for code, count in counts.items()
    ]
    table_below(words("place.table"), table_html(heads, lines))
    caption([words("place.pool_caption", area=place.name)])


def count_of(place: Place, code: str) -> Count | None:
    """Requests of everyone for the page's need and period in one area of the place's level."""
    found = place.edition.get_counts("requests", ALL, place.spot.area_level, code, place.period)
    return next((row for row in found if row.need_code == place.need and row.group_dimension == ALL), None)


def pool_sentence(pool: Pool, words: Words, place: Place) -> str:
    """What can be said of the sum: the number, between which numbers it lies, or why there is none."""
    number = lambda value: words.wording.format_number(words.language, value)  # noqa: E731
    of = {"need": words(f"need_phrase.{place.need}"), "period": words.period(place.period)}
    if pool.absent:
        return words("place.pool_absent", n=pool.absent, **of)
    if pool.is_known:
        return words("place.pool_known", value=number(pool.low), **of)
    if pool.high is None:
        return words("place.pool_least", n=pool.hidden, low=number(pool.low), **of)
    return words("place.pool_range", n=pool.hidden, low=number(pool.low), high=number(pool.high), **of)
