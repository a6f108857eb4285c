"""Up to which month records are dropped: a mark in the ledger, which alone makes those months closed."""

import json

from pipelines.paths import Workspace
from pipelines.warehouse import (
    BUILDING,
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    full_disk_is_told,
    make_folder,
    replace_file,
)


def forgotten_through(workspace: Workspace) -> str | None:
    """The last month whose records are dropped, as 2024-12; None where none are."""
    return _read(workspace).get("through")


def first_months(workspace: Workspace) -> dict[str, str]:
    """The first month of partners' logs, as it was before records were dropped."""
    return dict(_read(workspace).get("first_months", {}))


def mark_forgotten(workspace: Workspace, through: str, first: dict[str, str]) -> None:
    """Keep the mark. `first`: the first month of each partner's log, which the edition goes on to tell."""
    path = workspace.forgotten_file
    with full_disk_is_told(path):
        make_folder(path.parent, PRIVATE_FOLDER)
        beside = path.with_name(f".{path.name}{BUILDING}")
        beside.unlink(missing_ok=True)
        beside.touch(PRIVATE_FILE)
        beside.write_text(json.dumps({"through": through, "first_months": first}, indent=1), encoding="utf-8")
        replace_file(beside, path)


def _read(workspace: Workspace) -> dict:
    path = workspace.forgotten_file
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
