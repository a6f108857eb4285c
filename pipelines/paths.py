"""Every path of a workspace, said once."""

import os
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import WorkspaceError


@dataclass(frozen=True)
class Workspace:
    """One coalition's folder: `raw/` is what it received, `processed/` is what we made."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def coalition_file(self) -> Path:
        return self.raw / "coalition.yaml"

    @property
    def intake(self) -> Path:
        return self.raw / "intake"

    @property
    def corrections(self) -> Path:
        return self.raw / "corrections"

    @property
    def catalog_overlay(self) -> Path:
        return self.raw / "catalog"

    @property
    def truth(self) -> Path:
        """The simulator's planted truths; only tests read them."""
        return self.raw / "truth"

    @property
    def processed(self) -> Path:
        return self.root / "processed"

    @property
    def warehouse(self) -> Path:
        return self.processed / "warehouse.duckdb"

    @property
    def private(self) -> Path:
        return self.processed / "private"

    @property
    def key_file(self) -> Path:
        return self.private / "workspace.key"

    @property
    def year_keys(self) -> Path:
        return self.private / "keys"

    def year_key_file(self, year: int) -> Path:
        """The key of all that names a record of the year."""
        return self.year_keys / f"{year}.key"

    @property
    def ledger(self) -> Path:
        return self.processed / "ledger"

    @property
    def forgotten_file(self) -> Path:
        return self.ledger / "forgotten.json"

    @property
    def editions(self) -> Path:
        return self.processed / "editions"

    @property
    def edition_link(self) -> Path:
        """A relative link to the newest edition's folder, which holds one folder per audience."""
        return self.processed / "edition"

    @property
    def history(self) -> Path:
        return self.processed / "history"

    @property
    def logs(self) -> Path:
        return self.processed / "logs"

    @property
    def lock_file(self) -> Path:
        return self.processed / "lock"


def find_workspace(given: str | None) -> Workspace:
    """The workspace named by `--data`, else NEEDS_DATA, else `./data`. Raises WorkspaceError if none."""
    root = Path(given or os.environ.get("NEEDS_DATA") or "data").resolve()
    workspace = Workspace(root)
    if not workspace.coalition_file.is_file():
        raise WorkspaceError(
            f"There is no workspace at {root}: the file raw/coalition.yaml was expected there. "
            "Name the workspace with --data FOLDER (or the variable NEEDS_DATA), "
            "or make the example one with `make demo`."
        )
    return workspace
