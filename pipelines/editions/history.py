"""Everything that was ever released, so that no later edition can be subtracted from an earlier one.

processed/history/<id>/<audience>.parquet holds the table `count` of each edition. It is public, and it is
kept for good: a count that was shown stays shown, one that was hidden stays hidden.
"""

from pathlib import Path

import polars as pl

from pipelines.errors import DisclosureError
from pipelines.paths import Workspace
from pipelines.schema import conform
from pipelines.tables.edition import COUNT, COUNT_KEY
from pipelines.warehouse import BUILDING, full_disk_is_told, make_folder, replace_file

HELD = [*COUNT_KEY, "value", "status"]


def read_history(workspace: Workspace) -> pl.DataFrame:
    """COUNT_KEY, value and status of every count of every edition and audience, each once.

    Raises DisclosureError where two editions say two things of one count.
    """
    files = sorted(workspace.history.glob("*/*.parquet"))
    frames = [pl.read_parquet(path, columns=HELD) for path in files]
    known = pl.concat([COUNT.empty().select(HELD), *frames]).unique(maintain_order=True)
    twice = known.filter(known.select(COUNT_KEY).is_duplicated()).select(COUNT_KEY).n_unique()
    if twice:
        raise DisclosureError(
            f"Editions in {workspace.history} contradict each other in {twice} counts. Nothing was "
            "published: restore the folder from the backup of the machine that published them."
        )
    return known.sort(COUNT_KEY)


def keep(workspace: Workspace, edition: str, audience: str, counts: pl.DataFrame) -> None:
    """Add one edition's counts. Written before the edition appears: what may have been seen counts as
    seen.
    """
    path = workspace.history / edition / f"{audience}.parquet"
    with full_disk_is_told(path):
        make_folder(path.parent)
        beside = path.with_name(f".{path.name}{BUILDING}")
        conform(COUNT, counts).write_parquet(beside)
        replace_file(beside, path)


def editions_kept(workspace: Workspace) -> list[str]:
    """Ids of the editions in history, oldest first: an id begins with its date."""
    return sorted(path.name for path in _folders(workspace))


def _folders(workspace: Workspace) -> list[Path]:
    return [path for path in workspace.history.glob("*/") if any(path.glob("*.parquet"))]
