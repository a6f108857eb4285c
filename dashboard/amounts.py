"""Figures and counts in words: the value, its likely range, or why there is none."""

from dashboard.edition import Edition
from dashboard.figures.numbers import NumberFormat, digits_of
from dashboard.rows import Count, Estimate, Indicator
from dashboard.words import Words


def indicator_named(edition: Edition, indicator: str) -> Indicator | None:
    """The row of table `indicator`; None where this edition has no such indicator."""
    return next((row for row in edition.get_indicators() if row.indicator == indicator), None)


def number_of(edition: Edition, indicator: Indicator, area_level: str, language: str) -> NumberFormat:
    """How an indicator's figures are printed on the map of a level, so that this page prints them alike."""
    digits = digits_of(edition.get_scale(indicator.indicator, area_level, "all"))
    return NumberFormat(language, digits, counts_events=indicator.kind == "log_rate")


def said(row: Estimate | None) -> float | None:
    """The value of a figure that is shown and rests on enough cases: what the map gives a colour."""
    return None if row is None or row.reliability == "too_few" else row.value


def value_words(row: Estimate | None, unit: str, number: NumberFormat, words: Words) -> str:
    """`41 in 100`, or in words why there is no figure."""
    if (value := said(row)) is not None:
        return words(f"map.value.{unit}", value=number.text(value))
    return why_none(row, words, unit, number)


def range_words(row: Estimate | None, number: NumberFormat, words: Words) -> str:
    """`36 to 46`; empty where there is no figure."""
    if said(row) is None or row.lower is None or row.upper is None:
        return ""
    return words("map.range", low=number.text(row.lower), high=number.text(row.upper))


def why_none(
    row: Estimate | None, words: Words, unit: str = "per_100", number: NumberFormat | None = None
) -> str:
    """Why a figure is not shown: hidden, with what may be known of it; refused, and its reason; not there."""
    if row is None:
        return words("place.not_published")
    if row.status == "hidden":
        return _hidden(row, words, unit, number)
    if row.status == "shown":
        return words("refusal.too_few")
    if row.status == "refused" and row.refusal and words.has(f"refusal.{row.refusal}"):
        return words(f"refusal.{row.refusal}")
    return words(f"map.why.{row.status}")


def _hidden(row: Estimate, words: Words, unit: str, number: NumberFormat | None) -> str:
    hidden = words("term.hidden")
    if number is None or row.range_low is None or row.range_high is None:
        return hidden
    low, high = number.text(row.range_low), number.text(row.range_high)
    return f"{hidden} ({words(f'map.hidden_range.{unit}', low=low, high=high)})"


def count_words(row: Count | None, words: Words) -> str:
    """`1,204`, `hidden to protect people (1 to 17)`, or why there is no count."""
    if row is None:
        return words("place.not_published")
    if row.value is not None:
        return words.wording.format_number(words.language, row.value)
    if row.status == "hidden" and row.range_low is not None and row.range_high is not None:
        return words("place.hidden_count", low=row.range_low, high=row.range_high)
    return words("term.hidden") if row.status == "hidden" else words(f"map.why.{row.status}")


def sure_words(row: Estimate | None, words: Words) -> str:
    """The class of reliability in words; empty where there is no figure."""
    shown = row is not None and row.value is not None and row.reliability
    return words(f"reliability.{row.reliability}") if shown else ""
