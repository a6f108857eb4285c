"""Up to which month records are dropped: a mark in the ledger, which alone makes those months closed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from pipelines.paths import Workspace
from pipelines.warehouse import PRIVATE_FOLDER, make_folder, write_file


@dataclass(frozen=True)
class Forgotten:
    """`through`: the last month whose records are dropped, as 2024-12; None where none are. `spans`: first
    and last of the dropped months of each partner, which the edition goes on to tell.
    """

    through: str | None = None
    spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def with_spans(self, partners: pl.DataFrame) -> pl.DataFrame:
        """Table `partner` with the months of its log as they were before records were dropped."""
        first = {partner: span[0] for partner, span in self.spans.items()}
        last = {partner: span[1] for partner, span in self.spans.items()}
        return partners.with_columns(
            pl.min_horizontal("first_month", _told(first)).alias("first_month"),
            pl.max_horizontal("last_month", _told(last)).alias("last_month"),
        )


def read_forgotten(workspace: Workspace) -> Forgotten:
    """The mark of the workspace."""
    path = workspace.forgotten_file
    if not path.is_file():
        return Forgotten()
    said = json.loads(path.read_text(encoding="utf-8"))
    return Forgotten(said["through"], {name: tuple(span) for name, span in said["spans"].items()})


def write_forgotten(workspace: Workspace, mark: Forgotten) -> None:
    """Keep the mark."""
    path = workspace.forgotten_file
    text = json.dumps({"through": mark.through, "spans": dict(sorted(mark.spans.items()))}, indent=1)
    make_folder(path.parent, PRIVATE_FOLDER)
    write_file(path, text.encode())


def _told(months: Mapping[str, str]) -> pl.Expr:
    return pl.col("partner").replace_strict(months, default=None, return_dtype=pl.String)
