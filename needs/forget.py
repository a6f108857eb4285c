"""`needs forget`: drops the records of months that are done with, and the keys of years that are."""

import argparse
import json
from datetime import date

from needs.confirm import add_yes, is_confirmed
from needs.options import add_json, add_workspace
from needs.progress import tell_progress
from pipelines.errors import REFUSED
from pipelines.paths import find_workspace

EXAMPLE = "needs forget --dry-run --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs forget`."""
    add_workspace(parser)
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="as if it were that day")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be dropped")
    add_yes(parser, "drop")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Say what is dropped and what is not; drop it if a person says so."""
    from pipelines.forget import forget, plan_forgetting

    workspace = find_workspace(args.data)
    with tell_progress() as tell:
        plan = plan_forgetting(workspace, args.as_of or date.today(), tell)
    if not args.json:
        print("\n".join(_lines(plan)))
    is_done = not (args.dry_run or plan.is_empty) and is_confirmed(args, "Drop it for good?")
    if is_done:
        with tell_progress() as tell:
            forget(workspace, plan, tell)
    print(_as_json(plan, is_done) if args.json else _end(plan, args.dry_run, is_done))
    return 0 if is_done or plan.is_empty or args.dry_run else REFUSED


def _lines(plan) -> list[str]:
    if plan.retain_months is None:
        kept = "All records are kept: raw/coalition.yaml says no `retain_months`."
    else:
        kept = f"Records are kept for {plan.retain_months} months after theirs (retain_months)."
    return [kept, *_record_lines(plan), *_key_lines(plan), *_waiting_lines(plan), *_raw_lines(plan)]


def _record_lines(plan) -> list[str]:
    if plan.through is None:
        return []
    if not plan.records.height:
        return [f"Of months up to {plan.through} the warehouse holds no record."]
    each = [
        f"  {partner}: {requests:,} requests, {offers:,} offers"
        for partner, requests, offers in plan.records.iter_rows()
    ]
    return [f"To be dropped from the warehouse, of months up to {plan.through}:", *each]


def _key_lines(plan) -> list[str]:
    if not plan.keys:
        return []
    years = ", ".join(map(str, plan.keys))
    return [
        f"Keys to be destroyed, of years that have closed with their results: {years}.",
        "  Nobody can then tell which household of a partner stands behind a row of those years. Copies of",
        "  the keys in backups, and the secrets that partners share, are yours and theirs to delete.",
    ]


def _waiting_lines(plan) -> list[str]:
    if plan.waiting is None:
        return []
    first, last = plan.waiting
    months = first if first == last else f"{first} to {last}"
    return [
        f"Kept for now: {months}. They are old enough, but their year has not closed with its results.",
        "  Its households, late requests and rows are counted from records then (needs publish).",
    ]


def _raw_lines(plan) -> list[str]:
    lines = []
    if plan.raw.height:
        lines.append(
            f"Files that still hold rows of months up to {plan.through}. No build loads them; to scrub "
            "(`needs intake scrub`) or delete them is up to you:"
        )
        lines += [f"  raw/intake/{p}/{file}: {rows:,} rows" for p, file, rows in plan.raw.iter_rows()]
    if plan.unread:
        names = ", ".join(plan.unread)
        lines.append(f"The files of {names} cannot be read as mapped: look there yourself.")
    return lines


def _end(plan, is_dry: bool, is_done: bool) -> str:
    if plan.is_empty:
        return "There is nothing to drop."
    if is_done:
        return (
            "Dropped. The ledger, all published counts and every edition are as they were. Next: needs "
            "build, which tells those rows as out of period (forgotten)."
        )
    return "Nothing was dropped." if is_dry else "Nothing was dropped. Run it again with --yes to drop it."


def _as_json(plan, is_done: bool) -> str:
    told = {
        "retain_months": plan.retain_months,
        "through": plan.through,
        "records": plan.records.to_dicts(),
        "keys": plan.keys,
        "waiting": plan.waiting,
        "raw_files": plan.raw.to_dicts(),
        "unread": plan.unread,
        "dropped": is_done,
    }
    return json.dumps(told, indent=2)
