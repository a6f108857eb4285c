"""What a column looks like by its cells alone: shares of shapes, and of words that are known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.identifiers import OLDEST_LOG_YEAR, are_telephones, find_in, is_status, names_in, plain_words
from pipelines.identifiers.plain import plain_given_names
from pipelines.intake.codes import is_no_answer
from pipelines.intake.guess.date_formats import date_formats
from pipelines.intake.guess.stems import stems
from pipelines.intake.guess.words import TICK, Phrases, code_of, is_told, need_of, vocabulary

SAMPLE = 2_000  # cells of a column that are looked at
FEW = 250  # of them, cells that are looked up word by word or read as dates
SEPARATORS = (";", "|", ",", "/", " + ", "&")
TITLE = re.compile(
    r"(?i)^(mr|mrs|ms|miss|dr|sra?|srta|don|doña|dona|hna|hno|fam|padre|tía|tio|la "
    r"sra|el sr|la señora)\b\.?\s"
)
PERSON = (  # Ana, Ana M. Luz, LUZ, ANA, J. Wen; or with a title
    r"^\p{Lu}[\p{L}'’\-]*\.?,?( (\p{Lu}[\p{L}'’\-]*\.?|de|del|la|van|al|bin|y)){0,4}$"
    r"|(?i:^(mr|mrs|ms|miss|dr|sra?|srta|don|doña|dona|hna|hno|fam|padre|la sra|el sr|la señora)\b\.? )"
)
FAMILY = r"(?i)^\p{L}+( \p{L}+)? family$|^(the|fam|familia) \p{L}+"
INITIALS = r"^\p{Lu}\. ?\p{Lu}\.?( ?\p{Lu}\.?)?$"
# RB, rb, RB/LC, P. Otieno, Bea W.
SHORT_NAMES = re.compile(
    r"^(?:[A-Z]{2,3}(?:[/&, ]+[A-Z]{2,3})*|[a-z]{2}|[A-Z]\. ?[A-Z][a-z]+|[A-Z][a-z]+ [A-Z]\.?)$"
)
CORNER = (
    r"(?i)\b(calle|av|ave|avenida|st|street|rd|blvd)\b.*\b(y|and|&|con|corner|esq)\b|\b(y|and|&|con) "
    r"(la |el )?(calle |av )?\d{1,3}(st|nd|rd|th)?\b"
)
CODE = r"^(\p{L}+\d|\d+\p{L})[\p{L}\d]*$"
BORN = (1910, 2018)  # years in which those may be born whom a log tells of
RUNNING = 0.95  # share of steps upwards from which the numbers of a column run
MANY = 0.005  # share of cells with a separator from which a column may hold several values to a cell


@dataclass(frozen=True)
class Column:
    """One column of a sample: `cells` are trimmed texts without blanks and words for no answer, `texts` all
    of them, a row each.
    """

    number: int
    header: str
    cells: pl.Series
    rows: int
    is_spanish: bool
    texts: pl.Series

    @cached_property
    def filled(self) -> int:
        return len(self.cells)

    @cached_property
    def some(self) -> pl.Series:
        """Cells from all over the column, so many that looking each up takes no time."""
        return self.cells.gather_every(max(1, -(-self.filled // FEW)))

    @cached_property
    def distinct(self) -> float:
        """Distinct cells among the filled ones."""
        return self.cells.n_unique() / max(self.filled, 1)

    def share(self, pattern: str) -> float:
        """Of the filled cells those that match."""
        return float(self.cells.str.contains(pattern).mean() or 0.0) if self.filled else 0.0

    @cached_property
    def words_each(self) -> float:
        """Median number of words in a cell."""
        return float(self.cells.str.split(" ").list.len().median() or 0.0) if self.filled else 0.0

    @cached_property
    def numbers(self) -> pl.Series:
        """Those cells that are plain numbers, a dollar sign and thousands' commas taken off."""
        plain = self.cells.str.replace_all(r"[$,]", "")
        return plain.filter(plain.str.contains(r"^-?\d+(\.\d+)?$")).cast(pl.Float64)

    @cached_property
    def numeric(self) -> float:
        return len(self.numbers) / max(self.filled, 1)

    def whole_between(self, low: float, high: float) -> float:
        """Share of whole numbers in a range."""
        inside = self.numbers.is_between(low, high) & (self.numbers == self.numbers.floor())
        return float(inside.sum()) / max(self.filled, 1)

    @cached_property
    def small_numbers(self) -> float:
        """Share of numbers of at most three digits: nobody's number of anything."""
        return float((self.numbers.abs() < 1_000).sum()) / max(self.filled, 1)

    @cached_property
    def dates(self) -> tuple[list[str], float, bool]:
        """Formats, share of cells that are dates, whether day and month could change places."""
        if (
            self.share(r"^\d{1,4}[/.\-]\d|\p{L}{3}.*\d{2}|^\d{5}(\.\d+)?$|^20\d{6}$|^\d{1,2} (de )?\p{L}{3}")
            < 0.5
        ):
            return [], 0.0, False
        return date_formats(self.some, self.is_spanish)

    @cached_property
    def identifier(self) -> str | None:
        """The kind of identifier that most cells are, or that many are."""
        found = find_in(self.cells, "words", OLDEST_LOG_YEAR)
        hits = self.cells.is_in(list(found))
        if self.filled and hits.sum() >= 3 and hits.mean() > 0.3:
            kinds = [found[text] for text in self.cells.filter(hits)]
            return max(sorted(set(kinds)), key=kinds.count)
        if are_telephones(self.cells):
            return "telephone"
        whole, half = names_in(self.cells)
        is_whole, is_half = self.cells.is_in(list(whole)).sum(), self.cells.is_in(list(half)).sum()
        if (is_whole >= 3 and is_whole > 0.2 * self.filled) or (is_half >= 3 and is_half > 0.5 * self.filled):
            return "name" if is_whole >= 3 and is_whole > 0.2 * self.filled else "half_name"
        return None

    @cached_property
    def given_names(self) -> float:
        """Share of cells of at most three words that begin with a given name, which is no other word."""
        known = plain_given_names()
        first = [(plain_words(text).split() or [""]) for text in self.some]
        return sum(len(words) <= 3 and words[0] in known for words in first) / max(len(first), 1)

    @cached_property
    def are_codes(self) -> bool:
        """Whether the cells are codes of letters and digits, or long numbers, that differ from row to row."""
        if self.distinct < 0.4 or self.dates[1] > 0.5:
            return False
        close = self.cells.str.replace_all(r"[\-/.#_ ]", "")
        is_code = (
            close.str.contains(CODE) & (close.str.len_chars() >= 5) & (close.str.count_matches(r"\d") >= 3)
        )
        is_long = close.str.contains(r"^\d{7,}$") & self.cells.str.contains(r"^[\d\-/.#_ ]+$")
        is_made_up = close.str.contains(r"^[0-9a-f]{32}$")  # a UUID, which a form gives to an answer
        return float(((is_code & ~is_made_up) | is_long).mean()) > 0.8

    @property
    def may_be_of_one(self) -> bool:
        """Whether the cells could be somebody's number, year of birth or initials, for all that they show."""
        if not self.filled or self.dates[1] > 0.5:
            return False
        if self.are_codes:
            return True
        if self.distinct > 0.3 and self.whole_between(*BORN) > 0.9:
            return True
        return self.cells.n_unique() >= 4 and self.share(r"^(\p{Lu}{2,3}|\p{Ll}{2})$") > 0.8

    def somebodies(self, words: Mapping[str, Phrases]) -> float:
        """Share of cells that name somebody by half: `RB`, `RB/LC`, `P. Otieno`, `Sis. Joan`."""
        known, given = vocabulary(words), plain_given_names()
        if self.yes_or_no(words) > 0.3:
            return 0.0
        hits = 0
        for text, rows in self.some.value_counts().iter_rows():
            parts = plain_words(text).split()
            is_short = SHORT_NAMES.match(text) and not known & set(stems(text).split())
            hits += rows if is_short or (len(parts) <= 3 and bool(given & set(parts))) else 0
        return hits / max(len(self.some), 1)

    @cached_property
    def statuses(self) -> float:
        """Share of cells that are somebody's immigration status."""
        counted = self.some.value_counts()
        return sum(rows for text, rows in counted.iter_rows() if is_status(text)) / max(len(self.some), 1)

    @property
    def identifier_in_figures(self) -> bool:
        """Whether many cells are identifiers even where cells are numbers by themselves."""
        return len(find_in(self.some, "figures", OLDEST_LOG_YEAR)) > 0.3 * len(self.some)

    def people(self, words: Mapping[str, Phrases]) -> float:
        """Share of cells that look like one person, or a place to find one: a title before a name, initials,
        capital letters and no word that is known, a corner of two streets.
        """
        if not self.filled or self.coded(words["yes"]) > 0.5:
            return 0.0
        shaped = self.some.filter(self.some.str.contains(PERSON) & (self.some.str.len_chars() > 3))
        known = vocabulary(words)
        strange = [text for text in shaped if TITLE.match(text) or not known & set(stems(text).split())]
        others = max(float(self.some.str.contains(shape).mean()) for shape in (INITIALS, CORNER, FAMILY))
        return max(len(strange) / len(self.some), others)

    def told(self, field: str) -> float:
        """Share of the cells that hold a word that tells of `field`."""
        if not self.filled:
            return 0.0
        counted = self.some.value_counts()
        hits = sum(rows for text, rows in counted.iter_rows() if is_told(text, field))
        return hits / len(self.some)

    def yes_or_no(self, words: Mapping[str, Phrases]) -> float:
        """Share of the cells that say yes or no, whatever follows: `Yes, under 2`."""
        if not self.filled:
            return 0.0
        first = self.some.str.extract(r"^(\p{L}+)").fill_null("")
        known = float((first.str.to_lowercase().is_in(["yes", "no", "y", "n", "si", "sí"])).mean())
        return max(known, self.coded(words["yes"]))

    @cached_property
    def is_running(self) -> bool:
        """Whether the numbers in the cells go up (or down) from row to row, as those of records do."""
        numbers = self.cells.str.extract(r"(\d+)\D*$").cast(pl.Int64, strict=False)
        if self.filled < 0.9 * self.rows or self.filled < 8 or numbers.null_count():
            return False
        steps = numbers.diff().drop_nulls()
        return max(float((steps > 0).mean()), float((steps < 0).mean())) > RUNNING

    def coded(self, phrases: Phrases, *, is_need: bool = False, many: str | None = None) -> float:
        """Share of the cells all of whose parts are known words."""
        if not self.filled:
            return 0.0
        look_up = need_of if is_need else code_of
        known = {
            text: sum(look_up(part, phrases) is not None for part in parts_of(text, many))
            / max(len(parts_of(text, many)), 1)
            for text in self.some.unique()
        }
        return float(self.some.replace_strict(known, return_dtype=pl.Float64).mean())

    def separator(self, phrases: Phrases, *, is_need: bool = False) -> str | None:
        """What stands between several values of a cell: where taking cells apart makes more words known."""
        best, most = None, self.coded(phrases, is_need=is_need) + 0.002
        for mark in SEPARATORS:
            if self.share(_escaped(mark)) >= MANY:
                known = self.coded(phrases, is_need=is_need, many=mark)
                best, most = (mark, known) if known > most else (best, most)
        if best is None and is_need:
            return next((mark for mark in SEPARATORS[:2] if self.share(_escaped(mark)) >= 20 * MANY), None)
        return best


def column_of(number: int, header: str, cells: pl.Series, is_spanish: bool) -> Column:
    """A column of `cells` (text) as it is looked at."""
    trimmed = cells.str.strip_chars(" \t\r\n\u00a0\ufeff\u200b").head(SAMPLE)
    filled = trimmed.filter((trimmed != "").fill_null(False))
    telling = (
        filled.filter(~filled.map_elements(is_no_answer, return_dtype=pl.Boolean)) if len(filled) else filled
    )
    return Column(number, header, telling, len(trimmed), is_spanish, trimmed)


def parts_of(text: str, many: str | None) -> list[str]:
    """The values of one cell."""
    parts = text.split(many) if many else [text]
    return [part for part in parts if plain_words(TICK.sub("x", part)) and not is_no_answer(part)]


def _escaped(mark: str) -> str:
    return {"|": r"\|", " + ": r" \+ "}.get(mark, mark)
