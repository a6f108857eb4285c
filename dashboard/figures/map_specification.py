"""A map as a specification: what each area shows, the legend, the words. Pure; drawn on screen and on
paper alike.

Each area is one mark of one letter, so that the map of a whole state travels in a few kilobytes:
`0`-`4` a value by class, lightest first; `a`-`e` the same with few cases, use with care; `h` hidden to
protect people; `n` no data: no one lives there, not asked, not published.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures.numbers import NumberFormat, printer
from dashboard.rows import Area, Figure, ScaleClass

VALUE_MARKS = "01234"
CARE_MARKS = "abcde"
HIDDEN = "h"
NO_DATA = "n"


@dataclass(frozen=True)
class LegendItem:
    """One line of the legend: a class (its mark), `care`, `hidden` or `no_data`, and how many areas are in
    it.
    """

    kind: str
    mark: str
    text: str
    count: int
    count_text: str


@dataclass(frozen=True)
class MapSpecification:
    """Columns of equal length, one entry an area in the order of `codes`; texts are empty where nothing is
    shown.
    """

    title: str
    legend_title: str
    unit: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    marks: str
    values: tuple[str, ...]
    lows: tuple[str, ...]
    highs: tuple[str, ...]
    ns: tuple[str, ...]
    reasons: tuple[str, ...]
    legend: tuple[LegendItem, ...]
    texts: Mapping[str, str]
    language: str
    example: str

    def count(self, marks: str) -> int:
        """How many areas carry one of `marks`."""
        return sum(self.marks.count(mark) for mark in marks)

    def indexes(self, marks: str) -> list[int]:
        return [index for index, mark in enumerate(self.marks) if mark in marks]


@dataclass(frozen=True)
class MapWords:
    """The words of one map in one language, filled in but for what differs by area."""

    title: str
    legend_title: str
    unit: str
    class_texts: tuple[str, ...]
    care: str
    hidden: str
    no_data: str
    count: Callable[[int], str]
    texts: Mapping[str, str]
    language: str
    example: str


def map_specification(
    areas: Sequence[Area],
    figures: Sequence[Figure],
    scale: Sequence[ScaleClass],
    number: NumberFormat,
    words: MapWords,
) -> MapSpecification:
    """The map of `figures` over `areas`, all of them drawn, in their order.

    An area is coloured by the figure as it is printed, not as it is stored: 24.6 reads "25 in 100" and
    must not lie in the class "20 to 24".
    """
    codes = tuple(area.area_code for area in areas)
    found = {figure.area_code: figure for figure in figures}
    show = _shower(scale, number)
    rows = [show(found.get(code)) for code in codes]
    marks, values, lows, highs, ns, reasons = zip(*rows, strict=True) if rows else ((),) * 6
    return MapSpecification(
        words.title, words.legend_title, words.unit,
        codes, tuple(area.name or area.area_code for area in areas),
        "".join(marks), values, lows, highs, ns, reasons,
        _legend(marks, words), words.texts, words.language, words.example,
    )  # fmt: skip


def mark_of(figure: Figure | None, scale: Sequence[ScaleClass], number: NumberFormat) -> str:
    """The mark of one area. What cannot be shown with a class is no data, never the lightest class."""
    if figure is None or figure.reliability == "too_few":
        return NO_DATA
    if figure.status == "hidden":
        return HIDDEN
    if figure.status != "shown" or figure.value is None:
        return NO_DATA
    found = class_of(number.rounded(figure.value), scale)
    if found is None:
        return NO_DATA
    return (CARE_MARKS if figure.reliability == "care" else VALUE_MARKS)[found]


def class_of(value: float, scale: Sequence[ScaleClass]) -> int | None:
    """The class whose half-open interval holds `value`; an open end is unbounded. None outside all."""
    for number, low, high in scale:
        if (low is None or value >= low) and (high is None or value < high):
            return number
    return None


def class_of_mark(mark: str) -> int | None:
    """The class that a mark is drawn with, whether certain or few cases."""
    if mark in VALUE_MARKS:
        return VALUE_MARKS.index(mark)
    return CARE_MARKS.index(mark) if mark in CARE_MARKS else None


def _shower(
    scale: Sequence[ScaleClass], number: NumberFormat
) -> Callable[[Figure | None], tuple[str, str, str, str, str, str]]:
    """Gives what one area shows: its mark, then value, low, high, n and reason as printed.

    A closure, since it prints some 9,000 figures at each first look at a map of a state.
    """
    text, whole = printer(number.language, number.digits), printer(number.language, 0)
    counts_events = number.counts_events

    def show(figure: Figure | None) -> tuple[str, str, str, str, str, str]:
        mark = mark_of(figure, scale, number)
        if figure is None:
            return mark, "", "", "", "", ""
        if mark == HIDDEN:
            return mark, "", text(figure.range_low), text(figure.range_high), "", ""
        if mark == NO_DATA:
            return mark, "", "", "", "", figure.refusal or figure.reliability or figure.status
        n = whole(figure.numerator if counts_events else figure.denominator)
        return mark, text(figure.value), text(figure.lower), text(figure.upper), n, ""

    return show


def _legend(marks: Sequence[str], words: MapWords) -> tuple[LegendItem, ...]:
    counts = Counter(marks)
    lines = [
        ("class", VALUE_MARKS[index], text, counts[VALUE_MARKS[index]])
        for index, text in enumerate(words.class_texts)
    ]
    lines += [
        ("care", CARE_MARKS[2], words.care, sum(counts[mark] for mark in CARE_MARKS)),
        ("hidden", HIDDEN, words.hidden, counts[HIDDEN]),
        ("no_data", NO_DATA, words.no_data, counts[NO_DATA]),
    ]
    return tuple(LegendItem(kind, mark, text, count, words.count(count)) for kind, mark, text, count in lines)
