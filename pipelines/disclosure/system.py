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
    given: np.ndarray  # what each viewer knows to be its own (viewers x cells): any reader, then each partner
    heeded: np.ndarray  # whether the cell must have a wide range before the viewer (viewers x cells)
    span: np.ndarray  # how wide its feasible range must be
    weight: np.ndarray
    kept: np.ndarray  # headlines: hidden only where nothing else protects their neighbours
    slice: np.ndarray
    matrix: sparse.csr_array

    @property
    def can_be_hidden(self) -> np.ndarray:
        """Cells that are new and not a zero that everyone sees: what the protection may spend."""
        return self.published & (self.frozen == "") & (self.value >= self.lowest)

    @property
    def room(self) -> np.ndarray:
        """How far each cell can fall before each viewer (viewers x cells, whole numbers)."""
        least = np.maximum(self.lowest, self.given)
        return np.maximum(self.value - least, 0).astype(np.int64)


def build_system(
    cells: pl.DataFrame,
    equations: pl.DataFrame,
    policy: DisclosurePolicy,
    gave: pl.DataFrame | None = None,
) -> System:
    """Arrays of `cells` (cell, value, optional columns of small.py) and `equations` (build_equations).

    `gave`: cell, partner, value: what each partner knows to be its own in a cell, where that is anything.
    """
    full = mark_small(cells, policy).sort("cell")
    if full["cell"].is_duplicated().any():
        raise ValueError("cells are not unique")
    frozen = full["frozen"].fill_null("").to_numpy().astype(str)
    published = full["is_published"].to_numpy() & (frozen != "not_published")
    hides_zero = (
        full.select(pl.col("zeros_hidden") | pl.col("zero_possible")).to_series().to_numpy() | ~published
    )
    lowest = np.where(hides_zero, 0, 1)
    given = _given(full["cell"], gave)
    value = full["value"].to_numpy()
    rest = value - given
    household = full["most_by_one"].fill_null(0).to_numpy() * policy.range_per_household
    return System(
        cell=full["cell"].to_numpy(),
        value=value.astype(float),
        small=full["small"].to_numpy(),
        published=published,
        frozen=frozen,
        lowest=lowest.astype(float),
        given=given,
        heeded=_heeded(full, rest, policy),
        span=np.maximum(policy.range_at_least, household).astype(np.int64),
        weight=full["weight"].to_numpy().astype(float),
        kept=full["kept"].to_numpy(),
        slice=full["slice"].cast(pl.String).to_numpy().astype(str),
        matrix=_matrix(full, equations),
    )


def _given(cells: pl.Series, gave: pl.DataFrame | None) -> np.ndarray:
    """What each viewer knows of its own in each cell (viewers x cells); any reader, the first, nothing."""
    partners = [] if gave is None else sorted(gave["partner"].unique())
    known = np.zeros((1 + len(partners), len(cells)), dtype=np.int64)
    for number, partner in enumerate(partners, start=1):
        own = gave.filter(pl.col("partner") == partner)
        known[number, cells.search_sorted(own["cell"]).to_numpy()] = own["value"].to_numpy()
    return known


def _heeded(full: pl.DataFrame, rest: np.ndarray, policy: DisclosurePolicy) -> np.ndarray:
    """Whether a cell, once hidden, must have a wide range before each viewer (viewers x cells).

    Before any reader every cell; before a partner those of which the others' part is small, or the whole.
    """
    others = (rest >= 1) & ((rest < policy.threshold) | full["small"].to_numpy())
    return np.vstack([np.ones((1, full.height), dtype=bool), others[1:]])


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
