"""`needs bench intake`: a log of millions of rows gated, coded and loaded, beside a bare load of its CSV."""

import json
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl

from pipelines.coalition import load_coalition
from pipelines.paths import Workspace

FIRST_DAY, DAYS = date(2023, 1, 1), 1_095
FILES = 36  # one a month, as exports are
SEED = 1
WORDS = {
    "Needs": [
        "Food box",
        "Rent",
        "Diapers",
        "Food box; Diapers",
        "Electric bill",
        "Clothes",
        "Metro card",
        "",
    ],
    "Outcome": ["Helped", "Full", "Open", "Gone", ""],
    "Language": ["English", "Spanish", "Chinese", "Bengali", ""],
    "Age": ["19", "34", "41", "58", "67", "80", ""],
}
MAPPING = """\
partner: bench
files: ["*.csv"]
columns:
  Record: {role: request_id}
  Family: {role: household_key}
  Asked on: {role: received_on, formats: ["%m/%d/%Y"]}
  Area: {role: area, level: LEVEL}
  Needs: {role: need, many: ";"}
  Outcome: {role: result}
  Closed on: {role: result_on, formats: ["%m/%d/%Y"]}
  Language: {role: language}
  Age: {role: age}
  Telephone: {role: identifier}
  Remarks: {role: note}
codes:
  need: {Food box: groceries, Rent: rent, Diapers: diapers, Electric bill: electricity_gas, Clothes: clothing,
    Metro card: transit_fare}
  result: {Helped: received, Full: turned_away, Open: no_result, Gone: withdrew}
  language: {English: english, Spanish: spanish, Chinese: chinese, Bengali: bengali}
"""
PARTNER = "name: Bench\nkind: mutual_aid\nlanguages: [en]\nservice_area: all\nis_simulated: true\n"
# Each part runs by itself, so that its memory is its own and not the generator's.
BUILD = """\
import json, resource, sys
from pathlib import Path
from needs.progress import tell_progress
from pipelines.build import build
from pipelines.paths import Workspace
with tell_progress() as tell:
    report = build(Workspace(Path(sys.argv[1])), force=True, progress=tell)
steps = dict(report.request_account.select("step", "rows").iter_rows())
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"seconds": report.seconds, "gb": peak / 1e6, "rows": steps["loaded_rows"],
                  "requests": steps["requests"]}))
"""


def measure(workspace: Workspace, rows: int) -> dict:
    """rows, requests, bare_seconds, seconds, ratio, gb (peak memory of the build).

    The log is made in the workspace's private folder, over its own places, and taken away afterwards.
    """
    folder = workspace.private / "bench_intake"
    shutil.rmtree(folder, ignore_errors=True)
    trial = Workspace(folder)
    try:
        _copy_places(workspace, trial)
        _write_log(trial, rows)
        bare = _bare_load(trial)
        done = _build(trial)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    ratio = done["seconds"] / bare
    return {"rows": rows, "requests": done["requests"], "bare_seconds": bare, "seconds": done["seconds"],
            "ratio": ratio, "gb": done["gb"]}  # fmt: skip


def as_table(figures: dict) -> str:
    """A Markdown table, as in docs/performance.md."""
    return (
        "| rows | requests | bare load, s | gated, coded and loaded, s | ratio | memory, GB |\n"
        "|---|---|---|---|---|---|\n"
        f"| {figures['rows']:,} | {figures['requests']:,} | {figures['bare_seconds']:.1f} "
        f"| {figures['seconds']:.1f} | {figures['ratio']:.1f} | {figures['gb']:.1f} |"
    )


def _copy_places(workspace: Workspace, trial: Workspace) -> None:
    left_out = shutil.ignore_patterns("intake", "corrections", "truth")
    shutil.copytree(workspace.raw, trial.raw, ignore=left_out)
    trial.root.chmod(0o700)


def _write_log(trial: Workspace, rows: int) -> None:
    """Simulated rows of one partner, a file a month: nobody is in them."""
    partner = trial.intake / "bench"
    partner.mkdir(parents=True)
    coalition = load_coalition(trial)
    (partner / "mapping.yaml").write_text(MAPPING.replace("LEVEL", coalition.finest_level))
    (partner / "partner.yaml").write_text(PARTNER)
    areas = pl.read_csv(trial.raw / "boundaries" / "areas.csv", infer_schema=False)
    codes = areas.filter(area_level=coalition.finest_level)["area_code"].to_numpy()
    chance, each = np.random.default_rng(SEED), -(-rows // FILES)
    for file in range(FILES):
        count = min(each, rows - file * each)
        if count > 0:
            _month(chance, file, file * each, count, codes).write_csv(partner / f"month_{file:02}.csv")


def _month(chance: np.random.Generator, file: int, first: int, count: int, codes: np.ndarray) -> pl.DataFrame:
    start = FIRST_DAY + timedelta(days=file * DAYS // FILES)
    asked = pl.Series(chance.integers(0, DAYS // FILES, count))
    day = pl.lit(start) + pl.duration(days=asked)
    closed = pl.when(pl.lit(chance.random(count) < 0.6)).then(
        day + pl.duration(days=pl.Series(chance.integers(0, 20, count)))
    )
    numbers = pl.int_range(first, first + count, eager=True)
    families = pl.Series(chance.integers(0, 1_500_000, count))
    return pl.select(
        pl.concat_str(pl.lit("R-"), numbers.cast(pl.String).str.zfill(8)).alias("Record"),
        pl.concat_str(pl.lit("F"), families.cast(pl.String)).alias("Family"),
        day.dt.strftime("%m/%d/%Y").alias("Asked on"),
        pl.Series("Area", codes[chance.integers(0, len(codes), count)]),
        *(pl.Series(name, np.array(own)[chance.integers(0, len(own), count)]) for name, own in WORDS.items()),
        closed.dt.strftime("%m/%d/%Y").alias("Closed on"),
        pl.lit("555-0100").alias("Telephone"),
        pl.lit("simulated").alias("Remarks"),
    )


def _bare_load(trial: Workspace) -> float:
    """Seconds of DuckDB's own load of the same files into a table of a file."""
    path = trial.root / "bare.duckdb"
    began = time.perf_counter()
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE bare AS SELECT * FROM read_csv('{trial.intake}/bench/*.csv')")
    seconds = time.perf_counter() - began
    path.unlink()
    return seconds


def _build(trial: Workspace) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(trial.root)], stdout=subprocess.PIPE, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])
