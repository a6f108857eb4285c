"""What happened to the requests of one place: the sentence, the four parts beside the city's, the verdict."""

from html import escape
from typing import NamedTuple

import streamlit as st

from dashboard.amounts import range_words, said, value_words, why_none
from dashboard.components.pieces import caption, in_words, table_below, table_html
from dashboard.components.section import lead, no_figure
from dashboard.components.share_bar import share_bar_html
from dashboard.figures.numbers import NumberFormat
from dashboard.figures.share_bar import ShareBar
from dashboard.frame import Frame
from dashboard.labels import source_titles
from dashboard.place import LEAST, MOST, Place, Spot
from dashboard.rows import Estimate
from dashboard.tonight_page import RESULT_SHARES, parts_of_area


def draw_lead(frame: Frame, place: Place) -> None:
    """At least and at most: the range of unmet need here, then in the city; or why it cannot be said."""
    lead(lead_sentences(place), frame.example)


def lead_sentences(place: Place) -> list[str]:
    """The range here, whether hidden counts widen it, and the range in the city."""
    here = unmet_range(place, place.spot)
    sentences = [unmet_sentence(place, here)]
    if here and here.is_widened:
        sentences.append(place.words("place.lead_widened"))
    city = None if place.is_city else unmet_range(place, place.city)
    if city:
        name = place.name_of(place.city)
        sentences.append(place.words("place.lead_city", city=name, low=city.least, high=city.most))
    return sentences


class UnmetRange(NamedTuple):
    """Of every 100 who asked; `is_widened` where a count behind it is hidden."""

    least: int
    most: int
    is_widened: bool


def unmet_range(place: Place, spot: Spot) -> UnmetRange | None:
    """Turned away at least, and that with what was not written down at most, as whole numbers, as on the map.

    Where a count is hidden, the ends that all published figures allow stand for it. None where that leaves
    everything open, or where a figure is refused or rests on too few cases.
    """
    least, most = (place.estimate(name, spot, need=place.need) for name in (LEAST, MOST))
    low, high = _end(least, least and least.range_low), _end(most, most and most.range_high)
    if low is None or high is None or (low == 0 and high == 100):
        return None
    return UnmetRange(low, high, "hidden" in (least.status, most.status))


def _end(row: Estimate | None, over_hidden: float | None) -> int | None:
    value = over_hidden if row is not None and row.status == "hidden" else said(row)
    return None if value is None else int(NumberFormat("en").rounded(value))


def unmet_sentence(place: Place, found: UnmetRange | None) -> str:
    """`In Mill Ferry, at least 18 and at most 41 of every 100 who asked for food did not get help.`"""
    words, period = place.words, place.words.period(place.period)
    if found is None:
        row = place.estimate(LEAST, need=place.need)
        why = why_none(row, words, "per_100", NumberFormat(words.locale)).rstrip(".")
        return words("place.lead_none", area=place.name, period=period, why=why[:1].lower() + why[1:])
    return words(
        "place.lead_range",
        area=place.name,
        low=found.least,
        high=found.most,
        need=words(f"need_phrase.{place.need}"),
        period=period,
    )


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
    in_words(words("frame.in_words"), parts_sentence(place, bars))
    table_below(words("place.table"), parts_table(place))
    caption(_caption(frame, place))


def parts_sentence(place: Place, bars: list[tuple[str, ShareBar | None, Spot]]) -> str:
    """Every bar in words; of a bar that is not whole, what is known."""
    said_of = ((name, bar.summary if bar else parts_words(place, spot)) for name, bar, spot in bars)
    return " ".join(f"{name}: {text}" for name, text in said_of)


def _bar(frame: Frame, place: Place, spot: Spot) -> ShareBar | None:
    if said(place.estimate(LEAST, spot, need=place.need)) is None:
        return None
    return parts_of_area(frame, spot.area_level, spot.area_code, place.period, place.need, "all")


def _why_html(place: Place, spot: Spot) -> str:
    return f'<p class="cn-empty">{escape(parts_words(place, spot))}</p>'


def parts_words(place: Place, spot: Spot) -> str:
    """Where the bar cannot be drawn whole: each part in words, or the one reason that all of them have."""
    words, number = place.words, NumberFormat(place.words.locale)
    rows = {name: place.estimate(name, spot, need=place.need) for name in RESULT_SHARES.values()}
    found = {name: value_words(row, "per_100", number, words) for name, row in rows.items()}
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    return " ".join(
        f"{words(f'indicator.{name}.label')}: {text.rstrip('.')}." for name, text in found.items()
    )


def parts_table(place: Place) -> str:
    """The four parts and the upper reading of unmet need, with likely ranges, for every place compared."""
    words, number = place.words, NumberFormat(place.words.locale)
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
    number = NumberFormat(words.locale)
    return [
        words("map.caption.log_share", period=words.period(place.period)),
        words("map.caption_n", n=number.whole(row.denominator)) if row and row.denominator else "",
        words("caveat.no_result_is_not_unmet"),
        words("map.caption_source", sources=source_titles(place.edition, words, "log", outlines=False)),
        words("frame.edition_of", day=frame.edition_day),
    ]
