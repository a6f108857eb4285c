"""One lock per workspace."""

import json
import os
import subprocess
import sys

import pytest
from filelock import FileLock

from pipelines.errors import WorkspaceError
from pipelines.lock import find_holder, locked
from pipelines.paths import Workspace


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path)


def test_a_second_command_says_who_holds_the_workspace(workspace):
    with locked(workspace, "build"):
        told = rf"in use by another command \(needs build, process {os.getpid()}, since 20\d\d-"
        with pytest.raises(WorkspaceError, match=told), locked(workspace, "publish"):
            pass


def test_a_holder_that_left_no_note_is_still_a_holder(workspace):
    workspace.processed.mkdir()
    with (
        FileLock(workspace.lock_file),
        pytest.raises(WorkspaceError, match="another command"),
        locked(workspace, "build"),
    ):
        pass


def test_the_lock_is_free_again_also_after_a_fault(workspace):
    with pytest.raises(ZeroDivisionError), locked(workspace, "build"):
        1 / 0  # noqa: B018
    with locked(workspace, "build"):
        assert json.loads(workspace.lock_file.read_text())["pid"] == os.getpid()
    assert workspace.lock_file.read_text() == ""


def test_the_lock_of_a_killed_process_is_free(workspace):
    code = (
        "import os, sys\nfrom pathlib import Path\n"
        "from pipelines.lock import locked\nfrom pipelines.paths import Workspace\n"
        "with locked(Workspace(Path(sys.argv[1])), 'build'): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(workspace.root)]).returncode == 9
    with locked(workspace, "publish"):
        assert json.loads(workspace.lock_file.read_text())["task"] == "publish"


def test_whoever_holds_the_workspace_can_be_asked_for(workspace):
    assert find_holder(workspace) is None
    with locked(workspace, "build"):
        found = find_holder(workspace)
        assert (found.task, found.pid) == ("build", os.getpid())
    assert find_holder(workspace) is None


def test_a_note_of_a_process_that_died_names_no_holder(workspace):
    workspace.processed.mkdir()
    note = {"task": "build", "pid": 1, "since": "2026-11-03T10:00:00+00:00"}
    workspace.lock_file.write_text(json.dumps(note))
    assert find_holder(workspace) is None
    with locked(workspace, "publish"):
        assert find_holder(workspace).task == "publish"
