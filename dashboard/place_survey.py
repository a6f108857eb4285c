"""What the census survey says of one place."""

from dashboard.amounts import sure_words, value_words
from dashboard.components.pieces import caption, in_words, table_below, table_html
from dashboard.components.section import chart, no_figure, paragraph
from dashboard.figures.marked_bars import MarkedBars, marked_bars_plotly
from dashboard.figures.numbers import NumberFormat
from dashboard.frame import Frame
from dashboard.labels import is_example, source_titles
from dashboard.place import Place
from dashboard.place_reach import bar_of
from dashboard.rows import Estimate, Indicator
from dashboard.words import Words

CENSUS = "census_share"
SAID = 3
Figures = list[tuple[Indicator, Estimate]]


def draw_census(frame: Frame, place: Place) -> None:
    """Each census share with its 90 % margin, the city beside it, and how far each may be trusted."""
    words = place.words
    rows = figures_of(place, CENSUS)
    if not rows:
        no_figure(words, words("place.census_none"))
        return
    bars = census_bars(frame, place, rows)
    in_words(words("frame.in_words"), bars.summary)
    if not place.is_city:
        paragraph(words("place.census_marks", area=place.name, city=place.name_of(place.city)))
    chart(marked_bars_plotly(bars), "place-census", bars.summary)
    table_below(words("place.table"), census_table(place, rows))
    caption(_caption(frame, place, rows))


def figures_of(place: Place, kind: str) -> Figures:
    """The indicators of one kind with this place's figure, those that the survey has for it."""
    found = ((row, place.census(row.indicator)) for row in place.edition.get_indicators() if row.kind == kind)
    return [(indicator, row) for indicator, row in found if row]


def survey_words(row: Estimate | None, unit: str, number: NumberFormat, words: Words) -> str:
    """A figure in words. A survey hides nothing to protect people: what it leaves out, it does not know."""
    if row is None or row.status == "not_published":
        return words("place.survey_silent")
    return value_words(row, unit, number, words)


def census_bars(frame: Frame, place: Place, rows: Figures) -> MarkedBars:
    """A bar for this place and a diamond for the city, for each share; for the city itself no diamonds."""
    words, number = place.words, NumberFormat(place.words.locale)
    bars = tuple(
        bar_of(words(f"indicator.{item.indicator}.label"), row, survey_words(row, item.unit, number, words))
        for item, row in rows
    )
    marks = (None if place.is_city else _value(place.census(item.indicator, place.city)) for item, _ in rows)
    return MarkedBars(
        words("place.census_title", area=place.name),
        words("map.legend_title.percent"),
        bars,
        summary=census_sentence(place, rows),
        example=words("frame.example") if uses_example(frame, rows) else "",
        marks=tuple(marks),
        mark_name=place.name_of(place.city),
    )


def _value(row: Estimate | None) -> float | None:
    return row.value if row else None


def uses_example(frame: Frame, rows: Figures) -> bool:
    return is_example(frame.edition, [item for item, _ in rows])


def census_sentence(place: Place, rows: Figures) -> str:
    """The first shares of the catalog, here and in the city."""
    words, number, said = place.words, NumberFormat(place.words.locale), []
    for item, row in [(item, row) for item, row in rows if row.value is not None][:SAID]:
        label, whole = (
            words(f"indicator.{item.indicator}.label"),
            _value(place.census(item.indicator, place.city)),
        )
        slots = {"label": label, "value": number.text(row.value), "moe": margin_text(place, row.moe)}
        if place.is_city or whole is None:
            said.append(words("place.census_one", **slots))
        else:
            said.append(
                words("place.census_two", city=place.name_of(place.city), other=number.text(whole), **slots)
            )
    return " ".join(said)


def margin_text(place: Place, moe: float | None) -> str:
    """A margin under 1 with one decimal: no survey of people has a margin of 0."""
    return NumberFormat(place.words.locale, 1 if (moe or 0) < 1 else 0).text(moe)


def census_table(place: Place, rows: Figures) -> str:
    """Value, margin, coefficient of variation with its class in words, and the city's value and margin."""
    words, number = place.words, NumberFormat(place.words.locale, 1)
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
        line = [
            words(f"indicator.{item.indicator}.label"),
            survey_words(row, item.unit, number, words),
            margin_words(place, row),
            _cv_words(place, row),
            sure_words(row, words),
        ]
        if not place.is_city:
            whole = place.census(item.indicator, place.city)
            line += [survey_words(whole, item.unit, number, words), margin_words(place, whole)]
        lines.append(line)
    return table_html(heads, lines)


def margin_words(place: Place, row: Estimate | None) -> str:
    """`give or take 3.2`; empty where the figure has no margin."""
    if row is None or row.value is None or row.moe is None:
        return ""
    return place.words("place.margin", moe=NumberFormat(place.words.locale, 1).text(row.moe))


def _cv_words(place: Place, row: Estimate | None) -> str:
    if row is None or row.value is None or row.cv is None:
        return ""
    return place.words("place.cv", cv=NumberFormat(place.words.locale, 0).text(row.cv))


def _caption(frame: Frame, place: Place, rows: Figures) -> list[str]:
    words = place.words
    periods = sorted({row.period for _, row in rows})
    used = _sources(place, rows)
    caveats = dict.fromkeys(caveat for item, _ in rows for caveat in item.caveats.split(",") if caveat)
    return [
        *(words("map.caption.census_share", period=words.period(period)) for period in periods),
        words("place.cv_rule"),
        *(words(f"caveat.{caveat}") for caveat in caveats),
        words("map.caption_source", sources=source_titles(place.edition, words, used, outlines=False)),
        words("frame.edition_of", day=frame.edition_day),
    ]


def _sources(place: Place, rows: Figures) -> str:
    """The sources of these figures; of a survey in a file a level, those of this place and the city."""
    all_of = {source for item, _ in rows for source in item.source.split(",")}
    spots = (place.spot, place.city)
    near = {
        row.source for spot in spots for row in place.edition.get_population(spot.area_level, spot.area_code)
    }
    return ",".join(sorted(all_of & near or all_of))
