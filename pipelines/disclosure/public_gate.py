"""The public gate: attack all that is published with a solver; refuse when a count can be pinned down.

It reads published count frames and the hierarchy, no true count. A cell passes when two tables that a reader
could not tell from the truth differ in it by `range_at_least`; for what is left its exact range is computed.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.disclosure.attack import UnresolvedError, bounds_by_blocks
from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.public_system import Key, PublicSystem, read_published


@dataclass(frozen=True)
class GateReport:
    """Counts that may be printed; `findings` are keys of cells with what is wrong, never a value."""

    ok: bool
    cells: int
    hidden: int
    exact: int
    within_1: int
    within_3: int
    narrowest: int | None  # the smallest range found; a cell proved wide enough counts as range_at_least
    unpublished: int
    unpublished_small: int  # unpublished cells that are surely small and known too closely
    findings: tuple[tuple[Key, str], ...]


def check(frames: list[pl.DataFrame], hierarchy: Hierarchy, policy: DisclosurePolicy) -> GateReport:
    """Attack `frames` (count tables: both audiences', history and new) taken together.

    A hidden cell must span `policy.range_at_least` from ceil(lowest) to floor(highest). An unpublished cell
    (a block, a withheld slice) must not be surely small and known that closely.
    """
    system = read_published(frames, hierarchy, policy)
    findings = [(key, "published twice, differently") for key in system.contradicted]
    try:
        low, high = _bounds(system, policy)
    except UnresolvedError:
        return _report(
            system,
            policy,
            [*findings, ((), "the shown counts contradict each other, or a programme met its limit")],
            None,
        )
    width = np.minimum(high - low, policy.range_at_least)
    findings += [(system.keys[i], "range too narrow") for i in _narrow(system, width, policy)]
    findings += [(system.keys[i], "small and known closely") for i in _given_away(system, low, high, policy)]
    return _report(system, policy, findings, width)


def _report(
    system: PublicSystem, policy: DisclosurePolicy, findings: list[tuple[Key, str]], width: np.ndarray | None
) -> GateReport:
    hidden = width[system.hidden] if width is not None else np.zeros(0)
    return GateReport(
        ok=not findings,
        cells=len(system.keys),
        hidden=int(system.hidden.sum()),
        exact=int((hidden == 0).sum()),
        within_1=int((hidden <= 1).sum()),
        within_3=int((hidden <= 3).sum()),
        narrowest=int(hidden.min()) if len(hidden) else None,
        unpublished=int(system.unpublished.sum()),
        unpublished_small=sum(what == "small and known closely" for _, what in findings),
        findings=tuple(findings),
    )


def _narrow(system: PublicSystem, width: np.ndarray, policy: DisclosurePolicy) -> np.ndarray:
    return np.flatnonzero(system.hidden & (width < policy.range_at_least))


def _given_away(
    system: PublicSystem, low: np.ndarray, high: np.ndarray, policy: DisclosurePolicy
) -> np.ndarray:
    sure = (low >= 1) & (high < policy.threshold) & (high - low < policy.range_at_least)
    return np.flatnonzero(system.unpublished & sure)


def _bounds(system: PublicSystem, policy: DisclosurePolicy) -> tuple[np.ndarray, np.ndarray]:
    """Whole-number bounds of each cell: exact where the cell would be a finding, else at least as wide."""
    # A count that is shown rounded, and what an inequality leaves over, hide nothing that needs room.
    needs_room = system.hidden | system.unpublished
    span = np.where(needs_room, float(policy.range_at_least), 0.0)
    return bounds_by_blocks(system.matrix, system.low, system.high, system.hidden, span, policy)
