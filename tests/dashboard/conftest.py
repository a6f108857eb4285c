"""Editions for the dashboard's tests: built once, opened read-only, never changed in place."""

from pathlib import Path

import pytest

from dashboard import settings
from dashboard.edition import Edition, open_edition
from dashboard.words import Words
from tests.edition_builder import Town, build_edition


@pytest.fixture(scope="session")
def town() -> Town:
    return Town()


@pytest.fixture(scope="session")
def edition_place(tmp_path_factory: pytest.TempPathFactory, town: Town) -> Path:
    """A folder with the small town's edition for the coalition."""
    folder = tmp_path_factory.mktemp("editions") / "2026-11-03-a1b2"
    build_edition(folder, town)
    return folder


@pytest.fixture(scope="session")
def edition(edition_place: Path) -> Edition:
    return open_edition(edition_place, "coalition")


@pytest.fixture(params=["en", "es"])
def words(request: pytest.FixtureRequest, edition: Edition) -> Words:
    return edition.get_words(request.param)


@pytest.fixture
def english(edition: Edition) -> Words:
    return edition.get_words("en")


@pytest.fixture
def served(edition_place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a server that shows the small town."""
    monkeypatch.setenv(settings.EDITION, str(edition_place))
    monkeypatch.setenv(settings.AUDIENCE, "coalition")
    return edition_place
