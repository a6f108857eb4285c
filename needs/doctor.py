"""`needs doctor`: what this machine lacks and how to get it."""

import argparse
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from needs.options import add_json

EXAMPLE = "needs doctor --browser"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DISTRIBUTION = "community-needs-dashboard"
DISK_NEEDED_GB = 2.0
MEMORY_NEEDED_GB = 2.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `remedy` is empty where nothing is wrong."""

    what: str
    found: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        return not self.remedy


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs doctor`."""
    parser.add_argument("--browser", action="store_true", help="also look for Chromium, which tests need")
    parser.add_argument(
        "--install", action="store_true", help="install Chromium with apt where that is allowed"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print what was found; 1 where something is missing."""
    if args.install and find_browser() is None:
        install_browser()
    findings = [check_python(), *check_packages(), check_disk(Path.cwd()), check_memory()]
    if args.browser or args.install:
        findings.append(check_browser())
    print(json.dumps([asdict(f) for f in findings], indent=2) if args.json else as_text(findings))
    return 0 if all(f.is_well for f in findings) else 1


def as_text(findings: list[Finding]) -> str:
    """One line for what is well, a paragraph for what is not."""
    return "\n".join(
        f"{'ok     ' if f.is_well else 'MISSING'}  {f.what}: {f.found}"
        + (f"\n         {f.remedy}" if f.remedy else "")
        for f in findings
    )


def check_python() -> Finding:
    """Python 3.11 or newer."""
    found = ".".join(map(str, sys.version_info[:3]))
    too_old = sys.version_info < (3, 11)
    return Finding("Python", found, "Install Python 3.11 or newer, then run `make setup`." if too_old else "")


def check_packages() -> list[Finding]:
    """One finding for all packages that are there, one for each that is missing."""
    try:
        requirements = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return [Finding("packages", "the project is not installed", "Run `make setup`.")]
    names = [name_of(r) for r in requirements if "extra ==" not in r]
    missing = [name for name in names if version_of(name) is None]
    found = Finding("packages", f"{len(names) - len(missing)} of {len(names)} installed")
    return [found, *(Finding("package", f"{name} is missing", "Run `make setup`.") for name in missing)]


def name_of(requirement: str) -> str:
    """The package's name in a requirement: `duckdb>=2.0` is duckdb."""
    return requirement.split(";")[0].split(">")[0].split("=")[0].split("<")[0].split("[")[0].strip()


def version_of(name: str) -> str | None:
    """The installed version, or None."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def check_disk(folder: Path) -> Finding:
    """Free space where the workspace would be."""
    free = shutil.disk_usage(folder).free / 1e9
    remedy = f"Free at least {DISK_NEEDED_GB:g} GB on this disk." if free < DISK_NEEDED_GB else ""
    return Finding("free disk", f"{free:.1f} GB", remedy)


def check_memory() -> Finding:
    """Memory of the machine, where the system tells it."""
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return Finding("memory", "this system does not tell")
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    remedy = (
        f"At least {MEMORY_NEEDED_GB:g} GB are needed for a large log." if size < MEMORY_NEEDED_GB else ""
    )
    return Finding("memory", f"{size:.1f} GB", remedy)


def find_browser() -> str | None:
    """Path of the browser that the tests drive: $CHROME, else the first Chromium or Chrome on the path."""
    given = os.environ.get("CHROME")
    if given and Path(given).exists():
        return given
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def check_browser() -> Finding:
    """Chromium or Chrome, for the tests only: the dashboard itself needs no browser on this machine."""
    path = find_browser()
    if path:
        return Finding("browser for tests", path)
    return Finding(
        "browser for tests",
        "neither Chromium nor Chrome was found",
        "Install one (Debian and Ubuntu: sudo apt-get install chromium) or name it with CHROME=/path/to/it, "
        "then run the same command again. Only the tests need it.",
    )


def install_browser() -> None:
    """Install Chromium with apt where this user may; else leave it to `check_browser` to say what to do."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium for the tests ...", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], check=False)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
        check=False,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
