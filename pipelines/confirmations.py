"""Who said by name that an edition may come out: private lines in processed/private/confirmed.jsonl."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.paths import Workspace
from pipelines.warehouse import PRIVATE_FILE, PRIVATE_FOLDER, full_disk_is_told, make_folder


@dataclass(frozen=True)
class Confirmation:
    """`person`: as they wrote their name. `day`: in UTC."""

    edition: str
    person: str
    day: str


def keep_confirmation(workspace: Workspace, edition: str, person: str) -> None:
    """Add a line. Raises UserError on a full disk."""
    line = Confirmation(edition, person, f"{datetime.now(UTC):%Y-%m-%d}")
    path = _file(workspace)
    with full_disk_is_told(path):
        make_folder(path.parent, PRIVATE_FOLDER)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")


def read_confirmations(workspace: Workspace) -> list[Confirmation]:
    """All of them, the oldest first."""
    path = _file(workspace)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [Confirmation(**json.loads(line)) for line in lines]


def _file(workspace: Workspace) -> Path:
    return workspace.private / "confirmed.jsonl"
