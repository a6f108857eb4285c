"""Every page under AppTest, on a fixture edition: no exception, and the right words and figures on the
screen.
"""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import settings
from dashboard.page_list import PAGES
from tests.edition_builder import Town, build_edition

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")
pytestmark = pytest.mark.usefixtures("served")


def opened(page: str = "tonight", **query: str) -> AppTest:
    test = AppTest.from_file(APP, default_timeout=20)
    test.query_params.update({"page": page, **query} if page != "tonight" else query)
    return test.run()


def screen(test: AppTest) -> str:
    """All HTML of the screen."""
    assert not test.exception, test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def sent_map(test: AppTest) -> dict:
    """What the map component was given."""
    assert not test.exception, test.exception
    found = [
        json.loads(element.proto.json)
        for element in test.get("bidi_component")
        if "marks" in element.proto.json
    ]
    return found[0]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_both_languages(name, language):
    html = screen(opened(name, language=language, area="A0047", area_level="neighbourhood"))
    badge = {"en": "coalition edition of 3 Nov", "es": "edición de la coalición del 3 nov"}[language]
    assert badge in html
    assert "<h1>" in html


def test_tonight_says_the_finding_with_its_verdict_and_mark():
    html = screen(opened())
    assert "In Saint Orchard, at least 41 and at most 60 of every 100 who asked for food" in html
    assert "Clear difference" in html
    assert html.count('data-example="EXAMPLE, NOT REAL"') == 4


def test_tonight_says_why_a_card_is_empty():
    assert screen(opened()).count("Too little is known here to say anything yet.") == 3


def test_the_map_draws_what_the_address_asks_for():
    test = opened("map", need="food", area_level="borough", period="2024")
    sent = sent_map(test)
    assert "food" in sent["title"]
    assert "2024" in sent["title"]
    assert len(sent["marks"]) == 2
    assert sent["base"].endswith("/borough")


def test_the_map_has_its_summary_table_and_caption():
    html = screen(opened("map"))
    assert "In words." in html
    assert "cn-table" in html
    assert (
        "People who asked us, not everyone in need." in html
        or "Among people who asked these partners" in html
    )


def test_what_is_not_published_says_so_and_names_the_nearest():
    html = screen(opened("map", need="legal", area_level="neighbourhood"))
    assert "This combination is not published" in html
    assert "area_level=borough" in html
    assert "need=legal" in html


def test_a_value_that_the_edition_does_not_know_is_said():
    html = screen(opened("map", need="yachts"))
    assert "does not know" in html
    assert "“Need”" in html


def test_a_link_to_an_older_edition_opens_the_current_one_and_names_both():
    html = screen(opened("map", edition="2025-01-01-old1-coalition"))
    assert "2025-01-01-old1-coalition" in html
    assert "2026-11-03-a1b2-coalition" in html


def test_a_real_edition_carries_no_example_mark(tmp_path, monkeypatch):
    build_edition(tmp_path, Town(3, 3), is_simulated=False)
    monkeypatch.setenv(settings.EDITION, str(tmp_path))
    assert "EXAMPLE" not in screen(opened())


def test_without_an_edition_the_screen_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv(settings.EDITION, str(tmp_path))
    test = AppTest.from_file(APP).run()
    assert not test.exception
    assert "needs publish" in test.error[0].value
