"""One linear programme over the deviations of a system: matrix @ d = 0, lower <= d <= upper, cost @ d least.

Solved by HiGHS with one thread, a seed and an iteration limit, never a clock: the same input, the same
solution.
"""

import highspy
import numpy as np
from scipy import sparse

TOLERANCE = 1e-6
LARGE = 4000  # columns; presolve costs more than it saves below, and saves minutes above


def solve(
    matrix: sparse.csr_array,
    columns: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    cost: np.ndarray,
    iteration_limit: int,
    seed: int,
) -> np.ndarray | None:
    """Deviation of each cell, or None where the iteration limit came first.

    `columns` names the cell of each variable; a cell may have several (their sum is its deviation), which is
    how a reward that ends at some distance, or a price for moving either way, is said in linear terms.
    """
    part = sparse.csr_array(matrix[:, columns])
    part = sparse.csc_array(part[np.diff(part.indptr) > 0])
    highs = _model(part, lower, upper, cost)
    for name, value in (("simplex_iteration_limit", iteration_limit), ("random_seed", seed % 2**31)):
        highs.setOptionValue(name, value)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    found = np.array(highs.getSolution().col_value)
    return np.bincount(columns, weights=found, minlength=matrix.shape[1])


def _model(part: sparse.csc_array, lower: np.ndarray, upper: np.ndarray, cost: np.ndarray) -> highspy.Highs:
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = part.shape
    programme.col_cost_, programme.col_lower_, programme.col_upper_ = cost, lower, upper
    programme.row_lower_ = programme.row_upper_ = np.zeros(part.shape[0])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = part.indptr
    programme.a_matrix_.index_ = part.indices
    programme.a_matrix_.value_ = part.data
    highs = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("presolve", "on" if part.shape[1] > LARGE else "off"),
    ):
        highs.setOptionValue(name, value)
    highs.passModel(programme)
    return highs
