"""`needs simulate`: the logs of a coalition with a known truth."""

import argparse
from pathlib import Path

from needs.options import add_workspace
from needs.progress import tell_progress
from pipelines.paths import Workspace, find_workspace

EXAMPLE = "needs simulate --data data --requests 240000 --seed 1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs simulate`."""
    add_workspace(parser)
    parser.add_argument("--requests", type=int, default=240_000, help="about how many requests (240000)")
    parser.add_argument("--partners", type=int, default=8, help="how many partners, 1 to 8 (8)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes (1)")
    parser.add_argument("--like", metavar="FOLDER", help="first copy the public inputs of this workspace")


def run(args: argparse.Namespace) -> int:
    """Write the logs below raw/intake and the truth below raw/truth."""
    from pipelines.simulate import copy_public_raw, simulate

    if args.like:
        copy_public_raw(find_workspace(args.like), Workspace(Path(args.data or "data").resolve()))
    workspace = find_workspace(args.data)
    with tell_progress() as tell:
        tell("simulating logs")
        report = simulate(workspace, requests=args.requests, partners=args.partners, seed=args.seed)
    print(report.as_text())
    return 0
