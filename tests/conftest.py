"""What all tests share: the folder of public inputs that some of them read, and where proofs are written."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


# The same examples at each run, so that a commit is not refused by chance; `make proof` searches anew.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof-folder", default=None, help="write the figures of proofs here, with the commit")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason=f"the public inputs are not beside the project ({SHARED.name}/ is absent)")
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of public inputs and published answers, read in place. Tests that use it carry `real_data`."""
    return SHARED


@pytest.fixture
def write_proof(request: pytest.FixtureRequest) -> Callable[[str, dict], None]:
    """`write_proof(name, figures)` writes NAME.json with the commit, where a folder was given."""
    folder = request.config.getoption("--proof-folder")

    def write(name: str, figures: dict) -> None:
        if folder is None:
            return
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        path = ROOT / folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"commit": commit, **figures}, indent=2, sort_keys=True) + "\n")

    return write
