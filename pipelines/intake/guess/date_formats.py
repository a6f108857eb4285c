"""In which formats the dates of a column are written, found by trying."""

from datetime import date

import polars as pl

from pipelines.intake.dates import EXCEL, ISO, parse_dates, plain_dates, read_format

DAYS = (
    "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%m-%d-%Y", "%d-%m-%Y", "%m.%d.%Y", "%d.%m.%Y",
    "%m-%d-%y", "%d-%m-%y", "%m.%d.%y", "%d.%m.%y",
    "%Y/%m/%d", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%B %d %Y", "%b %d, %Y", "%b %d %Y",
    "%B %d, %Y", "%d de %b de %Y", "%d de %b, %Y", "%d de %b %Y", "%d de %b del %Y",
    "%d %b, %Y", "%d/%b/%Y", "%d/%b/%y", "%d %b %y",
    "%b %d %y", "%b-%d-%Y", "%Y%m%d",
)  # fmt: skip
MONTHS = (
    "%b-%y",
    "%b-%Y",
    "%b %Y",
    "%B %Y",
    "%b %y",
    "%m/%Y",
    "%Y-%m",
)  # before DAYS: 2024 would be the 20th of 24
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p", " at %I:%M %p")
EARLIEST = 2005  # logs are younger; an older date is a birth date
ENOUGH = 0.02  # share of the cells below which one more format is not worth naming


def date_formats(cells: pl.Series, is_spanish: bool) -> tuple[list[str], float, bool]:
    """Formats that read the column, the share of cells that they read, and whether day and month could also
    change places.

    `cells`: texts, none blank. Where both orders read all, a Spanish header's dates begin with the day.
    """
    left, formats = cells, []
    total, is_twofold = max(len(cells), 1), False
    times = [time for time in TIMES if bool(time) == cells.str.contains(":").any() or not time]
    candidates = [
        ISO,
        *MONTHS,
        *(f"%Y-%m-%d{time}" for time in times if "%I" in time),  # with hours up to 24 they are ISO
        *(day + time for time in times for day in DAYS if _may_fit(day, cells)),
        EXCEL,
    ]
    while len(left):
        is_iso = _in_our_years(parse_dates(left, []))
        others = plain_dates(left).set(is_iso, None)  # ISO is read without being declared
        read = {p: is_iso if p == ISO else _fits(others, p) for p in candidates}
        most = max(int(found.sum()) for found in read.values())
        if most < max(1, ENOUGH * total):
            break
        best = [pattern for pattern, found in read.items() if found.sum() == most]
        chosen = _chosen(best, is_spanish)
        is_twofold |= len({_order(pattern) for pattern in best} & {"dm", "md"}) == 2
        formats.append(chosen)
        left = left.filter(~read[chosen])
    return formats, 1 - len(left) / total, is_twofold


def _may_fit(day: str, cells: pl.Series) -> bool:
    """Whether any cell has the signs of the format: trying all of them takes long."""
    if "%b" in day or "%B" in day:
        return bool(cells.str.contains(r"\p{L}{3}").any())
    sign = next((sign for sign in "/-." if sign in day), None)
    return (
        bool(cells.str.contains(sign, literal=True).any())
        if sign
        else bool(cells.str.contains(r"^\d{8}").any())
    )


def _fits(plain: pl.Series, pattern: str) -> pl.Series:
    found = read_format(plain, pattern)
    if pattern != EXCEL:
        return _in_our_years(found)
    # A bare number is a serial only as a spreadsheet writes those of our years: five digits.
    return plain.str.contains(r"^[34]\d{4}(\.\d+)?$").fill_null(False) & found.is_not_null()


def _in_our_years(days: pl.Series) -> pl.Series:
    return days.dt.year().is_between(EARLIEST, date.today().year + 1).fill_null(False)


def _order(pattern: str) -> str:
    return (
        {"%d": "dm", "%m": "md"}.get(pattern[:2], "") if "%b" not in pattern and "%B" not in pattern else ""
    )


def _chosen(best: list[str], is_spanish: bool) -> str:
    wanted = "dm" if is_spanish else "md"
    return next((pattern for pattern in best if _order(pattern) == wanted), best[0])
