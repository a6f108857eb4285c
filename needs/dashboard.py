"""`needs dashboard`: the edition on screen, in the foreground, until Ctrl-C."""

import argparse
import contextlib
import ipaddress
import os
import socket
from pathlib import Path

from needs.options import add_workspace
from pipelines.errors import UsageError
from pipelines.paths import find_workspace

EXAMPLE = "needs dashboard --data data --audience coalition"
PORT = 8501
LOOPBACK = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs dashboard`."""
    add_workspace(parser)
    parser.add_argument("--edition", metavar="FOLDER", help="show this edition; no workspace is needed")
    parser.add_argument(
        "--audience", choices=("public", "coalition"), help="which edition (default: coalition)"
    )
    parser.add_argument("--port", type=int, help=f"port (else the variable PORT, else {PORT})")
    parser.add_argument(
        "--address", default=LOOPBACK, help="address to serve at (default: this machine only)"
    )
    parser.add_argument(
        "--show-coalition-beyond-this-machine",
        action="store_true",
        help="let others on the network see the coalition's edition; there is no login",
    )
    parser.add_argument(
        "--notes", metavar="FILE", help="write the meeting's notes to this file (closed to others)"
    )


def run(args: argparse.Namespace) -> int:
    """Open the edition once, so that what is wrong is said here, then serve until stopped."""
    audience = choose_audience(args)
    place = find_place(args)
    port = args.port or port_of_environment()
    from dashboard.edition import open_edition

    name = open_edition(place, audience).name
    check_port(args.address, port)
    print(
        f"The edition {name} is at http://{args.address}:{port} (stop with Ctrl-C).",
        flush=True,
    )
    # Ctrl-C is how a server is meant to end.
    with contextlib.suppress(KeyboardInterrupt):
        _serve(place, audience, args, port)
    print("Stopped.")
    return 0


def find_place(args: argparse.Namespace) -> Path:
    """The edition's folder or link: as given, else the workspace's newest. A given folder needs no
    workspace.
    """
    if args.edition:
        return Path(args.edition)
    return find_workspace(args.data).edition_link


def choose_audience(args: argparse.Namespace) -> str:
    """The audience asked for; beyond this machine only `public`, unless told. Raises UsageError."""
    if is_loopback(args.address):
        return args.audience or "coalition"
    if args.audience != "coalition":
        return "public"
    if args.show_coalition_beyond_this_machine:
        return "coalition"
    raise UsageError(
        f"At {args.address} others on the network can open the dashboard, and there is no login. "
        "Serve the public edition with --audience public, or say --show-coalition-beyond-this-machine."
    )


def port_of_environment() -> int:
    """The variable PORT, else the usual port. Raises UsageError where PORT is no number."""
    given = os.environ.get("PORT") or str(PORT)
    if not given.isdecimal():
        raise UsageError("The variable PORT holds no number. Set it to a port, as PORT=8501, or unset it.")
    return int(given)


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach `address`."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def check_port(address: str, port: int) -> None:
    """Raise UsageError where nothing can listen at `port`: the server would silently take another one."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as fault:
            raise UsageError(
                f"Nothing can listen at {address}, port {port}: {_why(fault)}. "
                "Stop the program that holds it, or choose another with --port (or PORT=)."
            ) from fault


def _why(fault: Exception) -> str:
    return fault.strerror.lower() if isinstance(fault, OSError) and fault.strerror else "it is no port"


def _serve(place: Path, audience: str, args: argparse.Namespace, port: int) -> None:
    from dashboard.serve import serve
    from dashboard.settings import Settings, write_settings

    write_settings(Settings(place.absolute(), audience, Path(args.notes) if args.notes else None))
    serve(args.address, port)
