"""`needs publish`: warehouse to edition, through both gates."""

import argparse
from datetime import date

from needs.options import add_workspace
from needs.progress import tell_progress
from pipelines.errors import UserError
from pipelines.paths import find_workspace

EXAMPLE = "needs publish --data data --as-of 2026-11-14"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs publish`."""
    add_workspace(parser)
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="DATE",
        help="close only what had ended by this day (today)",
    )
    parser.add_argument(
        "--advise", action="store_true", help="publish nothing: say which tables the log supports"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="with --advise: keep the advice in raw/catalog/release_tables.yaml",
    )


def run(args: argparse.Namespace) -> int:
    """Publish, then print what was closed, hidden and proved; or advise."""
    if args.advise or args.write:
        return _advise(args)
    from pipelines.publish import publish

    workspace = find_workspace(args.data)
    with tell_progress() as tell:
        report = publish(workspace, as_of=args.as_of, progress=tell)
    print(report.as_text())
    return 0


def _advise(args: argparse.Namespace) -> int:
    """Print which tables the log supports, and keep the advice where asked to."""
    from pipelines.advise import TABLES_FILE, advise, write_overlay

    if not args.advise:
        raise UserError("--write keeps advice, so it comes with --advise: needs publish --advise --write")
    workspace = find_workspace(args.data)
    with tell_progress() as tell:
        advice = advise(workspace, args.as_of or date.today(), tell)
    print(advice.as_text())
    path = workspace.catalog_overlay / TABLES_FILE
    if not args.write:
        print(f"\nTo keep just these tables, add --write, or put this into {path}:\n\n{advice.overlay()}")
    elif not write_overlay(workspace, advice):
        raise UserError(
            f"{path} is there already and was written by hand, so it was left as it is. Put this into it, or "
            f"move it away and run the command again:\n\n{advice.overlay()}"
        )
    else:
        print(f"\nKept in {path}. The next `needs publish` follows it.")
    return 0
