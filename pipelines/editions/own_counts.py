"""What each partner knows to be its own in every count: the part of it that hides nothing from that partner.

A partner sees the edition as everyone does and has its own log beside it. What it can subtract is known here,
so that ranges are as wide for it as for any reader (privacy rule 18). Private: never written anywhere.
"""

from collections.abc import Sequence

import polars as pl

from pipelines.editions.counts import CODES, Axes, count_by_partner
from pipelines.editions.designs import Design, splits_of
from pipelines.editions.system import KIND, Frozen, design_of_kind, period_months, split_atoms
from pipelines.tables.edition import COUNT_KEY


def own_counts(frozen: Frozen, designs: Sequence[Design], numbered: pl.DataFrame, axes: Axes) -> pl.DataFrame:
    """cell, partner, value of what each partner gave, where it gave anything. `numbered`: cell, COUNT_KEY."""
    parts = [pl.DataFrame(schema={"cell": pl.Int64, "partner": pl.String, "value": pl.Int64})]
    keys = numbered.select("cell", *COUNT_KEY)
    for kind, of_kind in keys.partition_by(KIND, as_dict=True, maintain_order=True).items():
        design = design_of_kind(kind, of_kind, designs)
        split = next(s for s in splits_of(designs, design.stage) if design.is_held_by(s))
        months = period_months(of_kind["period"].unique().sort().to_list())
        rows = count_by_partner(design, split_atoms(frozen, split, design.stage), months, axes)
        joined = of_kind.join(rows, on=list(CODES), how="inner", validate="1:m")
        parts.append(joined.select("cell", "partner", "value"))
    return pl.concat(parts, how="diagonal_relaxed")
