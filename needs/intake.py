"""`needs intake`: what stands between a partner's file and the build."""

import argparse
import importlib

EXAMPLE = "needs intake map requests.csv --partner corner_table --data data"
WHAT = {
    "map": "propose what each column of a file is, and save it once confirmed",
    "template": "a sheet for a partner that has none yet, in both languages, with its mapping",
    "codes": "the partner's words that nothing codes, for a person who codes them",
    "hash": "at the partner: names become keys that several partners share",
    "scrub": "the clean copy of a partner's file, in place of the file once confirmed",
    "check": "a private report on a partner's log: what lacks, what changed, what would mend it",
    "rows": "row numbers of what was kept out, to look up in the partner's own file",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A parser for each thing that `needs intake` does."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", title="what", required=True)
    for name, summary in WHAT.items():
        module = importlib.import_module(f"needs.intake_{name}")
        one = what.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=f"example:\n  {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(one)


def run(args: argparse.Namespace) -> int:
    """What was asked for."""
    return importlib.import_module(f"needs.intake_{args.what}").run(args)
