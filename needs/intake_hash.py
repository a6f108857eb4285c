"""`needs intake hash`: at the partner's own desk, names become keys before anything is handed over."""

import argparse
import os
from pathlib import Path

from pipelines.errors import UsageError

EXAMPLE = (
    'needs intake hash log.xlsx --column "Last name" --column "Birth date" --received "Asked on" '
    "--secret shared.txt --to keyed.csv"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake hash`."""
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="the partner's own log")
    parser.add_argument(
        "--column",
        metavar="HEADER",
        action="append",
        default=[],
        help="what makes a household (repeatable): every partner names the same things in the same order",
    )
    parser.add_argument(
        "--received", metavar="HEADER", help="the day of the request, whose year decides which secret is used"
    )
    parser.add_argument("--secret", metavar="FILE", type=Path, help="the secret that the partners share")
    parser.add_argument("--to", metavar="FILE", type=Path, help="where the file with keys is written, as CSV")
    parser.add_argument(
        "--new-secret", metavar="FILE", type=Path, help="make a secret, once for all partners"
    )
    parser.add_argument(
        "--year", type=int, help="with --new-secret: for rows of this year; a file may hold several"
    )


def run(args: argparse.Namespace) -> int:
    """Write the file with keys, and say which columns were left out."""
    from pipelines.intake.hashing import hash_file
    from pipelines.intake.shared_secret import read_secret

    if args.new_secret:
        return _new_secret(args.new_secret, args.year)
    if not (args.file and args.column and args.secret and args.to):
        raise UsageError(f"FILE, --column, --secret and --to are needed. An example: {EXAMPLE}")
    for path in (args.file, args.secret):
        if not path.is_file():
            raise UsageError(f"There is no file {path}.")
    if args.to.exists():
        raise UsageError(f"{args.to} is there already, and nothing is written over. Name another file.")
    keys_of = read_secret(args.secret.read_text("utf-8")).keys
    rows, gone = hash_file(args.file, args.column, keys_of, args.received)
    rows.write_csv(args.to)
    print(f"Saved {args.to}: {rows.height:,} rows, {rows['household_key'].n_unique():,} different keys.")
    print(f"Left out: {', '.join(gone)}.")
    print("Look through the file once before you hand it over: a name inside a remark is still there.")
    return 0


def _new_secret(path: Path, year: int | None) -> int:
    from pipelines.intake.shared_secret import new_secret, read_secret

    if path.exists():
        there = read_secret(path.read_text("utf-8"))
        if year is None or there.always is not None or year in there.by_year:
            raise UsageError(
                f"{path} is there already. A new secret would make all keys new; name another file."
            )
    how = "a" if path.exists() else "x"
    with open(path, how, encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(new_secret(year))
    print(f"Saved {path}. Hand it to the other partners in person or by a safe way, never with the logs.")
    if year:
        print(f"When the coalition says that {year} is done with, delete the line of {year}, all of you.")
    return 0
