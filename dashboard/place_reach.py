"""How many from one place reach us, and what they ask for."""

from dashboard.amounts import count_words, indicator_named, number_of, range_words, said, value_words
from dashboard.components.pieces import caption, in_words, table_below, table_html
from dashboard.components.section import chart, no_figure, paragraph
from dashboard.figures.interval_bars import Bar, IntervalBars, interval_bars_plotly
from dashboard.figures.numbers import NumberFormat
from dashboard.frame import Frame
from dashboard.labels import source_titles
from dashboard.place import RATE, Place, Spot
from dashboard.rows import Count, Estimate, Indicator
from dashboard.view import ALL

# The sum of the sensitive domains, which is a row of the needs table too.
POOLED = "pooled"


def draw_rate(frame: Frame, place: Place) -> None:
    """Requests per 1,000 residents here, in what it lies in, and in the city, with likely ranges."""
    indicator = indicator_named(place.edition, RATE)
    rows = [place.estimate(RATE, spot, need=place.need) for spot in place.compared]
    if indicator is None or not any(rows):
        no_figure(place.words, place.words("place.rate_none"))
        return
    number = number_of(place.edition, indicator, place.spot.area_level, place.words.locale)
    drawn = rate_bars(frame, place, indicator, number, rows)
    in_words(place.words("frame.in_words"), drawn.summary)
    chart(interval_bars_plotly(drawn), "place-rate", drawn.summary)
    table_below(place.words("place.table"), _rate_table(place, indicator, number, rows))
    caption(_rate_caption(frame, place, indicator))


def rate_bars(
    frame: Frame, place: Place, indicator: Indicator, number: NumberFormat, rows: list[Estimate | None]
) -> IntervalBars:
    """One bar for each place compared."""
    words = place.words
    bars = tuple(
        bar_of(place.name_of(spot), row, value_words(row, indicator.unit, number, words))
        for spot, row in zip(place.compared, rows, strict=True)
    )
    return IntervalBars(
        words("place.rate_title", need=words(f"need_phrase.{place.need}"), period=words.period(place.period)),
        words("map.legend_title.per_1000"),
        bars,
        summary=rate_sentence(place, indicator, number, rows),
        example=frame.example_words,
    )


def bar_of(name: str, row: Estimate | None, text: str) -> Bar:
    """A figure as a bar; without a value, the words stand in its place."""
    if said(row) is None:
        return Bar(name, None, None, None, text, "hidden" if row and row.status == "hidden" else "no_data")
    state = "value" if row.reliability == "good" else "care"
    return Bar(name, row.value, row.lower, row.upper, text, state)


def rate_sentence(
    place: Place, indicator: Indicator, number: NumberFormat, rows: list[Estimate | None]
) -> str:
    """What the bars say, from their own numbers."""
    return " ".join(
        _rate_of(
            place,
            spot,
            value_words(row, indicator.unit, number, place.words),
            range_words(row, number, place.words),
        )
        for spot, row in zip(place.compared, rows, strict=True)
    )


def _rate_of(place: Place, spot: Spot, value: str, likely: str) -> str:
    name = place.name_of(spot)
    if not likely:
        return place.words("place.rate_only", area=name, value=value.rstrip("."))
    return place.words("place.rate_likely", area=name, value=value, range=likely)


def _rate_table(place: Place, indicator: Indicator, number: NumberFormat, rows: list[Estimate | None]) -> str:
    words = place.words
    heads = [
        words("map.column_area"),
        words("map.column_value.per_1000"),
        words("map.column_interval.log_rate"),
        words("map.column_n.log_rate"),
        words("place.column_sure"),
    ]
    lines = [
        (
            place.name_of(spot),
            value_words(row, indicator.unit, number, words),
            range_words(row, number, words),
            number.whole(row.numerator) if row else "",
            words(f"reliability.{row.reliability}") if row and row.reliability else "",
        )
        for spot, row in zip(place.compared, rows, strict=True)
    ]
    return table_html(heads, lines)


def _rate_caption(frame: Frame, place: Place, indicator: Indicator) -> list[str]:
    words = place.words
    return [
        words("map.caption.log_rate", period=words.period(place.period)),
        *(words(f"caveat.{caveat}") for caveat in indicator.caveats.split(",") if caveat),
        words(
            "map.caption_source",
            sources=source_titles(place.edition, words, with_people(place, place.spot), outlines=False),
        ),
        words("frame.edition_of", day=frame.edition_day),
    ]


def draw_asked(frame: Frame, place: Place) -> None:
    """Requests by kind of need; where the edition has none for this place, those of the area around it."""
    words = place.words
    spot, rows = asked_for(place)
    if not rows:
        no_figure(words, words("place.asked_none"))
        return
    if spot != place.spot:
        paragraph(words("place.of_parent", area=place.name_of(spot), here=place.name))
    bars = asked_bars(frame, place, rows)
    in_words(words("frame.in_words"), bars.summary)
    chart(interval_bars_plotly(bars), "place-asked", bars.summary)
    lines = [(words(f"need.{row.need_code}"), count_words(row, words)) for row in rows]
    table_below(words("place.table"), table_html([words("chip.need"), words("measure.requests")], lines))
    caption(
        [
            words("place.asked_caption", area=place.name_of(spot), period=words.period(place.period)),
            words("measure_means.requests"),
            words("map.caption_source", sources=source_titles(place.edition, words, "log", outlines=False)),
            words("frame.edition_of", day=frame.edition_day),
        ]
    )


def asked_for(place: Place) -> tuple[Spot, list[Count]]:
    """The nearest area with requests by kind of need, and these, in the order of the catalog."""
    domains = {row.need_code: row.position for row in place.edition.get_needs() if row.need_level == "domain"}
    for spot in (place.spot, *place.above):
        found = place.edition.get_counts("requests", ALL, spot.area_level, spot.area_code, place.period)
        kept = [row for row in found if row.need_code in domains and row.group_dimension == ALL]
        if kept:
            return spot, sorted(_without_double(place, kept), key=lambda row: domains[row.need_code])
    return place.spot, []


def _without_double(place: Place, rows: list[Count]) -> list[Count]:
    """`pooled` is the sum of the sensitive kinds: shown only where these are not."""
    members = {row.need_code for row in place.edition.get_needs() if row.parent_code == POOLED}
    has_members = any(row.need_code in members for row in rows)
    return [row for row in rows if not (has_members and row.need_code == POOLED)]


def asked_bars(frame: Frame, place: Place, rows: list[Count]) -> IntervalBars:
    """One bar for each kind of need; hidden ones say between which numbers they lie."""
    words = place.words
    bars = tuple(
        Bar(
            words(f"need.{row.need_code}"),
            row.value,
            None,
            None,
            count_words(row, words),
            "value" if row.value is not None else "hidden",
        )
        for row in rows
    )
    title = words("place.asked_title", period=words.period(place.period))
    return IntervalBars(
        title,
        words("measure.requests"),
        bars,
        summary=asked_sentence(place, rows),
        example=frame.example_words,
    )


def asked_sentence(place: Place, rows: list[Count]) -> str:
    """The three kinds asked for most, and how many are hidden."""
    words = place.words
    shown = sorted((row for row in rows if row.value), key=lambda row: -row.value)[:3]
    named = [f"{words(f'need.{row.need_code}')} ({count_words(row, words)})" for row in shown]
    hidden = sum(row.status == "hidden" for row in rows)
    sentences = [words("place.asked_most", needs=words.list(named))] if named else []
    return " ".join([*sentences, *([words("place.asked_hidden", n=hidden)] if hidden else [])])


def with_people(place: Place, spot: Spot) -> str:
    """The sources of a figure of the logs out of the people of an area."""
    people = place.edition.get_population(spot.area_level, spot.area_code)
    return ",".join(["log", *dict.fromkeys(row.source for row in people)])
