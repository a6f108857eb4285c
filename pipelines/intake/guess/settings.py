"""The settings that a proposed role needs: formats of dates, separators, words for yes, ask and offer."""

from collections.abc import Mapping
from dataclasses import replace

from pipelines.identifiers import find_identifier, names_person
from pipelines.intake.guess.fits import need_in_header
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.looks import Column
from pipelines.intake.guess.words import Phrases, code_of, need_of


def settled(guess: Guess, words: Mapping[str, Phrases]) -> Guess:
    """The settings that the role needs."""
    column, settings = guess.column, dict(guess.settings) if "part" in guess.settings else {}
    if guess.role in ("received_on", "result_on") and "part" not in guess.settings:
        settings = {"formats": column.dates[0]}
    if guess.role == "need" and (many := column.separator(words["need"], is_need=True)):
        settings = {"many": many}
    if guess.role == "race_ethnicity" and column.coded(words["yes"]) > 0.9:
        settings = {"codes": _ticked_as(column, code_of(column.header, words["race_ethnicity"]), words)}
    elif guess.role == "race_ethnicity" and (many := column.separator(words["race_ethnicity"])):
        settings = {"many": many}
    if guess.role == "need_flag":
        settings = {
            "need": need_in_header(column, words) or "unmapped",
            "yes": _words_for(column, words["yes"], "yes"),
        }
    if guess.role == "recurring":
        both = {**words["yes"], **words["recurring"]}
        settings = {"yes": _words_for(column, both, "yes")}
    if guess.role == "kind":
        settings = {side: _words_for(column, words["kind"], side, need_of) for side in ("ask", "offer")}
        settings = {side: found for side, found in settings.items() if found}
    return replace(guess, settings=settings)


def _ticked_as(column: Column, code: str | None, words: Mapping[str, Phrases]) -> dict[str, str | None]:
    """A box for one answer (`Black`): a tick is that answer, anything else is none."""
    ticks = set(_words_for(column, words["yes"], "yes"))
    return {text: code if text in ticks else None for text in sorted(column.cells.unique())}


def _words_for(column: Column, phrases: Phrases, code: str, look_up=code_of) -> list[str]:
    """The cells that mean `code`, but for those that point at a person: they are not to be written down."""
    found = (text for text in column.cells.unique() if look_up(text, phrases) == code)
    return sorted(text for text in found if not (find_identifier(text) or names_person(text)))
