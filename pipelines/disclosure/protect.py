"""The one call of the protection: which cells to hide, and what to do where hiding cannot be enough."""

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from pipelines.disclosure.complementary import protect_system
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.search import Search
from pipelines.disclosure.system import System, build_system


@dataclass(frozen=True)
class ProtectionReport:
    """What was decided, in counts that may be printed. `proofs` are for the private gate only."""

    statuses: pl.DataFrame = field(repr=False)  # cell, status, reason of every published cell
    proofs: pl.DataFrame = field(repr=False)  # move, cell, change: no reader could tell it from the truth
    published: int
    small: int
    hidden: int
    hidden_from_threshold: int  # hidden though not small in number: the price, reported on every run
    published_from_threshold: int
    withheld: int  # cells marked not_published because hiding could not protect their slice
    withheld_slices: tuple[str, ...]
    unproved: tuple[int, ...]  # cells that could not be protected even so; the gates will refuse

    @property
    def hidden_share(self) -> float:
        return self.hidden / max(self.published, 1)

    @property
    def hidden_share_from_threshold(self) -> float:
        return self.hidden_from_threshold / max(self.published_from_threshold, 1)


def protect(
    cells: pl.DataFrame,
    equations: pl.DataFrame,
    policy: DisclosurePolicy,
    gave: pl.DataFrame | None = None,
) -> ProtectionReport:
    """A status for every published cell, such that each hidden one has a wide enough feasible range.

    `cells`: cell (integer), value (true count), and any optional column of small.OPTIONAL: households, keyed,
    partner_residual, most_by_one (integers), is_published, zeros_hidden, must_hide (booleans), frozen (null
    for a new cell, else its status in history), weight (price of hiding it), kept (hidden last), slice (what
    is withheld together where hiding cannot be enough; a table and period). `equations`: build_equations.
    `gave`: cell, partner, value: what each partner gave to a cell where it gave anything; the range of a
    hidden cell is then as wide for each partner, who knows its own, where the others' part is small or the
    cell is.
    Raises ValueError where the true counts break an equation.
    """
    system = build_system(cells, equations, policy, gave)
    if np.abs(system.matrix @ system.value).max(initial=0.0) > 0:
        raise ValueError("an equation does not hold on the true counts")
    search, withheld = protect_system(system, policy), []
    while search.unproved().any():
        slices = _slices_to_withhold(search)
        if not slices:
            break
        withheld += slices
        search = protect_system(_withhold(search.system, slices), policy)
    return _report(system, search, withheld)


def _slices_to_withhold(search: Search) -> list[str]:
    """Slices of new cells that share an equation with a cell that could not be protected."""
    system = search.system
    near = abs(system.matrix) @ search.unproved().any(axis=0).astype(float)
    touched = (abs(system.matrix).T @ (near > 0)) > 0
    return sorted(set(system.slice[touched & system.published & (system.frozen == "")].tolist()))


def _withhold(system: System, slices: list[str]) -> System:
    """The system with the new cells of `slices` unpublished: nothing is said about them."""
    gone = np.isin(system.slice, slices) & (system.frozen == "") & system.published
    frozen = np.where(gone, "not_published", system.frozen)
    lowest = np.where(gone, 0.0, system.lowest)
    return replace(system, published=system.published & ~gone, frozen=frozen, lowest=lowest)


def _report(system: System, search: Search, withheld: list[str]) -> ProtectionReport:
    hidden, published = search.hidden & search.system.published, system.published
    gone = published & ~search.system.published
    status = np.where(gone, "not_published", np.where(hidden, "hidden", "shown"))
    reason = np.where(system.small, "small", np.where(hidden, "neighbour", ""))
    large = published & (system.value >= search.policy.threshold)
    return ProtectionReport(
        statuses=pl.DataFrame({"cell": system.cell, "status": status, "reason": reason}).filter(published),
        proofs=search.proofs.as_frame(system.cell),
        published=int(published.sum()),
        small=int((published & system.small).sum()),
        hidden=int(hidden.sum()),
        hidden_from_threshold=int((hidden & large).sum()),
        published_from_threshold=int(large.sum()),
        withheld=int(gone.sum()),
        withheld_slices=tuple(withheld),
        unproved=tuple(system.cell[search.unproved().any(axis=0)].tolist()),
    )
