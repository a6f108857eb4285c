"""`needs publish`: warehouse to edition, through both gates."""

import argparse
from datetime import date

from needs.options import add_workspace
from needs.progress import tell_progress
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


def run(args: argparse.Namespace) -> int:
    """Publish, then print what was closed, hidden and proved."""
    from pipelines.publish import publish

    workspace = find_workspace(args.data)
    with tell_progress() as tell:
        report = publish(workspace, as_of=args.as_of, progress=tell)
    print(report.as_text())
    return 0
