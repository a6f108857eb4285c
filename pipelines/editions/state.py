"""What the newest edition was made of: the same again means no work."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from pipelines.editions.write import current_edition
from pipelines.paths import Workspace
from pipelines.sources.sidecars import sha256_of
from pipelines.warehouse import PRIVATE_FOLDER, make_folder, write_file

PACKAGE = Path(__file__).parents[1]


def mark_inputs(workspace: Workspace, said: Iterable[str]) -> str:
    """A checksum of all that an edition is made of: warehouse, boundaries, code, history, and `said`
    (catalog, words, coalition, closings as text). Private: it depends on records.
    """
    digest = hashlib.sha256("\n".join(said).encode())
    shapes = sorted(p for p in (workspace.raw / "boundaries").rglob("*") if p.is_file())
    for path in (workspace.warehouse, *shapes, *sorted(PACKAGE.rglob("*.py"))):
        digest.update(f"{path.name} {sha256_of(path)}\n".encode())
    kept = sorted(str(p.relative_to(workspace.history)) for p in workspace.history.glob("*/*.parquet"))
    digest.update(json.dumps(kept).encode())
    return digest.hexdigest()


def published_before(workspace: Workspace, mark: str) -> str | None:
    """The current edition, where it was made of the same inputs and is whole."""
    path = _state_file(workspace)
    if not path.is_file():
        return None
    state = json.loads(path.read_text(encoding="utf-8"))
    same = state["inputs"] == mark and state["edition"] == current_edition(workspace)
    return state["edition"] if same else None


def remember(workspace: Workspace, edition: str, mark: str) -> None:
    """Keep what the edition was made of."""
    path = _state_file(workspace)
    make_folder(path.parent, PRIVATE_FOLDER)
    write_file(path, json.dumps({"edition": edition, "inputs": mark}).encode())


def _state_file(workspace: Workspace) -> Path:
    return workspace.private / "published.json"
