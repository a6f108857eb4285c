"""The data dictionary says what the declarations say."""

from pathlib import Path

from pipelines.editions.dictionary import dictionary
from pipelines.tables.edition import EDITION_TABLES

PAGE = Path(__file__).parents[2] / "docs" / "edition.md"


def test_the_page_is_what_the_declarations_write():
    assert PAGE.read_text(encoding="utf-8") == dictionary(), (
        "write it again: python -m pipelines.editions.dictionary > docs/edition.md"
    )


def test_every_table_and_column_is_on_it():
    text = dictionary()
    for table in EDITION_TABLES:
        section = text.split(f"## `{table.name}`\n")[1].split("\n## ")[0]
        assert all(f"| `{column.name}` |" in section for column in table.columns), table.name
