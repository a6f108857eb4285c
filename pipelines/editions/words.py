"""Tables of the catalog's ids in the edition, and every word of the wording."""

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, POOLED
from pipelines.coalition import Coalition
from pipelines.editions.designs import Design
from pipelines.schema import conform
from pipelines.tables.edition import GROUP_VALUE, HELP_LINE, INDICATOR, LABEL, NEED, OUTCOME, POLICY
from pipelines.wording import Wording
from pipelines.wording.labels import label_rows

DESK = "desk."  # how the keys of the desk's words begin: it is not served from an edition


def need_table(catalog: Catalog, coalition: Coalition, designs: tuple[Design, ...]) -> pl.DataFrame:
    """NEED: `all`, the domains with `pooled`, and the needs, in screen order."""
    rows = [("all", ALL, "", None, False, ALL, "")]
    for domain, parent in _domains_in_order(catalog):
        sensitive = domain in catalog.domains and catalog.domains[domain].is_sensitive
        rows.append(("domain", domain, parent, None, sensitive, domain, catalog.benchmark(domain, "domain")))
    for need, domain in catalog.need_parents.items():
        sensitive = catalog.domains[domain].is_sensitive
        rows.append(
            ("need", need, domain, catalog.horizon_days[need], sensitive, need, catalog.benchmark(need))
        )
    finest = _finest_levels(coalition, designs)
    shaped = [
        (
            level,
            code,
            parent,
            days,
            sensitive,
            finest.get((level, of), coalition.city_level),
            benchmark,
            position,
        )
        for position, (level, code, parent, days, sensitive, of, benchmark) in enumerate(rows)
    ]
    return conform(NEED, pl.DataFrame(shaped, schema=NEED.empty().schema, orient="row"))


def outcome_table(catalog: Catalog) -> pl.DataFrame:
    """OUTCOME: every value of every split, those that complete the sum included."""
    rows = [
        (dimension, code, position)
        for dimension in catalog.outcomes
        for position, code in enumerate(catalog.outcome_codes(dimension))
    ]
    return conform(OUTCOME, pl.DataFrame(rows, schema=OUTCOME.column_names, orient="row"))


def group_table(catalog: Catalog, coalition: Coalition, denominators: set[str]) -> pl.DataFrame:
    """GROUP_VALUE; a denominator only where the edition's population has it (`denominators`)."""
    rows = []
    for dimension, group in catalog.groups.items():
        known = {code.id: code.denominator for code in group.codes if code.denominator in denominators}
        finest = coalition.level_for_role(group.finest_level)
        for position, code in enumerate(catalog.group_codes(dimension)):
            rows.append((dimension, code, known.get(code, ""), finest, position))
    return conform(GROUP_VALUE, pl.DataFrame(rows, schema=GROUP_VALUE.column_names, orient="row"))


def indicator_table(catalog: Catalog, sources: pl.DataFrame) -> pl.DataFrame:
    """INDICATOR. `sources`: SOURCE, whose ids stand for the kinds `census` and `health`."""
    by_kind = {
        kind: ",".join(sorted(ids)) for kind, ids in sources.group_by("kind").agg("source").iter_rows()
    }
    rows = [
        {
            **item.model_dump(include=set(INDICATOR.column_names)),
            "indicator": item.id,
            "numerator": item.numerator.text,
            "denominator": item.denominator.text if item.denominator else "",
            "source": "log" if item.source == "log" else by_kind.get(item.source, ""),
            "method": ",".join(item.methods),
            "caveats": ",".join(item.caveats),
        }
        for item in catalog.indicators.values()
    ]
    return conform(INDICATOR, pl.DataFrame(rows, schema=INDICATOR.empty().schema))


def policy_table(catalog: Catalog) -> pl.DataFrame:
    """POLICY: every constant as text."""
    rows = [(name, str(value)) for name, value in catalog.policy.model_dump().items()]
    return conform(POLICY, pl.DataFrame(rows, schema=POLICY.column_names, orient="row"))


def help_line_table(coalition: Coalition) -> pl.DataFrame:
    """HELP_LINE; the notes are labels, in every language that they are given in."""
    rows = [
        (
            position,
            line.name,
            line.telephone,
            line.text_to,
            ",".join(line.languages),
            _note_key(position, line.note),
        )
        for position, line in enumerate(coalition.help_lines)
    ]
    return conform(HELP_LINE, pl.DataFrame(rows, schema=HELP_LINE.empty().schema, orient="row"))


def label_table(wording: Wording, coalition: Coalition) -> pl.DataFrame:
    """LABEL: every word but the desk's, the coalition's own name and notes too; a language that lacks one has
    the first.
    """
    rows = [row for row in label_rows(wording) if not row[1].startswith(DESK)]
    for language in wording.languages:
        own = {"coalition.name": coalition.name}
        own |= {f"help_line.{i}.note": line.note for i, line in enumerate(coalition.help_lines) if line.note}
        rows += [
            (language, key, texts.get(language, next(iter(texts.values())))) for key, texts in own.items()
        ]
    return conform(LABEL, pl.DataFrame(rows, schema=LABEL.column_names, orient="row"))


def _note_key(position: int, note: dict[str, str]) -> str:
    return f"help_line.{position}.note" if note else ""


def _domains_in_order(catalog: Catalog) -> list[tuple[str, str]]:
    parents = catalog.domain_parents
    alone = [name for name in catalog.domains if parents[name] == ALL]
    return [(name, parents[name]) for name in (*alone, POOLED, *catalog.pooled_members)]


def _finest_levels(coalition: Coalition, designs: tuple[Design, ...]) -> dict[tuple[str, str], str]:
    """(need level, code) -> the finest nested level at which some table has it."""
    order = (coalition.city_level, *coalition.nested_levels)
    found: dict[tuple[str, str], str] = {}
    for level in order:
        for design in (d for d in designs if d.area_level == level and d.measure == "requests"):
            found |= {(design.need_level, code): level for code in design.need_codes}
    return found
