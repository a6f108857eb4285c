"""The words of a partner's log that nothing codes, for a person who codes them. Read anew each time, kept
nowhere.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.catalog import Catalog
from pipelines.identifiers import find_identifier, names_person
from pipelines.intake.codes import read_codebook
from pipelines.intake.coding import Coder
from pipelines.intake.correcting import apply_corrections
from pipelines.intake.corrections import Correction
from pipelines.intake.fates import decide_fates
from pipelines.intake.guess.words import band_of, code_of, need_of, value_words
from pipelines.intake.mapping import read_mapping
from pipelines.intake.rows import read_rows, texts_of
from pipelines.wording import Wording

FORM_WORD = 3  # rows from which a word is one of the form's; fewer may be what one person wrote
SCHEMA = {"field": pl.String, "word": pl.String, "rows": pl.Int64, "suggestion": pl.String}


def uncoded_words(
    folder: Path,
    catalog: Catalog,
    wording: Wording,
    today: date | None = None,
    corrections: Iterable[Correction] = (),
    forgotten: str | None = None,
) -> pl.DataFrame:
    """field, word, rows, suggestion (a code, or empty), the commonest first in each field.

    Words in fewer than FORM_WORD rows stand together, as the word "" of their field: their number of rows,
    and no suggestion. `forgotten`: the last month whose records are dropped. Raises what `read_partner`
    raises.
    """
    mapping, entry = read_mapping(folder)
    read, _ = apply_corrections(read_rows(folder, mapping, entry), mapping, corrections)
    fates = decide_fates(read, mapping, today or date.today(), forgotten=forgotten)
    loaded = texts_of(fates.filter(pl.col("fate") == "loaded"))
    coder = Coder(loaded, mapping, read_codebook(mapping, entry, catalog))
    coder.coded()
    known = value_words(catalog, wording)
    lines = []
    for field, lists in coder.unknown.items():
        counted = (
            pl.concat(lists).explode().drop_nulls().value_counts(sort=True).sort("count", descending=True)
        )
        shown = {word: rows for word, rows in counted.iter_rows() if rows >= FORM_WORD and not _tells(word)}
        rest = int(counted["count"].sum()) - sum(shown.values())
        lines += [(field, word, rows, _suggested(field, word, known)) for word, rows in shown.items()]
        lines += [(field, "", rest, "")] if rest else []
    return pl.DataFrame(lines, schema=SCHEMA, orient="row").sort(
        "field", pl.col("word") == "", "rows", "word", descending=[False, False, True, False]
    )


def _suggested(field: str, word: str, known: dict) -> str:
    look_up = {"need": need_of, "age_band": band_of}.get(field, code_of)
    return (look_up(word, known[field]) if field in known else None) or ""


def _tells(text: str) -> bool:
    return bool(find_identifier(text) or names_person(text))
