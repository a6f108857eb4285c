"""`needs audit`: attack what was published, as a curious reader would."""

import argparse
import json

from needs.options import add_json, add_workspace
from pipelines.errors import REFUSED
from pipelines.paths import find_workspace

EXAMPLE = "needs audit --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs audit`."""
    parser.add_argument("edition", nargs="?", metavar="EDITION", help="its id (the edition on show)")
    add_workspace(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print what could be worked out; 1 where anything could."""
    from pipelines.audit.run import audit

    report = audit(find_workspace(args.data), args.edition)
    print(json.dumps(report.as_json(), indent=2, ensure_ascii=False) if args.json else report.as_text())
    return 0 if report.ok else REFUSED
