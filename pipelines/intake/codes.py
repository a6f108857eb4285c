"""The partner's words as our ids: by its mapping and by the ids themselves, never by a guess."""

from collections.abc import Mapping as Lookup
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.catalog import NOT_RECORDED, Catalog
from pipelines.intake.mapping import ColumnRule, Mapping, fault, same
from pipelines.intake.roles import CODED, GROUPS
from pipelines.intake.sheets import LIST_MARK
from pipelines.yaml_file import Entry, nearest

Words = Lookup[str, str | None]

# As `same` makes them. What a field may really mean by `no` or `0` is left to the mapping.
NO_ANSWER = frozenset({
    "", "-", "--", "---", ".", "..", "?", "99", "999", "9999", "n/a", "na", "n/d", "nd", "s/d", "nc", "none",
    "null", "nil", "blank", "unknown", "unspecified", "declined", "refused", "no answer", "not answered",
    "not stated", "no response", "don't know", "do not know", "prefer not to say", "prefer not to answer",
    "desconocido", "ninguno", "ninguna", "no contesta", "no se sabe", "sin dato", "prefiero no decir",
    "prefiero no contestar",
})  # fmt: skip
NO_HOUSEHOLD = NO_ANSWER | {"0", "anonymous", "anonimo", "anonima", "new", "nuevo"}


@dataclass(frozen=True)
class Codebook:
    """`words`: per field the partner's words (as `same` makes them) and our ids; `horizons`: days by need."""

    words: dict[str, Words]
    domains: dict[str, str]
    horizons: dict[str, int]

    def words_of(self, rule: ColumnRule) -> Words:
        """The words of one column: those of its field, and its own."""
        own = {same(word): code for word, code in (rule.codes or {}).items()}
        return {**self.words[rule.role], **own}


def read_codebook(mapping: Mapping, entry: Entry, catalog: Catalog) -> Codebook:
    """The words of `mapping` over the ids of `catalog`. Raises CatalogError for a code that is not there."""
    ids = _ids(catalog)
    for field, words in mapping.codes.items():
        for word, code in words.items():
            _check(entry, code, ids[field], "codes", field, word)
    for name, rule in mapping.columns.items():
        for word, code in (rule.codes or {}).items():
            _check(entry, code, ids[rule.role], "columns", name, "codes", word)
        _check(entry, rule.need, ids["need"], "columns", name, "need")
    _check(entry, mapping.constants.need, ids["need"], "constants", "need")
    _check(entry, mapping.constants.result, ids["result"], "constants", "result")
    words = {field: {**{same(i): i for i in ids[field]}, **_same_words(mapping, field)} for field in CODED}
    return Codebook(words, dict(catalog.need_parents), dict(catalog.horizon_days))


def code_cells(
    cells: pl.Series, words: Words, many: str | None, otherwise: str | None = None
) -> pl.DataFrame:
    """`codes` (our ids) and `unknown` (words that nothing codes), a list of each per cell, in order.

    `otherwise`: the code of a word that nothing codes. Worked out once per distinct cell, since a column of a
    million cells holds few.
    """
    texts = cells.drop_nulls().unique().sort()
    coded = [_code_text(text, words, many, otherwise) for text in texts]
    table = pl.DataFrame(
        {"text": texts, "codes": [c for c, _ in coded], "unknown": [u for _, u in coded]},
        schema={"text": pl.String, "codes": pl.List(pl.String), "unknown": pl.List(pl.String)},
    )
    joined = (
        cells.alias("text")
        .to_frame()
        .join(table, on="text", how="left", maintain_order="left", validate="m:1")
    )
    return joined.select(pl.col("codes", "unknown").fill_null(pl.lit([], pl.List(pl.String))))


def is_no_answer(text: str) -> bool:
    """Whether a cell says nothing: N/A, -, 999, prefer not to say."""
    return same(text) in NO_ANSWER


def _code_text(
    text: str, words: Words, many: str | None, otherwise: str | None
) -> tuple[list[str], list[str]]:
    codes, unknown = [], []
    for part in _parts(text, words, many):
        if part in words:
            codes += [words[part]] if words[part] is not None else []
        elif part not in NO_ANSWER:
            unknown.append(part)
            codes += [otherwise] if otherwise else []
    return sorted(set(codes)), sorted(set(unknown))


def _parts(text: str, words: Words, many: str | None) -> list[str]:
    """The words of a cell. A word may hold the separator itself ("Food, groceries"): the longest run wins."""
    pieces = text.split(LIST_MARK)
    if many is None or same(text) in words:
        return [same(piece) for piece in pieces]
    pieces = [part for piece in pieces for part in piece.split(many)]
    parts, at = [], 0
    while at < len(pieces):
        ends = (end for end in range(len(pieces), at, -1) if same(many.join(pieces[at:end])) in words)
        end = next(ends, at + 1)
        parts.append(same(many.join(pieces[at:end])))
        at = end
    return parts


def _ids(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    def codes(dimension: str) -> tuple[str, ...]:
        apart = (NOT_RECORDED, catalog.outcomes[dimension].completed_by)
        return tuple(code for code in catalog.outcome_codes(dimension) if code not in apart)

    return {
        "need": tuple(catalog.needs),
        **{dimension: codes(dimension) for dimension in ("result", "reason", "helped_by")},
        **{dimension: catalog.group_codes(dimension) for dimension in GROUPS},
    }


def _same_words(mapping: Mapping, field: str) -> Words:
    return {same(word): code for word, code in mapping.codes.get(field, {}).items()}


def _check(entry: Entry, code: str | None, ids: Sequence[str], *keys: str) -> None:
    if code is not None and code not in ids:
        raise fault(
            entry, f"the catalog has no `{code}` here; it has {', '.join(ids)}.{nearest(code, ids)}", *keys
        )
