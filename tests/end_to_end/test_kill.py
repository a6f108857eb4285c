"""Kill any step at any instant: the last good edition opens, the next run ends well, nothing stays behind."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from needs.main import main
from pipelines.paths import Workspace
from tests.raw_town import make_raw_town

LINE = """
import sys
from needs.main import main
sys.exit(main(["build", *sys.argv[1:]]) or main(["publish", *sys.argv[1:], "--as-of", "2026-06-01"]))
"""
EXPECTED = {"edition", "editions", "history", "ledger", "lock", "logs", "private", "warehouse.duckdb"}


def start_line(workspace: Workspace) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", LINE, "--data", str(workspace.root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_once(workspace: Workspace, after: float) -> None:
    process = start_line(workspace)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def edition_id(workspace: Workspace) -> str:
    """The id that the newest edition says of itself, after opening every table of it."""
    folder = workspace.edition_link.resolve()
    for audience in ("public", "coalition"):
        with duckdb.connect(str(folder / audience / "release.duckdb"), read_only=True) as connection:
            for (table,) in connection.execute("select table_name from information_schema.tables").fetchall():
                connection.execute(f'select count(*) from "{table}"').fetchone()
    return json.loads((folder / "public" / "manifest.json").read_text(encoding="utf-8"))["id"]


def add_rows(workspace: Workspace, step: int) -> None:
    """Another export of the phone tree arrives, so that the line has work to do."""
    calls = workspace.intake / "phone_tree" / "calls.csv"
    head, *rows = calls.read_text(encoding="utf-8").splitlines()
    changed = [row.replace("P", f"P{step}x", 1) for row in random.Random(step).sample(rows, 20)]
    calls.with_name(f"calls-{step}.csv").write_text("\n".join([head, *changed]) + "\n", encoding="utf-8")


def leftovers(folder: Path) -> set[str]:
    """What stands in processed/ and should not: unknown names, and editions that nothing names."""
    names = {path.name for path in folder.iterdir()} - EXPECTED
    hidden = {
        path.name for path in folder.rglob("*") if path.name.startswith((".", "tmp")) or ".tmp" in path.name
    }
    return names | hidden


def survive_kills(workspace: Workspace, kills: int, seed: int) -> None:
    """Kill the line `kills` times at random instants, with new rows before each, and check what stands."""
    draw = random.Random(seed)
    assert main(["build", "--data", str(workspace.root)]) == 0
    assert main(["publish", "--data", str(workspace.root), "--as-of", "2026-06-01"]) == 0
    began = time.monotonic()
    assert start_line(workspace).wait() == 0
    whole = max(2.0, 2 * (time.monotonic() - began))
    for step in range(kills):
        add_rows(workspace, step)
        kill_once(workspace, draw.uniform(0.05, whole))
        assert edition_id(workspace)  # the last good edition opens, whichever it is
    assert start_line(workspace).wait() == 0
    assert leftovers(workspace.processed) == set()
    assert edition_id(workspace)


@pytest.mark.slow
def test_four_kills(tmp_path):
    survive_kills(make_raw_town(tmp_path / "town", rows=400), kills=4, seed=1)


@pytest.mark.proof
def test_a_hundred_kills(tmp_path, write_proof):
    survive_kills(make_raw_town(tmp_path / "town", rows=400), kills=100, seed=2)
    write_proof("kill", {"kills": 100, "editions_lost": 0, "left_behind": 0})
