"""`needs`: parses the command line, calls one function, and turns what a person can mend into one paragraph.

Exit codes: 0 done; 1 refused, or found something; 2 wrong use; 130 stopped with Ctrl-C.
"""

import argparse
import errno
import importlib
import os
import sys
import textwrap
from collections.abc import Sequence

from pipelines.errors import REFUSED, UserError

# One module per command. A module is imported only when its command runs or helps: streamlit, HiGHS and
# the map libraries together take seconds to load.
COMMANDS = {
    "simulate": "make the logs of a coalition with a known truth, any size",
    "intake": "map a partner's file never seen before; look up rows that were kept out; its clean copy",
    "desk": "the same and all that follows as a page on this machine, for organisers",
    "build": "read raw/ into the private warehouse; unchanged inputs are not read again",
    "preview": "one page for one partner: what the next edition would say from its rows",
    "publish": "close what has ended, hide, prove and write the edition",
    "forget": "drop the records of months that are done with; counts and editions stay",
    "audit": "attack what was published: what can be worked out of it?",
    "dashboard": "show the edition on screen",
    "describe": "say what is in an edition",
    "doctor": "say what this machine lacks and how to get it",
    "bench": "measure speed, as ratios against a bare run of the same engine",
}
STOPPED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = build_parser(words[0] if words else None)
    args = parser.parse_args(words)
    if args.command is None:
        parser.print_help()
        return 2
    return run_command(args)


def build_parser(chosen: str | None) -> argparse.ArgumentParser:
    """The parser of all commands; only the chosen command's module is loaded and adds its options."""
    parser = argparse.ArgumentParser(
        prog="needs", description="From a coalition's raw files to an edition that can be shown."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=summary, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if name == chosen:
            module = importlib.import_module(f"needs.{name}")
            command.epilog = f"example:\n  {module.EXAMPLE}"
            module.add_arguments(command)
    return parser


def run_command(args: argparse.Namespace) -> int:
    """The command's exit code; faults that a person can mend are one paragraph on standard error."""
    try:
        return importlib.import_module(f"needs.{args.command}").run(args)
    except UserError as error:
        return complain(str(error), error.exit_code)
    except KeyboardInterrupt:
        return complain("Stopped. The last good state stands; run the same command to carry on.", STOPPED)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return complain(full_disk(error), REFUSED)


def full_disk(error: OSError) -> str:
    """One paragraph about a full disk. The path is one of ours, so naming it shows no person."""
    where = f" while writing {error.filename}" if error.filename else ""
    return (
        f"The disk is full{where}. Nothing was replaced: the last warehouse and the last edition stand. "
        "Free some space (`needs doctor` says how much is needed) and run the same command again."
    )


def complain(text: str, code: int) -> int:
    """Print one wrapped paragraph on standard error and return `code`."""
    width = min(100, int(os.environ.get("COLUMNS", "100")))
    print("\n".join(textwrap.fill(line, width) for line in text.splitlines()), file=sys.stderr)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
