"""The command line: help with an example for each command, one paragraph and an exit code for faults."""

import errno
from pathlib import Path

import pytest

from needs import main as needs_main
from needs.main import COMMANDS, build_parser, main, run_command
from tests.test_import_rules import ROOT


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"needs {command}" in capsys.readouterr().out.split("example:")[1]


def test_readme_and_help_list_the_same_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = {line.split()[1] for line in readme.splitlines() if line.startswith("needs ")}
    assert listed == set(COMMANDS)


def test_without_a_command_help_is_printed_and_it_is_wrong_use(capsys):
    assert main([]) == 2
    assert "COMMAND" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["build", "publish"])
def test_no_workspace_is_one_paragraph_and_wrong_use(command, tmp_path: Path, capsys):
    assert main([command, "--data", str(tmp_path)]) == 2
    text = capsys.readouterr().err
    assert "raw/coalition.yaml" in text and "--data" in text
    assert "Traceback" not in text


def test_a_full_disk_is_one_paragraph(monkeypatch, capsys):
    class FullDisk:
        @staticmethod
        def run(args):
            raise OSError(errno.ENOSPC, "No space left on device", "warehouse.duckdb")

    monkeypatch.setattr(needs_main.importlib, "import_module", lambda name: FullDisk)
    args = build_parser(None).parse_args(["build"])
    assert run_command(args) == 1
    assert "disk is full" in capsys.readouterr().err


def test_ctrl_c_says_that_the_last_good_state_stands(monkeypatch, capsys):
    class Stopped:
        @staticmethod
        def run(args):
            raise KeyboardInterrupt

    monkeypatch.setattr(needs_main.importlib, "import_module", lambda name: Stopped)
    assert run_command(build_parser(None).parse_args(["build"])) == 130
    assert "last good state" in capsys.readouterr().err
