"""The files for a double click. Linux's is run; those of macOS and Windows can only be read here."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from needs.main import build_parser
from tests.browser.conftest import free_port

ROOT = Path(__file__).parents[2]
LAUNCHERS = ROOT / "launchers"
BATCH = (LAUNCHERS / "desk.bat").read_bytes().decode("utf-8")
OPENED = "opened.txt"


@pytest.fixture
def project(tmp_path: Path, fresh_town: Path) -> Path:
    """A folder like the project's, but for its port and a browser that writes down what it is given."""
    shutil.copytree(LAUNCHERS, tmp_path / "launchers")
    shutil.copytree(fresh_town, tmp_path / "data")
    program, browser = tmp_path / "program", tmp_path / "browser"
    python = f"PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)}"
    program.write_text(f'#!/bin/sh\n{python} -m needs.main "$@" --port {free_port()}\n')
    browser.write_text(f'#!/bin/sh\necho "$1" >> {shlex.quote(str(tmp_path / OPENED))}\n')
    setup = 'test -n "$1" && mkdir -p "$2/bin" && cp program "$2/bin/needs" && touch "$2/ready"\n'
    (tmp_path / "setup.sh").write_text(setup)
    for file in (program, browser):
        file.chmod(0o755)
    return tmp_path


@pytest.fixture
def desk(project: Path) -> Iterator[subprocess.Popen]:
    """The launcher of Linux, started as by a double click."""
    with start(project) as process:
        yield process
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def start(project: Path, *words: str, name: str = "desk.sh") -> subprocess.Popen:
    own = {"BROWSER": f"{project / 'browser'} %s", "LANG": "es_MX.UTF-8"}
    others = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES")}
    command = [str(project / "launchers" / name), *words]
    return subprocess.Popen(
        command, cwd="/", env={**others, **own}, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def opened(project: Path, times: int = 1, seconds: float = 60) -> list[str]:
    """Addresses that the browser was given, once there are so many."""
    end, found = time.monotonic() + seconds, []
    while len(found) < times:
        assert time.monotonic() < end, "the browser was not opened"
        time.sleep(0.2)
        found = (project / OPENED).read_text().split() if (project / OPENED).exists() else []
    return found


@pytest.mark.slow
def test_a_double_click_on_linux_sets_up_and_opens_the_desk_in_the_language_of_the_machine(project, desk):
    address = opened(project)[0]
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?language=es", address)
    assert "Primera vez: instalando." in desk.stdout.readline()
    # A second click, here on the launcher of macOS, opens the desk that is there.
    with start(project, name="desk.command") as again:
        said, _ = again.communicate(timeout=60)
    assert again.returncode == 0
    assert "already" in said and "instalando" not in said
    assert opened(project, times=2) == [address, address]


@pytest.mark.slow
def test_a_launcher_says_why_it_cannot_start(project):
    shutil.rmtree(project / "data")
    with start(project) as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "raw/coalition.yaml" in said


@pytest.mark.slow
def test_a_launcher_can_be_given_another_workspace(project):
    (project / "data").rename(project / "our data")
    with start(project, str(project / "our data")) as process:
        opened(project)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


@pytest.mark.parametrize("name", ["desk.sh", "desk.command"])
def test_launchers_of_a_shell_can_be_run(name):
    file = LAUNCHERS / name
    assert os.access(file, os.X_OK)
    assert b"\r" not in file.read_bytes()


def test_the_launcher_of_windows_has_its_own_line_ends_and_jumps_to_labels_that_are_there():
    lines = BATCH.split("\r\n")
    assert "\n" not in "".join(lines)
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert set(re.findall(r"goto (\w+)", BATCH)) == labels


def test_the_launcher_of_windows_calls_the_desk_with_options_that_are_there():
    calls = re.findall(r'needs\.exe" (.*?)\)', BATCH)
    assert len(calls) == 2
    for call in calls:
        words = shlex.split(call.replace("%DESKLANG%", "es").replace("%~1", "C:/our data"))
        args = build_parser("desk").parse_args(words)
        assert (args.command, args.lang, args.open) == ("desk", "es", True)


def test_the_launcher_of_windows_installs_as_setup_does():
    constraint = re.search(r"--constraint (\S+)", BATCH)[1]
    assert (ROOT / constraint).is_file()
    assert f"--constraint {constraint}" in (ROOT / "setup.sh").read_text()
    wanted = re.search(r'requires-python = ">=(\d)\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    assert f"({wanted[1]}, {wanted[2]})" in BATCH
