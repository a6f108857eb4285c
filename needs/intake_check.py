"""`needs intake check`: a private report on a partner's log, for it and the coalition's data person."""

import argparse
import json

from needs.options import add_json, add_workspace
from pipelines.errors import REFUSED
from pipelines.paths import find_workspace

EXAMPLE = (
    "needs intake check corner_table --data data\n\n"
    "exit codes: 0 nothing stands out; 1 something broke off or changed that the partner's calendar.csv\n"
    "does not explain; 2 wrong use, or nothing is built"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake check`."""
    parser.add_argument(
        "partner", metavar="PARTNER", nargs="?", help="the name of its folder in raw/intake (all partners)"
    )
    add_json(parser)
    add_workspace(parser)


def run(args: argparse.Namespace) -> int:
    """Print the report of each partner; 1 where something stands out. A partner is handed its own only."""
    from pipelines.intake.check import as_dict, as_text, check_partners

    checks = check_partners(find_workspace(args.data), args.partner)
    if args.json:
        print(json.dumps([as_dict(check) for check in checks], indent=2, ensure_ascii=False))
    else:
        print("\n\n\n".join(as_text(check) for check in checks))
    return REFUSED if any(check.stands_out for check in checks) else 0
