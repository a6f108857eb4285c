"""The months of the coalition's logs as a strip: closed, waiting for results, open."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import groupby

from dashboard.components.pieces import table_html
from dashboard.rows import Coverage
from dashboard.words import Words

STATES = ("closed", "waiting", "open")


def coverage_sentence(words: Words, months: Sequence[Coverage]) -> str:
    """The strip in words: how many months are in each state, and which."""
    said = []
    for state in STATES:
        found = [row.period for row in months if row.state == state]
        if found:
            span = (
                words.period(found[0])
                if len(found) == 1
                else words("format.span", first=words.period(found[0]), last=words.period(found[-1]))
            )
            said.append(words(f"records.months_{state}", n=len(found), span=span))
    return " ".join(said)


def coverage_html(words: Words, months: Sequence[Coverage]) -> str:
    """One row a year, twelve cells; each with the number of partners, its state told by pattern and title."""
    rows = "".join(
        _year(words, year, list(found)) for year, found in groupby(months, key=lambda row: row.period[:4])
    )
    counts = Counter(row.state for row in months)
    legend = "".join(
        f'<span><i class="cn-month" data-state="{state}"></i>'
        f"{escape(words(f'records.legend_{state}'))}</span>"
        for state in STATES
        if counts[state]
    )
    name = escape(coverage_sentence(words, months))
    return (
        f'<div class="cn-months" role="img" aria-label="{name}">{rows}</div>'
        f'<p class="cn-months-legend" aria-hidden="true">{legend}</p>'
    )


def _year(words: Words, year: str, months: list[Coverage]) -> str:
    found = {int(row.period[5:7]): row for row in months}
    cells = "".join(_cell(words, found.get(month)) for month in range(1, 13))
    return f'<div class="cn-months-year"><b>{escape(year)}</b>{cells}</div>'


def _cell(words: Words, row: Coverage | None) -> str:
    if row is None:
        return '<span class="cn-month" data-state="none"></span>'
    title = f"{words.period(row.period)}: {words(f'coverage_state.{row.state}')}"
    number = row.partners if row.state != "open" else ""
    return f'<span class="cn-month" data-state="{row.state}" title="{escape(title)}">{number}</span>'


def coverage_table(words: Words, months: Sequence[Coverage]) -> str:
    """Month, state, partners."""
    heads = [words("period_level.month"), words("records.column_state"), words("records.column_partners")]
    lines = [
        (
            words.period(row.period),
            words(f"coverage_state.{row.state}"),
            str(row.partners) if row.state != "open" else "",
        )
        for row in months
    ]
    return table_html(heads, lines, numbers_from=2)
