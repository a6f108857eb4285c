"""The one door: what goes out, what stays the same, and what a refusal leaves."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import publish as door
from pipelines.editions.counts import LedgerError
from pipelines.editions.history import read_history
from pipelines.editions.write import AUDIENCES, current_edition
from pipelines.errors import DisclosureError, UserError, WorkspaceError
from pipelines.lock import locked
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT, COUNT_KEY, EDITION_TABLES
from pipelines.warehouse import read_table, write_database
from tests.town import cut, few_tables, make_town, town_tables

pytestmark = pytest.mark.slow

DAY = date(2025, 8, 20)  # January 2024 to July 2025 asked, to June 2025 known what came of it
SIZE = 2500


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Workspace:
    """A town whose first edition is out. Read only: tests that change it work on `town`."""
    workspace = make_town(tmp_path_factory.mktemp("town"), requests=SIZE)
    publish(workspace, DAY, catalog=few_tables())
    return workspace


@pytest.fixture
def town(published, tmp_path) -> Workspace:
    shutil.copytree(published.root, tmp_path / "town", symlinks=True)
    return Workspace(tmp_path / "town")


def counts_of(workspace: Workspace, audience: str = "public") -> pl.DataFrame:
    return read_table(workspace.edition_link.resolve() / audience / "release.duckdb", COUNT)


def content_of(workspace: Workspace) -> dict[str, list[tuple]]:
    """Every row of every table of the newest public edition."""
    path = workspace.edition_link.resolve() / "public" / "release.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return {t.name: connection.execute(f'select * from "{t.name}"').fetchall() for t in EDITION_TABLES}


@pytest.mark.slow
def test_both_audiences_hold_every_table_and_the_same_counts(published):
    assert set(content_of(published)) == {table.name for table in EDITION_TABLES}
    assert counts_of(published, "public").equals(counts_of(published, "coalition"))
    history = read_history(published)
    assert history.sort(COUNT_KEY).equals(counts_of(published).select(history.columns).sort(COUNT_KEY))


def test_the_edition_is_dated_by_its_last_closing(published):
    manifest = json.loads((published.edition_link / "public" / "manifest.json").read_text())
    assert manifest["as_of"] == "2025-08-15"
    assert manifest["id"].startswith("2025-08-15-")
    assert (manifest["complete_through"], manifest["results_through"]) == ("2025-07", "2025-06")
    assert manifest["format"] == 1 and manifest["is_simulated"] is True
    assert (manifest["public_gate"], manifest["private_gate"]) == ("passed", "passed")
    pinned = (manifest["hidden_exact"], manifest["hidden_within_1"], manifest["hidden_within_3"])
    assert {str(count) for count in pinned} == {"0"} and int(manifest["narrowest_range"]) >= 6


def test_open_periods_are_absent(published):
    counts = counts_of(published)
    assert counts.filter(period_level="month")["period"].max() == "2025-07"
    assert counts.filter(period_level="year")["period"].unique().to_list() == ["2024"]
    assert counts.filter(period_level="quarter", outcome_dimension="result")["period"].max() == "2025-Q2"


def test_no_small_count_is_shown(published):
    counts = counts_of(published)
    shown = counts.filter(pl.col("status") == "shown")
    assert shown.filter(pl.col("value").is_between(1, 10)).height == 0
    hidden = counts.filter(pl.col("status") == "hidden")
    assert hidden.height > 0
    assert hidden["value"].null_count() == hidden.height
    assert (hidden["range_low"].is_not_null()).all()


def test_households_are_rounded_and_say_within_what(published):
    shown = counts_of(published).filter(measure="households", status="shown")
    assert shown.height > 0
    assert (shown["value"] % 5 == 0).all() and (shown["value"] >= 20).all()
    assert (shown["range_high"] - shown["range_low"] == 4).all()
    assert shown.filter(pl.col("value").is_between("range_low", "range_high")).height == shown.height


def test_side_numbers_are_bands_and_partners_have_no_folder_names(published):
    content = content_of(published)
    assert {row[0] for row in content["partner"]} == {"p1", "p2", "p3", "p4"}
    folders = {"alder", "birch", "cedar", "dogwood"}
    texts = {str(value) for rows in content.values() for row in rows for value in row}
    assert not texts & folders
    bands = {"under_500", "500_to_2000", "over_2000"}
    assert {row[-1] for row in content["row_account"]} <= bands
    assert {row[0] for row in content["row_account"]} == {"2024"}


def test_publishing_twice_does_nothing_the_second_time(town):
    before = {path: path.stat().st_mtime_ns for path in town.editions.rglob("*")}
    report = publish(town, DAY, catalog=few_tables())
    assert not report.is_new
    assert {path: path.stat().st_mtime_ns for path in town.editions.rglob("*")} == before


@pytest.mark.slow
def test_publishing_all_over_again_gives_the_same_edition(town):
    """Without the note of what the last edition was made of, everything is counted, decided and proved
    again.
    """
    before, content = current_edition(town), content_of(town)
    (town.private / "published.json").unlink()
    report = publish(town, DAY, catalog=few_tables())
    assert report.is_new and report.edition == before
    assert content_of(town) == content
    assert [path.name for path in town.history.iterdir()] == [before]


@pytest.mark.slow
def test_the_same_records_in_another_order_and_folder_give_the_same_counts(published, tmp_path):
    other = Workspace(tmp_path / "other")
    shutil.copytree(published.raw, other.raw)
    other.private.mkdir(parents=True)
    shutil.copy(published.key_file, other.key_file)
    tables = dict(town_tables(requests=SIZE))
    tables[w.REQUEST] = tables[w.REQUEST].sample(fraction=1.0, shuffle=True, seed=5)
    write_database(other.warehouse, tables)
    publish(other, DAY, catalog=few_tables())
    assert current_edition(other) == current_edition(published)


@pytest.mark.slow
def test_late_changed_and_deleted_records_change_no_released_count(town):
    before = counts_of(town)
    tables = dict(town_tables(requests=SIZE))
    tables[w.REQUEST] = (
        tables[w.REQUEST]
        .filter(pl.col("partner") != "cedar")
        .with_columns(block=pl.lit("unknown"), result=pl.lit("withdrew"))
    )
    write_database(town.warehouse, tables)
    publish(town, date(2025, 10, 20), catalog=few_tables())
    after = counts_of(town)
    assert after.height > before.height
    kept = before.join(after, on=COUNT_KEY, how="left", suffix="_after")
    assert kept["status"].equals(kept["status_after"].alias("status"))
    assert kept["value"].equals(kept["value_after"].alias("value"))


@pytest.mark.slow
def test_the_next_edition_says_what_has_moved_since_the_last(town):
    before = current_edition(town)
    publish(town, date(2025, 10, 20), catalog=few_tables())
    change = {(kind, name): (old, new) for kind, name, old, new in content_of(town)["change"]}
    assert change["edition", "id"] == (before, current_edition(town))
    assert change["period", "complete_through"] == ("2025-07", "2025-09")
    assert (town.editions / before).is_dir()


@pytest.mark.slow
def test_a_leak_is_refused_and_leaves_the_old_edition(town, monkeypatch):
    """A hand that shows one small count: the gates see it, and nothing is replaced."""
    before, link = current_edition(town), town.edition_link.readlink()
    honest = door.disclose.release

    def leak(cells, equations, policy, gave):
        released = honest(cells, equations, policy, gave)
        small = released.counts.filter(status="hidden", measure="requests")["cell"][0]
        true = cells.filter(pl.col("cell") == small)["value"][0]
        is_it = pl.col("cell") == small
        counts = released.counts.with_columns(
            status=pl.when(is_it).then(pl.lit("shown")).otherwise("status"),
            value=pl.when(is_it).then(pl.lit(true)).otherwise("value"),
        )
        return door.disclose.Released(counts, released.protection)

    monkeypatch.setattr(door.disclose, "release", leak)
    with pytest.raises(DisclosureError) as refused:
        publish(town, date(2025, 10, 20), catalog=few_tables())
    assert refused.value.exit_code == 1
    assert "requests/" in str(refused.value)
    assert (current_edition(town), town.edition_link.readlink()) == (before, link)
    assert [path.name for path in town.history.iterdir()] == [before]


def test_a_catalog_that_would_restate_a_shown_count_is_refused(town):
    catalog = few_tables()
    moved = catalog.needs["groceries"].model_copy(update={"domain": "housing"})
    other = catalog.model_copy(update={"needs": {**catalog.needs, "groceries": moved}, "version": "other"})
    with pytest.raises(DisclosureError, match="already shown would change"):
        publish(town, DAY, catalog=other)


def test_a_catalog_that_lost_a_need_of_a_closed_month_is_refused(town):
    catalog, before = few_tables(), current_edition(town)
    needs = {**catalog.needs, "meal_kits": catalog.needs["groceries"]}
    del needs["groceries"]
    other = catalog.model_copy(update={"needs": needs, "version": "other"})
    with pytest.raises(LedgerError, match="need `groceries`, which the catalog no longer has") as refused:
        publish(town, DAY, catalog=other)
    assert refused.value.exit_code == 1
    assert current_edition(town) == before


def test_before_the_first_closing_there_is_nothing_to_publish(tmp_path):
    workspace = make_town(tmp_path, requests=50)
    with pytest.raises(UserError, match="2024-01, closes on 2024-02-15"):
        publish(workspace, date(2024, 2, 14), catalog=few_tables())


def test_a_workspace_without_a_warehouse_names_the_command(tmp_path):
    workspace = make_town(tmp_path, requests=50)
    workspace.warehouse.unlink()
    with pytest.raises(WorkspaceError, match="needs build"):
        publish(workspace, DAY, catalog=few_tables())


def test_a_locked_workspace_says_who_holds_it(town):
    with locked(town, "build"), pytest.raises(WorkspaceError, match="needs build"):
        publish(town, DAY, catalog=few_tables())


def test_the_log_of_a_run_holds_steps_and_no_value(town):
    entries = [
        json.loads(line) for path in town.logs.glob("*publish*") for line in path.read_text().splitlines()
    ]
    assert entries[-1]["end"] == "done"
    assert {"step", "second"} <= set(entries[0])


SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from pipelines.paths import Workspace
from pipelines.publish import publish
from tests.town import few_tables

publish(Workspace(Path(sys.argv[1])), date.fromisoformat(sys.argv[2]), catalog=few_tables())
"""
KEPT = {"edition", "editions", "history", "ledger", "lock", "logs", "private", "warehouse.duckdb"}


def run_for(workspace: Workspace, day: date, seconds: float | None) -> None:
    """Publish in a process of its own and kill it after `seconds`."""
    command = [sys.executable, "-c", SCRIPT, str(workspace.root), f"{day:%Y-%m-%d}"]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[1], stderr=subprocess.PIPE)
    try:
        _, said = process.communicate(timeout=seconds)
        assert process.returncode == 0, said.decode()
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def assert_whole(workspace: Workspace, edition: str) -> None:
    """The edition opens, both audiences, and its counts are those of its history."""
    assert current_edition(workspace) == edition
    for audience in AUDIENCES:
        kept = pl.read_parquet(workspace.history / edition / f"{audience}.parquet")
        assert counts_of(workspace, audience).equals(kept)


def assert_nothing_left(workspace: Workspace) -> None:
    assert {path.name for path in workspace.processed.iterdir()} == KEPT
    assert [path for path in workspace.processed.rglob("*") if path.name.startswith(".")] == []


def survive_kills(published: Workspace, folder: Path, kills: int, seed: int) -> None:
    """Kill at random instants of publishing the next edition; each start is from the first edition or a
    wreck.
    """
    draw, day = random.Random(seed), date(2025, 10, 20)
    first = current_edition(published)
    workspace = Workspace(folder / "town")
    began = time.monotonic()
    shutil.copytree(published.root, workspace.root, symlinks=True)
    run_for(workspace, day, None)
    last, whole = current_edition(workspace), time.monotonic() - began
    for _ in range(kills):
        if current_edition(workspace) == last:
            shutil.rmtree(workspace.root)
            shutil.copytree(published.root, workspace.root, symlinks=True)
        run_for(workspace, day, draw.uniform(0.0, whole))
        assert current_edition(workspace) in (first, last)
        assert_whole(workspace, current_edition(workspace))
    run_for(workspace, day, None)
    assert_whole(workspace, last)
    assert_nothing_left(workspace)


@pytest.mark.slow
def test_four_kills(published, tmp_path):
    survive_kills(published, tmp_path, kills=4, seed=1)


@pytest.mark.proof
def test_a_hundred_kills(published, tmp_path, write_proof):
    survive_kills(published, tmp_path, kills=100, seed=2)
    write_proof("kill_publish", {"kills": 100, "editions_lost": 0, "left_behind": 0})


@pytest.mark.slow
def test_month_by_month_never_takes_anything_back(tmp_path):
    """Editions in turn, each after the next closing: what one shows or hides, all later ones do."""
    workspace = make_town(tmp_path / "town", requests=SIZE, until=date(2024, 12, 31))
    seen: dict[tuple, tuple] = {}
    for day in (date(2024, 5, 20), date(2024, 9, 20), date(2025, 2, 20), date(2025, 4, 20)):
        if day.year == 2025:
            write_database(workspace.warehouse, cut(town_tables(requests=SIZE), None))
        publish(workspace, day, catalog=few_tables())
        now = {
            row[:-2]: row[-2:]
            for row in counts_of(workspace).select(*COUNT_KEY, "status", "value").iter_rows()
        }
        assert {key: now[key] for key in seen} == seen
        assert len(now) > len(seen)
        seen = now
    assert len(list(workspace.history.iterdir())) == 4
