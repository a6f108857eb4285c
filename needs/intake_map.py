"""`needs intake map`: what each column of a file is, proposed with the evidence, confirmed and saved."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from needs.confirm import is_confirmed
from needs.options import add_workspace
from pipelines.errors import REFUSED, UsageError
from pipelines.paths import Workspace, find_workspace

EXAMPLE = 'needs intake map requests.csv --partner corner_table --set "Ward=area" --data data'
COMMON = 5  # rows of a word that has no code, from which it is shown: a word of the form, of nobody alone
SHOWN_WORDS = 8
KIND_OF_EVIDENCE = {
    "header": "by its header",
    "cells": "by its cells",
    "text": "text that nothing tells: dropped, to be safe",
    "code": "could be somebody's number or initials: dropped, to be safe",
    "nothing": "nothing tells what it is: not read",
    "said": "as you said",
    "date_parts": "columns that make one date together",
    "only_dates": "the only dates of the file",
    "only_needs": "the only column whose words are needs",
    "looks": "its cells look like people",
    "days_after": "its days follow those of the requests",
    "ticks": "ticked as the needs beside it are",
    "no_records": "rows without a number of their own are counts",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake map`."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a log that the partner sent")
    parser.add_argument(
        "--partner",
        metavar="NAME",
        help="the folder for it in raw/intake (not needed where FILE lies in one)",
    )
    parser.add_argument(
        "--set",
        metavar="COLUMN=ROLE",
        action="append",
        default=[],
        help="say what a column is (repeatable)",
    )
    parser.add_argument(
        "--need", metavar="NEED", help="what every row asks for, of a log that has no column for it"
    )
    parser.add_argument("--yes", action="store_true", help="save without asking")
    parser.add_argument("--replace", action="store_true", help="save over the mapping that is there")
    add_workspace(parser)


def run(args: argparse.Namespace) -> int:
    """Print the proposal; save it where a person says yes. 1 where it was not saved."""
    from pipelines.area_names import read_area_names
    from pipelines.catalog import load_catalog
    from pipelines.coalition import load_coalition
    from pipelines.intake.guess.area_levels import with_levels
    from pipelines.intake.guess.from_file import area_words, mapping_text, propose_mapping, with_roles
    from pipelines.intake.saving import save_mapping
    from pipelines.wording import load_wording

    workspace = find_workspace(args.data)
    folder = _folder(workspace, args.file, args.partner)
    if (folder / "mapping.yaml").is_file() and not args.replace:
        raise UsageError(
            f"{folder.name} has a mapping already, which later files of it use unattended. Change a line of "
            f"raw/intake/{folder.name}/mapping.yaml, or say --replace to propose it anew."
        )
    catalog = load_catalog(workspace.catalog_overlay)
    coalition = load_coalition(workspace, catalog)
    wording = load_wording(workspace.catalog_overlay / "wording", extra=coalition.level_texts)
    areas = read_area_names(workspace)
    proposal = propose_mapping(args.file, catalog, wording, area_words(areas))
    proposal = with_roles(proposal, _said(args.set), catalog, wording)
    proposal = replace(with_levels(proposal, areas, coalition.nested_levels), need=args.need)
    print("\n".join(_lines(proposal)))
    if not is_confirmed(args, "Save it?"):
        print(
            'Nothing was saved. Run it again with --yes, or with --set "COLUMN=ROLE" where a column is wrong.'
        )
        return REFUSED
    text = mapping_text(folder.name, f"*{args.file.suffix}", proposal, coalition.finest_level)
    save_mapping(folder, text, args.file.name, args.file.read_bytes(), catalog)
    print(f"Saved raw/intake/{folder.name}/mapping.yaml. Next: needs build.")
    return 0


def _folder(workspace: Workspace, file: Path, partner: str | None) -> Path:
    from pipelines.intake.saving import named_folder

    if not file.is_file():
        raise UsageError(f"There is no file {file}. Name the partner's log, as it was sent.")
    inside = file.resolve().parent
    if inside.parent == workspace.intake.resolve():
        return inside
    if not partner:
        raise UsageError(
            "Whose log is it? Say --partner NAME: a folder of that name in raw/intake will hold the file."
        )
    return named_folder(workspace, partner)


def _said(settings: list[str]) -> Mapping[str, str]:
    roles = {}
    for text in settings:
        header, equals, role = text.rpartition("=")
        if not equals:
            raise UsageError(f"`--set {text}` lacks the role. Expected --set COLUMN=ROLE, as --set Zip=zip.")
        roles[header] = role
    return roles


def _lines(proposal) -> list[str]:
    """The proposal in words: never a value of a row, only headers and the words that would be coded."""
    from pipelines.intake.columns import column_words

    names = [column_words(guess.column.number, guess.column.header) for guess in proposal.guesses]
    wide = max(map(len, names))
    lines = [f"{proposal.label}: {len(names)} columns, {proposal.rows:,} rows", ""]
    for name, guess in zip(names, proposal.guesses, strict=True):
        lines.append(f"  {name:<{wide}}  {guess.role:<15} {_why(guess)}".rstrip())
    lines += ["", *_about_codes(proposal), _about_dropped(proposal)]
    return [*lines, 'Where a column is wrong: --set "COLUMN=ROLE".']


def _why(guess) -> str:
    from pipelines.intake.gate import KIND_WORDS

    parts = []
    for why in guess.why:
        kind, _, detail = why.partition(":")
        said = KIND_OF_EVIDENCE[kind]
        parts.append(f"{said}: {KIND_WORDS[detail]}" if detail in KIND_WORDS else said)
    formats = guess.settings.get("formats")
    if formats:
        parts.append(f"dates as {', '.join(formats)}")
        if guess.column.dates[2]:
            parts.append("day and month could change places: look")
    if level := guess.settings.get("level"):
        parts.append(f"areas of the level {level}")
    if many := guess.settings.get("many"):
        parts.append(f"several in a cell, by `{many}`")
    return "; ".join(parts)


def _about_codes(proposal) -> list[str]:
    """How many words have a code, and the commonest that have none: words of forms, in several rows each."""
    lines = []
    for field in dict.fromkeys([*proposal.codes, *proposal.uncoded]):
        coded, left = proposal.codes.get(field, {}), proposal.uncoded.get(field, {})
        common = [f"`{word}`" for word, rows in left.items() if rows >= COMMON][:SHOWN_WORDS]
        rest = f"; {len(left)} have none and count as unmapped until you code them" if left else ""
        lines.append(
            f"  {field}: {len(coded)} words have a code{rest}{': ' if common else ''}{', '.join(common)}"
        )
    return ["Words:", *lines, ""] if lines else []


def _about_dropped(proposal) -> str:
    from pipelines.intake.columns import column_words
    from pipelines.intake.guess.from_file import dropped

    gone = dropped(proposal)
    if not gone:
        return "No column would be dropped unread."
    names = ", ".join(column_words(guess.column.number, guess.column.header) for guess in gone)
    return f"Dropped unread, and never kept: {names}."
