"""`needs preview`: one page for one partner, to be signed before its rows are published."""

import argparse
from datetime import date

from needs.options import add_workspace
from pipelines.paths import find_workspace

EXAMPLE = "needs preview corner_table --data data --language es"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs preview`."""
    parser.add_argument("partner", metavar="PARTNER", help="the name of its folder in raw/intake")
    add_workspace(parser)
    parser.add_argument(
        "--language", default="en", metavar="LANGUAGE", help="en, es or another of yours (en)"
    )
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="if the edition came out on this day (today)"
    )


def run(args: argparse.Namespace) -> int:
    """Print the page. It is for that partner: it holds counts of its own rows."""
    from pipelines.preview import preview

    page = preview(find_workspace(args.data), args.partner, args.as_of or date.today(), args.language)
    print(page.as_text())
    return 0
