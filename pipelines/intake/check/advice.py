"""What would most improve a partner's next file: at most five sentences, by the requests that each mends.

Requests of the last twelve months of the log are counted, for an older form is mended already; rows that were
kept out have no month, so all of them are. Sentences are ranked by number times weight:

* 1.5 a row that was kept out: all of it is lost.
* 1 no need, place or result: the request is in no figure by need or place, or in none of what came of it.
* 0.5 no reason, no helper, a blank answer about people, no household number: a split of a figure lacks it.
* 0.25 a question that is never asked, and a place told by ZIP code only: it takes a new question, or half of
  it is known.

Nothing is said of fewer requests than the threshold of small counts, nor below the shares under which it
changes no figure: 1 in 100 rows, 1 in 10 requests; what people answer about themselves is theirs to leave
blank, so a question about people is named only where verdicts refuse it. Sensitive questions are never
proposed.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import polars as pl

from pipelines.catalog import UNMAPPED, Catalog
from pipelines.closing import months_between
from pipelines.geography.areas import UNKNOWN
from pipelines.intake.check.completeness import EVERY, FIELDS, OUTCOMES
from pipelines.intake.check.own import Own
from pipelines.intake.coding import NOT_ANSWERED, NOT_ASKED
from pipelines.intake.roles import GROUPS

MOST = 5
LAST_MONTHS = 12
ROWS_AT_LEAST, REQUESTS_AT_LEAST = 0.01, 0.1
LOST, WHOLE, SPLIT, HALF = 1.5, 1.0, 0.5, 0.25
# Rows that the partner can mend; what a correction took out is meant.
KEPT_OUT = {
    "identifier": "they hold something that could identify a person; leave names and numbers out",
    "no_date": "they have no date; write down the day of each request",
    "bad_date": "their date cannot be read; write all dates in one way",
    "unknown_kind": "they are neither a request nor an offer by the mapping",
    "bad_count": "their number cannot be read; write whole numbers only",
    "no_need": "no need is ticked; tick at least one",
    "too_many_cells": "they have more cells than there are columns; save the file anew from the spreadsheet",
}
SENTENCES = {
    "need_words": "have a need in words that nothing codes: `needs intake codes {partner}` lists them",
    "need": "have no need written down: make it a question that has to be answered",
    "place_words": "have a place that is none of this workspace's: look at how its codes are written",
    "place": "have no place: ask for the ZIP code",
    "zip": "are placed by ZIP code only, which can lie in several neighbourhoods: ask for the neighbourhood",
    "result": "had no result written down in time: note what came of each, turned away too",
    "reason": "that were turned away have no reason: note why, in a word",
    "helped_by": "that got help do not say who helped: note neighbours, a non-profit or a public programme",
    "household": "have no household number: give each family one, so that it counts once",
    "blank": "have no answer about {question}: see whether the question is easy to find, and say why you ask",
    "never": "came without a question about {questions}: ask what people are ready to tell",
}


@dataclass(frozen=True)
class Advice:
    """`number` of `out_of` `unit` (requests or rows) would be mended; `weight` as the module says."""

    number: int
    out_of: int
    unit: str
    weight: float
    text: str

    @property
    def sentence(self) -> str:
        return f"{self.number:,} of {self.out_of:,} {self.unit} {self.text}."


def advise(
    own: Own, catalog: Catalog, passed: Collection[str], label: Callable[[str], str]
) -> tuple[Advice, ...]:
    """The sentences, the most useful first; none where all is well.

    `passed`: months whose results can be known; `label`: the words for a group dimension.
    """
    recent = own.requests.filter(pl.col("month").is_in(recent_months(own)))
    about = _About(own, catalog, passed, label, recent)
    found = [*about.of_rows(), *about.of_whole(), *about.of_outcomes(), *about.of_people()]
    told = [one for one in found if one.number >= catalog.policy.threshold]
    return tuple(sorted(told, key=lambda one: -one.number * one.weight)[:MOST])


def recent_months(own: Own) -> list[str]:
    """The last twelve months of the log."""
    if not own.requests.height:
        return []
    months = own.requests["month"]
    return months_between(months.min(), months.max())[-LAST_MONTHS:]


@dataclass(frozen=True)
class _About:
    own: Own
    catalog: Catalog
    passed: Collection[str]
    label: Callable[[str], str]
    recent: pl.DataFrame

    def of_rows(self) -> Iterator[Advice]:
        """Rows that were kept out, by reason."""
        account = self.own.row_account
        received = int(account.filter(fate="received")["rows"].sum())
        kept_out = (
            account.filter(fate="quarantined").group_by("reason").agg(pl.col("rows").sum()).sort("reason")
        )
        for reason, rows in kept_out.iter_rows():
            if reason in KEPT_OUT and rows >= ROWS_AT_LEAST * received:
                where = f"`needs intake rows {self.own.partner} --reason {reason}` says which"
                text = f"were kept out: {KEPT_OUT[reason]} ({where})"
                yield Advice(rows, received, "rows", LOST, text)

    def of_whole(self) -> Iterator[Advice]:
        """Need, place and household. A place that the partner agreed to keep coarse is none that lacks."""
        total, unmapped = _sum(self.recent), pl.col("need") == UNMAPPED
        nowhere = (pl.col("block") == UNKNOWN) & (pl.col("placed_by") == "none")
        yield from self._one(
            self._words_or_blank("need", unmapped), _sum(self.recent, unmapped), total, WHOLE
        )
        yield from self._one(self._words_or_blank("place", nowhere), _sum(self.recent, nowhere), total, WHOLE)
        by_zip = _sum(self.recent, pl.col("placed_by") == "zip")
        if by_zip > self.catalog.policy.zip_placed_over * total:
            yield from self._one("zip", by_zip, total, HALF)
        if not self.own.is_count_only:
            keyless = _sum(self.recent, pl.col("household_key").is_null())
            yield from self._one("household", keyless, total, SPLIT)

    def of_outcomes(self) -> Iterator[Advice]:
        """What came of requests, of months of which that can be known."""
        if not self.own.agrees.results:
            return
        closed = self.recent.filter(pl.col("month").is_in(list(self.passed)))
        for field in (field for field in FIELDS if field.name in OUTCOMES):
            asked = _sum(closed, field.of)
            unknown = asked - _sum(closed, field.of & field.known)
            yield from self._one(field.name, unknown, asked, WHOLE if field.name == "result" else SPLIT)

    def of_people(self) -> Iterator[Advice]:
        """Questions about people: blank too often, or never asked. A partner that only counts has none."""
        if self.own.is_count_only or not self.own.agrees.groups:
            return
        total, never = _sum(self.recent), []
        for name in GROUPS:
            asked = _sum(self.recent, pl.col(name) != NOT_ASKED)
            blank = _sum(self.recent, pl.col(name) == NOT_ANSWERED)
            if asked == blank and not self.catalog.groups[name].is_sensitive:
                never.append(self.label(name))
            elif blank > self.catalog.policy.group_unknown_over * asked:
                yield from self._one("blank", blank, asked, SPLIT, question=self.label(name))
        if never:
            yield from self._one("never", total, total, HALF, questions=", ".join(never))

    def _one(self, what: str, number: int, total: int, weight: float, **slots: str) -> Iterator[Advice]:
        """The sentence, where it is about enough requests."""
        if number and number >= REQUESTS_AT_LEAST * total:
            text = SENTENCES[what].format(partner=self.own.partner, **slots)
            yield Advice(number, total, "requests", weight, text)

    def _words_or_blank(self, field: str, where: pl.Expr) -> str:
        """Whether what lacks is most often a word that nothing codes, or a blank."""
        rows = self.own.unmapped.filter(field=field)["rows"].sum()
        lacking = self.own.requests.filter(where)["contacts"].sum()
        return f"{field}_words" if 2 * rows >= lacking else field


def _sum(requests: pl.DataFrame, where: pl.Expr = EVERY) -> int:
    return int(requests.filter(where)["requests"].sum())
