"""Would a difference hold without any one partner? Computed from the ledger inside the gate; only yes or no
leaves.

A share that rests on one partner's caseload says something of that partner. The counts without it are never
written anywhere: they would be its own figures.
"""

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.coalition import Coalition
from pipelines.editions.comparisons import holds_without, released_differences
from pipelines.editions.designs import REQUESTS
from pipelines.tables.edition import COUNT, COUNT_KEY

COMPARED = ("all", "result")


def holds_without_each(
    counts: pl.DataFrame,
    cells: pl.DataFrame,
    given: pl.DataFrame,
    areas: pl.DataFrame,
    catalog: Catalog,
    coalition: Coalition,
) -> pl.DataFrame:
    """comparison_id, holds, for the released differences of `counts` (COUNT).

    `cells`: COUNT_KEY and true value. `given`: GIVEN of the same cells. `areas`: AREA.
    """
    compared, given = _compared(cells), _compared(given)
    without = (
        released_differences(_counts_without(compared, given, partner), areas, catalog, coalition)
        for partner in given["partner"].unique().sort()
    )
    return holds_without(released_differences(counts, areas, catalog, coalition), without, catalog.policy)


def _compared(cells: pl.DataFrame) -> pl.DataFrame:
    """Those cells that comparisons are made of."""
    return cells.filter(
        pl.col("measure") == REQUESTS,
        pl.col("outcome_dimension").is_in(COMPARED),
        pl.col("period_level") == "year",
    )


def _counts_without(cells: pl.DataFrame, given: pl.DataFrame, partner: str) -> pl.DataFrame:
    """COUNT of the cells as they would be, all shown, if the partner's records were not there."""
    own = given.filter(pl.col("partner") == partner).select(*COUNT_KEY, own="value")
    left = cells.join(own, on=COUNT_KEY, how="left", validate="1:1")
    rest = left.with_columns(
        value=pl.col("value") - pl.col("own").fill_null(0),
        status=pl.lit("shown"),
        range_low=pl.lit(None, pl.Int64),
        range_high=pl.lit(None, pl.Int64),
        placed_by_zip=pl.lit(None, pl.String),
    )
    return rest.select(COUNT.column_names)
