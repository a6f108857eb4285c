"""What the census survey and the health model say of one place."""

from html import escape

import streamlit as st

from dashboard.amounts import range_words, sure_words, value_words
from dashboard.components.pieces import caption, in_words, notice, table_below, table_html
from dashboard.components.section import chart, no_figure
from dashboard.figures.marked_bars import MarkedBars, marked_bars_plotly
from dashboard.figures.numbers import NumberFormat
from dashboard.frame import Frame
from dashboard.labels import source_titles
from dashboard.place import Place
from dashboard.place_reach import bar_of
from dashboard.rows import Estimate, Indicator

CENSUS, HEALTH = "census_share", "health"
SAID = 3


def draw_census(frame: Frame, place: Place) -> None:
    """Each census share with its 90 % margin, the city beside it, and how far each may be trusted."""
    words = place.words
    rows = figures_of(place, CENSUS)
    if not any(row for _, row in rows):
        no_figure(words, words("place.census_none"))
        return
    bars = census_bars(frame, place, rows)
    in_words(words("frame.in_words"), bars.summary)
    chart(marked_bars_plotly(bars), "place-census", bars.summary)
    table_below(words("place.table"), census_table(place, rows))
    caption(_caption(frame, place, rows))


def figures_of(place: Place, kind: str) -> list[tuple[Indicator, Estimate | None]]:
    """The indicators of one kind with this place's figure."""
    return [(row, place.census(row.indicator)) for row in place.edition.get_indicators() if row.kind == kind]


def census_bars(frame: Frame, place: Place, rows: list[tuple[Indicator, Estimate | None]]) -> MarkedBars:
    """A bar for this place and a diamond for the city, for each share; for the city itself no diamonds."""
    words, number = place.words, NumberFormat(place.words.language)
    bars = tuple(
        bar_of(words(f"indicator.{item.indicator}.label"), row, value_words(row, item.unit, number, words))
        for item, row in rows
    )
    marks = (None if place.is_city else _value(place.census(item.indicator, place.city)) for item, _ in rows)
    return MarkedBars(
        words("place.census_title", area=place.name), words("map.legend_title.percent"), bars,
        summary=census_sentence(place, rows), example=example_of(frame, rows), marks=tuple(marks),
        mark_name=place.name_of(place.city),
    )  # fmt: skip


def _value(row: Estimate | None) -> float | None:
    return row.value if row else None


def example_of(frame: Frame, rows: list[tuple[Indicator, Estimate | None]]) -> str:
    """The mark, where a source of these figures is simulated: the census may be real where the logs are not."""
    used = {source for item, _ in rows for source in item.source.split(",")}
    simulated = {row.source for row in frame.edition.get_sources() if row.is_simulated}
    return frame.words("frame.example") if used & simulated else ""


def census_sentence(place: Place, rows: list[tuple[Indicator, Estimate | None]]) -> str:
    """The first shares of the catalog, here and in the city."""
    words, number, said = place.words, NumberFormat(place.words.language), []
    for item, row in [(item, row) for item, row in rows if row and row.value is not None][:SAID]:
        label, whole = (
            words(f"indicator.{item.indicator}.label"),
            _value(place.census(item.indicator, place.city)),
        )
        slots = {"label": label, "value": number.text(row.value), "moe": number.text(row.moe)}
        if place.is_city or whole is None:
            said.append(words("place.census_one", **slots))
        else:
            said.append(
                words("place.census_two", city=place.name_of(place.city), other=number.text(whole), **slots)
            )
    return " ".join(said)


def census_table(place: Place, rows: list[tuple[Indicator, Estimate | None]]) -> str:
    """Value, margin, coefficient of variation with its class in words, and the city's value and margin."""
    words, number = place.words, NumberFormat(place.words.language, 1)
    heads = [
        words("place.column_what"),
        place.name,
        words("place.column_margin"),
        words("place.column_cv"),
        words("place.column_sure"),
    ]
    heads += [] if place.is_city else [place.name_of(place.city), words("place.column_margin")]
    lines = []
    for item, row in rows:
        line = [words(f"indicator.{item.indicator}.label"), value_words(row, item.unit, number, words), margin_words(place, row),
                _cv_words(place, row), sure_words(row, words)]  # fmt: skip
        if not place.is_city:
            whole = place.census(item.indicator, place.city)
            line += [value_words(whole, item.unit, number, words), margin_words(place, whole)]
        lines.append(line)
    return table_html(heads, lines)


def margin_words(place: Place, row: Estimate | None) -> str:
    """`give or take 3.2`; empty where the figure has no margin."""
    if row is None or row.value is None or row.moe is None:
        return ""
    return place.words("place.margin", moe=NumberFormat(place.words.language, 1).text(row.moe))


def _cv_words(place: Place, row: Estimate | None) -> str:
    if row is None or row.value is None or row.cv is None:
        return ""
    return place.words("place.cv", cv=NumberFormat(place.words.language, 0).text(row.cv))


def _caption(frame: Frame, place: Place, rows: list[tuple[Indicator, Estimate | None]]) -> list[str]:
    words = place.words
    periods = sorted({row.period for _, row in rows if row})
    used = ",".join(dict.fromkeys(item.source for item, _ in rows))
    caveats = dict.fromkeys(caveat for item, _ in rows for caveat in item.caveats.split(",") if caveat)
    return [
        *(words("map.caption.census_share", period=words.period(period)) for period in periods),
        words("place.cv_rule"), *(words(f"caveat.{caveat}") for caveat in caveats),
        words("map.caption_source", sources=source_titles(place.edition, words, used)),
        words("frame.edition_of", day=frame.edition_day),
    ]  # fmt: skip


def draw_health(frame: Frame, place: Place) -> None:
    """Modelled figures as a table: no city beside them, since a model must not be compared across levels."""
    words = place.words
    rows = [(item, row) for item, row in figures_of(place, HEALTH) if row]
    if not rows:
        no_figure(words, words("place.health_none"))
        return
    notice(
        " ".join(words(f"caveat.{name}") for name in ("modelled_health", "adults_only", "no_trend_no_rank"))
    )
    in_words(words("frame.in_words"), health_sentence(place, rows))
    mark = f' data-example="{escape(example_of(frame, rows))}"' if example_of(frame, rows) else ""
    st.html(f'<div class="cn-marked"{mark}>{health_table(place, rows)}</div>')
    used = ",".join(dict.fromkeys(item.source for item, _ in rows))
    period = words.period(max(row.period for _, row in rows))
    caption([words("map.caption.health", period=period), words("refusal.modelled_levels"),
             words("map.caption_source", sources=source_titles(place.edition, words, used)),
             words("frame.edition_of", day=frame.edition_day)])  # fmt: skip


def health_sentence(place: Place, rows: list[tuple[Indicator, Estimate | None]]) -> str:
    """The first figure of the catalog, with its range; where none is shown, why."""
    words, number = place.words, NumberFormat(place.words.language)
    item, row = next(((i, r) for i, r in rows if r.value is not None), rows[0])
    label = words(f"indicator.{item.indicator}.label")
    return (
        words(
            "place.health_one",
            label=label,
            value=value_words(row, item.unit, number, words),
            range=range_words(row, number, words),
        )
        if row.value is not None
        else value_words(row, item.unit, number, words)
    )


def health_table(place: Place, rows: list[tuple[Indicator, Estimate | None]]) -> str:
    words, number = place.words, NumberFormat(place.words.language)
    heads = [
        words("place.column_what"),
        words("map.column_value.percent"),
        words("map.column_interval.health"),
    ]
    lines = [
        (
            words(f"indicator.{item.indicator}.label"),
            value_words(row, item.unit, number, words),
            range_words(row, number, words),
        )
        for item, row in rows
    ]
    return table_html(heads, lines)
