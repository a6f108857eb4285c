"""What a word or a column may stand for, in words of the screen."""

from desk.context import Desk
from pipelines.intake.roles import GROUPS
from pipelines.intake.template import LISTED, choices


def code_choices(desk: Desk, field: str) -> list[str]:
    """The codes that a word of the field may have, in the catalog's order; none for a field without codes."""
    return list(choices(field, desk.catalog, desk.rules.wording).values()) if field in LISTED else []


def in_words(desk: Desk, field: str, code: str) -> str:
    """A code as it is called on screen; a need with the kind that it belongs to."""
    words = desk.words
    if field == "need":
        domain = desk.catalog.needs[code].domain
        return f"{words(f'need.{code}')} ({words(f'need.{domain}')})"
    return words(f"group.{field}.{code}" if field in GROUPS else f"{field}.{code}")


def field_in_words(desk: Desk, field: str) -> str:
    """What a field of the log is about."""
    return desk.words("desk.field.place" if field == "place" else f"desk.role.{field}")
