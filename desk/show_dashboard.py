"""The dashboard started from the desk, for people without a terminal. It ends when the desk does."""

import atexit
import socket
import subprocess
import sys
import time
from dataclasses import dataclass

from pipelines.errors import UserError
from pipelines.paths import Workspace

ADDRESS = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8501, 8599
PATIENCE = 60.0  # seconds until it must answer


@dataclass
class _Running:
    process: subprocess.Popen
    port: int


_running: dict[Workspace, _Running] = {}


def address_of_dashboard(workspace: Workspace) -> str | None:
    """Where the dashboard that the desk has started is, while it runs."""
    found = _running.get(workspace)
    return f"http://{ADDRESS}:{found.port}" if found and found.process.poll() is None else None


def open_dashboard(workspace: Workspace) -> str:
    """Start the dashboard on a free port and wait until it answers. Raises UserError where it does not."""
    port = next((port for port in range(FIRST_PORT, LAST_PORT + 1) if not _answers(port)), None)
    if port is None:
        raise UserError(
            f"Every port from {FIRST_PORT} to {LAST_PORT} is taken. Stop a program that holds one."
        )
    command = [sys.executable, "-m", "needs.main", "dashboard", "--data", str(workspace.root)]
    options = ["--audience", "coalition", "--port", str(port)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    _running[workspace] = _Running(process, port)
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        if _answers(port):
            return f"http://{ADDRESS}:{port}"
        time.sleep(0.2)
    process.terminate()
    raise UserError(
        "The dashboard did not start; the window that the desk was started from says why. Start it by hand: "
        f"needs dashboard --data {workspace.root} --port {port}"
    )


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((ADDRESS, port)) == 0


@atexit.register
def _end_all() -> None:
    for found in _running.values():
        if found.process.poll() is None:
            found.process.terminate()
            found.process.wait(5)
