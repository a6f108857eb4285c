"""A real Chromium and a real server on a free port, with a synthetic edition. Marked `browser`, every one."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from tests.edition_builder import Town, build_edition

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZES = ((1024, 768), (1920, 1080))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Server:
    """A running dashboard; `folder` is what it shows, a link that a test may move."""

    address: str
    folder: Path
    process_id: int


@pytest.fixture(scope="session")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "edition"
    build_edition(folder, Town())
    return folder


@pytest.fixture(scope="session")
def server(small_town: Path) -> Iterator[Server]:
    yield from run_server(small_town)


def run_server(folder: Path) -> Iterator[Server]:
    """`needs dashboard` on a free port, in a folder with no workspace, until the test is done with it."""
    port = free_port()
    command = [sys.executable, "-m", "needs.main", "dashboard", "--edition", str(folder), "--port", str(port)]
    log = folder.parent / f"server-{port}.log"
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=folder.parent, stdout=output, stderr=output) as process,
    ):
        try:
            wait_until_up(f"http://127.0.0.1:{port}/health", process, log)
            yield Server(f"http://127.0.0.1:{port}", folder, process.pid)
        finally:
            process.terminate()
            process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(address: str, process: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not come up:\n{log.read_text()}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = os.environ.get("CHROME") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "No Chromium was found. Install one (`apt-get install chromium`) or set CHROME to its path."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """One browser tab, and what went wrong in it."""

    page: Page
    address: str
    faults: list[str]
    strangers: list[str]

    def open(self, path: str = "/") -> Page:
        """Open a path and wait until the page is drawn."""
        self.page.goto(self.address + path)
        self.page.wait_for_selector(".cn-title h1")
        return self.page

    def open_desk(self, query: str = "") -> Page:
        self.page.goto(f"{self.address}/{query}")
        self.page.wait_for_selector(".dk-title h1")
        self.page.wait_for_selector(".dk-path li")
        return self.page

    def open_map(self, query: str = "") -> Page:
        page = self.open(f"/map{query}")
        page.wait_for_selector(".cn-map[data-drawn]")
        return page


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1024, "height": 768})
    yield made
    made.close()


@pytest.fixture
def visit(context: BrowserContext, server: Server) -> Iterator[Visit]:
    """A tab on the small town. The test fails where the console shows a fault or a request leaves this
    machine.
    """
    yield from a_visit(context, server.address)


def a_visit(context: BrowserContext, address: str) -> Iterator[Visit]:
    page = context.new_page()
    found = Visit(page, address, [], [])

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.faults.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
            found.strangers.append(request.url)

    page.on("console", heard)
    page.on("pageerror", lambda fault: found.faults.append(str(fault)))
    page.on("request", asked)
    yield found
    assert page.locator("[data-testid=stException]").count() == 0
    assert found.faults == []
    assert found.strangers == []
