"""Workspaces for the desk's tests: made once, copied for each test that changes one."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines.build import build
from pipelines.catalog import load_catalog
from pipelines.intake.guess.from_file import mapping_text, propose_mapping
from pipelines.intake.partner_files import Agreement, PartnerSheet, write_partner_sheet
from pipelines.intake.saving import save_mapping
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.wording import load_wording
from tests.desk.messy import messy_log
from tests.desk.screen import KITCHEN, Screen
from tests.raw_town import make_raw_town

DAY = date(2026, 2, 20)


@pytest.fixture(scope="session")
def fresh_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two partners whose files are mapped; nothing is built."""
    return make_raw_town(tmp_path_factory.mktemp("fresh") / "town").root


@pytest.fixture(scope="session")
def published_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A third partner with a messy file, all built and published."""
    workspace = make_raw_town(tmp_path_factory.mktemp("published") / "town")
    add_kitchen(workspace)
    build(workspace)
    publish(workspace, DAY)
    return workspace.root


def add_kitchen(workspace: Workspace) -> None:
    """A partner whose columns are as they are proposed."""
    catalog, folder, data = load_catalog(workspace.catalog_overlay), workspace.intake / KITCHEN, messy_log()
    sheet = PartnerSheet(
        name="Corner Kitchen", kind="mutual_aid", agrees=Agreement(groups=True, results=True)
    )
    write_partner_sheet(folder, sheet)
    proposal = propose_mapping(Path("requests.csv"), catalog, load_wording(), data=data)
    save_mapping(
        folder, mapping_text(KITCHEN, "*.csv", proposal, "neighbourhood"), "requests.csv", data, catalog
    )


@pytest.fixture
def town(fresh_town: Path, tmp_path: Path) -> Workspace:
    """A copy of the fresh town, to be changed."""
    return Workspace(Path(shutil.copytree(fresh_town, tmp_path / "town", symlinks=True)))


@pytest.fixture
def kitchen(town: Workspace) -> Workspace:
    """The fresh town and the partner with the messy file."""
    add_kitchen(town)
    return town


@pytest.fixture
def published(published_town: Path, tmp_path: Path) -> Workspace:
    """A copy of the published town, to be changed."""
    return Workspace(Path(shutil.copytree(published_town, tmp_path / "town", symlinks=True)))


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    return Screen(monkeypatch)
