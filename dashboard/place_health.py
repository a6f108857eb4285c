"""What a health model says of one place: never beside another level, never ranked, never over time."""

import streamlit as st

from dashboard.amounts import range_words
from dashboard.components.pieces import caption, example_mark, in_words, notice, table_html
from dashboard.components.section import no_figure
from dashboard.figures.numbers import NumberFormat
from dashboard.frame import Frame
from dashboard.labels import source_titles
from dashboard.place import Place
from dashboard.place_survey import Figures, figures_of, survey_words, uses_example

HEALTH = "health"


def draw_health(frame: Frame, place: Place) -> None:
    """Modelled figures as a table: no city beside them, since a model must not be compared across levels."""
    words = place.words
    rows = figures_of(place, HEALTH)
    if not rows:
        no_figure(words, words("place.health_none"))
        return
    notice(
        " ".join(words(f"caveat.{name}") for name in ("modelled_health", "adults_only", "no_trend_no_rank"))
    )
    in_words(words("frame.in_words"), health_sentence(place, rows))
    mark = example_mark(words, uses_example(frame, rows))
    st.html(f'<div class="cn-marked"{mark}>{health_table(place, rows)}</div>')
    used = ",".join(dict.fromkeys(item.source for item, _ in rows))
    period = words.period(max(row.period for _, row in rows))
    caption(
        [
            words("map.caption.health", period=period),
            words("refusal.modelled_levels"),
            words("map.caption_source", sources=source_titles(place.edition, words, used, outlines=False)),
            words("frame.edition_of", day=frame.edition_day),
        ]
    )


def health_sentence(place: Place, rows: Figures) -> str:
    """The first figure of the catalog, with its range; where none is shown, why."""
    words, number = place.words, NumberFormat(place.words.locale)
    item, row = next(((i, r) for i, r in rows if r.value is not None), rows[0])
    value = survey_words(row, item.unit, number, words)
    if row.value is None:
        return value
    label = words(f"indicator.{item.indicator}.label")
    return words("place.health_one", label=label, value=value, range=range_words(row, number, words))


def health_table(place: Place, rows: Figures) -> str:
    words, number = place.words, NumberFormat(place.words.locale)
    heads = [
        words("place.column_what"),
        words("map.column_value.percent"),
        words("map.column_interval.health"),
    ]
    lines = [
        (
            words(f"indicator.{item.indicator}.label"),
            survey_words(row, item.unit, number, words),
            range_words(row, number, words),
        )
        for item, row in rows
    ]
    return table_html(heads, lines)
