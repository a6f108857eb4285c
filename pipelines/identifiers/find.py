"""Identifiers in one text and in a whole column. Shapes are found in two steps, so that a column of a
million values costs little: one regular expression over all of it, then the rules on what it lets through.
"""

import phonenumbers
import polars as pl

from pipelines.identifiers import births, contacts, names, numbers, places
from pipelines.identifiers.births import OLDEST_LOG_YEAR
from pipelines.identifiers.plain import Content, even, pieces

CHECKS = (
    contacts.email,
    numbers.tax_number,
    numbers.card_number,
    numbers.alien_number,
    numbers.document_number,
    contacts.handle,
    numbers.telephone,
    numbers.machine_address,
    places.street_address,
)
# What no identifier is without: two digits in a row or spelled out, a sign, or a word of theirs.
_SIGNS = r"@|\$[A-Za-z]|(?i:arroba|punto|dot |\.com|\.me/|\.app|gmail|hotmail|yahoo|outlook|icloud)"
_WORDS = (
    r"(?i:zero|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|"
    r"cuatro|cinco|seis|siete|ocho|nueve|"
    r"insta|\big\b|facebook|\bfb\b|face\b|snap|telegram|tiktok|twitter|skype|"
    r"discord|venmo|cash ?app|zelle|paypal|"
    r"messenger|wechat|signal|kik|viber|\bs/n\b|box|apartado)"
)
CANDIDATE = {
    "figures": r"\d.*\d.*\d|@|(?i:\bbox|apartado|\bs/n)",
    "words": rf"\d|{_SIGNS}|{_WORDS}|::",
}
# Figures, further: a sign between digits, a word, a sign of a number abroad or of an immigration number.
FIGURE_CANDIDATE = r"\d[^\w/]+\d|\p{L}{2}|[@+]|^\W*0[01]|(?i:\ba\W{0,3}\d)"
# A prefix and at most nine digits, as record numbers are.
NUMBERED = r"^\p{L}{1,6}[\-_ #.]?\d{1,9}$"


def find_identifier(text: str, content: Content = "words", log_year: int = OLDEST_LOG_YEAR) -> str | None:
    """The kind of the first identifier found in `text`, or None. Names are another question:
    `names_person`.

    `log_year`: a value that is nothing but a date before this year is taken for a birth date.
    """
    kinds = (_kind_of(piece, content, log_year) for piece in pieces(even(text)))
    return next((kind for kind in kinds if kind), None)


def _kind_of(text: str, content: Content, log_year: int) -> str | None:
    for check in CHECKS:
        kind = check(text, content)
        if kind:
            return kind
    return births.birth_date(text, content, log_year)


def find_in(values: pl.Series, content: Content = "words", log_year: int = OLDEST_LOG_YEAR) -> dict[str, str]:
    """Those of `values` (text) that hold an identifier, each with its kind."""
    candidates = values.drop_nulls().unique()
    candidates = candidates.filter(candidates.str.contains(CANDIDATE[content]))
    found = {}
    if content == "figures":
        candidates = candidates.filter(candidates.str.contains(FIGURE_CANDIDATE))
        is_number = candidates.str.contains(NUMBERED)
        found = _by_shape(candidates.filter(is_number), content, log_year)
        candidates = candidates.filter(~is_number)
    found |= {text: find_identifier(text, content, log_year) for text in candidates}
    return {text: kind for text, kind in found.items() if kind}


def _by_shape(texts: pl.Series, content: Content, log_year: int) -> dict[str, str | None]:
    """Record numbers of one shape (`REQ-000123`) are judged by one of them: no rule looks at their digits."""
    shapes = pl.DataFrame({"text": texts, "shape": texts.str.replace_all(r"\d", "9")})
    kinds = {
        shape: find_identifier(text, content, log_year)
        for shape, text in shapes.unique("shape", keep="first").select("shape", "text").iter_rows()
    }
    told = shapes.filter(pl.col("shape").is_in([shape for shape, kind in kinds.items() if kind]))
    return {text: kinds[shape] for text, shape in told.iter_rows()}


def names_in(values: pl.Series) -> tuple[set[str], set[str]]:
    """Those of `values` that are or hold a person's whole name, and those that may be one or a part of it."""
    # No name is without two letters in a row: record numbers are not looked at one by one.
    candidates = values.drop_nulls().unique()
    candidates = candidates.filter(candidates.str.contains(r"\p{L}{2}") & ~candidates.str.contains(NUMBERED))
    whole = {text for text in candidates if names.names_person(text)}
    return whole, whole | {text for text in candidates if names.may_be_name(text)}


def are_telephones(values: pl.Series) -> bool:
    """Whether figures without any sign between them are telephone numbers, judged over the whole column.

    One number of ten digits may be a record number. A column of telephones differs from one of record
    numbers in two ways: nearly all are valid, and their first six digits hardly repeat, as those of running
    numbers do.
    """
    bare = values.drop_nulls().unique().sort()
    bare = bare.filter(bare.str.contains(r"^\+?1?[2-9]\d{9}$"))
    if len(bare) < 20 or len(bare) < 0.9 * values.drop_nulls().n_unique():
        return False
    sample = bare.gather_every(max(1, len(bare) // 300)).str.slice(-10)
    valid = sum(phonenumbers.is_valid_number(phonenumbers.parse(text, "US")) for text in sample)
    return valid >= 0.9 * len(sample) and sample.str.slice(0, 6).n_unique() > 0.5 * min(len(sample), 100)
