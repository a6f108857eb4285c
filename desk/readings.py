"""What the partner's files say, read once for each state of them: a click must not read a large log again.

Row numbers, counts and words of the form are kept, as the commands print them; no cell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from desk.context import Desk
from pipelines.build import corrections_of
from pipelines.errors import UserError
from pipelines.forgotten import read_forgotten
from pipelines.intake.corrections import Correction
from pipelines.intake.kept_out import RowsTold, account_for_rows
from pipelines.intake.uncoded import uncoded_words
from pipelines.unchanged import is_built

Stamp = tuple[tuple[str, int, int], ...]
MOST_KEPT = 24
BUILT = "built"
_kept: dict[tuple[str, Path], tuple[Stamp, object]] = {}


@dataclass(frozen=True)
class Fault:
    """Why there is nothing to say: a paragraph of the same words as a command's."""

    text: UserError


def rows_told(desk: Desk) -> RowsTold | Fault:
    """The account of the partner's rows as its files are now."""
    return _read(
        desk,
        "rows",
        lambda: account_for_rows(
            desk.folder, corrections=_corrections(desk), forgotten=read_forgotten(desk.workspace).through
        ),
    )


def open_words(desk: Desk) -> pl.DataFrame | Fault:
    """The partner's words that nothing codes: field, word, rows, suggestion."""
    return _read(
        desk,
        "words",
        lambda: uncoded_words(
            desk.folder,
            desk.catalog,
            desk.rules.wording,
            corrections=_corrections(desk),
            forgotten=read_forgotten(desk.workspace).through,
        ),
    )


def is_built_now(desk: Desk) -> bool:
    """Whether the last build holds the partner's files as they are."""
    return _read(desk, BUILT, lambda: is_built(desk.workspace, desk.partner)) is True


def peek(desk: Desk, what: str) -> object | None:
    """A reading of this state of the files, if there is one: nobody waits for what is only shown beside."""
    before = _kept.get((what, desk.folder))
    return before[1] if before and before[0] == _stamp(desk, what) else None


def built_at(desk: Desk) -> int:
    """When the private store was last written, in nanoseconds; 0 where it is not there."""
    file = desk.workspace.warehouse
    return file.stat().st_mtime_ns if file.is_file() else 0


def _read(desk: Desk, what: str, read: Callable[[], object]) -> object:
    stamp, key = _stamp(desk, what), (what, desk.folder)
    if key in _kept and _kept[key][0] == stamp:
        return _kept[key][1]
    try:
        found = read()
    except UserError as fault:
        found = Fault(fault)
    while len(_kept) >= MOST_KEPT:
        del _kept[next(iter(_kept))]
    _kept[key] = (stamp, found)
    return found


def _corrections(desk: Desk) -> list[Correction]:
    return [c for c in corrections_of(desk.workspace) if c.rule.partner == desk.partner]


def _stamp(desk: Desk, what: str) -> Stamp:
    """Names, times and sizes of all that a reading depends on."""
    workspace = desk.workspace
    files = [p for folder in (desk.folder, workspace.corrections) for p in sorted(folder.glob("*"))]
    files += [workspace.warehouse] if what == BUILT else []
    states = [(str(path), path.stat()) for path in files if path.is_file()]
    catalog = (("catalog", hash(desk.catalog.version), 0),)
    return (*((name, state.st_mtime_ns, state.st_size) for name, state in states), *catalog)
