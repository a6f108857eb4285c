"""Birth dates: a date beside a word for being born, or a whole date older than the log."""

import re
from datetime import date

from pipelines.identifiers.plain import Content

OLDEST_LOG_YEAR = 2015  # a whole date before this in a column of words is taken for a birth date

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic)[a-z]*"
_DAY = (
    rf"(?:\d{{1,4}} ?[/.\-] ?\d{{1,2}} ?[/.\-] ?\d{{1,4}}"
    rf"|\d{{1,2}} \d{{1,2}} (?:19|20)?\d\d|(?:19|20)\d{{6}}|\d{{8}}"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? '?\d{{2,4}}"
    rf"|\d{{1,2}}(?: de)?[ \-]{_MONTH}\.?(?: del?|,)?[ \-]'?\d{{2,4}})"
)
_BORN = (
    r"(?:\bd\.? ?o\.? ?b\.?(?:'?s\b)?|\bborn|\bbirth ?da(?:te|y)|\bb-?day|\bdate of birth|"
    r"\bnaci(?:d[oa]s?|miento|[oó])\b|"
    r"\bfecha (?:de )?nac\w*\.?|\bfec\.? (?:de )?nac\w*\.?|\bf\. ?nac\w*\.?|"
    r"\bf\. de nac\w*\.?|\bfdn\b|\bf/n\b|\bnac\b\.?|\bcumplea[nñ]os|\bb\.(?= ?\d))"
)
_BESIDE = re.compile(
    rf"(?i){_BORN}(?:\W|\b(?:on|is|es|el|in|en|date|del?|la|las?|los|ni[nñ][oa]s?|beb[eé]s?|"
    rf"kids?|child|baby|(?:19|20)\d\d)\b){{0,12}}{_DAY}"
    rf"|{_DAY} ?\(? ?(?:dob|d\.o\.b|nac|fecha de nac|birth)"
)
_YEAR = r"(?P<{}>(?:19|20)\d\d)"
_WHOLE = re.compile(
    rf"(?i)^\W*(?:(?:0?[1-9]|[12]\d|3[01])[/.\-](?:0?[1-9]|[12]\d|3[01])[/.\-]{_YEAR.format('a')}"
    rf"|{_YEAR.format('b')}[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:0?[1-9]|[12]\d|3[01])"
    rf"|{_MONTH}\.? \d{{1,2}},? {_YEAR.format('c')}"
    rf"|\d{{1,2}}(?: de)? {_MONTH}\.?(?: del?)?,? {_YEAR.format('d')}"
    r"|(?:0?[1-9]|[12]\d|3[01])[/\-](?:0?[1-9]|[12]\d|3[01])[/\-](?P<e>\d\d))"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?)?\W*$"
)


def birth_date(text: str, content: Content, log_year: int) -> str | None:
    """`log_year`: a value that is nothing but a date before this year is taken for a birth date."""
    if _BESIDE.search(text):
        return "birth_date"
    match = _WHOLE.match(text) if content == "words" else None
    if not match:
        return None
    year = next(int(group) for group in match.groups() if group)
    return "birth_date" if _full(year) < log_year else None


def _full(year: int) -> int:
    """Two digits are of this century up to this year, else of the last."""
    if year > 99:
        return year
    return year + (2000 if year <= date.today().year % 100 else 1900)
