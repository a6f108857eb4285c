"""`needs forget`: records of months that are done with go; what was published, and what will be, stays."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from needs.main import main
from pipelines import ledger
from pipelines.build import build
from pipelines.coalition import load_coalition
from pipelines.editions.write import current_edition
from pipelines.errors import CatalogError
from pipelines.forget import last_month_to_drop, plan_forgetting
from pipelines.forgotten import read_forgotten
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT, COUNT_KEY, EDITION_TABLES
from pipelines.warehouse import read_table
from tests.raw_town import make_raw_town

LATER = date(2025, 12, 20)  # 2024 is done with; of 2025 some months have closed
END = date(2026, 6, 1)
DAY = "2026-01-20"


def retain(workspace: Workspace, months: int) -> None:
    text = workspace.coalition_file.read_text(encoding="utf-8")
    workspace.coalition_file.write_text(f"{text}retain_months: {months}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Workspace:
    workspace = make_raw_town(tmp_path_factory.mktemp("forget") / "town", rows=900)
    retain(workspace, 12)
    build(workspace)
    publish(workspace, LATER)
    return workspace


@pytest.fixture
def town(published, tmp_path) -> Workspace:
    workspace = Workspace(tmp_path / "town")
    shutil.copytree(published.root, workspace.root, symlinks=True)
    return workspace


def forget(workspace: Workspace, *more: str, as_of: str = DAY) -> int:
    return main(["forget", "--data", str(workspace.root), "--as-of", as_of, *more])


def editions(workspace: Workspace) -> dict[str, list]:
    """Every row of every table of the newest edition, for both audiences."""
    folder = workspace.edition_link.resolve()
    return {
        f"{audience} {table.name}": read_table(folder / audience / "release.duckdb", table).rows()
        for audience in ("public", "coalition")
        for table in EDITION_TABLES
    }


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}


def counts(workspace: Workspace) -> pl.DataFrame:
    return read_table(workspace.edition_link.resolve() / "public" / "release.duckdb", COUNT)


def months(workspace: Workspace) -> list[str]:
    return read_table(workspace.warehouse, w.REQUEST)["month"].unique().sort().to_list()


@pytest.mark.parametrize(
    ("day", "retain_months", "last"),
    [
        (date(2026, 11, 1), 24, "2024-10"),
        (date(2026, 10, 31), 24, "2024-09"),
        (date(2026, 1, 15), 1, "2025-11"),
        (date(2026, 12, 31), 12, "2025-11"),
    ],
)
def test_a_month_is_kept_for_so_many_whole_months_after_it(day, retain_months, last):
    assert last_month_to_drop(day, retain_months) == last


@pytest.mark.parametrize("wrong", ["0", "-3", "soon", "1.5"])
def test_a_wrong_retain_months_is_told_with_its_line(tmp_path, wrong):
    workspace = make_raw_town(tmp_path, rows=2)
    retain(workspace, wrong)
    with pytest.raises(CatalogError, match=r"coalition.yaml line \d+.*retain_months"):
        load_coalition(workspace)


@pytest.mark.slow
def test_a_dry_run_and_an_unanswered_question_change_nothing(town, capsys):
    def everything() -> dict[str, bytes]:
        return {str(p): p.read_bytes() for p in town.root.rglob("*") if p.is_file()}

    before = everything()
    assert forget(town, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "months up to 2024-12" in said and "Nothing was dropped" in said
    assert "raw/intake/corner_table/log.csv: " in said and "needs intake scrub" in said
    assert "Keys to be destroyed" in said and ": 2024." in said
    assert forget(town) == 1
    assert everything() == before


@pytest.mark.slow
def test_records_and_the_key_go_and_the_edition_is_the_same(town, capsys):
    edition, told, frozen = current_edition(town), editions(town), files(town.ledger)
    rows = read_table(town.warehouse, w.REQUEST)
    waiting = rows.filter(pl.col("month") > "2024-12")
    partners = read_table(town.warehouse, w.PARTNER)
    assert partners["first_month"].to_list() == ["2024-01", "2024-01"]
    assert forget(town, "--yes", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["dropped"] and said["through"] == "2024-12" and said["keys"] == [2024]
    old = rows.filter(pl.col("month") <= "2024-12")
    assert sum(line["requests"] for line in said["records"]) == old.height > 0
    assert read_table(town.warehouse, w.REQUEST).equals(waiting)
    assert sorted(path.name for path in town.year_keys.iterdir()) == ["2025.key"]
    publish(town, LATER)
    assert (current_edition(town), editions(town)) == (edition, told)
    build(town)
    assert read_table(town.warehouse, w.REQUEST).equals(waiting)
    assert read_table(town.warehouse, w.PARTNER).equals(partners)
    publish(town, LATER)
    assert (current_edition(town), editions(town)) == (edition, told)
    assert files(town.ledger) == frozen


@pytest.mark.slow
def test_both_accounts_tell_of_rows_that_are_forgotten(town):
    assert forget(town, "--yes") == 0
    report = build(town)
    account = report.row_account.filter(partner="corner_table")
    fates = {(f, r): n for f, r, n in account.select("fate", "reason", "rows").iter_rows()}
    assert fates[("received", "all")] == 900
    assert fates[("out_of_period", "forgotten")] + fates[("loaded", "all")] == 900
    assert "out of period" in report.as_text() and "forgotten" in report.as_text()
    steps = dict(report.request_account.filter(partner="corner_table").select("step", "rows").iter_rows())
    assert steps["loaded_rows"] == fates[("loaded", "all")]
    raw = plan_forgetting(town, date(2026, 1, 20)).raw
    by_file = {(partner, file): rows for partner, file, rows in raw.iter_rows()}
    assert by_file[("corner_table", "log.csv")] == fates[("out_of_period", "forgotten")]


@pytest.mark.slow
def test_what_is_published_later_is_the_same_with_and_without(published, town, tmp_path):
    """The rest of 2025 closes: results, households of the year, late requests, the account of its rows."""
    kept = Workspace(tmp_path / "kept")
    shutil.copytree(published.root, kept.root, symlinks=True)
    assert forget(town, "--yes") == 0
    for workspace in (kept, town):
        build(workspace)
        publish(workspace, END)
    assert files(kept.ledger) == files(town.ledger)
    assert editions(kept) == editions(town)
    assert current_edition(kept) == current_edition(town)
    assert "2025" in ledger.counted_years(town)
    assert set(ledger.read_rows(town)["reason"]).isdisjoint({"forgotten"})


@pytest.mark.slow
def test_months_of_a_year_that_is_open_wait_and_are_named(town, capsys):
    assert forget(town, "--dry-run", as_of="2026-12-01") == 0
    said = capsys.readouterr().out
    assert "months up to 2024-12" in said
    assert "Kept for now: 2025-01 to 2025-" in said and "needs publish" in said


@pytest.mark.slow
def test_without_retain_months_records_stay_and_keys_of_closed_years_go(town):
    text = town.coalition_file.read_text(encoding="utf-8")
    town.coalition_file.write_text(text.replace("retain_months: 12\n", ""), encoding="utf-8")
    build(town)
    before = read_table(town.warehouse, w.REQUEST)
    assert forget(town, "--yes") == 0
    assert read_forgotten(town).through is None
    assert not town.year_key_file(2024).exists()
    build(town, force=True)
    after = read_table(town.warehouse, w.REQUEST)
    is_open = pl.col("month") > "2024-12"
    assert after.filter(is_open).equals(before.filter(is_open))
    old, now = (frame.filter(~is_open) for frame in (before, after))
    assert old.height == now.height and old["contacts"].sum() == now["contacts"].sum()
    assert not set(old["household_key"].drop_nulls()) & set(now["household_key"].drop_nulls())


@pytest.mark.slow
def test_a_lost_key_stops_the_build_and_a_new_one_goes_on(town, capsys):
    before = read_table(town.warehouse, w.REQUEST)
    town.year_key_file(2025).unlink()
    words = ["build", "--data", str(town.root)]
    assert main(words) == 2
    assert "The key of 2025 is lost" in capsys.readouterr().err
    assert read_table(town.warehouse, w.REQUEST).equals(before)
    assert main([*words, "--new-key", "2025"]) == 0
    told, frozen = counts(town), files(town.ledger)
    publish(town, END)
    assert told.join(counts(town), on=[*COUNT_KEY, "status"], how="semi").height == told.height
    assert frozen.items() <= files(town.ledger).items()


@pytest.mark.slow
def test_it_is_done_once_and_never_goes_back(town, capsys):
    assert forget(town, "--yes") == 0
    capsys.readouterr()
    assert forget(town) == 0
    assert "There is nothing to drop" in capsys.readouterr().out
    text = town.coalition_file.read_text(encoding="utf-8")
    town.coalition_file.write_text(text.replace("retain_months: 12", "retain_months: 48"), encoding="utf-8")
    assert plan_forgetting(town, date(2026, 1, 20)).through == "2024-12"
    build(town)
    assert min(months(town)) == "2025-01"


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from pipelines.forget import forget, plan_forgetting
from pipelines.paths import Workspace

workspace, at = Workspace(Path(sys.argv[1])), int(sys.argv[2])
plan = plan_forgetting(workspace, date(2026, 1, 20))
steps = 0

def die(event, args):
    # Each file that is made, renamed or removed is an instant to die at.
    global steps
    if event in ("os.rename", "os.remove", "os.rmdir", "os.chmod") and str(workspace.root) in str(args[0]):
        steps += 1
        if steps == at:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die)
forget(workspace, plan)
"""


@pytest.mark.slow
def test_killed_at_every_third_step_the_next_run_does_the_rest(town, tmp_path):
    assert survive_kills(town, tmp_path, range(1, 60, 3)) >= 2


@pytest.mark.proof
def test_killed_at_any_step_the_next_run_does_the_rest(town, tmp_path, write_proof):
    write_proof("kill_forget", {"kills": survive_kills(town, tmp_path, range(1, 60))})


def survive_kills(town: Workspace, tmp_path: Path, steps: range) -> int:
    """How many of the steps of a run there are to be killed at: after each, the next run does the rest."""
    rows = read_table(town.warehouse, w.REQUEST)
    waiting = rows.filter(pl.col("month") > "2024-12")
    for killed, at in enumerate(steps):
        workspace = Workspace(tmp_path / str(at))
        shutil.copytree(town.root, workspace.root, symlinks=True)
        done = subprocess.run([sys.executable, "-c", KILLED, str(workspace.root), str(at)], check=False)
        assert read_table(workspace.warehouse, w.REQUEST).height in (rows.height, waiting.height)
        assert forget(workspace, "--yes") == 0
        assert read_table(workspace.warehouse, w.REQUEST).equals(waiting)
        assert read_forgotten(workspace).through == "2024-12"
        assert [path.name for path in workspace.year_keys.iterdir()] == ["2025.key"]
        shutil.rmtree(workspace.root)
        if done.returncode == 0:
            return killed
    raise AssertionError("the run is longer than the steps that were tried")


@pytest.mark.slow
def test_a_scrubbed_file_lacks_the_rows_that_are_forgotten(town):
    assert forget(town, "--yes") == 0
    build(town)
    before = read_table(town.warehouse, w.REQUEST)
    for name in ("corner_table/log.csv", "phone_tree/calls.csv"):
        assert main(["intake", "scrub", str(town.intake / name), "--yes"]) == 0
    assert not plan_forgetting(town, date(2026, 1, 20)).raw.height
    build(town)
    assert read_table(town.warehouse, w.REQUEST).equals(before)
