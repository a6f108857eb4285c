"""The identifier gate, before all else: a column of identifiers is refused, one alone keeps its row out."""

from collections.abc import Iterator

import polars as pl

from pipelines.errors import IdentifierError
from pipelines.identifiers import (
    OLDEST_LOG_YEAR,
    Content,
    are_telephones,
    find_in,
    header_kind,
    is_status,
    names_in,
)
from pipelines.intake.columns import Field, column_words
from pipelines.intake.household_keys import are_keys
from pipelines.intake.mapping import Mapping, same
from pipelines.intake.roles import CODED, FIGURES

MOST = 0.5  # a column in which more of the filled cells than this are identifiers is a column of identifiers
FEWEST = 3  # below this many, each keeps its own row out instead
NAMED = (*CODED, "kind", "recurring")  # columns of few words: a person's name can be told from them
KEYS = ("request_id", "household_key")
# A need may be of a status by name (`Green card`), and a reason is made neutral.
TELL_STATUS = tuple(role for role in NAMED if role not in ("need", "reason"))
UNJUDGED = ("need_flag",)  # the header names a need (`Phone bill`), its cells say yes or no

KIND_WORDS = {
    "name": "names",
    "telephone": "telephone numbers",
    "email": "e-mail addresses",
    "street_address": "street addresses",
    "birth_date": "birth dates",
    "tax_number": "social security or tax numbers",
    "document_number": "numbers of documents",
    "card_number": "card or account numbers",
    "alien_number": "immigration numbers",
    "immigration": "immigration status or origin",
    "handle": "ways to reach a person",
    "machine_address": "addresses of machines",
}


def check_headers(where: str, fields: list[Field]) -> None:
    """Raise IdentifierError for a column whose header names an identifier and whose role would read it."""
    for field in fields:
        kind = (
            None
            if field.is_dropped or field.rule.role in ("ignore", *UNJUDGED)
            else header_kind(field.header, alone=False)
        )
        if kind:
            raise IdentifierError(
                f"{where}, {column_words(field.number, field.header)}: by its header it holds "
                f"{KIND_WORDS[kind]}. Give it "
                "the role identifier in mapping.yaml, so that it is dropped unread, or rename it if it holds "
                "none."
            )


def find_flagged(
    where: str, rows: pl.DataFrame, fields: list[Field], mapping: Mapping
) -> tuple[pl.Series, list[str]]:
    """For each row the number of the first column that holds an identifier, or null; and notices of whole
    columns of identifiers that the mapping ignores. Raises IdentifierError for a column of identifiers that
    it reads.
    """
    flagged = pl.Series([None], dtype=pl.Int64).new_from_index(0, rows.height)
    notices = []
    for field in (f for f in fields if not f.is_dropped):
        hits, kind = _judge(rows[field.name], field, mapping)
        if kind and field.rule.role != "ignore":
            raise IdentifierError(
                f"{where}, {column_words(field.number, field.header)}: most of its cells hold "
                f"{KIND_WORDS[kind]}. Give it "
                "the role identifier in mapping.yaml, so that it is dropped unread."
            )
        if kind:
            notices.append(
                f"{where}, {column_words(field.number, field.header)}: holds {KIND_WORDS[kind]} and is "
                "ignored; nothing of "
                "it was kept. The role identifier would drop it unread."
            )
            continue
        flagged = flagged.set(hits & flagged.is_null(), field.number)
    return flagged, notices


def _judge(cells: pl.Series, field: Field, mapping: Mapping) -> tuple[pl.Series, str | None]:
    """Which cells hold an identifier, and the kind where that is most of the column."""
    if field.rule.role == "household_key":
        cells = cells.set(are_keys(cells), None)
    filled = cells.len() - cells.null_count()
    content: Content = "figures" if field.rule.role in FIGURES else "words"
    found = find_in(cells, content, _log_year(mapping))
    hits = cells.is_in(list(found)).fill_null(False)
    if field.rule.role in KEYS and are_telephones(cells):
        return hits, "telephone"
    if field.rule.role in (*NAMED, *KEYS):
        whole, half = names_in(_uncoded(cells, field, mapping))
        if _are_most(cells.is_in(list(half)).sum(), filled):
            return hits, "name"
        hits = hits | cells.is_in(list(whole)).fill_null(False)
    if field.rule.role in TELL_STATUS:
        statuses = [text for text in cells.drop_nulls().unique() if is_status(text)]
        if _are_most(cells.is_in(statuses).sum(), filled):
            return hits, "immigration"
    if _are_most(hits.sum(), filled):
        return hits, _most_common(found, cells)
    return hits, None


def _are_most(hits: int, filled: int) -> bool:
    return hits >= FEWEST and hits > MOST * filled


def _most_common(found: dict[str, str], cells: pl.Series) -> str:
    kinds = cells.drop_nulls().replace_strict(found, default=None, return_dtype=pl.String).drop_nulls()
    return kinds.mode().sort()[0] if len(kinds) else "name"


def _uncoded(cells: pl.Series, field: Field, mapping: Mapping) -> pl.Series:
    """The distinct cells that are none of the partner's own words."""
    known, distinct = set(_known_words(field, mapping)), cells.drop_nulls().unique()
    if not known:
        return distinct
    return pl.Series([text for text in distinct if same(text) not in known], dtype=pl.String)


def _known_words(field: Field, mapping: Mapping) -> Iterator[str]:
    rule = field.rule
    for words in (mapping.codes.get(rule.role, {}), rule.codes or {}, rule.yes, rule.ask, rule.offer):
        yield from (same(word) for word in words)


def _log_year(mapping: Mapping) -> int:
    return mapping.period.from_on.year if mapping.period else OLDEST_LOG_YEAR
