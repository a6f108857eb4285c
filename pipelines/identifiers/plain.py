"""Texts made alike, so that one rule reads them however they are written; and the word lists."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import yaml

# What a column is said to hold decides which shapes can be told from it. In `words` (codes, free text)
# digits in a row are suspect by themselves; in `figures` (record numbers, dates, places, counts) only when
# written as an identifier is, with its hyphens or brackets: else every record number of ten digits would be
# a telephone.
Content = Literal["words", "figures"]

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t\n\r"), " ")
EVEN = DASHES | SPACES | dict.fromkeys(map(ord, "·•∙‧"), ".") | dict.fromkeys(map(ord, "’‘ʼ´`"), "'")
DIGITS = {
    word: str(digit)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for digit, word in enumerate(words.split())
}
_SPELLED = re.compile(rf"(?i)(?:\b(?:{'|'.join(DIGITS)}|oh)\b[ \-]*){{3,}}")
# Single digits with a space after each: seven and more of them are one number.
_APART = re.compile(r"(?<!\w)\(?\d(?:[ ()\-]{1,3}\d){6,}(?!\w)")
PIECE, OVERLAP = 1_500, 200  # letters: the rules take a time that grows with the square of a text


def pieces(text: str) -> list[str]:
    """A long text in pieces that overlap by more than an identifier is long; a short one as it is."""
    if len(text) <= PIECE:
        return [text]
    return [text[start : start + PIECE] for start in range(0, len(text) - OVERLAP, PIECE - OVERLAP)]


@lru_cache(maxsize=50_000)  # words repeat from cell to cell
def plain_words(text: str) -> str:
    """Lower case, without accents and signs, camel case and underscores taken apart: `firstName` is `first
    name`.
    """
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", without_accents(apart).casefold()))


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def even(text: str) -> str:
    """One kind of dash, space, dot and apostrophe; digits that are spelled out as digits, and those written
    apart put together.

    >>> even("718–555 zero one four two"), even("(7 1 8) 5 5 5 - 0 1 4 2")
    ('718-555 0142', '(718)555-0142')
    """
    plain = _SPELLED.sub(_in_digits, text.translate(EVEN)).strip()
    return _APART.sub(lambda match: match.group().replace(" ", ""), plain)


def _in_digits(match: re.Match) -> str:
    words = re.findall(r"\w+", match.group().casefold())
    return "".join(DIGITS.get(word, "0") for word in words) + (" " if match.group().endswith(" ") else "")


@cache
def content() -> dict:
    return yaml.safe_load(files(__package__).joinpath("words.yaml").read_text("utf-8"))


@cache
def phrases(text: str) -> re.Pattern:
    """A pattern for any of the phrases that `|` parts, the longest first."""
    parts = sorted((" ".join(p.split()) for p in text.split("|")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of a list: `given_names`, `surnames`, `ordinary_words`."""
    return frozenset(files(__package__).joinpath(f"{name}.txt").read_text("utf-8").split())


@cache
def plain_given_names() -> frozenset[str]:
    """Given names that are no other word."""
    return words_of("given_names") - words_of("ordinary_words")
