"""The desk as an organiser meets it: from a file never seen to a published edition."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Visit, a_visit, free_port, wait_until_up
from tests.desk.messy import messy_log
from tests.raw_town import make_raw_town

MOST_SECONDS = 15 * 60


def run_desk(root: Path, *words: str) -> Iterator[str]:
    """`needs desk` over the workspace at `root`, until the test is done with it. Yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "needs.main", "desk", "--data", str(root), "--port", str(port), *words]
    log = root.parent / f"desk-{port}.log"
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            wait_until_up(f"http://127.0.0.1:{port}/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return make_raw_town(tmp_path / "town").root


@pytest.fixture
def visit(context: BrowserContext, town: Path) -> Iterator[Visit]:
    for address in run_desk(town):
        yield from a_visit(context, address)


def at_step(page: Page, step: str) -> None:
    page.wait_for_selector(f'.dk-title[data-step="{step}"] h1')


def press(page: Page, name: str) -> None:
    page.locator(".stMain").get_by_role("button", name=name, exact=True).last.click()


def test_from_a_file_never_seen_to_an_edition_by_mouse(visit: Visit, town: Path):
    began, page = time.monotonic(), visit.open_desk()
    page.get_by_role("combobox", name="The partner").click()
    page.get_by_role("option", name="A new partner").click()
    page.get_by_label("Name, as the partner wants to be called").fill("Corner Kitchen")
    page.get_by_text("What came of requests may be counted").click()
    press(page, "Save and go on")
    at_step(page, "file")
    file = {"name": "requests.csv", "mimeType": "text/csv", "buffer": messy_log()}
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Next: Columns")
    at_step(page, "columns")
    assert not (town / "raw/intake/corner_kitchen/requests.csv").exists()
    press(page, "Save the columns")
    at_step(page, "kept_out")
    assert (town / "raw/intake/corner_kitchen/requests.csv").read_bytes() == messy_log()
    press(page, "Next: Words")
    at_step(page, "words")
    press(page, "Next: Build")
    at_step(page, "build")
    press(page, "Build")
    press(page, "Next: Preview")
    at_step(page, "preview")
    press(page, "Next: Publish")
    at_step(page, "publish")
    page.get_by_label("Your name").fill("Rosa Example")
    page.keyboard.press("Tab")
    page.get_by_text("I have read the previews").click()
    press(page, "Publish")
    expect(page.locator(".stMain")).to_contain_text("The edition is out", timeout=120_000)
    assert (town / "processed/edition/coalition/release.duckdb").is_file()
    assert time.monotonic() - began < MOST_SECONDS
