"""The desk under AppTest: opened at a step, read as text, worked by the words that stand on it."""

import json
import re
import time
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from desk import settings
from desk.jobs import find_job
from pipelines.paths import Workspace
from tests.desk.messy import NAMES

APP = str(Path(__file__).parents[2] / "desk" / "app.py")
KITCHEN = "corner_kitchen"
# What the messy file says of people, in columns that are dropped and in one cell of one that is not.
PLANTED = (
    *NAMES,
    *(name.split()[1] for name in NAMES),
    "555-0",
    "(212)",
    "212-555",
    "sister",
    "tomorrow evening",
)


class Screen:
    """One session of a person at the desk."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.test: AppTest | None = None

    def open(self, workspace: Workspace, step: str, partner: str = "", language: str = "en") -> "Screen":
        """A new session, as after a reload."""
        self._monkeypatch.setenv(settings.WORKSPACE, str(workspace.root))
        self._monkeypatch.setenv(settings.LANGUAGE, language)
        self.test = AppTest.from_file(APP, default_timeout=60)
        self.test.query_params.update({"step": step, "partner": partner, "language": language})
        return self.again()

    def again(self) -> "Screen":
        """One more run of the script."""
        self.test.run()
        assert not self.test.exception, self.test.exception
        return self

    @property
    def text(self) -> str:
        """All that the page says, without what widgets may offer."""
        html = "\n".join(element.proto.body for element in self.test.get("html"))
        said = re.sub(r"\s+", " ", unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", html)))
        labels = [w.label for kind in ("button", "selectbox", "multiselect", "text_input", "checkbox")
                  for w in self.test.get(kind)]  # fmt: skip
        return "\n".join([said, *labels])

    @property
    def everything(self) -> str:
        """All that is sent to the browser, lists that nobody has opened too."""
        return "\n".join(str(node.proto) for node in self.test.main if node.proto is not None)

    @property
    def path(self) -> list[dict]:
        """The steps as the list of steps has them."""
        sent = [json.loads(node.proto.json) for node in self.test.get("bidi_component")]
        return next(data["steps"] for data in sent if "steps" in data)

    def button_names(self) -> list[str]:
        return [button.label for button in self.test.button]

    def press(self, name: str) -> "Screen":
        next(button for button in self.test.button if button.label == name).click()
        return self.again()

    def selectbox(self, label: str):
        return next(box for box in self.test.selectbox if box.label == label)

    def drop(self, name: str, data: bytes) -> "Screen":
        """Give the box a file."""
        self.test.file_uploader[0].set_value((name, data, "application/octet-stream"))
        return self.again()

    def wait_for(self, workspace: Workspace, task: str, seconds: float = 90) -> "Screen":
        """Until the long work has ended, and the page tells of it."""
        end = time.monotonic() + seconds
        while not find_job(workspace.root, task).is_done:
            assert time.monotonic() < end, f"{task} has not ended"
            time.sleep(0.1)
        return self.again()
