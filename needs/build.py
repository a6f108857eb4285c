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
    parser.add_argument(
        "--new-key", metavar="YEAR", type=int, help="make a new key of a year whose key is lost for good"
    )


def run(args: argparse.Namespace) -> int:
    """Build, then print both accounts of every partner."""
    from pipelines.build import build
    from pipelines.lock import locked
    from pipelines.workspace_key import replace_lost_key

    workspace = find_workspace(args.data)
    if args.new_key:
        with locked(workspace, "build"):
            replace_lost_key(workspace, args.new_key)
    with tell_progress() as tell:
        report = build(workspace, force=args.force, keep_going=args.keep_going, progress=tell)
    print(report.as_text())
    return report.exit_code
