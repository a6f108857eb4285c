"""Of which level of the workspace the areas in a column are."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from pipelines.identifiers import plain_words
from pipelines.intake.guess.from_file import Proposal, area_words


def with_levels(proposal: Proposal, areas: pl.DataFrame, levels: Sequence[str]) -> Proposal:
    """The proposal with a level for each column of areas that has none yet.

    `areas`: area_level, area_code, name. `levels`: nested levels, coarse to fine; where no cell is an area of
    any, the finest is proposed.
    """
    known = {level: area_words(areas.filter(pl.col("area_level") == level)) for level in levels}
    guesses = []
    for guess in proposal.guesses:
        if guess.role == "area" and "level" not in guess.settings:
            level = _level_of(guess.column.cells, known)
            guess = replace(guess, settings={**guess.settings, "level": level})
        guesses.append(guess)
    return replace(proposal, guesses=tuple(guesses))


def _level_of(cells: pl.Series, known: dict[str, frozenset[str]]) -> str:
    texts = [plain_words(text) for text in cells]
    # Of levels that know as many, the finest: a district and its only neighbourhood may have one name.
    return max(reversed(list(known)), key=lambda level: sum(text in known[level] for text in texts))
