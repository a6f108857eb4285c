"""One linear programme over the deviations of a system: matrix @ d = 0, lower <= d <= upper, cost @ d least.

Solved by HiGHS with one thread, a seed and an iteration limit, never a clock: the same input, the same
solution.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from pipelines.disclosure.sparse_rows import entries_of

TOLERANCE = 1e-6
NODES = 200  # of a search in whole numbers: what it has found by then is taken
GAP = 0.2
ANSWERED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kSolutionLimit)


@dataclass(frozen=True)
class Programme:
    """One question to the solver, in variables.

    `columns` names the cell of each variable; a cell may have several (their sum is its deviation), which is
    how a price for moving either way is said in linear terms. `whole`: in whole numbers, which is slow.
    """

    columns: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    cost: np.ndarray
    seed: int
    whole: bool = False


def solve(equations_of: sparse.csr_array, asked: Programme, iteration_limit: int) -> np.ndarray | None:
    """Deviation of each cell, or None where the iteration limit came first.

    `equations_of`: coefficients, cells x equations.
    """
    highs = _model(equations_of, asked)
    for name, value in (("simplex_iteration_limit", iteration_limit), ("random_seed", asked.seed % 2**31)):
        highs.setOptionValue(name, value)
    if asked.whole:
        _ask_for_whole_numbers(highs, len(asked.columns))
    highs.run()
    found = highs.getSolution()
    if highs.getModelStatus() not in ANSWERED or not found.value_valid:
        return None
    return np.bincount(asked.columns, weights=np.array(found.col_value), minlength=equations_of.shape[0])


def _ask_for_whole_numbers(highs: highspy.Highs, columns: int) -> None:
    kinds = np.full(columns, highspy.HighsVarType.kInteger)
    highs.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), kinds)
    for name, value in (("mip_max_nodes", NODES), ("mip_rel_gap", GAP), ("presolve", "on")):
        highs.setOptionValue(name, value)


def _model(equations_of: sparse.csr_array, asked: Programme) -> highspy.Highs:
    at, size = entries_of(equations_of, asked.columns)
    named = equations_of.indices[at]
    is_used = np.zeros(equations_of.shape[1], dtype=bool)
    is_used[named] = True
    row = (np.cumsum(is_used, dtype=np.int32) - 1)[named]
    zero = np.zeros(int(is_used.sum()))
    highs = highspy.Highs()
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("presolve", "off"),
        ("simplex_scale_strategy", 0),
    ):
        highs.setOptionValue(name, value)
    highs.passModel(
        len(asked.columns),
        len(zero),
        len(at),
        int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        asked.cost,
        asked.lower,
        asked.upper,
        zero,
        zero,
        np.append(0, np.cumsum(size)).astype(np.int32),
        row,
        equations_of.data[at].astype(float),
        np.full(len(asked.columns), int(highspy.HighsVarType.kContinuous), dtype=np.int32),
    )
    return highs
