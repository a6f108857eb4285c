"""The private gate: what only someone with the true counts can check before anything is published."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.disclosure.attack import UnresolvedError, bounds_by_blocks
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.system import System, build_system


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
    cells: pl.DataFrame, equations: pl.DataFrame, released: pl.DataFrame, policy: DisclosurePolicy
) -> PrivateReport:
    """`cells` and `equations` as in protect; `released`: cell, status, value of every published cell.

    Each hidden cell, and each small cell that is not published (a block, a withheld slice), must be able to
    take values `range_at_least` apart, or more where one household asked often.
    """
    system = build_system(cells, equations, policy)
    status, said = _released(system, released)
    shown = status == "shown"
    problems = {
        "small and shown": shown & system.small,
        "shown with another value": shown & (said != system.value),
        "status missing": system.published & (status == ""),
    }
    broken = int((np.abs(system.matrix @ system.value) > 0).sum())
    problems["range too narrow"], certified = _uncertified(system, shown, status == "hidden", policy)
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
    system: System, shown: np.ndarray, hidden: np.ndarray, policy: DisclosurePolicy
) -> tuple[np.ndarray, int]:
    targets = hidden | (system.small & ~shown)
    least = np.where(hidden, system.lowest, 0.0)
    low = np.where(shown, system.value, least)
    high = np.where(shown, system.value, np.inf)
    try:
        least, most = bounds_by_blocks(system.matrix, low, high, targets, system.span, policy)
    except UnresolvedError:
        return targets, 0
    narrow = targets & (most - least < system.span)
    return narrow, int(targets.sum() - narrow.sum())
