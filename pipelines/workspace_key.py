"""The workspace's secret keys: one for its seed of protection, and one per year for all that names a record.

Household keys, request keys and the draws by ZIP are HMACs with the key of the year in which a row was
received. When that year and its results have closed nothing asks for its key any more, and `needs forget`
destroys it: nobody can then tell which household of the partner's own files stands behind a row.
"""

import secrets
from pathlib import Path

from pipelines.errors import UsageError, WorkspaceError
from pipelines.ledger import counted_years, stamped_years
from pipelines.paths import Workspace
from pipelines.warehouse import PRIVATE_FOLDER, make_folder, sync_folder, write_file

KEY_BYTES = 32


def workspace_key(workspace: Workspace) -> bytes:
    """The key, made on first use, under the workspace's lock. Raises WorkspaceError where it is damaged."""
    if not workspace.key_file.exists():
        _make_key(workspace.key_file)
    return _read_key(workspace.key_file)


class YearKeys:
    """The keys of the years of one workspace, each made on first use, under the workspace's lock."""

    def __init__(self, workspace: Workspace):
        self._workspace = workspace
        self._known: dict[int, bytes] = {}

    def __call__(self, year: int) -> bytes:
        """The key of `year`. Of a year whose key is destroyed it is one that ends with this run: its rows are
        told apart as before, and nothing leads back to anybody.

        Raises WorkspaceError where a key that is still needed is lost or damaged.
        """
        if year not in self._known:
            self._known[year] = self._find(year)
        return self._known[year]

    def _find(self, year: int) -> bytes:
        path = self._workspace.year_key_file(year)
        if path.exists():
            return _read_key(path)
        if is_awaited(self._workspace, year):
            raise _lost(path, year)
        if str(year) <= max(counted_years(self._workspace), default=""):
            return secrets.token_bytes(KEY_BYTES)
        _make_key(path)
        return _read_key(path)


def is_awaited(workspace: Workspace, year: int) -> bool:
    """Whether requests of `year` were counted with its key, and it will be asked for again."""
    name = str(year)
    return name in stamped_years(workspace) and name not in counted_years(workspace)


def key_files(workspace: Workspace) -> dict[int, Path]:
    """The file of each year's key that is there, by year."""
    return {int(path.stem): path for path in sorted(workspace.year_keys.glob("[0-9]*.key"))}


def read_keys(workspace: Workspace) -> dict[str, bytes]:
    """Every key that is there, by its name: `key`, and `key 2025` of a year."""
    files = {"key": workspace.key_file} if workspace.key_file.exists() else {}
    files |= {f"key {year}": path for year, path in key_files(workspace).items()}
    return {name: path.read_bytes() for name, path in files.items()}


def destroy_key(workspace: Workspace, year: int) -> None:
    """Delete the key of a year that is done with, on the disk too before anything else is said."""
    workspace.year_key_file(year).unlink(missing_ok=True)
    sync_folder(workspace.year_keys)


def replace_lost_key(workspace: Workspace, year: int) -> None:
    """Make a new key of a year whose key is lost. Raises UsageError where none is missed."""
    path = workspace.year_key_file(year)
    if path.exists():
        raise UsageError(f"The key of {year} is there ({path}), so it needs no new one. Nothing was changed.")
    if not is_awaited(workspace, year):
        raise UsageError(f"Nothing waits for the key of {year}: a build makes the keys that it needs.")
    _make_key(path)


def _read_key(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise WorkspaceError(
            f"{path} is damaged: it should hold {KEY_BYTES} bytes. Put back your copy of it; "
            "without one, delete it, and households of earlier months will count as new ones."
        )
    return key


def _lost(path: Path, year: int) -> WorkspaceError:
    return WorkspaceError(
        f"The key of {year} is lost: {path} is not there, though months of {year} were counted with it and "
        "wait for their results or for the end of their year. Put it back from the backup of "
        "processed/private. Without a copy, run `needs build --new-key "
        f"{year}`: what was counted stays, but what came of the requests that wait will be told as not "
        f"written down, households that asked before and ask again in {year} count as two, and the requests "
        "of months that are closed count as late."
    )


def _make_key(path: Path) -> None:
    make_folder(path.parent, PRIVATE_FOLDER)
    write_file(path, secrets.token_bytes(KEY_BYTES))
