"""Partners whose files are as they were are not read again, and the warehouse is the same as if they were."""

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.build import build
from pipelines.paths import Workspace
from pipelines.unchanged import is_built
from tests.raw_town import make_raw_town

pytestmark = pytest.mark.slow


@pytest.fixture
def town(tmp_path) -> Workspace:
    workspace = make_raw_town(tmp_path, rows=60)
    build(workspace)
    return workspace


def content(path: Path) -> dict[str, list[tuple]]:
    """All rows of all tables, in order."""
    with duckdb.connect(str(path), read_only=True) as database:
        names = [name for (name,) in database.sql("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: sorted(database.sql(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


def read_again(workspace: Workspace) -> set[str]:
    """Partners that a build reads; afterwards the warehouse is what a build of everything makes."""
    steps: list[str] = []
    build(workspace, progress=lambda step, share=None: steps.append(step))
    quick = content(workspace.warehouse)
    build(workspace, force=True)
    assert content(workspace.warehouse) == quick
    return {step.removeprefix("partner ") for step in steps if step.startswith("partner ")}


def test_only_the_partner_with_a_new_row_is_read(town):
    log = town.intake / "corner_table" / "log.csv"
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(lines[:-1]))
    assert read_again(town) == {"corner_table"}


def test_a_partner_that_comes_is_read_alone_and_one_that_goes_is_gone(town):
    shutil.copytree(town.intake / "corner_table", town.intake / "new_table")
    log = town.intake / "new_table" / "log.csv"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[:-7]))
    for name, old, new in (
        ("partner.yaml", "name: ", "name: New "),
        ("mapping.yaml", "corner_table", "new_table"),
    ):
        path = town.intake / "new_table" / name
        path.write_text(path.read_text().replace(old, new))
    assert read_again(town) == {"new_table"}
    shutil.rmtree(town.intake / "new_table")
    assert read_again(town) == set()
    partners = {row[0] for row in content(town.warehouse)["partner"]}
    assert partners == {"corner_table", "phone_tree"}


@pytest.mark.parametrize("change", ["key", "coalition", "catalog", "correction"])
def test_what_bears_on_every_row_reads_all(town, change):
    if change == "key":
        town.key_file.write_bytes(bytes(range(32)))
    if change == "coalition":
        path = town.raw / "coalition.yaml"
        path.write_text(path.read_text() + "\n# another line\n")
    if change == "catalog":
        overlay = town.raw / "catalog"
        overlay.mkdir(exist_ok=True)
        (overlay / "policy.yaml").write_text("policy:\n  - {id: threshold_without_keys, value: 25}\n")
    if change == "correction":
        write_correction(town)
    assert read_again(town) == {"corner_table", "phone_tree"}


def write_correction(town: Workspace) -> None:
    town.corrections.mkdir()
    (town.corrections / "known.yaml").write_text(
        "corrections:\n  - {id: first_row, partner: corner_table, file: log.csv, match: {rows: [2]}, "
        "drop: true, reason: a test row, told: the log keeper, on: 2025-06-01, expect: 1}\n"
    )


def test_a_correction_is_told_and_kept_while_other_partners_change(town):
    write_correction(town)
    text = build(town).as_text()
    assert "corrected 1 row by 1 correction: first_row (drop, 1)" in text and "by_correction 1" in text
    calls = town.intake / "phone_tree" / "calls.csv"
    calls.write_text("".join(calls.read_text().splitlines(keepends=True)[:-1]))
    assert read_again(town) == {"phone_tree"}
    assert [row[1] for row in content(town.warehouse)["correction"]] == ["first_row"]


def test_a_partner_that_waits_for_a_day_is_read_each_time(town):
    log = town.intake / "corner_table" / "log.csv"
    header, first, *rest = log.read_text().splitlines(keepends=True)
    later = first.replace("2024-", "2199-").replace("2025-", "2199-")
    assert later != first
    log.write_text("".join([header, later, *rest]))
    build(town)
    calls = town.intake / "phone_tree" / "calls.csv"
    calls.write_text("".join(calls.read_text().splitlines(keepends=True)[:-1]))
    assert read_again(town) == {"corner_table", "phone_tree"}


def test_a_partner_is_built_as_long_as_its_files_are_as_they_were(town):
    assert is_built(town, "corner_table") and is_built(town, "phone_tree")
    log = town.intake / "phone_tree" / "calls.csv"
    log.write_text(log.read_text() + "P999;F1;01/02/2025;01000;food;done\n")
    assert is_built(town, "corner_table") and not is_built(town, "phone_tree")
    (town.intake / "phone_tree" / "mapping.yaml").write_text("partner: phone_tree\n")
    build(town, keep_going=True)
    assert is_built(town, "corner_table") and not is_built(town, "phone_tree")
    shutil.rmtree(town.processed)
    assert not is_built(town, "corner_table")
