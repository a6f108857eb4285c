"""The cells and equations as arrays, in an order that does not depend on the order of the rows given."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.small import mark_small


@dataclass(frozen=True)
class System:
    """Cells in the order of their numbers; one matrix row per distinct equation, `matrix @ value` being 0."""

    cell: np.ndarray
    value: np.ndarray
    small: np.ndarray
    published: np.ndarray  # new or old, shown or hidden: the cell is part of a published table
    frozen: np.ndarray  # '' (new), shown, hidden, not_published
    lowest: np.ndarray  # the least that a reader must take a cell for once it is hidden
    span: np.ndarray  # how wide its feasible range must be
    weight: np.ndarray
    kept: np.ndarray  # headlines: hidden only where nothing else protects their neighbours
    slice: np.ndarray
    matrix: sparse.csr_array

    @property
    def can_be_hidden(self) -> np.ndarray:
        """Cells that are new and not a zero that everyone sees: what the protection may spend."""
        return self.published & (self.frozen == "") & (self.value >= self.lowest)


def build_system(cells: pl.DataFrame, equations: pl.DataFrame, policy: DisclosurePolicy) -> System:
    """Arrays of `cells` (cell, value, optional columns of small.py) and `equations` (build_equations)."""
    full = mark_small(cells, policy).sort("cell")
    if full["cell"].is_duplicated().any():
        raise ValueError("cells are not unique")
    frozen = full["frozen"].fill_null("").to_numpy().astype(str)
    published = full["is_published"].to_numpy() & (frozen != "not_published")
    hides_zero = (
        full.select(pl.col("zeros_hidden") | pl.col("zero_possible")).to_series().to_numpy() | ~published
    )
    household = full["most_by_one"].fill_null(0).to_numpy() * policy.range_per_household
    return System(
        cell=full["cell"].to_numpy(),
        value=full["value"].to_numpy().astype(float),
        small=full["small"].to_numpy(),
        published=published,
        frozen=frozen,
        lowest=np.where(hides_zero, 0.0, 1.0),
        span=np.maximum(policy.range_at_least, household).astype(float),
        weight=full["weight"].to_numpy().astype(float),
        kept=full["kept"].to_numpy(),
        slice=full["slice"].cast(pl.String).to_numpy().astype(str),
        matrix=_matrix(full, equations),
    )


def _matrix(full: pl.DataFrame, equations: pl.DataFrame) -> sparse.csr_array:
    position = full.select("cell").with_row_index("column")
    rows = equations.join(position, on="cell", how="left", validate="m:1")
    if rows["column"].null_count():
        raise ValueError("an equation names a cell that is not in the system")
    rows = rows.with_columns(equation=_canonical(rows))
    shape = (int(rows["equation"].max() or 0) + (rows.height > 0), full.height)
    at = (rows["equation"].to_numpy(), rows["column"].to_numpy())
    return sparse.csr_array((rows["coefficient"].to_numpy().astype(float), at), shape=shape)


def _canonical(rows: pl.DataFrame) -> pl.Series:
    """A number of each equation that depends on what it says, not on how or how often it was written."""
    term = pl.struct("column", pl.col("coefficient").cast(pl.Int64))
    said = rows.group_by("equation").agg(term.sort().alias("terms"))
    text = said.with_columns(
        terms=pl.col("terms").list.eval(pl.element().struct.json_encode()).list.join(" ")
    )
    numbered = text.with_columns(number=pl.col("terms").rank("dense").cast(pl.Int64) - 1)
    return rows.join(numbered, on="equation", how="left", validate="m:1", maintain_order="left")["number"]
