from pathlib import Path

import pytest

from pipelines.paths import Workspace
from pipelines.simulate import copy_public_raw, simulate

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def demo_raw() -> Path:
    return PROJECT / "data" / "raw"


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Workspace:
    """All eight partners at a small size, over a year in which nothing planted falls."""
    workspace = Workspace(tmp_path_factory.mktemp("small"))
    copy_public_raw(Workspace(PROJECT / "data"), workspace)
    simulate(workspace, requests=1200, partners=8, seed=3, start="2023-10", months=8)
    return workspace
