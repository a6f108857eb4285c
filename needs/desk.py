"""`needs desk`: the page for organisers, on this machine only, in the foreground, until Ctrl-C."""

import argparse
import contextlib

from needs.dashboard import check_port
from needs.options import add_workspace
from pipelines.errors import UsageError
from pipelines.paths import find_workspace

EXAMPLE = "needs desk --data data --lang es"
PORT = 8601
LOOPBACK = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs desk`."""
    add_workspace(parser)
    parser.add_argument("--port", type=int, default=PORT, help=f"port ({PORT})")
    parser.add_argument("--lang", default="en", metavar="LANGUAGE", help="en, es or another of yours (en)")


def run(args: argparse.Namespace) -> int:
    """Look at the workspace once, so that what is wrong is said here, then serve until stopped."""
    from desk.context import open_desk

    workspace = find_workspace(args.data)
    languages = open_desk(workspace.root).rules.wording.languages
    if args.lang not in languages:
        raise UsageError(f"There are no words in `{args.lang}`. There are: {', '.join(languages)}.")
    check_port(LOOPBACK, args.port)
    print(f"The desk is at http://{LOOPBACK}:{args.port} (stop with Ctrl-C).", flush=True)
    from desk.serve import serve
    from desk.settings import Settings, write_settings

    write_settings(Settings(workspace.root, args.lang))
    # Ctrl-C is how a server is meant to end.
    with contextlib.suppress(KeyboardInterrupt):
        serve(args.lang, args.port)
    print("Stopped.")
    return 0
