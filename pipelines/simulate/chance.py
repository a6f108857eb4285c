"""Drawing many values at once.

Every stream of chance has a name, so that one more draw here moves nothing there.
"""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np


def stream(seed: int, *names: str) -> np.random.Generator:
    """The generator of one named part of the simulation."""
    words = [zlib.crc32(name.encode()) for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def pick(rng: np.random.Generator, weights: Mapping, size: int) -> np.ndarray:
    """`size` keys of `weights` (as text), each with its share."""
    keys = np.array([str(key) for key in weights], dtype=object)
    shares = np.array([float(value) for value in weights.values()])
    return keys[rng.choice(len(keys), size=size, p=shares / shares.sum())]


def pick_number(rng: np.random.Generator, weights: Mapping, size: int) -> np.ndarray:
    """As `pick`, for keys that are whole numbers."""
    return pick(rng, weights, size).astype(np.int64)


def pick_row(rng: np.random.Generator, shares: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """For each row number in `rows`, a column of `shares` with the probability that stands in that row."""
    edges = np.cumsum(shares, axis=1)
    edges /= edges[:, -1:]
    return (rng.random(len(rows))[:, None] > edges[rows]).sum(axis=1)


def pick_each(rng: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """A column number for each row of `shares` (one row per draw, weights need not sum to 1)."""
    edges = np.cumsum(shares, axis=1)
    return (rng.random(len(shares))[:, None] * edges[:, -1:] > edges).sum(axis=1)


def some(rng: np.random.Generator, rate: float, size: int) -> np.ndarray:
    """The positions, in order, of a share of `size` rows: at least one where the rate is not 0."""
    if not rate or not size:
        return np.empty(0, dtype=np.int64)
    wanted = min(size, max(1, round(rate * size)))
    return np.sort(rng.choice(size, size=wanted, replace=False))


def words_for(rng: np.random.Generator, codes: np.ndarray, words: Mapping[str, Sequence[str]]) -> np.ndarray:
    """One of the partner's words for each code; empty text where it has no word for it."""
    chosen = np.full(len(codes), "", dtype=object)
    for code in sorted(set(codes.tolist()) & set(words)):
        where = np.flatnonzero(codes == code)
        texts = np.array(words[code], dtype=object)
        chosen[where] = texts[rng.integers(len(texts), size=len(where))]
    return chosen
