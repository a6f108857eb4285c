"""The shared filters: which chips a page has, what each offers, and what a choice does to the view."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.choices import map_offers, order_of
from dashboard.components.chips import Chip, Section
from dashboard.edition import Edition
from dashboard.labels import group_name, need_name
from dashboard.offers import moved
from dashboard.place_chips import choose_in_place, place_chips
from dashboard.view import View
from dashboard.words import Words

# The order in which the chips read as a sentence. Pages without filters of their own show none.
PAGE_CHIPS = {
    "map": ("indicator", "reading", "need", "period", "area_level", "group"),
}


@dataclass(frozen=True)
class Moved:
    """A choice and what had to move with it, for the notice."""

    view: View
    fields: tuple[str, ...]


def build_chips(edition: Edition, view: View, words: Words) -> list[Chip]:
    """The chips of the view's page. A chip with one option says nothing and is left out."""
    if view.page == "place":
        return place_chips(edition, view, words)
    chips = [_chip(edition, view, field, words) for field in PAGE_CHIPS.get(view.page, ())]
    return [chip for chip in chips if sum(len(options) for _, options in chip.sections) > 1]


def _chip(edition: Edition, view: View, field: str, words: Words) -> Chip:
    offered = map_offers(edition).of(view, field)
    order = order_of(edition, field)
    fitting = sorted((offer.value for offer in offered if offer.fits), key=order)
    others = sorted((offer.value for offer in offered if not offer.fits), key=order)
    value = getattr(view, field)
    if value not in fitting and value not in others:
        fitting = [value, *fitting]
    sections = _sections(edition, view, field, fitting, words)
    if others:
        moving = tuple((v, option_text(edition, view, field, v, words)) for v in others)
        sections = (*sections, (words("chip.moves_others"), moving))
    return Chip(field, words(f"chip.{field}"), value, sections)


def _sections(
    edition: Edition, view: View, field: str, values: list[str], words: Words
) -> tuple[Section, ...]:
    """Groups stand under their dimension; everything else is one list."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for value in values:
        dimension, _, code = value.partition(":")
        title = words(f"group_dimension.{dimension}") if field == "group" and code else ""
        sections.setdefault(title, []).append((value, option_text(edition, view, field, value, words)))
    return tuple((title, tuple(options)) for title, options in sections.items())


def option_text(edition: Edition, view: View, field: str, value: str, words: Words) -> str:
    """One option in words."""
    if field == "need":
        return need_name(words, value)
    if field == "group":
        return group_name(words, value)
    if field == "period":
        return words.period(value)
    if field == "area_level":
        return words(f"area_level.{value}.one")
    if field == "indicator":
        return words(f"indicator_family.{value}")
    row = next(
        row for row in edition.get_indicators() if row.family == view.indicator and row.reading == value
    )
    return words(f"indicator.{row.indicator}.label")


def choices_in_words(edition: Edition, view: View, fields: Sequence[str], words: Words) -> str:
    """The named choices of a view as the chips say them: `By borough, In 2025`."""
    said = (
        f"{words(f'chip.{name}')} {option_text(edition, view, name, getattr(view, name), words)}"
        for name in fields
    )
    return words.list(list(said))


def choose(edition: Edition, view: View, field: str, value: str) -> Moved | None:
    """The view after the reader chose `value`; None where no chip offers it, since it came from a browser."""
    if view.page == "place":
        chosen = choose_in_place(edition, view, field, value, edition.get_words(view.language))
        return chosen and Moved(chosen, ())
    if field not in PAGE_CHIPS.get(view.page, ()):
        return None
    if value not in {offer.value for offer in map_offers(edition).of(view, field)}:
        return None
    wanted = replace(view, **{field: value})
    found = map_offers(edition).nearest(wanted, fixed=field)
    fields = moved(wanted, found, fixed=field)
    # An area of another level means nothing on this one.
    is_other_level = found.area_level != view.area_level
    return Moved(replace(found, area="", compare_with="") if is_other_level else found, fields)
