"""`needs describe`: what is in an edition."""

import argparse
import json
from pathlib import Path

from needs.options import add_json, add_workspace
from pipelines.errors import EditionError
from pipelines.paths import find_workspace
from pipelines.tables.edition import COUNT, EDITION_TABLES
from pipelines.warehouse import read_tables

EXAMPLE = "needs describe --data data --audience public"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs describe`."""
    add_workspace(parser)
    parser.add_argument(
        "--audience", choices=("public", "coalition"), default="public", help="which edition (public)"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the manifest, the rows of each table and how many counts are shown and hidden."""
    facts = describe(find_workspace(args.data).edition_link / args.audience)
    print(json.dumps(facts, indent=2, ensure_ascii=False) if args.json else as_text(facts))
    return 0


def describe(folder: Path) -> dict:
    """Manifest, rows by table and counts by status of the edition in `folder`. Raises EditionError."""
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise EditionError(
            f"There is no edition at {folder}. Make one with `needs build` and `needs publish`."
        )
    tables = read_tables(folder / "release.duckdb", EDITION_TABLES)
    statuses = tables[COUNT]["status"].value_counts(sort=True)
    return {
        "manifest": json.loads(manifest.read_text(encoding="utf-8")),
        "rows": {table.name: frame.height for table, frame in tables.items()},
        "counts": dict(statuses.iter_rows()),
    }


def as_text(facts: dict) -> str:
    """The same for a person, one fact a line."""
    parts = {
        "Edition": facts["manifest"],
        "Counts by status": facts["counts"],
        "Rows by table": facts["rows"],
    }
    lines = []
    for title, values in parts.items():
        lines += [title, *(f"  {name:<24}{value}" for name, value in values.items())]
    return "\n".join(lines)
