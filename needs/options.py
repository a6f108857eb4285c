"""Options that several commands share."""

import argparse


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """`--data FOLDER`, the workspace."""
    parser.add_argument(
        "--data", metavar="FOLDER", help="the workspace (else the variable NEEDS_DATA, else ./data)"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`, for programs."""
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")
