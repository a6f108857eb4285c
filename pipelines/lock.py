"""One lock per workspace: whoever changes `processed/` holds it, and a second command says who that is."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from pipelines.errors import LockedError
from pipelines.paths import Workspace
from pipelines.warehouse import PRIVATE_FOLDER, make_folder


@contextmanager
def locked(workspace: Workspace, task: str) -> Iterator[None]:
    """Hold the workspace while the block runs. Raises LockedError, with the holder, where another does.

    The system frees the lock of a process that dies, however it dies; only its note stays until the next.
    """
    make_folder(workspace.processed, PRIVATE_FOLDER)
    lock = FileLock(workspace.lock_file, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LockedError(
            f"The workspace {workspace.root} is in use by another command{_holder(workspace)}. Wait until "
            "it has ended, then run this one again."
        ) from None
    try:
        note = {"task": task, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        workspace.lock_file.write_text(json.dumps(note), encoding="utf-8")
        yield
        workspace.lock_file.write_text("", encoding="utf-8")
    finally:
        lock.release()


@dataclass(frozen=True)
class Holder:
    """Who holds a workspace. `since`: the time in UTC, to the second."""

    task: str
    pid: int
    since: datetime

    def __str__(self) -> str:
        return f"needs {self.task}, process {self.pid}, since {self.since.isoformat()}"


def find_holder(workspace: Workspace) -> Holder | None:
    """Who holds the workspace now, as far as its note tells; None where nobody does."""
    noted = _noted(workspace)
    if noted is None:
        return None
    lock = FileLock(workspace.lock_file, mode=0o600)
    try:
        # Tried only where there is a note: of a process that runs, or of one that died with the lock free.
        lock.acquire(timeout=0)
    except Timeout:
        return noted
    lock.release()
    return None


def _holder(workspace: Workspace) -> str:
    noted = _noted(workspace)
    return f" ({noted})" if noted else ""


def _noted(workspace: Workspace) -> Holder | None:
    try:
        note = json.loads(workspace.lock_file.read_text(encoding="utf-8"))
        return Holder(note["task"], note["pid"], datetime.fromisoformat(note["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
