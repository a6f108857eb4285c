"""Every row accounted for: fates by closed year in bands, of all partners and of each, and what came late."""

from collections.abc import Sequence

from dashboard.edition import Edition
from dashboard.rows import RowAccount
from dashboard.words import Words
from pipelines.tables.accounts import REASONS_OF, ROW_FATES

ALL = "all"
LATE = "late_"
UNDER = "under_"


def closed_years(edition: Edition) -> list[str]:
    """Years whose account of rows is in the edition."""
    return sorted({row.year for row in edition.get_row_account()})


def open_years(edition: Edition) -> list[str]:
    """Years of the log that have not closed: they tell nothing yet."""
    return sorted({row.period[:4] for row in edition.get_coverage()} - {*closed_years(edition)})


def year_heads(edition: Edition, words: Words) -> list[str]:
    """A column for each year, closed ones first."""
    return [words.period(year) for year in (*closed_years(edition), *open_years(edition))]


def row_lines(edition: Edition, words: Words) -> list[tuple[str, ...]]:
    """Fate, reason and a band for each year, of all partners; in the order in which a row meets its fates."""
    rows = [row for row in edition.get_row_account() if row.partner == ALL]
    kinds = [(fate, reason) for fate, reasons in REASONS_OF.items() for reason in (ALL, *reasons)]
    return [
        (words(f"row_fate.{fate}"), _reason(words, reason), *cells)
        for fate, reason in kinds
        if (cells := _cells(edition, words, [r for r in rows if (r.fate, r.reason) == (fate, reason)]))
    ]


def partner_lines(edition: Edition, words: Words) -> list[tuple[str, ...]]:
    """Partner, fate and a band for each year; partners in alphabetical order."""
    account = edition.get_row_account()
    return [
        (row.name, words(f"row_fate.{fate}"), *cells)
        for row in sorted(edition.get_partners(), key=lambda row: row.name.casefold())
        for fate in ROW_FATES
        if (
            cells := _cells(
                edition, words, [r for r in account if (r.partner, r.fate) == (row.partner, fate)]
            )
        )
    ]


def _cells(edition: Edition, words: Words, rows: Sequence[RowAccount]) -> list[str]:
    """The band of each closed year, and that an open one is not known yet; nothing without any row."""
    bands = {row.year: words(f"rows_band.{row.rows_band}") for row in rows}
    later = [words("rows_band.not_yet")] * len(open_years(edition))
    return [bands.get(year, "") for year in closed_years(edition)] + later if bands else []


def _reason(words: Words, reason: str) -> str:
    return "" if reason == ALL else words(f"row_reason.{reason}")


def late_sentences(edition: Edition, words: Words) -> list[str]:
    """How much came after its month had closed, by year; of years whose results are open, that it is not
    known yet.
    """
    facts = {name[len(LATE) :]: value for name, value in edition.manifest.items() if name.startswith(LATE)}
    said = [_late(words, year, facts[year]) for year in sorted(facts)]
    states = {row.period: row.state for row in edition.get_coverage()}
    years = sorted({month[:4] for month in states} - {*facts})
    waiting = [words.period(year) for year in years if states.get(f"{year}-12") != "closed"]
    return [*said, *([words("records.late_not_yet", years=words.list(waiting))] if waiting else [])]


def _late(words: Words, year: str, value: str) -> str:
    key, number = (
        ("records.late_under", value[len(UNDER) :]) if value.startswith(UNDER) else ("records.late", value)
    )
    return words(key, year=words.period(year), n=int(number))
