"""Who asked from one place, set beside who lives there."""

import math
from dataclasses import dataclass

from dashboard.amounts import range_words, said, value_words, why_none
from dashboard.components.pieces import caption, in_words, table_below, table_html
from dashboard.components.section import chart, no_figure, paragraph
from dashboard.figures.marked_bars import MarkedBars, marked_bars_plotly
from dashboard.figures.numbers import NumberFormat
from dashboard.frame import Frame
from dashboard.labels import source_titles
from dashboard.place import Place, Spot, estimates_of
from dashboard.place_reach import bar_of, with_people
from dashboard.rows import Estimate, GroupValue, Population
from dashboard.view import ALL
from pipelines.estimates.margins import proportion

WHO_ASKS = "share_of_requests"
NOT_A_GROUP = ("not_answered", "not_asked")
# Out of whom the census share of a group is: people or households. It splits work otherwise than we ask.
WHOLE = {
    "race_ethnicity": "residents",
    "age_band": "residents",
    "disability": "residents",
    "children": "households",
}


@dataclass(frozen=True)
class GroupLine:
    """One group: its share of requests, and of residents (percent, 90 % margin; empty where not counted)."""

    group: GroupValue
    asked: Estimate | None
    residents: float | None
    residents_moe: float | None


def draw_who(frame: Frame, place: Place) -> None:
    """Each group dimension that is published for this place, else for the nearest area that holds it."""
    words = place.words
    spot, dimensions = dimensions_of(place)
    if not dimensions:
        no_figure(words, words("place.who_none"))
        return
    if spot != place.spot:
        paragraph(words("place.of_parent", area=place.name_of(spot), here=place.name))
    for dimension in dimensions:
        _draw_dimension(frame, place, spot, dimension)
    caption(_caption(frame, place, spot))


def dimensions_of(place: Place) -> tuple[Spot, list[str]]:
    """The nearest area with shares of groups in this year, and which dimensions it has."""
    order = list(dict.fromkeys(row.group_dimension for row in place.edition.get_group_values()))
    for spot in (place.spot, *place.above):
        found = {
            key[3]
            for key in estimates_of(place.edition, spot)
            if key[0] == WHO_ASKS and key[1] == place.period
        }
        if found:
            return spot, [dimension for dimension in order if dimension in found]
    return place.spot, []


def lines_of(place: Place, spot: Spot, dimension: str) -> list[GroupLine]:
    """The groups of a dimension in the order of the catalog; those that were not asked are no group."""
    figures = estimates_of(place.edition, spot)
    people = {row.denominator: row for row in place.edition.get_population(spot.area_level, spot.area_code)}
    lines = []
    for group in place.edition.get_group_values():
        if group.group_dimension == dimension and group.group_code not in NOT_A_GROUP:
            asked = figures.get((WHO_ASKS, place.period, ALL, dimension, group.group_code))
            share, moe = _share_of_residents(
                people.get(group.denominator), people.get(WHOLE.get(dimension, ""))
            )
            lines.append(GroupLine(group, asked, share, moe))
    return lines


def _share_of_residents(
    part: Population | None, whole: Population | None
) -> tuple[float | None, float | None]:
    """Percent of residents and its 90 % margin, by the Census Bureau's rule for a share."""
    if part is None or whole is None or not part.value or not whole.value:
        return None, None
    share, moe = proportion(part.value, whole.value, part.moe or 0.0, whole.moe or 0.0)
    return 100 * float(share), 100 * float(moe)


def _draw_dimension(frame: Frame, place: Place, spot: Spot, dimension: str) -> None:
    words, number = place.words, NumberFormat(place.words.locale)
    lines = lines_of(place, spot, dimension)
    bars = group_bars(frame, place, dimension, lines)
    if not any(bar.value is not None for bar in bars.bars):
        why = _why_nothing(place, lines).rstrip(".")
        paragraph(f"{words(f'group_dimension.{dimension}')}: {why[:1].lower()}{why[1:]}.")
        return
    paragraph(bars.title)
    in_words(words("frame.in_words"), f"{bars.summary} {unknown_sentence(place, spot, dimension)}")
    chart(marked_bars_plotly(bars), f"place-who-{dimension}", bars.summary)
    heads = [
        words("place.column_group"),
        words("place.column_of_requests"),
        words("map.column_interval.log_share"),
        words("place.column_of_residents"),
        words("place.column_margin"),
    ]
    table = [
        (
            _name(place, line),
            value_words(line.asked, "per_100", number, words),
            range_words(line.asked, number, words),
            _residents(place, line),
            "" if line.residents_moe is None else words("place.margin", moe=number.text(line.residents_moe)),
        )
        for line in lines
    ]
    table_below(words("place.table"), table_html(heads, table))


def _why_nothing(place: Place, lines: list[GroupLine]) -> str:
    """Each reason once: all groups of a dimension mostly have the same."""
    return " ".join(dict.fromkeys(why_none(line.asked, place.words) for line in lines))


def group_bars(frame: Frame, place: Place, dimension: str, lines: list[GroupLine]) -> MarkedBars:
    """A bar of requests and a diamond of residents for each group."""
    words, number = place.words, NumberFormat(place.words.locale)
    bars = tuple(
        bar_of(_name(place, line), line.asked, value_words(line.asked, "per_100", number, words))
        for line in lines
    )
    key = "place.who_dimension" if any(line.residents for line in lines) else "place.who_dimension_alone"
    return MarkedBars(
        words(key, dimension=words(f"group_dimension.{dimension}")),
        words("map.legend_title.per_100"),
        bars,
        summary=_sentence(place, lines),
        example=frame.example_words,
        marks=tuple(line.residents for line in lines),
        mark_name=words("place.column_of_residents"),
    )


def _name(place: Place, line: GroupLine) -> str:
    return place.words(f"group.{line.group.group_dimension}.{line.group.group_code}")


def _residents(place: Place, line: GroupLine) -> str:
    if line.residents is None:
        return place.words("place.no_residents_count")
    return place.words("map.value.per_100", value=NumberFormat(place.words.locale).text(line.residents))


def _sentence(place: Place, lines: list[GroupLine]) -> str:
    """The group with most requests, of those that the census counts: not the one that differs most."""
    number = NumberFormat(place.words.locale)
    shown = [line for line in lines if said(line.asked) is not None]
    if not shown:
        return place.words("place.who_hidden")
    line = max(shown, key=lambda line: (line.residents is not None, line.asked.value))
    slots = {"group": _name(place, line), "asked": number.text(line.asked.value)}
    if line.residents is None:
        return place.words("place.who_most_alone", **slots)
    return place.words("place.who_most", residents=number.text(line.residents), **slots)


def unknown_sentence(place: Place, spot: Spot, dimension: str) -> str:
    """How many requests came from people who were not asked or did not answer, where that can be said."""
    counts = [
        row
        for row in place.edition.get_counts("requests", ALL, spot.area_level, spot.area_code, place.period)
        if row.need_code == ALL and row.group_dimension == dimension
    ]
    unknown = [row.value for row in counts if row.group_code in NOT_A_GROUP]
    everyone = place.edition.get_counts("requests", ALL, spot.area_level, spot.area_code, place.period)
    total = next((row.value for row in everyone if row.need_code == ALL and row.group_dimension == ALL), None)
    if not unknown or None in unknown or not total:
        return ""
    return place.words("place.who_unknown", n=math.floor(100 * sum(unknown) / total + 0.5))


def _caption(frame: Frame, place: Place, spot: Spot) -> list[str]:
    words = place.words
    return [
        words("place.who_caption", area=place.name_of(spot), period=words.period(place.period)),
        words("caveat.only_those_who_answered"),
        words("caveat.people_who_asked"),
        words("place.who_no_mark"),
        words(
            "map.caption_source",
            sources=source_titles(place.edition, words, with_people(place, spot), outlines=False),
        ),
        words("frame.edition_of", day=frame.edition_day),
    ]
