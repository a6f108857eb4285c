"""`needs bench`: speed, as ratios against a bare run of the same engine in the same process.

Seconds differ from machine to machine and from minute to minute; ratios of runs side by side differ less.
Each figure is the median of several runs.
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from needs import bench_disclosure, bench_intake, bench_tables
from needs.options import add_json, add_workspace
from pipelines.errors import REFUSED, UserError, WorkspaceError
from pipelines.paths import Workspace, find_workspace

EXAMPLE = "needs bench --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs bench`."""
    parser.add_argument(
        "what",
        nargs="?",
        default="pipelines",
        choices=("pipelines", "intake", "disclosure", "tables"),
        help="(pipelines)",
    )
    add_workspace(parser)
    parser.add_argument(
        "--instances",
        metavar="FOLDER",
        type=Path,
        help="of disclosure: NAME_cells.parquet, NAME_equations.parquet",
    )
    parser.add_argument(
        "--only", metavar="NAME", action="append", help="of disclosure: this instance (repeatable)"
    )
    parser.add_argument(
        "--overlay",
        metavar="FOLDER",
        type=Path,
        action="append",
        help="of tables: a design as raw/catalog would hold it (repeatable)",
    )
    parser.add_argument(
        "--rows", type=int, default=10_000_000, help="of intake: rows of the simulated log (10,000,000)"
    )
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts (3)")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print each stage's seconds, the bare run's, and the ratio."""
    if args.what == "disclosure":
        return _run_disclosure(args)
    if args.what == "tables":
        rows = bench_tables.measure(find_workspace(args.data), args.overlay or [], date.today())
        print(json.dumps(rows, indent=2) if args.json else bench_tables.as_table(rows))
        return 0
    if args.what == "intake":
        figures = bench_intake.measure(find_workspace(args.data), args.rows)
        print(json.dumps(figures, indent=2) if args.json else bench_intake.as_table(figures))
        return 0
    figures = measure(find_workspace(args.data), args.runs)
    print(json.dumps(figures, indent=2) if args.json else as_table(figures))
    return 0


def _run_disclosure(args: argparse.Namespace) -> int:
    """0 where every range is wide enough by both methods, else 1."""
    if args.instances is None:
        raise UserError(
            "Which instances should be protected? Name their folder after --instances; an example: "
            "needs bench disclosure --instances FOLDER"
        )
    known = bench_disclosure.names(args.instances)
    if unknown := sorted(set(args.only or ()) - set(known)):
        raise UserError(f"There is no instance {unknown[0]!r} there. There are: {', '.join(known)}.")
    rows = [bench_disclosure.measure(args.instances, name) for name in args.only or known]
    print(json.dumps(rows, indent=2) if args.json else bench_disclosure.as_table(rows))
    return 0 if all(bench_disclosure.holds(row) for row in rows) else REFUSED


def measure(workspace: Workspace, runs: int) -> list[dict]:
    """One row per stage: stage, seconds, bare, bare_seconds, ratio."""
    if not workspace.warehouse.is_file():
        raise WorkspaceError("There is no warehouse to measure yet. Run `needs build` first.")
    csv = workspace.private / "bench.csv"
    try:
        _export_requests(workspace, csv)
        bare_load = _median(runs, lambda: _load(csv))
        bare_count = _median(runs, lambda: _count(workspace))
        return [
            _row(
                "read, gate and code every partner",
                _median(runs, lambda: _read(workspace)),
                "load CSV",
                bare_load,
            ),
            _row(
                "count every month", _median(runs, lambda: _tabulate(workspace)), "one GROUP BY", bare_count
            ),
        ]
    finally:
        csv.unlink(missing_ok=True)


def as_table(figures: list[dict]) -> str:
    """A Markdown table, as in docs/performance.md."""
    head = "| stage | seconds | bare run | seconds | ratio |\n|---|---|---|---|---|"
    rows = [
        f"| {f['stage']} | {f['seconds']:.2f} | {f['bare']} | {f['bare_seconds']:.2f} | {f['ratio']:.1f} |"
        for f in figures
    ]
    return "\n".join([head, *rows])


def _row(stage: str, seconds: float, bare: str, bare_seconds: float) -> dict:
    ratio = seconds / bare_seconds
    return {"stage": stage, "seconds": seconds, "bare": bare, "bare_seconds": bare_seconds, "ratio": ratio}


def _median(runs: int, work: Callable[[], object]) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return median(times)


def _export_requests(workspace: Workspace, csv: Path) -> None:
    """The coded requests as one CSV: as many rows as the partners' files hold, in the private folder."""
    csv.touch(mode=0o600)
    with duckdb.connect(str(workspace.warehouse), read_only=True) as connection:
        connection.execute(f"COPY request TO '{csv}' (HEADER)")


def _load(csv: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE bare AS SELECT * FROM read_csv('{csv}')")


def _count(workspace: Workspace) -> None:
    with duckdb.connect(str(workspace.warehouse), read_only=True) as connection:
        connection.execute("SELECT month, block, need, result, count(*) FROM request GROUP BY ALL").fetchall()


def _read(workspace: Workspace) -> None:
    from pipelines.build import partner_folders
    from pipelines.catalog import load_catalog
    from pipelines.coalition import load_coalition
    from pipelines.geography.build import build_geography
    from pipelines.geography.levels import read_levels
    from pipelines.intake import read_partner
    from pipelines.public_inputs import read_place_inputs
    from pipelines.sources.sidecars import find_sources
    from pipelines.workspace_key import YearKeys, workspace_key

    catalog, coalition = load_catalog(workspace.catalog_overlay), load_coalition(workspace)
    inputs = read_place_inputs(find_sources(workspace.raw), read_levels(coalition.area_levels))
    geography = build_geography(
        coalition.area_levels, coalition.city, inputs, catalog.policy.sliver_residents
    )
    places = geography.places(workspace_key(workspace))
    for folder in partner_folders(workspace):
        read_partner(folder, catalog, places, YearKeys(workspace))


def _tabulate(workspace: Workspace) -> None:

    from pipelines.editions.designs import splits_of
    from pipelines.publish import read_setting, terms_of
    from pipelines.tabulate import read_stamps, request_atoms

    setting = read_setting(workspace, date.today())
    splits = splits_of(terms_of(setting).designs, "requests")
    request_atoms(read_stamps(workspace.warehouse, setting.closing.requests), splits)
