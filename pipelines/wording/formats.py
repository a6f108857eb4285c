"""Numbers, dates and periods as a language writes them, by Babel. Nothing here holds a word: patterns come
from the wording file of the language (keys `format.*`), so a third language is one more file."""

import re
from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date as babel_date
from babel.lists import format_list as babel_list
from babel.numbers import format_decimal, format_percent

MONTH = re.compile(r"(\d{4})-(\d{2})")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
YEARS = re.compile(r"(\d{4})-(\d{4})")
YEAR = re.compile(r"\d{4}")


def number(locale: Locale, value: float, digits: int = 0) -> str:
    """`value` with exactly `digits` decimals (none by default) and the separators of the language."""
    return format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale=locale)


def percent(locale: Locale, share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as a percent."""
    pattern = locale.percent_formats[None].pattern
    whole = pattern.replace("#,##0", "#,##0" + ("." + "0" * digits if digits else ""))
    return format_percent(share, format=whole, locale=locale)


def day(locale: Locale, value: date, pattern: str) -> str:
    """A date by a Babel pattern of the language, as `d MMM y`."""
    return babel_date(value, format=pattern, locale=locale)


def join(locale: Locale, words: Sequence[str], style: str = "standard") -> str:
    """`A, B and C`; with style `or`, `A, B or C`."""
    return babel_list(list(words), style=style, locale=locale)


def period_parts(period: str) -> tuple[str, tuple[date, ...]]:
    """The kind of a period (month, quarter, year, years) and its first and last month as dates.

    Raises ValueError for text that is no period.
    """
    if match := MONTH.fullmatch(period):
        return "month", (date(int(match[1]), int(match[2]), 1),)
    if match := QUARTER.fullmatch(period):
        first = 3 * int(match[2]) - 2
        return "quarter", (date(int(match[1]), first, 1), date(int(match[1]), first + 2, 1))
    if match := YEARS.fullmatch(period):
        return "years", (date(int(match[1]), 1, 1), date(int(match[2]), 1, 1))
    if YEAR.fullmatch(period):
        return "year", (date(int(period), 1, 1),)
    raise ValueError(f"`{period}` is no period. Expected a form like 2025-03, 2025-Q3, 2025 or 2019-2023.")
