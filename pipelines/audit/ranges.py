"""The attack by solver on everything ever published: how many values each hidden count can still have."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.audit.finding import KEY
from pipelines.disclosure.attack import bounds_by_blocks
from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.public_system import PublicSystem, read_published

TABLE = ("measure", "outcome_dimension", "area_level", "period_level", "need_level", "group_dimension")


@dataclass(frozen=True)
class Ranges:
    """`widths`: KEY, width of every hidden count, highest less lowest; `range_at_least` where it is at least
    that.
    """

    system: PublicSystem
    widths: pl.DataFrame

    def totals(self, by: tuple[str, ...] = ()) -> pl.DataFrame:
        """hidden, exact, within_1, within_3, narrowest, of all or by columns of KEY."""
        width = pl.col("width")
        figures = {
            "hidden": pl.len(),
            "exact": (width == 0).sum(),
            "within_1": (width <= 1).sum(),
            "within_3": (width <= 3).sum(),
            "narrowest": width.min(),
        }
        if not by:
            return self.widths.select(**figures)
        return self.widths.group_by(by).agg(**figures).sort(by)


def ranges_of(frames: list[pl.DataFrame], hierarchy: Hierarchy, policy: DisclosurePolicy) -> Ranges:
    """Attack `frames` (KEY, status, value of counts) taken together.

    Raises UnresolvedError where no table at all fits what is shown.
    """
    system = read_published(frames, hierarchy, policy)
    needs_room = system.hidden | system.unpublished
    span = np.where(needs_room, float(policy.range_at_least), 0.0)
    low, high = bounds_by_blocks(system.matrix, system.low, system.high, system.hidden, span, policy)
    at = np.flatnonzero(system.hidden)
    width = np.minimum(high[at] - low[at], policy.range_at_least).astype(np.int64)
    rows = [(*system.keys[i], w) for i, w in zip(at, width.tolist(), strict=True)]
    schema = {**dict.fromkeys(KEY, pl.String), "width": pl.Int64}
    return Ranges(system, pl.DataFrame(rows, schema=schema, orient="row"))
