"""Whether one place differs from its city, and what held that back."""

from html import escape

import streamlit as st

from dashboard.components.pieces import table_below, table_html, verdict_pill
from dashboard.components.section import fold_html, list_html, no_figure, text_html
from dashboard.figures.numbers import NumberFormat
from dashboard.frame import Frame
from dashboard.place import Place
from dashboard.rows import Comparison
from dashboard.words import Words


def draw_verdict(frame: Frame, place: Place) -> None:
    """Whether this place differs from the city, and what held that back."""
    words = place.words
    found = {row.need_code: row for row in place.comparisons() if row.period == place.period}
    row = found.get(place.need)
    if row is None:
        no_figure(words, words("place.no_comparison"))
    else:
        st.html(verdict_html(frame, place, row))
    others = [other for need, other in found.items() if need != place.need]
    if others:
        table_below(words("place.other_needs"), _others_table(place, others))


def verdict_html(frame: Frame, place: Place, row: Comparison) -> str:
    """The difference, its verdict, and the fold that says what stood against it."""
    words = place.words
    inside = f'<p class="cn-text">{escape(difference_words(place, row))}</p>'
    inside += f"<p>{verdict_pill(row.verdict, words)} <span>{escape(_scope(place, row))}</span></p>"
    inside += fold_html(words("place.is_it_true"), doubts_html(place, row))
    return f'<div class="cn-verdict-row"{frame.example}>{inside}</div>'


def difference_words(place: Place, row: Comparison) -> str:
    """Both figures, their difference in points and their ratio, each with its likely range."""
    words, one = place.words, NumberFormat(place.words.locale, 1)
    whole = NumberFormat(words.locale)
    difference = words(
        "place.difference",
        value=whole.text(row.value),
        other=whole.text(row.other_value),
        area=place.name,
        city=place.name_of(place.city),
        points=points_words(words, row.difference),
        low=points_words(words, row.difference_lower),
        high=points_words(words, row.difference_upper),
    )
    if row.ratio is None:
        return difference
    low, high = one.text(row.ratio_lower), one.text(row.ratio_upper)
    return f"{difference} {words('place.ratio', ratio=one.text(row.ratio), low=low, high=high)}"


def points_words(words: Words, points: float | None) -> str:
    """`4 fewer`, `12 more`, `0`: nobody has to read a sign."""
    number = NumberFormat(words.locale)
    rounded = number.rounded(points or 0.0)
    if rounded == 0:
        return number.text(0)
    return words("place.more" if rounded > 0 else "place.fewer", points=number.text(abs(rounded)))


def _scope(place: Place, row: Comparison) -> str:
    key = row.scope if place.words.has(row.scope) else "verdict_scope.people_who_asked"
    return place.words(key)


def doubts_html(place: Place, row: Comparison) -> str:
    """What the verdict means, every reason that held it back, and how far unwritten results could undo it."""
    words = place.words
    reasons = [words(f"reason_not.{reason}") for reason in row.reasons.split(",") if reason]
    held = (
        text_html(words("place.held_back")) + list_html(reasons)
        if reasons
        else text_html(words("place.held_nothing"))
    )
    tipping = ""
    if row.tipping_point is not None:
        tipping = text_html(words("place.tipping", points=round(row.tipping_point)))
    return text_html(words(f"verdict_means.{row.verdict}")) + held + tipping


def _others_table(place: Place, rows: list[Comparison]) -> str:
    words, whole = place.words, NumberFormat(place.words.locale)
    heads = [
        words("chip.need"),
        place.name,
        place.name_of(place.city),
        words("place.column_points"),
        words("place.column_verdict"),
    ]
    lines = [
        (
            words(f"need.{row.need_code}"),
            whole.text(row.value),
            whole.text(row.other_value),
            points_words(words, row.difference),
            words(f"verdict.{row.verdict}"),
        )
        for row in rows
    ]
    return table_html(heads, lines)
