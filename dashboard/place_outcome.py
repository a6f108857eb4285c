"""What happened to the requests of one place: the sentence, the four parts beside the city's, the verdict."""

from html import escape

import streamlit as st

from dashboard.amounts import range_words, said, value_words, why_none
from dashboard.components.pieces import caption, in_words, table_below, table_html, verdict_pill
from dashboard.components.section import fold_html, lead, list_html, no_figure, text_html
from dashboard.components.share_bar import share_bar_html
from dashboard.figures.numbers import NumberFormat
from dashboard.figures.share_bar import ShareBar
from dashboard.frame import Frame
from dashboard.labels import source_titles
from dashboard.place import LEAST, MOST, Place, Spot
from dashboard.rows import Comparison
from dashboard.tonight_page import RESULT_SHARES, parts_of_area


def draw_lead(frame: Frame, place: Place) -> None:
    """At least and at most: the range of unmet need here, then in the city; or why it cannot be said."""
    lead([unmet_sentence(place), *(() if place.is_city else (_city_sentence(place),))], frame.example)


def unmet_sentence(place: Place) -> str:
    """`In Mill Ferry, at least 18 and at most 41 of every 100 who asked for food did not get help.`"""
    words, least, most = place.words, *_unmet(place, place.spot)
    if least is None or most is None:
        row = place.estimate(LEAST, need=place.need)
        why = why_none(row, words, "per_100", NumberFormat(words.language)).rstrip(".")
        return words("place.lead_none", area=place.name, period=words.period(place.period), why=why)
    return words(
        "place.lead_range",
        area=place.name,
        low=least,
        high=most,
        need=words(f"need_phrase.{place.need}"),
        period=words.period(place.period),
    )


def _city_sentence(place: Place) -> str:
    least, most = _unmet(place, place.city)
    if least is None or most is None:
        return ""
    return place.words("place.lead_city", city=place.name_of(place.city), low=least, high=most)


def _unmet(place: Place, spot: Spot) -> tuple[int | None, int | None]:
    """Least and most of every 100, as whole numbers, as on the map."""
    number = NumberFormat(place.words.language)
    values = [said(place.estimate(name, spot, need=place.need)) for name in (LEAST, MOST)]
    least, most = (None if value is None else int(number.rounded(value)) for value in values)
    return least, most


def draw_parts(frame: Frame, place: Place) -> None:
    """The four parts of this place, of what it lies in and of the city, one under the other on one scale."""
    words = place.words
    bars = [(place.name_of(spot), _bar(frame, place, spot), spot) for spot in place.compared]
    if not any(bar for _, bar, _ in bars):
        no_figure(words, words("place.parts_none"))
        return
    rows = "".join(
        f"<li><h3>{escape(name)}</h3>{share_bar_html(bar) if bar else _why_html(place, spot)}</li>"
        for name, bar, spot in bars
    )
    st.html(f'<ul class="cn-bars"{frame.example}>{rows}</ul>')
    in_words(words("frame.in_words"), " ".join(f"{name}: {bar.summary}" for name, bar, _ in bars if bar))
    table_below(words("place.table"), parts_table(place))
    caption(_caption(frame, place))


def _bar(frame: Frame, place: Place, spot: Spot) -> ShareBar | None:
    if said(place.estimate(LEAST, spot, need=place.need)) is None:
        return None
    return parts_of_area(frame, spot.area_level, spot.area_code, place.period, place.need, "all")


def _whole(place: Place) -> NumberFormat:
    return NumberFormat(place.words.language)


def _why_html(place: Place, spot: Spot) -> str:
    why = why_none(place.estimate(LEAST, spot, need=place.need), place.words, "per_100", _whole(place))
    return f'<p class="cn-empty">{escape(why)}</p>'


def parts_table(place: Place) -> str:
    """The four parts and the upper reading of unmet need, with likely ranges, for every place compared."""
    words, number = place.words, NumberFormat(place.words.language)
    heads = [words("place.column_what")]
    for spot in place.compared:
        heads += [place.name_of(spot), words("map.column_interval.log_share")]
    lines = []
    for indicator in (*RESULT_SHARES.values(), MOST):
        line = [words(f"indicator.{indicator}.label")]
        for spot in place.compared:
            row = place.estimate(indicator, spot, need=place.need)
            line += [value_words(row, "per_100", number, words), range_words(row, number, words)]
        lines.append(line)
    return table_html(heads, lines)


def _caption(frame: Frame, place: Place) -> list[str]:
    words, row = place.words, place.estimate(LEAST, need=place.need)
    number = NumberFormat(words.language)
    return [
        words("map.caption.log_share", period=words.period(place.period)),
        words("map.caption_n", n=number.whole(row.denominator)) if row and row.denominator else "",
        words("caveat.no_result_is_not_unmet"),
        words("map.caption_source", sources=source_titles(place.edition, words, "log")),
        words("frame.edition_of", day=frame.edition_day),
    ]


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
    words, one = place.words, NumberFormat(place.words.language, 1)
    whole = NumberFormat(words.language)
    said = words(
        "place.difference",
        value=whole.text(row.value),
        other=whole.text(row.other_value),
        area=place.name,
        city=place.name_of(place.city),
        points=whole.text(row.difference),
        low=whole.text(row.difference_lower),
        high=whole.text(row.difference_upper),
    )
    if row.ratio is None:
        return said
    low, high = one.text(row.ratio_lower), one.text(row.ratio_upper)
    return f"{said} {words('place.ratio', ratio=one.text(row.ratio), low=low, high=high)}"


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
    words, whole = place.words, NumberFormat(place.words.language)
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
            whole.text(row.difference),
            words(f"verdict.{row.verdict}"),
        )
        for row in rows
    ]
    return table_html(heads, lines)
