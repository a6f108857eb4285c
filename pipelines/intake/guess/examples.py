"""Words of a column that may be shown to whoever maps it: of the form, of nobody alone."""

from pipelines.identifiers import find_identifier, header_kind, names_person, tells_status
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.looks import Column
from pipelines.intake.mapping import same
from pipelines.intake.roles import DROPPED

COMMON = 5  # rows of a word, from which it is one of the form's and shown


def may_be_shown(proposed: Guess) -> bool:
    """Whether words of the column may be shown, whatever a person says it is. `proposed`: by its file."""
    column = proposed.column
    return (
        proposed.role not in DROPPED
        and column.identifier is None
        and not header_kind(column.header, alone=False)
    )


def common_words(column: Column, most: int) -> list[str]:
    """The commonest words of the column that stand in COMMON rows and more, and point at nobody."""
    counted = column.cells.value_counts(sort=True).sort("count", column.cells.name, descending=[True, False])
    found: dict[str, str] = {}
    for word, rows in counted.iter_rows():
        if rows < COMMON or len(found) == most:
            break
        if not (find_identifier(word) or names_person(word) or tells_status(word)):
            found.setdefault(same(word), word)
    return list(found.values())
