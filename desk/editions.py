"""The newest edition, as far as the desk tells of it: from its manifest, which is public."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.confirmations import Confirmation, read_confirmations
from pipelines.editions.write import current_edition
from pipelines.paths import Workspace


@dataclass(frozen=True)
class Edition:
    """`as_of`: its day. `facts`: its manifest. `is_of_last_build`: published after the store was written."""

    id: str
    as_of: str
    facts: Mapping[str, object]
    is_of_last_build: bool
    confirmed: Confirmation | None


def newest_edition(workspace: Workspace) -> Edition | None:
    """The edition that the dashboard opens; None where none is out."""
    name = current_edition(workspace)
    if name is None:
        return None
    manifest = workspace.editions / name / "coalition" / "manifest.json"
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    said = [line for line in read_confirmations(workspace) if line.edition == name]
    last = said[-1] if said else None
    return Edition(name, facts["as_of"], facts, _is_of_last_build(workspace), last)


def _is_of_last_build(workspace: Workspace) -> bool:
    """A publish that found nothing new leaves the edition as it is, and a line of who asked for it."""
    out = [workspace.edition_link.lstat().st_mtime_ns]
    confirmed = workspace.private / "confirmed.jsonl"
    if confirmed.is_file():
        out.append(confirmed.stat().st_mtime_ns)
    return workspace.warehouse.is_file() and max(out) >= workspace.warehouse.stat().st_mtime_ns
