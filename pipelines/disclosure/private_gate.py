"""The private gate: what only someone with the true counts can check before anything is published."""

import itertools
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.system import System, build_system

ENOUGH = (
    1_000_000  # times that a move is taken where nothing has to fall; wider than any range that is asked for
)


@dataclass(frozen=True)
class PrivateReport:
    """Counts of what is wrong, which may be printed; `findings` are cell numbers with what is wrong."""

    ok: bool
    small: int
    small_shown: int
    broken_equations: int
    altered: int  # shown with another value than the true one
    certified: int  # hidden cells, and small unpublished ones, with two possible tables far enough apart
    uncertified: int
    findings: tuple[tuple[int, str], ...]


def check(
    cells: pl.DataFrame,
    equations: pl.DataFrame,
    released: pl.DataFrame,
    proofs: pl.DataFrame,
    policy: DisclosurePolicy,
    gave: pl.DataFrame | None = None,
) -> PrivateReport:
    """`cells`, `equations`, `gave` and `proofs` as in protect; `released`: cell, status, value of every
    published cell.

    Each hidden cell, and each small cell that is not published (a block, a withheld slice), must take values
    `range_at_least` apart, or more where one household asked often, in two tables of whole numbers that a
    reader, or a partner who knows its own counts, cannot tell from the true one. `proofs` say which tables;
    that they are possible is found out here.
    """
    system = build_system(cells, equations, policy, gave)
    status, said = _released(system, released)
    shown = status == "shown"
    problems = {
        "small and shown": shown & system.small,
        "shown with another value": shown & (said != system.value),
        "status missing": system.published & (status == ""),
    }
    broken = int((np.abs(system.matrix @ system.value) > 0).sum())
    problems["range too narrow"], certified = _uncertified(system, shown, status == "hidden", proofs)
    findings = [(int(system.cell[i]), what) for what, mask in problems.items() for i in np.flatnonzero(mask)]
    return PrivateReport(
        ok=not findings and not broken,
        small=int((system.small & system.published).sum()),
        small_shown=int(problems["small and shown"].sum()),
        broken_equations=broken,
        altered=int(problems["shown with another value"].sum()),
        certified=certified,
        uncertified=int(problems["range too narrow"].sum()),
        findings=tuple(findings),
    )


def _released(system: System, released: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Status and value of each cell of the system; '' and NaN where it was not released."""
    own = pl.DataFrame({"cell": system.cell})
    rows = own.join(released.select("cell", "status", "value"), on="cell", how="left", validate="1:1")
    value = rows["value"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return rows["status"].fill_null("").to_numpy().astype(str), value


def _uncertified(
    system: System, shown: np.ndarray, hidden: np.ndarray, proofs: pl.DataFrame
) -> tuple[np.ndarray, int]:
    """Mask of the cells that lack two tables for a viewer, and the number of those that have theirs."""
    targets = hidden | (system.small & ~shown)
    least = np.maximum(np.where(hidden, system.lowest, 0.0), system.given)
    room = np.maximum(system.value - least, 0).astype(np.int64)
    moves = _possible(system, _as_matrix(system, proofs), shown)
    width = np.stack([_width(moves, of_viewer) for of_viewer in room])
    narrow = targets & (system.heeded & (width < system.span)).any(axis=0)
    return narrow, int(targets.sum() - narrow.sum())


def _as_matrix(system: System, proofs: pl.DataFrame) -> sparse.csr_array:
    """One row for each move, one column for each cell of the system."""
    position = pl.DataFrame({"cell": system.cell}).with_row_index("column")
    entries = proofs.join(position, on="cell", how="inner", validate="m:1")
    shape = (int(proofs["move"].max() or 0) + 1, len(system.cell))
    at = (entries["move"].to_numpy(), entries["column"].to_numpy())
    return sparse.csr_array((entries["change"].to_numpy(), at), shape=shape)


def _possible(system: System, moves: sparse.csr_array, shown: np.ndarray) -> sparse.csr_array:
    """The moves that break no equation and touch nothing that is shown."""
    broken = abs(moves @ sparse.csr_array(system.matrix.T.astype(np.int64))).sum(axis=1)
    seen = abs(moves) @ shown.astype(np.int64)
    return moves[np.flatnonzero((broken == 0) & (seen == 0))]


def _width(moves: sparse.csr_array, room: np.ndarray) -> np.ndarray:
    """How far apart two tables take each cell: the truth, and each move taken as often as `room` lets it."""
    lowest, highest = np.zeros(len(room), dtype=np.int64), np.zeros(len(room), dtype=np.int64)
    for start, end in itertools.pairwise(moves.indptr.tolist()):
        cells, change = moves.indices[start:end], moves.data[start:end]
        for way in (change, -change):
            falls = way < 0
            often = int((room[cells[falls]] // -way[falls]).min(initial=ENOUGH))
            lowest[cells] = np.minimum(lowest[cells], often * way)
            highest[cells] = np.maximum(highest[cells], often * way)
    return highest - lowest
