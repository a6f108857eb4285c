"""The map of one view: reads the edition's figures and words, and gives the specification, table and
summary.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from dashboard.edition import Edition
from dashboard.figures.map_specification import (
    CARE_MARKS,
    HIDDEN,
    VALUE_MARKS,
    MapSpecification,
    MapWords,
    map_specification,
)
from dashboard.figures.numbers import NumberFormat, digits_of
from dashboard.labels import area_name, group_name
from dashboard.place import city_of, estimates_of
from dashboard.rows import Estimate, Indicator, ScaleClass
from dashboard.view import ALL, View
from dashboard.words import Words

_TEXTS = (
    "keys", "table", "column_area", "column_note", "zoom_in", "zoom_out", "zoom_reset", "not_loaded",
)  # fmt: skip
_REASONS = ("absent", "not_published", "not_collected", "not_yet", "refused")


@dataclass(frozen=True)
class DrawnMap:
    """One map and what stands beside it."""

    specification: MapSpecification
    number: NumberFormat
    whole_city: Estimate | None


@lru_cache(maxsize=64)
def build_map(edition: Edition, view: View, indicator: Indicator, words: Words, example: str) -> DrawnMap:
    """The map that `view` asks for. Areas without a figure are drawn as no data, each with its reason.

    The last maps are kept: a room goes back and forth between a few views.
    """
    key = (view.need, view.group_dimension, view.group_code)
    scale = edition.get_scale(indicator.indicator, view.area_level, view.need)
    number = number_format(indicator, scale, words.locale)
    specification = map_specification(
        edition.get_drawn_areas(view.area_level),
        edition.get_figures(indicator.indicator, view.area_level, view.period, *key),
        scale,
        number,
        _map_words(view, indicator, scale, number, words, example),
    )
    city = estimates_of(edition, city_of(edition))
    return DrawnMap(specification, number, city.get((indicator.indicator, view.period, *key)))


def number_format(indicator: Indicator, scale: Sequence[ScaleClass], language: str) -> NumberFormat:
    """How this indicator's figures are printed; n of a rate is its events."""
    return NumberFormat(language, digits_of(scale), counts_events=indicator.kind == "log_rate")


def map_title(view: View, indicator: Indicator, words: Words) -> str:
    """What is measured, of whom, and when."""
    group = group_name(words, view.group)
    title = words(
        f"indicator.{indicator.indicator}.title",
        need=words(f"need_phrase.{view.need}"), period=words.period(view.period), group=group,
    )  # fmt: skip
    return title if view.group == ALL else words("map.title_group", title=title, group=group)


def _map_words(
    view: View,
    indicator: Indicator,
    scale: Sequence[ScaleClass],
    number: NumberFormat,
    words: Words,
    example: str,
) -> MapWords:
    unit = indicator.unit
    texts = {name: words(f"map.{name}") for name in _TEXTS}
    texts |= {f"why_{status}": words(f"map.why.{status}") for status in _REASONS}
    texts |= {f"why_{key.removeprefix('refusal.')}": words(key) for key in words.under("refusal.")}
    texts |= {
        "value": words.template(f"map.value.{unit}"),
        "interval": words.template(f"map.interval.{indicator.kind}"),
        "n": words.template(f"map.n.{indicator.kind}"),
        "hidden": words("term.hidden"),
        "hidden_range": words.template(f"map.hidden_range.{unit}"),
        "no_data": words("map.no_data"),
        "care": words("term.reliability_care"),
        "column_value": words(f"map.column_value.{unit}"),
        "column_interval": words(f"map.column_interval.{indicator.kind}"),
        "column_n": words(f"map.column_n.{indicator.kind}"),
        "range": words.template("map.range"),
    }
    return MapWords(
        map_title(view, indicator, words), words(f"map.legend_title.{unit}"), unit,
        tuple(class_text(step, number, words) for step in scale), words("term.reliability_care"),
        words("term.hidden"),
        words("map.no_data"), lambda n: words("map.legend_count", n=n, areas=_areas(view, n, words)),
        MappingProxyType(texts), words.language, example,
    )  # fmt: skip


def class_text(step: ScaleClass, number: NumberFormat, words: Words) -> str:
    """`under 20`, `20 to 24`, `33 and more`: the figures that can be printed in the class, both ends
    included.
    """
    last = None if step.high is None else step.high - 10**-number.digits
    if step.low is None and last is None:
        return words("map.class_any")
    if step.low is None:
        return words("map.class_under", high=number.text(step.high))
    if last is None:
        return words("map.class_from", low=number.text(step.low))
    if number.rounded(step.low) == number.rounded(last):
        return number.text(step.low)
    return words("map.class_between", low=number.text(step.low), high=number.text(last))


def highest_tier(specification: MapSpecification) -> tuple[str, list[int]]:
    """The highest class that any area is certainly in, and those areas, alphabetically: a tier, not a
    ranking.
    """
    for item in reversed([item for item in specification.legend if item.kind == "class"]):
        inside = specification.indexes(item.mark)
        if inside:
            return item.text, sorted(inside, key=lambda index: specification.names[index])
    return "", []


def _areas(view: View, n: int, words: Words) -> str:
    return words(f"area_level.{view.area_level}.{'one' if n == 1 else 'many'}")


def summary(edition: Edition, drawn: DrawnMap, view: View, indicator: Indicator, words: Words) -> str:
    """The map in a few sentences, from its own numbers."""
    s = drawn.specification
    parts = []
    if drawn.whole_city is not None and drawn.whole_city.value is not None:
        value = words(f"map.value.{indicator.unit}", value=drawn.number.text(drawn.whole_city.value))
        name = area_name(edition, words, edition.manifest["city_level"], drawn.whole_city.area_code)
        parts.append(words("map.words_city", area=name, value=value))
    tier, inside = highest_tier(s)
    if inside:
        value = words(f"map.value.{indicator.unit}", value=tier)
        parts.append(
            words("map.words_tier", n=len(inside), areas=_areas(view, len(inside), words), value=value)
        )
    shown = s.count(VALUE_MARKS) + s.count(CARE_MARKS)
    parts.append(
        words("map.words_shown", n=shown, total=len(s.codes), areas=_areas(view, len(s.codes), words))
    )
    for mark, key in ((CARE_MARKS, "care"), (HIDDEN, "hidden")):
        if s.count(mark):
            parts.append(words(f"map.words_{key}", n=s.count(mark), areas=_areas(view, s.count(mark), words)))
    return " ".join(parts)
