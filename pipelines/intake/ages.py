"""Ages as people write them, to bands."""

import re

import polars as pl

from pipelines.intake.codes import NO_ANSWER
from pipelines.intake.mapping import same

# Bands as in groups.yaml: first age of each.
AGE_BANDS = ((0, "under_18"), (18, "18_29"), (30, "30_44"), (45, "45_64"), (65, "65_plus"))
OLDEST = 115


def code_ages(cells: pl.Series) -> pl.DataFrame:
    """`codes` (one age band, or nothing) and `unknown` (texts that are neither an age nor a word for no
    answer).
    """
    texts = cells.drop_nulls().unique().sort()
    coded = [_code_age(text) for text in texts]
    table = pl.DataFrame(
        {"text": texts, "codes": [[c] if c else [] for c, _ in coded], "unknown": [u for _, u in coded]},
        schema={"text": pl.String, "codes": pl.List(pl.String), "unknown": pl.List(pl.String)},
    )
    joined = (
        cells.alias("text")
        .to_frame()
        .join(table, on="text", how="left", maintain_order="left", validate="m:1")
    )
    return joined.select(pl.col("codes", "unknown").fill_null(pl.lit([], pl.List(pl.String))))


def _code_age(text: str) -> tuple[str | None, list[str]]:
    match = re.fullmatch(r"(-?\d{1,3})(?:[.,]0+)?(?: ?(?:y|yo|yrs?|years?|anos?)(?: old)?\.?)?", same(text))
    if match is None:
        return None, [] if same(text) in NO_ANSWER else [same(text)]
    age = int(match.group(1))
    if not 0 <= age <= OLDEST:
        return None, []  # 999, -1: the ways in which forms write that nobody answered
    return [band for first, band in AGE_BANDS if age >= first][-1], []
