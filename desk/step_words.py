"""Words that nothing codes, each given a code by a person."""

from desk.context import Desk
from desk.path import next_button
from desk.pieces import fault_paragraph, paragraph
from pipelines.errors import UserError
from pipelines.intake.uncoded import uncoded_words


def draw(desk: Desk) -> None:
    words = desk.words
    if not desk.has_mapping:
        paragraph(words("desk.no_mapping"))
        return
    try:
        found = uncoded_words(desk.folder, desk.catalog, desk.rules.wording)
    except UserError as fault:
        fault_paragraph(words, fault)
        return
    for field, word, rows, _ in found.iter_rows():
        paragraph(f"{field} {word} {rows}")
    next_button(desk)
