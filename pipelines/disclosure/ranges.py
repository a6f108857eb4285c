"""The lowest and highest count that the published figures allow for each hidden cell: outer bounds.

Computed from what everyone can see, by passing bounds along the equations until nothing moves; never from the
alternative tables of the protection, whose middle lies close to the truth. An outer bound may be wider than
the exact one, never narrower, so it always holds the true count.
"""

import numpy as np
import polars as pl
from scipy import sparse

ROUNDS = 200  # bounds creep towards their limit; stopping early leaves them wider, which is safe
SLACK = 1e-9


def outer_ranges(cells: pl.DataFrame, equations: pl.DataFrame) -> pl.DataFrame:
    """cell, range_low, range_high (null where nothing bounds it) of every cell that is not shown.

    `cells`: cell, status (shown, hidden, not_published), value (shown cells only: anything else is ignored)
    and optionally zero_possible (the table hides zeros or whole lines, so a hidden cell may be 0).
    """
    cells = cells.sort("cell")
    shown = (cells["status"] == "shown").to_numpy()
    low, high = _first_bounds(cells, shown)
    matrix = _matrix(cells, equations)
    for _ in range(ROUNDS):
        before = (low.copy(), high.copy())
        low, high = _pass_bounds(matrix, low, high)
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    bounds = pl.DataFrame({"cell": cells["cell"], "range_low": low, "range_high": high}).filter(~shown)
    limited = pl.when(pl.col("range_high").is_finite()).then(pl.col("range_high"))
    return bounds.with_columns(pl.col("range_low").cast(pl.Int64), range_high=limited.cast(pl.Int64))


def _first_bounds(cells: pl.DataFrame, shown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    value = cells["value"].cast(pl.Float64).fill_null(0.0).to_numpy()
    zero = (
        cells["zero_possible"].to_numpy() if "zero_possible" in cells.columns else np.zeros(len(value), bool)
    )
    least = np.where((cells["status"] == "hidden").to_numpy() & ~zero, 1.0, 0.0)
    return np.where(shown, value, least), np.where(shown, value, np.inf)


def _matrix(cells: pl.DataFrame, equations: pl.DataFrame) -> sparse.coo_array:
    position = cells.select("cell").with_row_index("column")
    rows = equations.join(position, on="cell", how="inner", validate="m:1")
    if rows.height != equations.height:
        raise ValueError("an equation names a cell that is not given")
    number = rows["equation"].rank("dense").cast(pl.Int64).to_numpy() - 1
    shape = (int(number.max(initial=-1)) + 1, cells.height)
    values = rows["coefficient"].to_numpy().astype(float)
    return sparse.coo_array((values, (number, rows["column"].to_numpy())), shape=shape)


def _pass_bounds(
    matrix: sparse.coo_array, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Each cell's bounds from the bounds of all others in each of its equations, rounded to whole counts."""
    row, column = matrix.coords
    sign = matrix.data
    least, most = (
        np.where(sign > 0, low[column], -high[column]),
        np.where(sign > 0, high[column], -low[column]),
    )
    others_least = _of_the_others(row, least, -np.inf, matrix.shape[0])
    others_most = _of_the_others(row, most, np.inf, matrix.shape[0])
    # sign * cell = -(sum of the others)
    new_low = np.where(sign > 0, -others_most, others_least)
    new_high = np.where(sign > 0, -others_least, others_most)
    low, high = low.copy(), high.copy()
    np.maximum.at(low, column, np.ceil(new_low - SLACK))
    np.minimum.at(high, column, np.floor(new_high + SLACK))
    return low, high


def _of_the_others(row: np.ndarray, term: np.ndarray, endless: float, count: int) -> np.ndarray:
    """For each term the sum of the other terms of its equation; `endless` where one of those is."""
    is_endless = np.isinf(term)
    finite = np.where(is_endless, 0.0, term)
    others = np.bincount(row, weights=finite, minlength=count)[row] - finite
    endless_others = np.bincount(row, weights=is_endless, minlength=count)[row] - is_endless
    return np.where(endless_others > 0, endless, others)
