"""Same partners: how requests changed among those that were in through two years, beside all partners."""

from collections.abc import Iterable
from itertools import pairwise

from dashboard.amounts import count_words
from dashboard.edition import Edition
from dashboard.place import city_of
from dashboard.rows import Count
from dashboard.words import Words

AFTER, BEFORE = "partner_panel_after", "partner_panel_before"


def panel_sentences(edition: Edition, words: Words) -> list[str]:
    """What each pair of closed years says, latest first; nothing where no two years on end are closed."""
    levels = edition.get_period_levels()
    years = sorted(period for period, level in levels.items() if level == "year" and period.isdigit())
    return [
        sentence
        for before, year in reversed(list(pairwise(years)))
        if (sentence := _sentence(edition, words, before, year))
    ]


def _sentence(edition: Edition, words: Words, before: str, year: str) -> str:
    earlier, later = (_of_city(edition, period) for period in (before, year))
    with_same = [_of_panel(earlier, AFTER), _of_panel(later, BEFORE)]
    if not all(with_same):
        return ""
    all_of_them = [_of_panel(found, "all") for found in (earlier, later)]
    first, second, all_first, all_second = (count_words(row, words) for row in (*with_same, *all_of_them))
    return words(
        "records.same_partners",
        before=before, year=year, first=first, second=second, all_first=all_first, all_second=all_second,
    )  # fmt: skip


def _of_city(edition: Edition, period: str) -> tuple[Count, ...]:
    city = city_of(edition)
    return edition.get_counts("requests", "all", city.area_level, city.area_code, period)


def _of_panel(counts: Iterable[Count], dimension: str) -> Count | None:
    code = "all" if dimension == "all" else "both"
    found = (row for row in counts if row.need_code == "all" and row.group_dimension == dimension)
    return next((row for row in found if row.group_code == code), None)
