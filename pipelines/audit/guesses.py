"""The attacker who cannot work a count out and guesses: how often is the guess near the truth?

Two guesses for each hidden count: by least squares, the table nearest to a plain guess in which all sums come
out; and always the same number, which needs no edition at all. What an edition gives away is the difference.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse.linalg import lsmr

from pipelines.audit.finding import KEY
from pipelines.disclosure.public_system import PublicSystem

ALWAYS = 5  # the naive guess: the middle of 1 to 10, with the least regret
ROUNDS = 50
NEAR = 1
ENOUGH = 50  # small hidden counts; of fewer a share near the truth would be about some of them


@dataclass(frozen=True)
class Guesses:
    """Shares of the `small` hidden counts that a guess came within one of."""

    small: int
    least_squares: float
    always_five: float


def least_squares(system: PublicSystem) -> pl.DataFrame:
    """KEY, guess for every hidden count."""
    table = nearest_table(system.matrix, system.low, system.high, system.hidden)
    hidden = np.flatnonzero(system.hidden)
    schema = {**dict.fromkeys(KEY, pl.String), "guess": pl.Float64}
    return pl.DataFrame([(*system.keys[i], table[i]) for i in hidden], schema=schema, orient="row")


def nearest_table(
    matrix: sparse.csr_array, low: np.ndarray, high: np.ndarray, hidden: np.ndarray, guess: float = ALWAYS
) -> np.ndarray:
    """The table near `guess` in every `hidden` cell that fits matrix @ table = 0 and the bounds of all cells.

    By projecting in turn on the tables in which all sums come out (the shortest way, by LSMR) and on those in
    which no count is below what it must be.
    """
    unknown = np.flatnonzero(low < high)
    whole = np.where(low < high, 0.0, low)
    part = sparse.csr_array(matrix[:, unknown])
    some = np.flatnonzero(np.diff(part.indptr))
    part, aims = part[some], -(matrix[some] @ whole)
    low, high = low[unknown], high[unknown]
    table = np.where(hidden[unknown], np.clip(guess, low, high), low)
    for _ in range(ROUNDS):
        table += lsmr(part, aims - part @ table)[0]
        table = np.clip(table, low, high)
    whole[unknown] = table
    return whole


def score(guesses: pl.DataFrame, truth: pl.DataFrame, threshold: int) -> Guesses | None:
    """How near the guesses are to the small counts among `truth` (KEY, value); None of fewer than ENOUGH."""
    small = guesses.join(truth.select(*KEY, "value"), on=KEY, how="inner", validate="1:1").filter(
        pl.col("value").is_between(1, threshold - 1)
    )
    if small.height < ENOUGH:
        return None
    near = (pl.col("guess").round() - pl.col("value")).abs() <= NEAR
    always = (pl.col("value") - ALWAYS).abs() <= NEAR
    shares = small.select(near.mean().alias("near"), always.mean().alias("always")).row(0)
    return Guesses(small.height, *shares)
