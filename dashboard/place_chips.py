"""The filters of the page of one place: need and year, as far as they are published for its level."""

from dataclasses import replace

from dashboard.choices import order_of
from dashboard.components.chips import Chip
from dashboard.edition import Edition
from dashboard.labels import need_name
from dashboard.place import place_of, published
from dashboard.view import View
from dashboard.words import Words

FIELDS = ("need", "period")


def options(edition: Edition, view: View, field: str, words: Words) -> list[str]:
    """The values of one filter that go with the other, in the order of the catalog; years latest first."""
    place = place_of(edition, view, words)
    pairs = published(edition, place.spot.area_level)
    if field == "need":
        found = {need for year, need in pairs if year == place.period}
    else:
        found = {year for year, need in pairs if need == place.need}
    return sorted(found, key=order_of(edition, field))


def place_chips(edition: Edition, view: View, words: Words) -> list[Chip]:
    """Need and year; one that offers no choice is left out."""
    place = place_of(edition, view, words)
    values = {"need": place.need, "period": place.period}
    return [
        Chip(field, words(f"chip.{field}"), values[field], (("", _named(found, field, words)),))
        for field in FIELDS
        if len(found := options(edition, view, field, words)) > 1
    ]


def choose_in_place(edition: Edition, view: View, field: str, value: str, words: Words) -> View | None:
    """The view after a choice; None for a value that no filter offers."""
    if field not in FIELDS or value not in options(edition, view, field, words):
        return None
    return replace(view, **{field: value})


def _named(values: list[str], field: str, words: Words) -> tuple[tuple[str, str], ...]:
    name = (lambda value: need_name(words, value)) if field == "need" else words.period
    return tuple((value, name(value)) for value in values)
