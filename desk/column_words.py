"""A column in words: its name, and why it is taken for what it is."""

from dashboard.words import Words
from desk.draft import Draft
from pipelines.identifiers import find_identifier, names_person
from pipelines.intake.columns import SHOWN_CHARACTERS, letters
from pipelines.intake.guess.guesses import Guess


def column_name(guess: Guess, words: Words) -> str:
    """The header, but for one that is itself the value of a record; always with the spreadsheet's letter."""
    header, letter = guess.column.header, letters(guess.column.number)
    return words("desk.columns.named", letter=letter, header=header_in_words(header, words))


def header_in_words(header: str, words: Words) -> str:
    """The header on one line, not too long, and never one that is itself the value of a record."""
    if find_identifier(header) or names_person(header):
        return words("desk.columns.unnamed")
    shown = header if len(header) <= SHOWN_CHARACTERS else f"{header[:SHOWN_CHARACTERS]}..."
    return " ".join(shown.split())


def evidence(guess: Guess, draft: Draft, words: Words) -> str:
    """Why the role is proposed, as one line."""
    header = guess.column.header
    if header in draft.known and "said" in guess.why:
        return _begun(words("desk.why.saved"))
    parts = []
    for why in guess.why:
        kind, _, detail = why.partition(":")
        said = words(f"desk.why.{kind}")
        key = f"identifier_kind.{detail}"
        parts.append(f"{said}: {words(key)}" if words.has(key) else said)
    return _begun("; ".join(dict.fromkeys(parts)))


def _begun(line: str) -> str:
    """As a line begins."""
    return line[:1].upper() + line[1:]
