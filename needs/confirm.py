"""What cannot be taken back is done when a person says so: at a prompt, or beforehand with --yes."""

import argparse
import sys

YES = ("y", "yes", "s", "si", "sí")


def add_yes(parser: argparse.ArgumentParser, what: str) -> None:
    """`--yes`, which answers the question. `what`: what it then does, in words."""
    parser.add_argument("--yes", action="store_true", help=f"{what} without asking")


def is_confirmed(args: argparse.Namespace, question: str) -> bool:
    """Whether a person said yes; where nobody can be asked, whether --yes did."""
    if args.yes:
        return True
    return sys.stdin.isatty() and input(f"{question} [y/N] ").strip().lower() in YES
