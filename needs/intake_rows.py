"""`needs intake rows`: which rows were kept out, by number, so that a person can look into the partner's
file.
"""

import argparse
import json

from needs.options import add_json, add_workspace
from pipelines.errors import UsageError, WorkspaceError
from pipelines.paths import find_workspace

EXAMPLE = "needs intake rows corner_table --reason identifier --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake rows`."""
    parser.add_argument("partner", metavar="PARTNER", help="the name of its folder in raw/intake")
    parser.add_argument("--reason", metavar="REASON", help="only rows that were kept out for this reason")
    add_json(parser)
    add_workspace(parser)


def run(args: argparse.Namespace) -> int:
    """Print file, row number, reason and column of every row that was kept out. No value is kept anywhere."""
    from pipelines.intake.columns import letters
    from pipelines.tables.warehouse import PARTNER, QUARANTINE
    from pipelines.warehouse import read_table

    workspace = find_workspace(args.data)
    if not workspace.warehouse.is_file():
        raise WorkspaceError("Nothing is built yet. Run `needs build` first.")
    partners = sorted(read_table(workspace.warehouse, PARTNER)["partner"])
    if args.partner not in partners:
        raise UsageError(f"There is no partner `{args.partner}`. There are: {', '.join(partners)}.")
    rows = read_table(workspace.warehouse, QUARANTINE).filter(partner=args.partner)
    reasons = sorted(rows["reason"].unique())
    if args.reason and args.reason not in reasons:
        there = ", ".join(reasons) or "none at all"
        raise UsageError(f"No row of {args.partner} was kept out for `{args.reason}`. There are: {there}.")
    kept = rows.filter(reason=args.reason) if args.reason else rows
    columns = ["file", "row_number", "reason", "column_number"]
    found = kept.sort("file", "row_number").select(columns)
    if args.json:
        print(json.dumps(found.to_dicts(), indent=2))
        return 0
    for file, number, reason, column in found.iter_rows():
        print(f"{file} row {number}: {reason}{f', column {letters(column)}' if column else ''}")
    print(
        f"{found.height:,} rows of {args.partner} were kept out"
        + (f" for {args.reason}." if args.reason else ".")
    )
    return 0
