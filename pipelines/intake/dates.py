"""Dates as people write them: several declared formats in one column, Excel serials, Spanish months."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

EXCEL = "excel"
ISO = "iso"
ISO_FORMATS = (
    "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.fZ", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f%:z",
)  # fmt: skip
PART_FORMATS = ("%d %m %Y", "%d %b %Y", "%d %m %y", "%d %b %y")  # of day, month and year columns put together
FIRST_YEAR, LAST_YEAR = 1900, 2199  # %Y also takes "24" for the year 24
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000  # 1954 to 2119: other numbers are no days
EXCEL_DAY_0 = pl.date(1899, 12, 30).cast(pl.Datetime("us"))  # Excel counts a 29 February 1900 that never was
SAMPLE = pl.Series([datetime(2025, 3, 15, 14, 22, 33)])
MONTHS = {
    "Jan": "enero|ene", "Feb": "febrero|feb", "Mar": "marzo|mar", "Apr": "abril|abr", "May": "mayo|may",
    "Jun": "junio|jun", "Jul": "julio|jul", "Aug": "agosto|ago", "Sep": "septiembre|setiembre|sept|set|sep",
    "Oct": "octubre|oct", "Nov": "noviembre|nov", "Dec": "diciembre|dic",
}  # fmt: skip
# `jue 30/may/24`, `Thursday, 5/30/24`; but `Mar 31, 2025` begins with a month.
WEEKDAY = (
    r"(?i)^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"lun|lunes|mar|martes|mie|mié|miercoles|miércoles|jue|jueves|vie|viernes|sab|sáb|sabado|sábado|"
    r"dom|domingo)[.,]{0,2} ([0-9]{1,4}[/.\- ](?:de )?(?:\p{L}{3,}|[0-9]{1,2})[/.\- ,]|"
    r"\p{L}{3,9}\.? [0-9]{1,2}[, ])"
)


def parse_dates(texts: pl.Series, formats: Iterable[str], time_zone: str | None = None) -> pl.Series:
    """`texts` as Datetime, null where none of `formats` fits. The first that fits decides.

    ISO dates need no declaration: they can be read in one way only. `time_zone`: the texts are in UTC (or
    carry an offset), the answer is the local time there.
    """
    plain = plain_dates(texts)
    answer = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(texts))
    for pattern in _expanded(formats):
        left = answer.is_null() & plain.is_not_null()
        if not left.any():
            break
        answer = answer.scatter(left.arg_true(), read_format(plain.filter(left), pattern, time_zone))
    return answer.alias(texts.name)


def join_parts(days: pl.Series, months: pl.Series, years: pl.Series) -> pl.Series:
    """Day, month and year columns as one text, for PART_FORMATS."""
    return pl.select(pl.concat_str([days, months, years], separator=" ")).to_series()


def is_format(pattern: str) -> bool:
    """Whether a day that is written by `pattern` can be read back by it."""
    if pattern in (EXCEL, ISO):
        return True
    read_back = SAMPLE.dt.month_start() if is_month_only(pattern) else SAMPLE
    try:
        written = SAMPLE.dt.replace_time_zone("UTC").dt.strftime(pattern)
        return read_format(written, pattern).dt.date().equals(read_back.dt.date())
    except pl.exceptions.PolarsError:
        return False


def is_month_only(pattern: str) -> bool:
    """Whether the format has a month and no day: it is read as the first day of that month."""
    return ("%b" in pattern or "%B" in pattern or "%m" in pattern) and "%d" not in pattern


def _expanded(formats: Iterable[str]) -> list[str]:
    declared = [p for pattern in formats for p in (ISO_FORMATS if pattern == ISO else (pattern,))]
    return list(dict.fromkeys([*declared, *ISO_FORMATS]))


def plain_dates(texts: pl.Series) -> pl.Series:
    """Texts with months in English and no spaces to spare, as `read_format` takes them."""
    plain = texts.str.strip_chars().str.replace_all(r"\s+", " ").str.replace(WEEKDAY, "$1")
    if not plain.str.contains(r"\p{L}{3}|[apAP]\.").any():
        return plain
    for english, words in MONTHS.items():
        plain = plain.str.replace(rf"(?i)\b(?:{words})\b\.?", english)
    return plain.str.replace(r"(?i)\ba\. ?m\.?", "AM").str.replace(r"(?i)\bp\. ?m\.?", "PM")


def read_format(plain: pl.Series, pattern: str, time_zone: str | None = None) -> pl.Series:
    """`plain` as Datetime by this one format (not `ISO`, which is several), null where it does not fit."""
    if is_month_only(pattern):
        return _strptime("1 " + plain, f"%d {pattern}", time_zone)
    return _excel(plain) if pattern == EXCEL else _strptime(plain, pattern, time_zone)


def _strptime(texts: pl.Series, pattern: str, time_zone: str | None) -> pl.Series:
    has_offset = "%z" in pattern or "%:z" in pattern
    dtype = pl.Datetime("us", "UTC") if has_offset else pl.Datetime("us")
    found = texts.str.strptime(dtype, pattern, strict=False, ambiguous="earliest")
    found = found.set(~found.dt.year().is_between(FIRST_YEAR, LAST_YEAR), None)
    if time_zone:
        found = (found if has_offset else found.dt.replace_time_zone("UTC")).dt.convert_time_zone(time_zone)
    return found.dt.replace_time_zone(None)


def _excel(texts: pl.Series) -> pl.Series:
    serial = texts.cast(pl.Float64, strict=False)
    serial = serial.set(~serial.is_between(FIRST_SERIAL, LAST_SERIAL), None)
    seconds = (serial * 86_400).round().cast(pl.Int64)
    return pl.select(EXCEL_DAY_0 + pl.duration(seconds=seconds)).to_series()
