"""`needs intake check`: a private report on a partner's log, for the partner and the coalition's data person."""

import argparse
import json

from needs.options import add_json, add_workspace
from pipelines.paths import find_workspace

EXAMPLE = "needs intake check corner_table --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake check`."""
    parser.add_argument(
        "partner", metavar="PARTNER", nargs="?", help="the name of its folder in raw/intake (all partners)"
    )
    add_json(parser)
    add_workspace(parser)


def run(args: argparse.Namespace) -> int:
    """Print the report of each partner. Hand a partner its own only: it is about its rows."""
    from pipelines.intake.check import as_dict, as_text, check_partners

    checks = check_partners(find_workspace(args.data), args.partner)
    if args.json:
        print(json.dumps([as_dict(check) for check in checks], indent=2, ensure_ascii=False))
    else:
        print("\n\n\n".join(as_text(check) for check in checks))
    return 0
