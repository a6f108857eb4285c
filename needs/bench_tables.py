"""`needs bench tables`: what designs of the release tables cost on a workspace's own log."""

import time
from datetime import date
from pathlib import Path

from pipelines.advise import Protected, protect_on_trial
from pipelines.catalog import load_catalog
from pipelines.paths import Workspace

PACKAGED = "packaged"


def measure(workspace: Workspace, overlays: list[Path], as_of: date) -> list[dict]:
    """One row per design: the packaged tables, and these laid over by each folder of `overlays`.

    Of each table its cells, hidden ones, and of its requests the share in shown cells. Seconds are as
    they pass, of the protection with its counting.
    """
    designs = [(PACKAGED, load_catalog()), *((folder.name, load_catalog(folder)) for folder in overlays)]
    rows = []
    for name, catalog in designs:
        began = time.perf_counter()
        found = protect_on_trial(workspace, as_of, catalog)
        rows.append({"design": name, **_figures(found), "seconds": round(time.perf_counter() - began, 1)})
    return rows


def _figures(found: Protected) -> dict:
    report = found.report
    return {
        "cells": report.published,
        "hidden_share": round(report.hidden_share, 4),
        "hidden_share_from_threshold": round(report.hidden_share_from_threshold, 4),
        "withheld": report.withheld,
        "tables": {
            one.table: {"cells": one.cells, "hidden": one.hidden, "shown": round(one.shown, 4)}
            for one in found.shares
        },
    }


def as_table(rows: list[dict]) -> str:
    """Designs beside each other, then each table with its price in every design, as Markdown."""
    head = "| design | cells | hidden | of larger ones | withheld | seconds |\n|---|---|---|---|---|---|"
    lines = [
        f"| {row['design']} | {row['cells']:,} | {row['hidden_share']:.1%} "
        f"| {row['hidden_share_from_threshold']:.1%} | {row['withheld']:,} | {row['seconds']:.0f} |"
        for row in rows
    ]
    return "\n".join([head, *lines, "", *_by_table(rows)])


def _by_table(rows: list[dict]) -> list[str]:
    """Cells of each table; of them hidden, and of its requests shown, in each design."""
    names = list(dict.fromkeys(name for row in rows for name in row["tables"]))
    head = ["| table | cells |" + "".join(f" {row['design']} |" for row in rows)]
    rule = ["|---|---|" + "---|" * len(rows)]
    return head + rule + [_line(name, rows) for name in names]


def _line(name: str, rows: list[dict]) -> str:
    found = [row["tables"].get(name) for row in rows]
    cells = next(one["cells"] for one in found if one)
    shares = [
        f"{one['hidden'] / one['cells']:.0%}, {one['shown']:.0%}" if one and one["cells"] else ""
        for one in found
    ]
    return f"| {name} | {cells:,} |" + "".join(f" {share} |" for share in shares)
