"""A skewed instance of linked tables: most counts are ones and twos, a few are hundreds.

An attacker who guesses five everywhere is seldom near there, one who knows that most counts are small often
is. Places by needs by years with all margins; drawn once, nobody is in it.
"""

import numpy as np
import polars as pl

SKEWED = "skewed"
SHAPE = (60, 12, 4)  # places, needs, years
SPREAD = 1.6  # of the logarithm of a place's and of a need's share: a tenth of the cells hold most requests
REQUESTS = 40_000


def skewed_instance(seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells (cell, value) of the table and all its margins, and equations (equation, cell, coefficient)."""
    draw = np.random.default_rng(seed)
    places, needs = (draw.lognormal(sigma=SPREAD, size=size) for size in SHAPE[:2])
    share = places[:, None, None] * needs[None, :, None] * draw.uniform(0.8, 1.2, SHAPE)
    counts = draw.poisson(REQUESTS * share / share.sum())
    for axis in range(3):  # the last along each axis is its sum
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    number = np.arange(counts.size).reshape(counts.shape)
    lines = [line for axis in range(3) for line in np.moveaxis(number, axis, -1).reshape(-1, SHAPE[axis] + 1)]
    equations = pl.concat(
        pl.DataFrame({"equation": [n] * len(line), "cell": line, "coefficient": [1] * (len(line) - 1) + [-1]})
        for n, line in enumerate(lines)
    )
    return pl.DataFrame({"cell": number.ravel(), "value": counts.ravel()}), equations
