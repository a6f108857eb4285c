"""Bad input: each fault is one paragraph (what, where, what to do) and a stable exit code."""

import socket
import zipfile
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from needs.main import main
from pipelines.paths import Workspace
from tests.raw_town import make_raw_town

pytestmark = pytest.mark.slow


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    return make_raw_town(tmp_path / "town", rows=60)


def fails(workspace: Workspace, capsys, code: int, *words: str, command: str = "build") -> str:
    """Run the command, expect `code` and one paragraph that holds all `words`."""
    capsys.readouterr()
    assert main([command, "--data", str(workspace.root)]) == code
    text = " ".join(capsys.readouterr().err.split())
    assert "Traceback" not in text
    for word in words:
        assert word.lower() in text.lower(), f"{word!r} is not in: {text}"
    return text


def log_of(town: Workspace) -> Path:
    return town.intake / "corner_table" / "log.csv"


def test_an_empty_file(town, capsys):
    log_of(town).write_bytes(b"")
    fails(town, capsys, 1, "corner_table", "log.csv", "empty")


def test_a_wrong_file_type(town, capsys):
    log_of(town).write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    fails(town, capsys, 1, "corner_table", "log.csv")


def test_a_truncated_spreadsheet(town, capsys):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(
        ["Record", "Household", "Asked on", "Area", "Needs", "Outcome", "Outcome on", "Age", "Name"]
    )
    whole = town.root / "whole.xlsx"
    book.save(whole)
    mapping = log_of(town).with_name("mapping.yaml")
    text = mapping.read_text(encoding="utf-8").replace("*.csv", "*.xlsx")
    mapping.write_text(
        text.replace('{kind: csv, encoding: utf-8, delimiter: ","}', "{kind: xlsx}"), encoding="utf-8"
    )
    log_of(town).unlink()
    log_of(town).with_suffix(".xlsx").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert not zipfile.is_zipfile(log_of(town).with_suffix(".xlsx"))
    fails(town, capsys, 1, "log.xlsx")


def test_a_missing_column(town, capsys):
    text = log_of(town).read_text(encoding="utf-8")
    log_of(town).write_text(text.replace("Outcome on", "Closed", 1), encoding="utf-8")
    fails(town, capsys, 1, "log.csv", "Outcome on", "mapping.yaml")


def test_unknown_area_codes_name_file_and_column_but_no_value(town, capsys):
    text = log_of(town).read_text(encoding="utf-8")
    for code in ("b0d0", "b0d1", "b1d0", "b1d1"):
        text = text.replace(code, "zz-secret-")
    log_of(town).write_text(text, encoding="utf-8")
    said = fails(town, capsys, 1, "log.csv", "Area")
    assert "zz-secret" not in said


def test_a_column_mapped_twice(town, capsys):
    mapping = log_of(town).with_name("mapping.yaml")
    text = mapping.read_text(encoding="utf-8").replace("{role: age}", "{role: received_on, formats: [iso]}")
    mapping.write_text(text, encoding="utf-8")
    fails(town, capsys, 1, "mapping.yaml", "received_on")


def test_two_files_of_the_same_content(town, capsys):
    log_of(town).with_name("log copy.csv").write_bytes(log_of(town).read_bytes())
    assert main(["build", "--data", str(town.root)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "log copy.csv" in said and "same content" in said


def test_a_catalog_fault_names_file_and_line(town, capsys):
    (town.catalog_overlay / "policy.yaml").write_text(
        "policy:\n  - {id: threshold, value: 2}\n", encoding="utf-8"
    )
    fails(town, capsys, 1, "policy.yaml", "line 2")


def test_a_locked_workspace_says_who_holds_it(town, capsys):
    town.processed.mkdir(exist_ok=True)
    with FileLock(town.lock_file):
        fails(town, capsys, 2, "another")


def test_publish_before_build(town, capsys):
    fails(town, capsys, 2, "needs build", command="publish")


def test_dashboard_before_publish(town, capsys):
    fails(town, capsys, 1, "needs publish", command="dashboard")


def test_a_port_that_is_taken(town, capsys):
    assert main(["build", "--data", str(town.root)]) == 0
    assert main(["publish", "--data", str(town.root), "--as-of", "2026-06-01"]) == 0
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        capsys.readouterr()
        assert main(["dashboard", "--data", str(town.root), "--port", str(port)]) == 2
    said = capsys.readouterr().err
    assert str(port) in said and "--port" in said


def test_an_edition_of_another_format_names_the_command_that_rebuilds_it(town, capsys):
    assert main(["build", "--data", str(town.root)]) == 0
    assert main(["publish", "--data", str(town.root), "--as-of", "2026-06-01"]) == 0
    release = town.edition_link / "coalition" / "release.duckdb"
    with duckdb.connect(str(release)) as connection:
        connection.execute("UPDATE manifest SET value = '99' WHERE name = 'format'")
    fails(town, capsys, 1, "format 99", "needs publish", command="dashboard")
