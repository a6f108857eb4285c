"""Words that need more than the partner's own list: immigration status in a reason, and ages."""

import re

import polars as pl

from pipelines.identifiers import plain_words
from pipelines.intake.codes import NO_ANSWER
from pipelines.intake.mapping import same

RULES_EXCLUDED = "rules_excluded"
# Bands as in groups.yaml: first age of each.
AGE_BANDS = ((0, "under_18"), (18, "18_29"), (30, "30_44"), (45, "45_64"), (65, "65_plus"))
OLDEST = 115

# Anything in a reason that tells papers, status or origin. Whole words, accents and case aside.
_STATUS = re.compile(
    r"\b(?:ssn|social security|social number|seguro social|nss|itin|papers|papeles|undocumented|indocumentad[oa]s?|immigra\w*|"
    r"inmigra\w*|migra\w*|daca|dreamer|tps|asylum|asylee|asilo|asilad[oa]s?|refugee\w*|refugiad[oa]s?|visas?|green ?card|"
    r"citizen\w*|ciudadan\w*|status|estatus|alien|deport\w*|uscis|parole[de]?|unauthorized|non ?citizen\w*|"
    r"legal(?:ly)? (?:resident|residency|status|present)|residencia legal|permanent resident|residente permanente|lpr|"
    r"work permit|permiso de trabajo|country of (?:birth|origin)|pais de (?:nacimiento|origen)|public charge|carga publica|"
    r"sin documentos|no documents|foreign|extranjer[oa]s?|proof of (?:citizenship|residency))\b"
)


def tells_status(text: str) -> bool:
    """Whether a reason names immigration status: it becomes `rules_excluded`, and the words are not kept.

    >>> tells_status("No SSN"), tells_status("estatus migratorio"), tells_status("Waitlist full")
    (True, True, False)
    """
    return bool(_STATUS.search(plain_words(text)))


def code_ages(cells: pl.Series) -> pl.DataFrame:
    """`codes` (one age band, or nothing) and `unknown` (texts that are neither an age nor a word for no answer)."""
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
