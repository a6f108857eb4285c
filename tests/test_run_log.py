"""Logs of runs: ten are kept, each a line per step."""

import json

import pytest

from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.run_log import KEPT, RunLog, write_log
from pipelines.workspace_key import workspace_key


def test_a_run_is_one_line_per_step_and_tells_each_as_it_begins(tmp_path):
    told: list[str] = []
    log = RunLog("build", told.append)
    log.step("catalog")
    log.step("writing", requests=7)
    write_log(Workspace(tmp_path), log, "done")
    (path,) = Workspace(tmp_path).logs.iterdir()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [line["step"] for line in lines] == [*told, "end"] == ["catalog", "writing", "end"]
    assert lines[1]["requests"] == 7
    assert lines[2]["end"] == "done"


def test_the_newest_ten_are_kept(tmp_path):
    for number in range(KEPT + 3):
        write_log(Workspace(tmp_path), RunLog("build"), f"run {number}")
    ends = [
        json.loads(p.read_text().splitlines()[-1])["end"] for p in sorted(Workspace(tmp_path).logs.iterdir())
    ]
    assert ends == [f"run {number}" for number in range(3, KEPT + 3)]


def test_the_key_is_made_once_and_closed_to_others(tmp_path):
    workspace = Workspace(tmp_path)
    key = workspace_key(workspace)
    assert len(key) == 32
    assert workspace_key(workspace) == key
    assert oct(workspace.key_file.stat().st_mode & 0o777) == "0o600"
    assert oct(workspace.private.stat().st_mode & 0o777) == "0o700"
    assert [path.name for path in workspace.private.iterdir()] == ["workspace.key"]


def test_two_workspaces_have_two_keys(tmp_path):
    assert workspace_key(Workspace(tmp_path / "a")) != workspace_key(Workspace(tmp_path / "b"))


def test_a_damaged_key_is_told_and_not_replaced(tmp_path):
    workspace = Workspace(tmp_path)
    workspace_key(workspace)
    workspace.key_file.write_bytes(b"short")
    with pytest.raises(WorkspaceError, match="is damaged"):
        workspace_key(workspace)
    assert workspace.key_file.read_bytes() == b"short"
