"""`needs build`: raw/ to the private warehouse."""

import argparse

from needs.options import add_workspace
from needs.progress import tell_progress
from pipelines.paths import find_workspace

EXAMPLE = "needs build --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs build`."""
    add_workspace(parser)
    parser.add_argument("--force", action="store_true", help="read everything again, changed or not")
    parser.add_argument(
        "--keep-going", action="store_true", help="leave out a partner whose files cannot be read, and say so"
    )


def run(args: argparse.Namespace) -> int:
    """Build, then print both accounts of every partner."""
    from pipelines.build import build

    workspace = find_workspace(args.data)
    with tell_progress() as tell:
        report = build(workspace, force=args.force, keep_going=args.keep_going, progress=tell)
    print(report.as_text())
    return report.exit_code
