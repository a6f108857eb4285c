"""Loaded rows with our codes: needs, result, helper, reason, groups; and the words that nothing codes."""

from collections.abc import Iterator

import polars as pl

from pipelines.catalog import UNMAPPED
from pipelines.intake.ages import code_ages
from pipelines.intake.codes import Codebook, code_cells
from pipelines.intake.columns import field_names
from pipelines.intake.fates import is_ticked
from pipelines.intake.mapping import ColumnRule, Mapping, same
from pipelines.intake.neutral import RULES_EXCLUDED, neutral_reasons
from pipelines.intake.roles import GROUPS
from pipelines.intake.sheets import LIST_MARK

RESULT_ORDER = ("received", "turned_away", "withdrew", "no_result")  # of several, the best known stands
NO_RESULT, NOT_ANSWERED, NOT_ASKED, MULTIRACIAL = "no_result", "not_answered", "not_asked", "multiracial"
LIST = pl.List(pl.String)


class Coder:
    """Codes the fields of one partner's loaded rows, and remembers per field the words that it could not."""

    def __init__(self, rows: pl.DataFrame, mapping: Mapping, book: Codebook):
        self.rows, self.mapping, self.book = rows, mapping, book
        self.names = field_names(mapping)
        self.unknown: dict[str, list[pl.Series]] = {}

    def coded(self) -> pl.DataFrame:
        """The rows with needs (a list), logged (the result), helped_by, reason_code, is_recurring, groups."""
        return self.rows.with_columns(
            self._needs().alias("needs"),
            self._result().alias("logged"),
            self._first("helped_by", "unknown").alias("helped_by"),
            self._reason().alias("reason_code"),
            self._recurring().alias("is_recurring"),
            *(self._group(dimension).alias(dimension) for dimension in GROUPS),
        )

    def unmapped(self) -> dict[str, tuple[frozenset[str], int]]:
        """Per field the words that nothing codes, and in how many rows they stand."""
        return {
            field: (frozenset(pl.concat(lists).explode().drop_nulls().unique()), int(_any(lists).sum()))
            for field, lists in self.unknown.items()
        }

    def note_unknown(self, field: str, words: pl.Series) -> None:
        """Remember `words` (a list per row) as coded by nothing."""
        self.unknown.setdefault(field, []).append(words)

    def _columns(self, *roles: str) -> Iterator[tuple[pl.Series, ColumnRule]]:
        return ((self.rows[name], rule) for name, rule in self.names.items() if rule.role in roles)

    def _lists(self, field: str, otherwise: str | None = None) -> list[pl.Series]:
        """Per column of a field, the list of codes of each row; `otherwise` for a word that nothing codes."""
        lists = []
        for cells, rule in self._columns(field):
            coded = code_cells(cells, self.book.words_of(rule), rule.many, otherwise)
            self.note_unknown(field, coded["unknown"])
            lists.append(coded["codes"])
        return lists

    def _needs(self) -> pl.Series:
        """The needs of each row, each once. A word that nothing codes and a blank are the need `unmapped`."""
        lists = self._lists("need", otherwise=UNMAPPED)
        for cells, rule in self._columns("need_flag"):
            ticked = is_ticked(cells, rule)
            lists.append(
                pl.select(
                    pl.when(ticked).then(pl.lit([rule.need], LIST)).otherwise(pl.lit([], LIST))
                ).to_series()
            )
        if not lists:
            return pl.Series([[self.mapping.constants.need]], dtype=LIST).new_from_index(0, self.rows.height)
        # Of one column the codes of a cell are sorted and each there once already.
        return _each_once(lists) if len(lists) > 1 else _or_unmapped(lists[0])

    def _result(self) -> pl.Series:
        order = {code: str(n) for n, code in enumerate(RESULT_ORDER)}
        back = {number: code for code, number in order.items()}
        if not self._has("result"):
            return self._same(self.mapping.constants.result or NO_RESULT)
        ranked = self._lists("result")[0].list.eval(
            pl.element().replace_strict(order, return_dtype=pl.String)
        )
        best = ranked.list.min()
        return best.replace_strict(back, default=NO_RESULT, return_dtype=pl.String).fill_null(NO_RESULT)

    def _reason(self) -> pl.Series:
        """Why turned away: `not_stated` where blank, `other_reason` where nothing codes it. Words of
        immigration status come before the partner's own codes, and are replaced before anything else looks
        at them.
        """
        if not self._has("reason"):
            return self._same("not_stated")
        cells, rule = next(self._columns("reason"))
        known = self.book.words_of(rule) | {same(RULES_EXCLUDED): RULES_EXCLUDED}
        coded = code_cells(neutral_reasons(cells), known, rule.many)
        self.note_unknown("reason", coded["unknown"])
        stated = (
            coded["codes"].list.first().to_frame("code").with_columns(unknown=coded["unknown"].list.len() > 0)
        )
        other = pl.when("unknown").then(pl.lit("other_reason")).otherwise(pl.lit("not_stated"))
        return stated.select(pl.coalesce("code", other)).to_series()

    def _recurring(self) -> pl.Series:
        ticked = [is_ticked(cells, rule) for cells, rule in self._columns("recurring")]
        return ticked[0] if ticked else pl.Series([False]).new_from_index(0, self.rows.height)

    def _group(self, dimension: str) -> pl.Series:
        """One code per row: `not_asked` where the partner has no such column, `not_answered` where it is
        blank.
        """
        if dimension == "age_band" and self._has("age"):
            coded = code_ages(next(self._columns("age"))[0])
            self.note_unknown("age", coded["unknown"])
            return coded["codes"].list.first().fill_null(NOT_ANSWERED)
        if dimension == "race_ethnicity" and self._has(dimension):
            return self._race()
        return self._first(dimension, NOT_ANSWERED) if self._has(dimension) else self._same(NOT_ASKED)

    def _race(self) -> pl.Series:
        """One combined answer over all its columns: several marked are `multiracial` (federal standard of
        2024).
        """
        codes = pl.select(pl.concat_list(self._lists("race_ethnicity")).list.unique().list.sort()).to_series()
        told = codes.list.set_difference(
            pl.Series([[NOT_ANSWERED, NOT_ASKED]], dtype=LIST).new_from_index(0, codes.len())
        )
        one = told.list.first().fill_null(NOT_ANSWERED)
        return one.set(told.list.len() > 1, MULTIRACIAL)

    def _first(self, field: str, none: str) -> pl.Series:
        if not self._has(field):
            return self._same(none)
        return self._lists(field)[0].list.first().fill_null(none)

    def _has(self, role: str) -> bool:
        return any(rule.role == role for rule in self.names.values())

    def _same(self, code: str) -> pl.Series:
        return pl.Series([code], dtype=pl.String).new_from_index(0, self.rows.height)


def _or_unmapped(needs: pl.Series) -> pl.Series:
    return needs.set(needs.list.len() == 0, [UNMAPPED])


def _each_once(lists: list[pl.Series]) -> pl.Series:
    """The codes of each row from all `lists`, sorted, each once. Worked out once per combination, of which
    there are few.
    """
    together = pl.select(pl.concat_list(lists).list.drop_nulls().list.join(LIST_MARK)).to_series()
    distinct = together.unique()
    sets = [sorted(set(text.split(LIST_MARK))) if text else [UNMAPPED] for text in distinct]
    table = pl.DataFrame({"text": distinct, "needs": pl.Series(sets, dtype=LIST)})
    rows = together.alias("text").to_frame()
    return rows.join(table, on="text", how="left", maintain_order="left", validate="m:1")["needs"]


def _any(lists: list[pl.Series]) -> pl.Series:
    """Whether each row has an item in one of `lists`."""
    return (
        pl.DataFrame({str(n): items.list.len() > 0 for n, items in enumerate(lists)})
        .select(pl.any_horizontal(pl.all()))
        .to_series()
    )
