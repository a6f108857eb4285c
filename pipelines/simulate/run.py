"""`simulate`: the logs, a health table and the truth of a workspace that already has its areas and census."""

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.simulate.health import write_health
from pipelines.simulate.logs import PartnerTruth, make_log
from pipelines.simulate.plan import Plan, read_plan
from pipelines.simulate.settings import settle
from pipelines.simulate.truth import totals, write_truth
from pipelines.simulate.world import read_world
from pipelines.yaml_file import read_yaml

PUBLIC_FOLDERS = ("boundaries", "census", "catalog")
PUBLIC_FILES = ("coalition.yaml", "simulation.yaml")


@dataclass(frozen=True)
class SimulationReport:
    """What was written: requests and rows by partner, and where."""

    folder: Path
    requests: int
    rows: dict[str, int]

    def as_text(self) -> str:
        """One line per partner for the terminal."""
        lines = [f"{self.requests:,} requests of {len(self.rows)} partners in {self.folder}:"]
        return "\n".join([*lines, *(f"  {name:24} {rows:>9,} rows" for name, rows in self.rows.items())])


def simulate(
    workspace: Workspace,
    *,
    requests: int = 240_000,
    partners: int = 8,
    seed: int = 1,
    start: date | str = "2023-10",
    months: int = 36,
) -> SimulationReport:
    """Write raw/intake, raw/health, raw/truth and the keys; the same arguments give the same bytes.

    Raises WorkspaceError where the workspace has real logs (they are never replaced), or lacks what to draw
    from: areas, blocks, place codes, boundaries, and a census table at the finest level.
    """
    if requests < 10 * partners or months < 1:
        raise WorkspaceError(
            f"Ask for at least {10 * partners} requests ({partners} partners) and one month."
        )
    _remove_earlier(workspace)
    world = read_world(workspace)
    plan = read_plan(workspace, _first_day(start), months, partners)
    settled = [settle(world, plan, partner, seed) for partner in plan.partners]
    parts = [
        make_log(world, plan, partner, wanted, seed, workspace.intake / partner["folder"])
        for partner, wanted in zip(settled, _split(requests, plan.shares), strict=True)
    ]
    write_health(world, workspace.raw / "health", str(plan.known_until.year - 2), seed)
    _write_truth(workspace, plan, parts, world.nested[0], seed)
    _write_keys(workspace, seed, range(plan.start.year, plan.known_until.year + 1))
    received = pl.concat(part.row_account for part in parts).filter(pl.col("fate") == "received")
    rows = {
        p["folder"]: int(received.filter(pl.col("partner") == p["folder"])["rows"].sum())
        for p in plan.partners
    }
    return SimulationReport(workspace.intake, requests, rows)


def copy_public_raw(source: Workspace, target: Workspace) -> None:
    """Copy boundaries, census, catalog overlay, coalition.yaml and simulation.yaml to another workspace."""
    target.raw.mkdir(parents=True, exist_ok=True)
    for name in PUBLIC_FOLDERS:
        if (source.raw / name).is_dir():
            shutil.copytree(source.raw / name, target.raw / name, dirs_exist_ok=True)
    for name in PUBLIC_FILES:
        if (source.raw / name).is_file():
            shutil.copyfile(source.raw / name, target.raw / name)


def _first_day(start: date | str) -> date:
    if isinstance(start, date):
        return start.replace(day=1)
    year, month = start.split("-")[:2]
    return date(int(year), int(month), 1)


def _split(requests: int, shares: list[float]) -> list[int]:
    """`requests` by share in whole numbers; what rounding leaves goes to the first."""
    parts = [int(requests * share) for share in shares]
    parts[0] += requests - sum(parts)
    return parts


def _remove_earlier(workspace: Workspace) -> None:
    """Remove the logs of an earlier run. Raises WorkspaceError for a real log, before anything is touched."""
    folders = [path for path in sorted(workspace.intake.glob("*")) if path.is_dir()]
    for folder in folders:
        sheet = folder / "partner.yaml"
        if not sheet.is_file() or read_yaml(sheet, WorkspaceError).data.get("is_simulated") is not True:
            raise WorkspaceError(
                f"{folder} does not say that it is simulated (partner.yaml, is_simulated: true), so it is "
                "not replaced. Simulate into a workspace of its own, with --data FOLDER."
            )
    for folder in (*folders, workspace.truth):
        shutil.rmtree(folder, ignore_errors=True)


def _write_truth(
    workspace: Workspace, plan: Plan, parts: list[PartnerTruth], coarsest: str, seed: int
) -> None:
    names = ("row_account", "quarantine", "request_account", "requests", "offers")
    tables = {name: pl.concat(getattr(part, name) for part in parts) for name in names}
    planted = {
        **plan.planted,
        "seed": seed,
        "start": plan.start,
        "months": plan.months,
        "known_until": plan.known_until,
    }
    write_truth(workspace.truth, tables, planted, totals(tables["requests"], coarsest))


def _write_keys(workspace: Workspace, seed: int, years: Iterable[int]) -> None:
    """Keys that follow from the seed: the demo's draws by ZIP can be repeated. They protect nobody."""
    key = hashlib.sha256(f"simulated workspace {seed}".encode()).digest()
    for path in (workspace.key_file, *map(workspace.year_key_file, years)):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_bytes(key)
