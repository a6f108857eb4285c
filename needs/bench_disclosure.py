"""`needs bench disclosure`: what protection costs on published instances, and whether it holds.

Every hidden count is proved twice: all of them by the private gate, in whole numbers; a sample of them by
linear programmes of scipy's over the whole instance, which share no code with the protection.
"""

import resource
import time
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import linprog

from needs.bench_skewed import SKEWED, skewed_instance
from pipelines.audit import guesses
from pipelines.disclosure import private_gate
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import ProtectionReport, protect
from pipelines.disclosure.system import System, build_system
from pipelines.errors import UserError

POLICY = DisclosurePolicy()
SAMPLE = 20  # hidden counts whose exact range is found by programmes of their own
ROUNDING = 1e-6


def names(folder: Path) -> list[str]:
    """Instances of `folder`, NAME_cells.parquet (cell, requests) beside NAME_equations.parquet, and our own
    skewed one.
    """
    found = sorted(p.name.removesuffix("_cells.parquet") for p in folder.glob("*_cells.parquet"))
    if not found:
        raise UserError(
            f"There are no instances in {folder}: files NAME_cells.parquet (cell, requests) and "
            "NAME_equations.parquet (equation, cell, coefficient) were expected. Name their folder after "
            "--instances."
        )
    return [*found, SKEWED]


def read(folder: Path, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Cells and equations as `protect` takes them."""
    if name == SKEWED:
        return skewed_instance()
    cells = pl.read_parquet(folder / f"{name}_cells.parquet").rename({"requests": "value"})
    equations = pl.read_parquet(folder / f"{name}_equations.parquet")
    return (
        cells.with_columns(pl.col("cell", "value").cast(pl.Int64)),
        equations.with_columns(pl.col("cell").cast(pl.Int64)),
    )


def measure(folder: Path, name: str) -> dict:
    """One row: what is hidden, how long it took, and the narrowest range by either method.

    Seconds are as they pass: programmes are solved on all cores. `bare`: one programme of HiGHS over the
    whole instance, no cell of it in need of anything; `ratio`: protecting and proving against it.
    """
    cells, equations = read(folder, name)
    began = time.perf_counter()
    report = protect(cells, equations, POLICY)
    protected = time.perf_counter()
    gate = attack(cells, equations, report)
    proved = time.perf_counter()
    widths, bare = sample_widths(cells, equations, report.statuses)
    near, constant, always = guesses_near(cells, equations, report.statuses)
    return {
        "instance": name,
        **figures(report, gate),
        "sampled": len(widths),
        "narrowest_sampled": int(min(widths)),
        "guessed_by_least_squares": round(near, 3),
        "best_constant": constant,
        "guessed_by_constant": round(always, 3),
        "protect_seconds": round(protected - began, 1),
        "prove_seconds": round(proved - protected, 1),
        "bare_seconds": round(bare, 3),
        "ratio": round((proved - began) / bare, 1),
        "peak_gigabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 1),
    }


def holds(row: dict) -> bool:
    """Whether a measured row gives nothing away by either method."""
    return row["gate"] and not row["unproved"] and row["narrowest_sampled"] >= POLICY.range_at_least


def figures(report: ProtectionReport, gate: private_gate.PrivateReport) -> dict:
    """What was decided and whether it holds, without a clock."""
    return {
        "cells": report.published,
        "small": report.small,
        "hidden_share": round(report.hidden_share, 4),
        "hidden_share_of_11_and_more": round(report.hidden_share_from_threshold, 4),
        "unproved": len(report.unproved),
        "range_under_6": gate.uncertified,
        "gate": gate.ok,
    }


def attack(
    cells: pl.DataFrame, equations: pl.DataFrame, report: ProtectionReport
) -> private_gate.PrivateReport:
    """The private gate over what `report` would release."""
    shown = pl.when(pl.col("status") == "shown").then("value")
    out = report.statuses.join(cells.select("cell", "value"), on="cell").with_columns(value=shown)
    return private_gate.check(cells, equations, out, report.proofs, POLICY)


def guesses_near(
    cells: pl.DataFrame, equations: pl.DataFrame, statuses: pl.DataFrame
) -> tuple[float, int, float]:
    """Of the small hidden counts the share that least squares come within one of, the constant that is within
    one of most of them, and that share. The attacker is so lucky as to begin with that constant.
    """
    system, low, high, hidden = _as_seen(cells, equations, statuses)
    small = hidden & (system.value >= 1) & (system.value < POLICY.threshold)
    truth = system.value[small]
    shares = {n: float((np.abs(truth - n) <= 1).mean()) for n in range(1, POLICY.threshold)}
    constant = max(shares, key=shares.get)
    table = guesses.nearest_table(system.matrix, low, high, hidden, constant)
    return float((np.abs(np.round(table[small]) - truth) <= 1).mean()), constant, shares[constant]


def sample_widths(
    cells: pl.DataFrame, equations: pl.DataFrame, statuses: pl.DataFrame
) -> tuple[list[int], float]:
    """Exact width, in whole numbers, of the ranges of some hidden counts; the median seconds of one
    programme.

    Knows what a reader knows: shown counts, that a hidden one is at least 1, that none is negative.
    """
    system, low, high, hidden = _as_seen(cells, equations, statuses)
    bounds = np.column_stack([low, high])
    chosen = np.random.default_rng(1).permutation(np.flatnonzero(hidden))[:SAMPLE]
    widths, seconds = [], []
    for cell in chosen:
        began = time.perf_counter()
        lowest, highest = (_extreme(system.matrix, bounds, cell, sign) for sign in (1.0, -1.0))
        seconds.append((time.perf_counter() - began) / 2)
        widths.append(int(np.floor(highest + ROUNDING) - np.ceil(lowest - ROUNDING)))
    return widths, float(np.median(seconds))


def _as_seen(
    cells: pl.DataFrame, equations: pl.DataFrame, statuses: pl.DataFrame
) -> tuple[System, np.ndarray, np.ndarray, np.ndarray]:
    """The system, what a reader knows of each cell (lowest, highest), and which cells are hidden."""
    system = build_system(cells, equations, POLICY)
    decided = pl.DataFrame({"cell": system.cell}).join(statuses, on="cell", how="left", maintain_order="left")
    status = decided["status"].fill_null("").to_numpy()
    shown, hidden = status == "shown", status == "hidden"
    low = np.where(shown, system.value, np.where(hidden, 1.0, 0.0))
    return system, low, np.where(shown, system.value, np.inf), hidden


def _extreme(matrix, bounds: np.ndarray, cell: int, sign: float) -> float:
    """Lowest (`sign` 1) or highest (-1) value of `cell` in the tables that fit."""
    cost = np.zeros(len(bounds))
    cost[cell] = sign
    bounds = bounds.copy()
    bounds[cell, 1] = min(bounds[cell, 1], bounds[:, 0].sum() + 1000)
    found = linprog(cost, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds, method="highs")
    if found.x is None:
        raise UserError(f"No table fits what would be shown of this instance: {found.message}")
    return float(found.x[cell])


def as_table(rows: list[dict]) -> str:
    """A Markdown table, as in docs/performance.md."""
    head = (
        "| instance | cells | hidden | of 11 and more | protect | prove | ratio | memory "
        "| ranges under 6 | narrowest sampled | guessed within 1 | always the same |"
        "\n|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    return "\n".join([head, *map(_line, rows)])


def _line(row: dict) -> str:
    return (
        f"| {row['instance']} | {row['cells']:,} | {row['hidden_share']:.1%} "
        f"| {row['hidden_share_of_11_and_more']:.1%} | {row['protect_seconds']:.1f} s "
        f"| {row['prove_seconds']:.1f} s | {row['ratio']:,.0f} | {row['peak_gigabytes']:.1f} GB "
        f"| {row['range_under_6']} | {row['narrowest_sampled']} | {row['guessed_by_least_squares']:.0%} "
        f"| {row['guessed_by_constant']:.0%} ({row['best_constant']}) |"
    )
