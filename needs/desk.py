"""`needs desk`: the page for organisers, on this machine only, in the foreground, until Ctrl-C."""

import argparse
import contextlib
import json
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

from needs.dashboard import check_port
from needs.options import add_workspace
from pipelines.errors import UsageError
from pipelines.paths import find_workspace

EXAMPLE = "needs desk --data data --lang es --open"
PORT = 8601
LOOPBACK = "127.0.0.1"
PATIENCE = 120.0  # seconds until the page must answer before the browser is opened


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs desk`."""
    add_workspace(parser)
    parser.add_argument("--port", type=int, default=PORT, help=f"port ({PORT})")
    parser.add_argument("--lang", default="en", metavar="LANGUAGE", help="en, es or another of yours (en)")
    parser.add_argument("--open", action="store_true", help="open it in the browser of this machine")


def run(args: argparse.Namespace) -> int:
    """Look at the workspace once, so that what is wrong is said here, then serve until stopped."""
    from desk.context import open_desk

    workspace = find_workspace(args.data)
    languages = open_desk(workspace.root).rules.wording.languages
    if args.lang not in languages:
        raise UsageError(f"There are no words in `{args.lang}`. There are: {', '.join(languages)}.")
    address = f"http://{LOOPBACK}:{args.port}"
    page = f"{address}/?language={args.lang}"
    if args.open and serves(address, workspace.root):
        print(f"The desk is already at {address}.", flush=True)
        webbrowser.open(page)
        return 0
    check_port(LOOPBACK, args.port)
    print(f"The desk is at {address} (stop with Ctrl-C, or close this window).", flush=True)
    if args.open:
        threading.Thread(target=open_when_up, args=(address, workspace.root, page), daemon=True).start()
    _serve(args, workspace.root)
    print("Stopped.")
    return 0


def serves(address: str, root: Path) -> bool:
    """Whether a desk over the workspace at `root` answers at `address`."""
    from desk.serve import mark_of

    try:
        with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
            found = json.load(answer)
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("workspace") == mark_of(root)


def open_when_up(address: str, root: Path, page: str) -> None:
    """Open `page` in the browser once the desk answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if serves(address, root):
            webbrowser.open(page)
            return
        time.sleep(0.3)


def _serve(args: argparse.Namespace, root: Path) -> None:
    from desk.serve import serve
    from desk.settings import Settings, write_settings

    write_settings(Settings(root, args.lang))
    # Ctrl-C is how a server is meant to end.
    with contextlib.suppress(KeyboardInterrupt):
        serve(args.lang, args.port)
