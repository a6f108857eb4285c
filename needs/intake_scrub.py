"""`needs intake scrub`: a partner's file without what the build never reads, in place of the file."""

import argparse
import json
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from needs.confirm import add_yes, is_confirmed
from needs.options import add_json
from pipelines.errors import UsageError
from pipelines.paths import Workspace

EXAMPLE = "needs intake scrub data/raw/intake/corner_table/march.xlsx"
SHOWN_ROWS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake scrub`."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="the partner's file, in its folder of a workspace or at home"
    )
    parser.add_argument(
        "--mapping", metavar="FILE", type=Path, help="its mapping.yaml (else the one beside the file)"
    )
    parser.add_argument(
        "--secret",
        metavar="FILE",
        type=Path,
        help="at the partner: the secret that the partners share, for household keys",
    )
    add_yes(parser, "put the clean copy in place of the file, which is then gone,")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the clean copy, say what is not in it, and put it in place of the file if a person says so."""
    from pipelines.intake.scrub import take_its_place
    from pipelines.lock import locked

    if not args.file.is_file():
        raise UsageError(f"There is no file {args.file}. Name the partner's log.")
    workspace = workspace_around(args.file)
    if workspace is None:
        scrubbed = _at_the_partner(args)
    else:
        with locked(workspace, "intake scrub"):
            scrubbed = _at_the_workspace(args, workspace)
    if not args.json:
        print("\n".join(_lines(args.file, scrubbed)))
    is_replaced = is_confirmed(args, f"Put it in place of {args.file}, which is then gone?")
    if is_replaced:
        with locked(workspace, "intake scrub") if workspace else nullcontext():
            take_its_place(scrubbed, args.file)
    print(_as_json(scrubbed, is_replaced) if args.json else _end(args.file, scrubbed, is_replaced))
    return 0


def workspace_around(file: Path) -> Workspace | None:
    """The workspace in whose raw/intake/<partner> the file lies."""
    intake = file.resolve().parent.parent
    workspace = Workspace(intake.parent.parent)
    return workspace if workspace.intake == intake and workspace.coalition_file.is_file() else None


def _at_the_workspace(args: argparse.Namespace, workspace: Workspace):
    from pipelines.build import corrections_of
    from pipelines.forgotten import read_forgotten
    from pipelines.intake.mapping import find_files, read_mapping
    from pipelines.intake.scrub import write_clean_copy
    from pipelines.intake.scrub_keys import check_corrections, keys_of_build
    from pipelines.workspace_key import YearKeys

    if args.mapping or args.secret:
        raise UsageError("In a workspace the mapping beside the file and the workspace's own keys are used.")
    folder = args.file.resolve().parent
    mapping, entry = read_mapping(folder)
    if args.file.resolve() not in find_files(folder, mapping, entry)[0]:
        raise UsageError(f"No pattern of {folder.name}/mapping.yaml (files) matches {args.file.name}.")
    check_corrections(mapping, [c for c in corrections_of(workspace) if c.rule.partner == folder.name])
    today = date.today()
    cells = keys_of_build(mapping, today, YearKeys(workspace))
    return write_clean_copy(args.file, mapping, cells, read_forgotten(workspace).through, today)


def _at_the_partner(args: argparse.Namespace):
    from pipelines.intake.mapping import read_mapping_file
    from pipelines.intake.scrub import write_clean_copy
    from pipelines.intake.scrub_keys import keys_of_partners
    from pipelines.intake.shared_secret import read_secret

    path = args.mapping or args.file.parent / "mapping.yaml"
    for wanted in (path, *([args.secret] if args.secret else [])):
        if not wanted.is_file():
            raise UsageError(f"There is no file {wanted}. The mapping is the coalition's: --mapping FILE.")
    mapping, _ = read_mapping_file(path)
    secret = read_secret(args.secret.read_text("utf-8")) if args.secret else None
    return write_clean_copy(args.file, mapping, keys_of_partners(secret))


def _lines(file: Path, scrubbed) -> list[str]:
    """What the copy lacks, by column and row number; never a cell."""
    lines = [f"{file.name}: {scrubbed.rows:,} rows."]
    lines.append(f"Emptied columns: {', '.join(scrubbed.emptied) or 'none'}.")
    if scrubbed.keyed:
        lines.append(f"Households that are keys now: in {scrubbed.keyed:,} rows.")
    if scrubbed.unkeyed:
        lines.append(f"Households taken out of rows without a day that tells the year: {scrubbed.unkeyed:,}.")
    if scrubbed.only_dropped:
        lines.append(f"Rows of nothing but what is dropped, empty now: {scrubbed.only_dropped:,}.")
    counts = dict(scrubbed.left_out.group_by("reason").len().sort("reason").iter_rows())
    told = ", ".join(f"{reason.replace('_', ' ')} {rows:,}" for reason, rows in counts.items())
    lines.append(f"Rows left out, which no build loads: {told or 'none'}.")
    return [*lines, *_row_lines(scrubbed.left_out)]


def _row_lines(left_out) -> list[str]:
    from pipelines.intake.columns import letters

    rows = left_out.select("sheet", "row_number", "reason", "column_number").rows()
    lines = [
        f"  {sheet} row {number}: {reason}{f', column {letters(column)}' if column else ''}"
        for sheet, number, reason, column in rows[:SHOWN_ROWS]
    ]
    more = len(rows) - SHOWN_ROWS
    return [*lines, f"  and {more:,} more (--json names all)"] if more > 0 else lines


def _end(file: Path, scrubbed, is_replaced: bool) -> str:
    if is_replaced:
        return (
            f"The clean copy is {file} now; the original is gone from here. Older backups, the sender's mail "
            "and the disk itself may still hold it."
        )
    return (
        f"The clean copy is {scrubbed.clean}; the original is still there, and is what a build reads. Look "
        "through the copy, then run this again with --yes to put it in place of the original."
    )


def _as_json(scrubbed, is_replaced: bool) -> str:
    return json.dumps(
        {
            "rows": scrubbed.rows,
            "emptied": scrubbed.emptied,
            "keyed": scrubbed.keyed,
            "unkeyed": scrubbed.unkeyed,
            "only_dropped": scrubbed.only_dropped,
            "left_out": scrubbed.left_out.to_dicts(),
            "replaced": is_replaced,
        },
        indent=2,
    )
