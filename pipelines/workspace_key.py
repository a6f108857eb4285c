"""The workspace's secret key: household keys, row keys and the draws by ZIP are HMACs with it."""

import os
import secrets

from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.warehouse import BUILDING, PRIVATE_FILE, PRIVATE_FOLDER, make_folder, replace_file

KEY_BYTES = 32


def workspace_key(workspace: Workspace) -> bytes:
    """The key, made on first use, under the workspace's lock. Raises WorkspaceError where it is damaged."""
    if not workspace.key_file.exists():
        _make_key(workspace)
    key = workspace.key_file.read_bytes()
    if len(key) != KEY_BYTES:
        raise WorkspaceError(
            f"{workspace.key_file} is damaged: it should hold {KEY_BYTES} bytes. Put back your copy of it; "
            "without one, delete it, and households of earlier months will count as new ones."
        )
    return key


def _make_key(workspace: Workspace) -> None:
    make_folder(workspace.private, PRIVATE_FOLDER)
    beside = workspace.key_file.with_name(f".{workspace.key_file.name}.{os.getpid()}{BUILDING}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    replace_file(beside, workspace.key_file)
