"""One log file per run in processed/logs: steps, seconds and counts, never a value from anybody's file."""

import json
import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from pipelines.paths import Workspace
from pipelines.warehouse import PRIVATE_FOLDER, full_disk_is_told, make_folder

KEPT = 10


class Progress(Protocol):
    """Called with the name of each step as it begins, and again with the share of it that is done."""

    def __call__(self, step: str, share: float | None = None) -> None: ...


@dataclass
class RunLog:
    """Collects what a run did. `tell` is called with each step as it begins."""

    task: str
    tell: Progress | None = None
    entries: list[dict] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def step(self, name: str, **counts: int) -> None:
        """A step begins; `counts` belong to what it begins with."""
        if self.tell:
            self.tell(name)
        self.entries.append({"second": self.seconds, "step": name, **counts})

    def share(self, share: float) -> None:
        """So much of the last step is done, 0 to 1."""
        if self.tell:
            self.tell(self.entries[-1]["step"], share)

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return round(time.monotonic() - self._began, 3)


def write_log(workspace: Workspace, log: RunLog, end: str) -> None:
    """Write the run's lines to a file of its own and keep the newest ten. `end`: how it ended."""
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    path = workspace.logs / f"{started}-{log.task}-{os.getpid()}.jsonl"
    lines = [*log.entries, {"second": log.seconds, "step": "end", "end": end}]
    with full_disk_is_told(path):
        make_folder(workspace.logs, PRIVATE_FOLDER)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    for old in sorted(workspace.logs.glob("*.jsonl"))[:-KEPT]:
        old.unlink(missing_ok=True)
