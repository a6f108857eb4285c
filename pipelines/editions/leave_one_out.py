"""Would a difference hold without any one partner? Computed from the ledger inside the gate; only yes or no
leaves.

A share that rests on one partner's caseload says something of that partner. The counts without it are never
written anywhere: they would be its own figures.
"""

from collections.abc import Sequence

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.coalition import Coalition
from pipelines.editions.comparisons import holds_without, released_differences
from pipelines.editions.counts import CODES, Axes, count_by_partner
from pipelines.editions.designs import REQUESTS, Design, splits_of
from pipelines.editions.system import Frozen, period_months, split_atoms
from pipelines.tables.edition import COUNT, COUNT_KEY

COMPARED = ("all", "result")


def holds_without_each(
    counts: pl.DataFrame,
    cells: pl.DataFrame,
    shares: pl.DataFrame,
    areas: pl.DataFrame,
    catalog: Catalog,
    coalition: Coalition,
) -> pl.DataFrame:
    """comparison_id, holds, for the released differences of `counts` (COUNT).

    `cells`: COUNT_KEY and true value. `shares`: `partner_shares` of the same cells. `areas`: AREA.
    """
    compared = cells.filter(pl.col("measure") == REQUESTS, pl.col("outcome_dimension").is_in(COMPARED))
    without = (
        released_differences(_counts_without(compared, shares, partner), areas, catalog, coalition)
        for partner in shares["partner"].unique().sort()
    )
    return holds_without(released_differences(counts, areas, catalog, coalition), without, catalog.policy)


def partner_shares(
    frozen: Frozen, designs: Sequence[Design], axes: Axes, blocks_version: str
) -> pl.DataFrame:
    """COUNT_KEY, partner, value: what each partner gave to the cells that comparisons are made of."""
    parts = [pl.DataFrame(schema=dict.fromkeys((*COUNT_KEY, "partner"), pl.String) | {"value": pl.Int64})]
    for stage in ("requests", "results"):
        chosen = [d for d in designs if d.stage == stage and _is_compared(d)]
        for split in splits_of(chosen, stage):
            atoms = split_atoms(frozen, split, stage)
            for design in (d for d in chosen if d.is_held_by(split)):
                months = period_months(frozen.periods(design, blocks_version))
                rows = count_by_partner(design, atoms, months, axes)
                keyed = rows.select(*CODES, "partner", "value").with_columns(
                    **design.level_columns(axes.vintage)
                )
                parts.append(keyed.select(parts[0].columns))
    return pl.concat(parts)


def _is_compared(design: Design) -> bool:
    same = design.measure == REQUESTS and design.outcome_dimension in COMPARED
    return same and design.period_level == "year"


def _counts_without(cells: pl.DataFrame, shares: pl.DataFrame, partner: str) -> pl.DataFrame:
    """COUNT of the cells as they would be, all shown, if the partner's records were not there."""
    own = shares.filter(pl.col("partner") == partner).select(*COUNT_KEY, own="value")
    left = cells.join(own, on=COUNT_KEY, how="left", validate="1:1")
    rest = left.with_columns(
        value=pl.col("value") - pl.col("own").fill_null(0),
        status=pl.lit("shown"),
        range_low=pl.lit(None, pl.Int64),
        range_high=pl.lit(None, pl.Int64),
        placed_by_zip=pl.lit(None, pl.String),
    )
    return rest.select(COUNT.column_names)
