"""The demo published quarter after quarter: what went out stays, and both gates pass over all of it."""

import shutil
import time
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from needs.main import main
from pipelines.audit.run import audit
from pipelines.editions.history import read_history
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.tables.edition import COUNT_KEY

DEMO = Path(__file__).parents[2] / "data" / "raw"
QUARTERS = [f"{year}-Q{q}" for year in (2023, 2024, 2025, 2026) for q in (1, 2, 3, 4)][3:15]
RESULTS_CLOSE = 46  # days after the quarter


def closes_on(quarter: str) -> date:
    year, month = int(quarter[:4]), 3 * int(quarter[-1])
    return date(year, month, monthrange(year, month)[1]) + timedelta(days=RESULTS_CLOSE)


def told(workspace: Workspace) -> pl.DataFrame:
    """What was ever shown or hidden."""
    return read_history(workspace).filter(pl.col("status").is_in(["shown", "hidden"]))


@pytest.mark.proof
def test_twelve_quarters_one_after_another(tmp_path, write_proof) -> None:
    workspace = Workspace(tmp_path / "demo")
    shutil.copytree(DEMO, workspace.raw, ignore=shutil.ignore_patterns("intake", "health", "truth"))
    assert main(["simulate", "--data", str(workspace.root), "--requests", "240000", "--seed", "1"]) == 0
    began = time.perf_counter()
    assert main(["build", "--data", str(workspace.root)]) == 0
    build = time.perf_counter() - began
    seconds, before = [], None
    for quarter in QUARTERS:
        began = time.perf_counter()
        report = publish(workspace, closes_on(quarter))
        seconds.append(round(time.perf_counter() - began, 1))
        now = told(workspace)
        print(quarter, now.height, seconds[-1], *report.lines, sep="\n  ", flush=True)
        if before is not None:
            same = before.join(now, on=[*COUNT_KEY, "status"], how="inner")
            assert same.height == before.height
            assert same.filter(pl.col("value") != pl.col("value_right")).is_empty()
        before = now
    found = audit(workspace)
    assert found.ok
    assert found.editions == len(QUARTERS)
    hidden = before.filter(status="hidden").height
    figures = {
        "quarters": len(QUARTERS),
        "counts": before.height,
        "hidden_share": round(hidden / before.height, 4),
        "narrowest_range_at_least": found.totals["narrowest"],
        "exact": found.totals["exact"],
        "build_seconds": round(build, 1),
        "publish_seconds": seconds,
        "audit_seconds": round(found.seconds, 1),
    }
    print(figures)
    write_proof("twelve_quarters", figures)
