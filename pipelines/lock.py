"""One lock per workspace: whoever changes `processed/` holds it, and a second command says who that is."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.warehouse import PRIVATE_FOLDER, make_folder


@contextmanager
def locked(workspace: Workspace, task: str) -> Iterator[None]:
    """Hold the workspace while the block runs. Raises WorkspaceError, with the holder, where another does.

    The system frees the lock of a process that dies, however it dies; only its note stays until the next.
    """
    make_folder(workspace.processed, PRIVATE_FOLDER)
    lock = FileLock(workspace.lock_file, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise WorkspaceError(
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


def _holder(workspace: Workspace) -> str:
    try:
        note = json.loads(workspace.lock_file.read_text(encoding="utf-8"))
        return f" (needs {note['task']}, process {note['pid']}, since {note['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
