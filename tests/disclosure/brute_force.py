"""Every whole-number table that a reader could not tell from the truth, by trying them all."""

import numpy as np
import polars as pl


def possible_tables(matrix: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Rows: all whole tables with matrix @ table = 0 and low <= table <= high (small systems, finite bounds).

    Cell by cell from the last, which is an inner one, dropping what no rest could complete.
    """
    tables = np.zeros((1, 0))
    for cell in reversed(range(len(low))):
        values = np.arange(low[cell], high[cell] + 1)
        tables = np.column_stack([np.tile(values, len(tables)), np.repeat(tables, len(values), axis=0)])
        missing = -(tables @ matrix[:, cell:].T)
        ends = np.stack([matrix[:, :cell] * low[:cell], matrix[:, :cell] * high[:cell]])
        least, most = ends.min(axis=0).sum(axis=1), ends.max(axis=0).sum(axis=1)
        tables = tables[((missing >= least) & (missing <= most)).all(axis=1)]
    return tables


def margins(values: list[list[int]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A table with its row, column and grand totals as cells and equations. Totals come first."""
    inner = np.array(values)
    rows, columns = inner.shape
    full = np.zeros((rows + 1, columns + 1), dtype=int)
    full[1:, 1:] = inner
    full[0, 1:], full[1:, 0], full[0, 0] = inner.sum(axis=0), inner.sum(axis=1), inner.sum()
    number = np.arange(full.size).reshape(full.shape)
    lines = [number[r, :] for r in range(rows + 1)] + [number[:, c] for c in range(columns + 1)]
    terms = [
        (e, int(cell), -1 if i == 0 else 1) for e, line in enumerate(lines) for i, cell in enumerate(line)
    ]
    cells = pl.DataFrame({"cell": number.ravel(), "value": full.ravel()})
    return cells, pl.DataFrame(terms, schema=["equation", "cell", "coefficient"], orient="row")


def dense(cells: pl.DataFrame, equations: pl.DataFrame) -> np.ndarray:
    """The equations as one row each, cells 0 to n - 1."""
    matrix = np.zeros((equations["equation"].max() + 1, cells.height))
    matrix[equations["equation"].to_numpy(), equations["cell"].to_numpy()] = equations[
        "coefficient"
    ].to_numpy()
    return matrix


def bounds(cells: pl.DataFrame, statuses: pl.DataFrame, furthest: int) -> tuple[np.ndarray, np.ndarray]:
    """What its status alone says of each cell: exact, or from 1 up; cut off `furthest` from the truth."""
    known = cells.join(statuses, on="cell", how="left", validate="1:1").sort("cell")
    shown = (known["status"] == "shown").to_numpy()
    value = known["value"].to_numpy()
    return np.where(shown, value, np.maximum(1, value - furthest)), np.where(shown, value, value + furthest)
