"""Counts of towns in which nothing truly differs: what must not be found there.

60 districts of uneven size, two years, households that ask one to five times with one outcome each, and
results that are written down more often when help came, by an uneven share from district to district.
"""

import numpy as np

from tests.editions.figures import cell, results

DISTRICTS = [f"d{number:02d}" for number in range(60)]
RESULT = np.array([0.52, 0.24, 0.12, 0.12])  # received, turned away, nothing known, withdrew
ASKED, ASKED_CHANCE = np.array([1, 2, 3, 5]), np.array([0.72, 0.15, 0.09, 0.04])
BANDS = {1: "1", 2: "2", 3: "3", 5: "4_6"}


def null_town(seed: int, requests: int = 60_000) -> list[dict]:
    """COUNT rows of one town; all counts are shown, the hardest case for false findings."""
    rng = np.random.default_rng(seed)
    size = rng.gamma(2.0, 1.0, len(DISTRICTS))
    households = (requests / 2 / (ASKED @ ASKED_CHANCE) * size / size.sum()).astype(int)
    written = rng.uniform(0.80, 1.0, len(DISTRICTS))
    return [row for year in ("2024", "2025") for row in _year(rng, year, households, written)]


def _year(rng: np.random.Generator, year: str, households: np.ndarray, written: np.ndarray) -> list[dict]:
    rows, total, asked_by = [], np.zeros(5, int), np.zeros(4, int)
    for code, count, share in zip(DISTRICTS, households, written, strict=True):
        numbers, times = _district(rng, int(count), float(share))
        rows += results(*map(int, numbers), area_level="district", area_code=code, period=year)
        total, asked_by = total + numbers, asked_by + times
    split = {"measure": "households", "outcome_dimension": "requests_per_household", "period": year}
    bands = {BANDS[int(f)]: int(count) for f, count in zip(ASKED, asked_by, strict=True)}
    return [
        *rows,
        *results(*map(int, total), period=year),
        *(cell(n, outcome_code=b, **split) for b, n in bands.items()),
    ]


def _district(rng: np.random.Generator, households: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Five results in requests, and households by how often they asked."""
    kind = rng.choice(4, households, p=ASKED_CHANCE)
    outcome = rng.choice(4, households, p=RESULT)
    is_written = rng.random(households) < np.where(outcome == 0, 0.97, share)
    outcome = np.where(is_written, outcome, 2)
    counts = np.bincount(outcome, weights=ASKED[kind], minlength=5)
    return counts.astype(int), np.bincount(kind, minlength=4)
