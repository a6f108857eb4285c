"""What identifies a person: the words of headers, and the shapes of values. Pure, and the same for logs and
for notes.

Shapes are found in two steps, so that a column of a million values costs little: one regular expression
over all of it, then the libraries (phonenumbers, python-stdnum, usaddress) on the few values that it lets
through.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Literal

import phonenumbers
import polars as pl
import usaddress
import yaml
from stdnum import luhn
from stdnum.us import itin, ssn

# What a column is said to hold decides which shapes can be told from it. In `words` (codes, free text)
# digits in a row are suspect by themselves; in `figures` (record numbers, dates, places, counts) only when
# written as an identifier is, with its hyphens or brackets: else every record number of ten digits would be
# a telephone.
Content = Literal["words", "figures"]

OLDEST_LOG_YEAR = 2015  # a whole date before this in a column of words is taken for a birth date

_FORMATTED = (
    r"\d{3}\)?[ .\-]{1,2}\d{3}[ .\-]\d{4}|\(\d{3}\) ?\d{3}|\+\d[\d ().\-]{7,}|\d{3}[\- ]\d{2}[\- ]\d{4}"
    r"|@|\d{3}[ .\-]\d{4}|(?i:\ba[\-# ]{1,2}\d)|\d{4}[ \-]\d{4}[ \-]\d{4}|\d{4}[ \-]\d{6}[ \-]\d{5}"
)
_BORN = r"(?:dob|d\.o\.b|born|birth\w*|nacid\w+|nacim\w+)"
_STREET_WORDS = (
    "street|st|avenue|ave|av|boulevard|blvd|road|rd|drive|dr|lane|ln|place|pl|court|ct|terrace|ter|parkway|pkwy|"
    "highway|hwy|square|sq|way|broadway|turnpike|tpke|concourse|plaza|loop|circle|cir|row|walk|alley|crescent"
)
_ADDRESS = rf"(?i:\d[\w\-]* .*\b(?:{_STREET_WORDS})\b)|(?i:\bp\.? ?o\.? ?box|\bcalle |\bavenida |\bcarrera )"
CANDIDATE = {
    "figures": rf"{_FORMATTED}|{_ADDRESS}|(?i:\b{_BORN})",
    "words": (
        rf"{_FORMATTED}|{_ADDRESS}|(?i:\b{_BORN})|\d{{7,}}|(?:\d[ \-]?){{9,}}|(?i:a\d{{8}})"
        r"|(?:19|20)\d\d"
    ),
}
NAME_CANDIDATE = r"^\s*\p{L}[\p{L}'’.\-]+,?(?:\s+\p{L}[\p{L}'’.\-]*){0,3}\s*$"

_EMAIL = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_TELEPHONE = re.compile(
    r"(?<![\d.\-])(?:\+?1[ .\-]{0,2})?(?:\(\d{3}\) ?|\d{3}[ .\-]{1,2})\d{3}[ .\-]?\d{4}(?![\d\-])"
)
_ABROAD = re.compile(r"(?<!\d)\+\d[\d ().\-]{6,}\d")
_BARE_TELEPHONE = re.compile(r"(?<![\d.\-#])1?[2-9]\d{9}(?![\d.\-])")
_SHORT_TELEPHONE = re.compile(
    r"(?i)\b(?:tel|phone|cell?|cel|call|text|llame|llamar)\W{0,3}(?:\w+ )?\d{3}[ .\-]\d{4}\b"
)
_SSN = re.compile(r"(?<![\d\-])\d{3}-\d{2}-\d{4}(?![\d\-])")
_LOOSE_SSN = re.compile(r"(?<![\w\-.])\d{3} ?\d{2} ?\d{4}(?![\d\-.])")
_ALIEN_NUMBER = re.compile(r"(?i)\ba(?:[\-#]{1,2} ?| )\d{3}[\- ]?\d{3}[\- ]?\d{2,3}\b")
_BARE_ALIEN_NUMBER = re.compile(r"\b[Aa]\d{8,9}\b")
_CARD = re.compile(
    r"(?<![\d\-])\d{4}(?:[ \-]\d{4}){2,3}(?:[ \-]\d{1,3})?(?![\d\-])"
    r"|(?<![\d\-])\d{4}[ \-]\d{6}[ \-]\d{5}(?!\d)"
)
_BARE_CARD = re.compile(r"(?<![\d.\-])[3-6]\d{12,18}(?![\d.\-])")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)\w*"
_YEAR = r"(?P<{}>(?:19|20)\d\d)"
_WHOLE_DATE = re.compile(
    rf"(?i)^\W*(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]{_YEAR.format('a')}"
    rf"|{_YEAR.format('b')}[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}"
    rf"|{_MONTH}\.? \d{{1,2}},? {_YEAR.format('c')}"
    rf"|\d{{1,2}}(?: de)? {_MONTH}\.?(?: del?)?,? {_YEAR.format('d')})"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?\W*$"
)
_BIRTH_WORDS = re.compile(rf"(?i)\b{_BORN}\b\D{{0,20}}\d{{1,4}}[/.\- ]")
_STREET = re.compile(
    rf"(?i)(?<![\d/.])\d{{1,5}}(?:-\d{{1,4}})?[a-z]?\s+((?:[\w.'’\-]+\s+){{1,4}}?)(?:{_STREET_WORDS})\b"
)
_BROADWAY = re.compile(r"(?i)(?<![\d/.])\d{1,5}\s+(?:[nsew]\.?\s+)?broadway\b")
_CALLE = re.compile(
    r"(?i)\b(?:calle|avenida|carrera)\s+[\w.'’ ]{2,40}?\s*(?:#|no\.?|n[uú]m\.?|,)?\s*\d{1,5}\b"
)
_PO_BOX = re.compile(r"(?i)\bp\.? ?o\.? ?box\s*#?\d+")


def header_kind(header: str) -> str | None:
    """The kind of identifier that a header names, or None: `Phone` telephone, `Fecha de nacimiento`
    birth_date.

    >>> [header_kind(header) for header in ("clientPhone", "Phone Contact?", "Instructions")]
    ['telephone', None, None]
    """
    plain = f"{plain_words(header)} | {plain_words(header.casefold())}"  # WhatsApp is one word, firstName two
    if header.strip().endswith("?") or _words("content_decides").search(plain):
        return None
    found = ((kind, pattern.search(plain)) for kind, pattern in _headers().items())
    # The longest phrase names the kind best: `country of birth` is no name of a street, `social security`
    # no handle.
    best = max(((m.end() - m.start(), kind) for kind, m in found if m), default=None)
    return best[1] if best else None


def plain_words(text: str) -> str:
    """Lower case, without accents and signs, camel case and underscores taken apart: `firstName` is `first
    name`.
    """
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text)
    bare = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare.casefold()))


def find_identifier(text: str, content: Content = "words", log_year: int = OLDEST_LOG_YEAR) -> str | None:
    """The kind of the first identifier found in `text`, or None. Names are another question:
    `looks_like_name`.

    `log_year`: a value that is nothing but a date before this year is taken for a birth date.
    """
    checks = (_email, _tax_number, _card_number, _alien_number, _telephone, _street_address)
    for check in checks:
        kind = check(text, content)
        if kind:
            return kind
    return _birth_date(text, content, log_year)


def looks_like_name(text: str) -> bool:
    """A given name and a surname of the lists, in either order, and nothing else but initials.

    >>> looks_like_name("Maria Lopez"), looks_like_name("Lopez, Maria J."), looks_like_name("Food box")
    (True, True, False)
    """
    words = plain_words(text).split()
    if not 2 <= len(words) <= 4 or any(word in _list("not_a_name") for word in words):
        return False
    ends = {words[0], words[-1]} | ({words[1]} if "," in text else set())
    return bool(ends & _list("given_names")) and bool(ends & _list("surnames")) and len(ends) > 1


def may_be_name(text: str) -> bool:
    """Half a name: enough where most values of a column are such, never by itself."""
    words = plain_words(text).split()
    if not 1 <= len(words) <= 4 or any(word in _list("not_a_name") for word in words):
        return False
    known = _list("given_names") if len(words) == 1 else _list("given_names") | _list("surnames")
    return words[0] in known or words[-1] in known


def tells_status(text: str) -> bool:
    """Whether `text` names papers, immigration status or origin.

    >>> tells_status("No SSN"), tells_status("estatus migratorio"), tells_status("Waitlist full")
    (True, True, False)
    """
    return bool(_words("tells_status").search(plain_words(text)))


def find_in(values: pl.Series, content: Content = "words", log_year: int = OLDEST_LOG_YEAR) -> dict[str, str]:
    """Those of `values` (text) that hold an identifier, each with its kind."""
    candidates = values.drop_nulls().unique()
    candidates = candidates.filter(candidates.str.contains(CANDIDATE[content]))
    found = {text: find_identifier(text, content, log_year) for text in candidates}
    return {text: kind for text, kind in found.items() if kind}


def names_in(values: pl.Series) -> tuple[set[str], set[str]]:
    """Those of `values` that are a person's whole name, and those that may be one or a part of it."""
    candidates = values.drop_nulls().unique()
    candidates = candidates.filter(candidates.str.contains(NAME_CANDIDATE)).to_list()
    whole = {text for text in candidates if looks_like_name(text)}
    return whole, whole | {text for text in candidates if may_be_name(text)}


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


def _email(text: str, _content: Content) -> str | None:
    return "email" if "@" in text and _EMAIL.search(text) else None


def _tax_number(text: str, content: Content) -> str | None:
    if _SSN.search(text):
        return "tax_number"
    loose = _LOOSE_SSN.finditer(text) if content == "words" else ()
    digits = (re.sub(r"\D", "", match.group()) for match in loose)
    return "tax_number" if any(ssn.is_valid(d) or itin.is_valid(d) for d in digits) else None


def _card_number(text: str, content: Content) -> str | None:
    matches = [*_CARD.finditer(text), *(_BARE_CARD.finditer(text) if content == "words" else ())]
    digits = (re.sub(r"\D", "", match.group()) for match in matches)
    return "card_number" if any(len(d) >= 13 and luhn.is_valid(d) for d in digits) else None


def _alien_number(text: str, content: Content) -> str | None:
    found = _ALIEN_NUMBER.search(text) or (content == "words" and _BARE_ALIEN_NUMBER.search(text))
    return "alien_number" if found else None


def _telephone(text: str, content: Content) -> str | None:
    if _SHORT_TELEPHONE.search(text) or any(_is_number(m.group(), False) for m in _TELEPHONE.finditer(text)):
        return "telephone"
    stricter = [*_ABROAD.finditer(text), *(_BARE_TELEPHONE.finditer(text) if content == "words" else ())]
    return "telephone" if any(_is_number(match.group(), True) for match in stricter) else None


def _is_number(text: str, must_be_valid: bool) -> bool:
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number) if must_be_valid else phonenumbers.is_possible_number(number)


def _street_address(text: str, _content: Content) -> str | None:
    if _PO_BOX.search(text) or _CALLE.search(text) or _BROADWAY.search(text):
        return "street_address"
    return "street_address" if any(_is_address(match) for match in _STREET.finditer(text)) else None


def _is_address(match: re.Match) -> bool:
    """`12 West 5th St` and not `2 rides to Dr`: no small words inside, and usaddress reads number and
    street in it.
    """
    inside = plain_words(match.group(1)).split()
    if any(word in _list("not_in_an_address") for word in inside):
        return False
    labels = {label for _, label in usaddress.parse(match.group())}
    return "AddressNumber" in labels and bool(
        labels & {"StreetName", "StreetNamePreType", "StreetNamePreDirectional"}
    )


def _birth_date(text: str, content: Content, log_year: int) -> str | None:
    if _BIRTH_WORDS.search(text):
        return "birth_date"
    match = _WHOLE_DATE.match(text) if content == "words" else None
    year = next((int(group) for group in match.groups() if group), 9999) if match else 9999
    return "birth_date" if year < log_year else None


@cache
def _content() -> dict:
    return yaml.safe_load(files("pipelines").joinpath("identifier_words.yaml").read_text("utf-8"))


@cache
def _headers() -> dict[str, re.Pattern]:
    return {kind: _phrases(text) for kind, text in _content()["headers"].items()}


@cache
def _words(key: str) -> re.Pattern:
    return _phrases(_content()[key])


@cache
def _list(key: str) -> frozenset[str]:
    return frozenset(re.split(r"[\s|]+", _content()[key].strip()))


def _phrases(text: str) -> re.Pattern:
    phrases = sorted((" ".join(p.split()) for p in text.split("|")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")
