"""The data dictionary of an edition, written from the declarations: `python -m
pipelines.editions.dictionary`.

docs/edition.md is this text; a test compares the two.
"""

from collections.abc import Iterable

from pipelines.schema import Column, Table
from pipelines.tables.edition import EDITION_TABLES, FORMAT

HEAD = f"""# What is in an edition

An edition is a folder: `release.duckdb` with the tables below, `boundaries/<level>.geojson` (degrees,
property `code`), `boundaries/<level>.paths.json` (the same as SVG paths: `viewBox`, `paths`, and `undrawn`,
where nobody lives), and `manifest.json` (the rows of table `manifest`). It is complete by itself and never
changed: copy it to a server or a stick. `manifest.format` is {FORMAT}.

"All" is the value `all`, never empty. Codes are text and keep their zeros. A count or figure that is not
shown is empty and has a status; it is never 0. This page is written from the declarations in
`pipelines/tables/edition.py` by `python -m pipelines.editions.dictionary > docs/edition.md`.
"""


def dictionary(tables: Iterable[Table] = EDITION_TABLES) -> str:
    """The dictionary as Markdown, one section a table."""
    return "\n".join([HEAD, *(_section(table) for table in tables)])


def _section(table: Table) -> str:
    lines = [
        f"## `{table.name}`",
        "",
        f"One row: {table.grain}. Key: {', '.join(f'`{name}`' for name in table.key)}.",
        "",
        "| column | type | what it holds |",
        "|---|---|---|",
        *(f"| `{c.name}` | {c.type} | {_what(c)} |" for c in table.columns),
        "",
    ]
    return "\n".join(lines)


def _what(column: Column) -> str:
    parts = [column.description.replace("|", "\\|")]
    if column.unit:
        parts.append(f"in {column.unit}")
    if column.values:
        parts.append("one of " + ", ".join(f"`{value}`" for value in column.values))
    if column.nullable:
        parts.append("may be empty")
    return "; ".join(parts)


if __name__ == "__main__":
    print(dictionary(), end="")
