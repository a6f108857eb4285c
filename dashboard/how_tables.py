"""Indicators, needs, constants and words of the edition, as tables and lists for How we know."""

from html import escape
from itertools import groupby

from dashboard.components.pieces import table_html
from dashboard.components.section import definitions_html, fold_html, text_html
from dashboard.edition import Edition
from dashboard.rows import Indicator, Need
from dashboard.words import Words

TERMS = (
    "unmet_need",
    "denominator",
    "likely_range",
    "margin",
    "request",
    "hidden",
    "reliability_care",
    "vintage",
    "edition_of",
    "row_account",
    "silent_area",
)


def indicator_folds(edition: Edition, words: Words) -> str:
    """Every indicator as a fold, under the heading of where it comes from; in the order of the catalog."""
    html = ""
    for title, rows in groupby(edition.get_indicators(), key=lambda row: words(f"kind.{row.kind}")):
        folds = "".join(
            fold_html(words(f"indicator.{row.indicator}.label"), indicator_html(edition, words, row))
            for row in rows
        )
        html += f"<h3 class=cn-group>{escape(title)}</h3>{folds}"
    return html


def indicator_html(edition: Edition, words: Words, row: Indicator) -> str:
    """What it says, why it matters, what of what, how it is computed, what to keep in mind, where from."""
    key = f"indicator.{row.indicator}"
    facts = [
        (words("how.fact_why"), words(f"{key}.why")),
        (words("how.fact_counted"), term_words(words, row.numerator)),
        (words("how.fact_out_of"), term_words(words, row.denominator) or words("how.no_denominator")),
        (words("how.fact_unit"), f"{words(f'unit.{row.unit}')}; {words(f'direction.{row.direction}')}"),
        (words("how.fact_method"), " ".join(words(f"method.{name}") for name in _ids(row.method))),
        (words("how.fact_caveats"), " ".join(words(f"caveat.{name}") for name in _ids(row.caveats))),
        (words("how.fact_source"), _source_names(edition, words, row)),
        (words("how.fact_id"), row.indicator),
    ]
    return text_html(words(f"{key}.what")) + definitions_html([fact for fact in facts if fact[1]])


def _ids(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def _source_names(edition: Edition, words: Words, row: Indicator) -> str:
    titles = {source.source: words.or_text(source.title) for source in edition.get_sources()}
    return "; ".join(dict.fromkeys(titles.get(source, source) for source in _ids(row.source)))


def term_words(words: Words, term: str) -> str:
    """A term of the catalog in words: `requests:result=turned_away` as `Requests: Turned away`."""
    if not term:
        return ""
    what, _, rest = term.partition(":")
    if what in ("census", "health"):
        return words(f"how.term_{what}", names=words.list(rest.split("+")))
    if what == "population":
        return words(f"denominator.{rest}")
    dimension, _, codes = rest.partition("=")
    measure = words(f"measure.{what}")
    if not dimension:
        return measure
    if not codes:
        return f"{measure}: {words(f'outcome.{dimension}')}"
    named = [
        words(f"{dimension}.{code}") if words.has(f"{dimension}.{code}") else code
        for code in codes.split("+")
    ]
    return f"{measure}: {words.list(named)}"


def result_pairs(edition: Edition, words: Words) -> list[tuple[str, str]]:
    """The parts of what happened, with what each means."""
    codes = (row.outcome_code for row in edition.get_outcomes("result"))
    return [
        (words(f"result.{code}"), words(f"result_means.{code}"))
        for code in codes
        if words.has(f"result_means.{code}")
    ]


def need_table(edition: Edition, words: Words) -> str:
    """Each kind of need with its needs: days until the result counts, and where it may stand alone."""
    rows = edition.get_needs()
    by_parent: dict[str, list[Need]] = {}
    for row in rows:
        by_parent.setdefault(row.parent_code, []).append(row)
    heads = [
        words("chip.need"),
        words("how.column_days"),
        words("how.column_private"),
        words("how.column_finest"),
    ]
    lines = []
    for domain in (row for row in rows if row.need_level == "domain"):
        lines.append(_need_line(words, domain))
        lines += [
            _need_line(words, need, "— ")
            for need in by_parent.get(domain.need_code, [])
            if need.need_level == "need"
        ]
    return table_html(heads, lines)


def _need_line(words: Words, row: Need, indent: str = "") -> tuple[str, str, str, str]:
    key = f"area_level.{row.finest_level}.one"
    return (
        indent + words(f"need.{row.need_code}"),
        "" if row.horizon_days is None else words("how.days", n=row.horizon_days),
        words("how.private" if row.is_sensitive else "how.not_private"),
        words(key) if words.has(key) else row.finest_level,
    )


def constants_table(edition: Edition, words: Words) -> str:
    """Every constant, its value and the reason for it."""
    heads = [words("how.column_reason"), words("how.column_value"), words("how.column_name")]
    lines = [
        (words(f"policy.{row.name}") if words.has(f"policy.{row.name}") else row.name, row.value, row.name)
        for row in edition.get_policy()
    ]
    return table_html(heads, lines)


def glossary(words: Words) -> list[tuple[str, str]]:
    """The words of the screen that need an explanation."""
    return [(words(f"how.word.{name}"), words(f"how.word_means.{name}")) for name in TERMS]
