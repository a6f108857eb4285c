"""raw/ to warehouse: both accounts, no work where nothing changed, and one paragraph per fault."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from pipelines.build import build
from pipelines.errors import CatalogError, IntakeError, SourceError, UserError
from pipelines.paths import Workspace
from pipelines.tables import warehouse as w
from pipelines.warehouse import read_table
from tests.raw_town import make_raw_town, neighbourhoods

pytestmark = pytest.mark.slow

ROWS = 60


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Workspace:
    workspace = make_raw_town(tmp_path_factory.mktemp("town"), rows=ROWS)
    build(workspace)
    return workspace


@pytest.fixture
def town(tmp_path) -> Workspace:
    return make_raw_town(tmp_path, rows=ROWS)


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below `folder` with its time of change and size."""
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*")}


def test_every_declared_table_is_there_with_its_rows(built):
    tables = {table.name: read_table(built.warehouse, table) for table in w.WAREHOUSE_TABLES}
    assert tables["request"]["requests"].sum() > ROWS
    assert tables["partner"]["partner"].to_list() == ["corner_table", "phone_tree"]
    assert set(tables["census"]["area_level"]) == {"city", "borough", "district", "neighbourhood", "ward"}
    assert tables["area"].filter("is_drawn", pl.col("area_level") == "neighbourhood").height == len(
        neighbourhoods()
    )
    assert tables["source"]["source"].to_list() == sorted(tables["source"]["source"])


def test_every_request_lies_in_a_block_of_the_workspace(built):
    blocks = set(read_table(built.warehouse, w.BLOCK)["block"])
    assert set(read_table(built.warehouse, w.REQUEST)["block"]) <= blocks


def test_both_accounts_are_printed_and_add_up(town):
    report = build(town)
    text = report.as_text()
    assert f"log.csv: received {ROWS} rows = loaded {ROWS}" in text
    assert "requests" in text and "Built in" in text
    assert report.exit_code == 0
    received = report.row_account.filter(pl.col("fate") == "received")["rows"].sum()
    assert received == report.row_account.filter(pl.col("fate") != "received")["rows"].sum()


def test_a_second_build_does_no_work_and_changes_nothing(built):
    before = everything(built.processed)
    report = build(built, progress=lambda step, share=None: pytest.fail(f"worked: {step}"))
    assert report.is_unchanged
    assert "Nothing has changed" in report.as_text()
    assert everything(built.processed) == before


@pytest.mark.parametrize("change", ["log", "census", "mapping", "coalition"])
def test_any_changed_input_is_work(town, change):
    build(town)
    before = read_table(town.warehouse, w.BUILD)
    paths = {
        "log": town.intake / "phone_tree" / "calls.csv",
        "census": town.raw / "census" / "acs_city.source.yaml",
        "mapping": town.intake / "phone_tree" / "mapping.yaml",
        "coalition": town.coalition_file,
    }
    with paths[change].open("a") as file:
        file.write("\n")
    assert not build(town).is_unchanged
    assert not read_table(town.warehouse, w.BUILD).equals(before)


def test_the_simulators_truth_is_no_input(town):
    build(town)
    town.truth.mkdir()
    (town.truth / "truth.json").write_text("{}")
    assert build(town).is_unchanged


def test_force_works_again_and_gives_the_same(town):
    build(town)
    before = {table: read_table(town.warehouse, table) for table in w.WAREHOUSE_TABLES}
    assert not build(town, force=True).is_unchanged
    for table, rows in before.items():
        assert read_table(town.warehouse, table).equals(rows), table.name


def test_a_damaged_warehouse_is_made_anew(town):
    build(town)
    town.warehouse.write_bytes(b"damaged" * 1000)
    assert not build(town).is_unchanged
    assert read_table(town.warehouse, w.BLOCK).height > 0


def test_what_a_killed_run_left_is_removed_by_the_next(town):
    build(town)
    left = town.processed / ".warehouse.duckdb.1.building"
    left.write_bytes(b"half")
    build(town)
    assert not left.exists()


def break_phone_tree(town: Workspace) -> None:
    calls = town.intake / "phone_tree" / "calls.csv"
    calls.write_text(calls.read_text().replace("status", "state", 1))


def test_a_partner_that_cannot_be_read_stops_the_build_and_nothing_is_replaced(town):
    build(town)
    before = everything(town.warehouse.parent / "warehouse.duckdb"), town.warehouse.read_bytes()
    break_phone_tree(town)
    with pytest.raises(UserError, match=r"calls\.csv"):
        build(town)
    assert (everything(town.warehouse.parent / "warehouse.duckdb"), town.warehouse.read_bytes()) == before


def test_with_keep_going_the_others_are_built_and_the_next_build_tries_again(town):
    break_phone_tree(town)
    report = build(town, keep_going=True)
    assert [partner for partner, _ in report.failed] == ["phone_tree"]
    assert report.exit_code == 1
    assert "LEFT OUT: phone_tree" in report.as_text()
    assert read_table(town.warehouse, w.PARTNER)["partner"].to_list() == ["corner_table"]
    assert not build(town, keep_going=True).is_unchanged


def test_a_fault_is_logged_without_a_value(town):
    break_phone_tree(town)
    with pytest.raises(UserError):
        build(town)
    (path,) = town.logs.iterdir()
    assert json.loads(path.read_text().splitlines()[-1])["end"].endswith("Error")


def test_two_files_of_one_content_are_noted_and_count_once(town):
    log = town.intake / "corner_table" / "log.csv"
    log.with_name("copy.csv").write_bytes(log.read_bytes())
    report = build(town)
    assert any("same content" in note and "copy.csv" in note for note in report.notes)
    assert report.row_account.filter(pl.col("fate") == "duplicate")["rows"].sum() == ROWS


def test_one_file_in_two_partners_folders_is_refused(town):
    log = town.intake / "corner_table" / "log.csv"
    (town.intake / "phone_tree" / "calls-2.csv").write_bytes(log.read_bytes())
    with pytest.raises(
        IntakeError, match=r"corner_table/log\.csv and .*phone_tree/calls-2\.csv have the same content"
    ):
        build(town)


def test_two_partners_of_one_name_are_refused(town):
    for partner in ("corner_table", "phone_tree"):
        path = town.intake / partner / "partner.yaml"
        path.write_text(
            "\n".join(["name: Twice" if x.startswith("name:") else x for x in path.read_text().splitlines()])
        )
    with pytest.raises(IntakeError, match="corner_table and phone_tree have the same name"):
        build(town)


def test_a_changed_public_file_is_refused(town):
    with (town.raw / "census" / "acs_city.csv").open("a") as file:
        file.write("X,1\n")
    with pytest.raises(SourceError, match=r"acs_city\.csv is not the file that its sidecar describes"):
        build(town)


def test_a_fault_in_the_catalog_comes_before_any_reading(town):
    (town.catalog_overlay / "policy.yaml").write_text("policy:\n  - {id: threshold, value: 2}\n")
    with pytest.raises(CatalogError, match=r"policy\.yaml"):
        build(town)


def full_disk(folder: Path) -> bool:
    """Mount a disk of one megabyte at `folder`; False where this machine does not let us."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], capture_output=True
    )
    return mounted.returncode == 0


def test_a_full_disk_is_a_paragraph_and_the_last_good_warehouse_stays(town):
    if os.geteuid() != 0 or not full_disk(town.processed):
        pytest.skip("only an administrator may mount the small disk that this test fills")
    try:
        with pytest.raises(UserError, match="is full"):
            build(town)
        assert not list(town.processed.glob(".*building*"))
    finally:
        subprocess.run(["umount", str(town.processed)], check=True)


KILL = """
import os, sys, threading
from pathlib import Path
from pipelines.build import build
from pipelines.paths import Workspace
threading.Timer(float(sys.argv[2]), lambda: os._exit(9)).start()
build(Workspace(Path(sys.argv[1])), force=True)
os._exit(0)
"""


@pytest.mark.parametrize("seconds", [0.2, 0.6, 1.0, 1.6])
def test_a_build_killed_at_any_instant_leaves_the_last_good_state(town, seconds):
    build(town)
    before = read_table(town.warehouse, w.REQUEST)
    subprocess.run([sys.executable, "-c", KILL, str(town.root), str(seconds)], check=False)
    assert read_table(town.warehouse, w.REQUEST).equals(before)
    build(town, force=True)
    assert {p.name for p in town.processed.iterdir()} == {"warehouse.duckdb", "private", "logs", "lock"}


def test_a_partner_that_is_only_named_so_far_does_not_stop_the_others(town):
    folder = town.intake / "newcomers"
    folder.mkdir()
    (folder / "partner.yaml").write_text("name: Newcomers\nkind: pantry\n")
    assert sorted(build(town).row_account["partner"].unique()) == ["corner_table", "phone_tree"]
    (folder / "log.csv").write_text("Date,Need\n2025-01-02,Food\n")
    with pytest.raises(CatalogError, match="mapping"):
        build(town)
