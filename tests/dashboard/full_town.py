"""The full town's edition under AppTest, for the tests of the long pages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import settings
from tests.edition_full import build_full_edition

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")


@pytest.fixture(scope="module")
def full_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The settings of a server that shows the full town."""
    folder = tmp_path_factory.mktemp("full") / "2026-11-03-a1b2"
    build_full_edition(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.EDITION, str(folder))
        patch.setenv(settings.AUDIENCE, "coalition")
        yield folder


def opened(page: str, **query: str) -> AppTest:
    test = AppTest.from_file(APP, default_timeout=20)
    test.query_params.update({"page": page, **query})
    return test.run()


def screen(test: AppTest) -> str:
    """All HTML of the screen."""
    assert not test.exception, test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def charts(test: AppTest) -> list[dict]:
    """The Plotly figures of the screen, each with its text alternative under `alt`."""
    found = test.get("plotly_chart")
    return [json.loads(chart.proto.spec) | {"alt": chart.proto.alt} for chart in found]


def chart_with(test: AppTest, name: str) -> dict:
    """The one chart with a bar of that name."""
    return next(chart for chart in charts(test) if name in _names(chart))


def _names(chart: dict) -> list[str]:
    return [str(name) for trace in chart["data"] for name in trace["y"]] + [
        note.get("text", "") for note in chart["layout"].get("annotations", [])
    ]
