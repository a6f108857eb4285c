"""Whose records are in: partners, months, events, rows, sources, the privacy audit, changes."""

import re

import pytest

from dashboard import settings
from dashboard.edition import open_edition
from dashboard.records_privacy import gate_sentence
from tests.dashboard.full_town import full_town, opened, screen
from tests.edition_builder import build_edition
from tests.edition_full import build_full_edition

__all__ = ["full_town"]
pytestmark = pytest.mark.usefixtures("full_town")
NOT_PASSED = "not passed. Do not use"


def section(html: str, title: str) -> str:
    """The HTML from one heading to the next."""
    start = html.index(f">{title}</h2>")
    return html[start : html.find('<h2 class="cn-section">', start)]


def test_the_page_begins_with_how_many_partners_and_through_when():
    html = screen(opened("whose_records"))
    assert "The records of 3 partners are in, complete through December 2025." in html
    assert "2 of 3 write down what came of requests" in html
    assert "These records are simulated." in html


def test_in_spanish():
    html = screen(opened("whose_records", language="es"))
    assert "Están los registros de 3 grupos, completos hasta diciembre de 2025." in html
    assert "cada fila, rendida".capitalize() in html


def test_partners_stand_alphabetically_and_in_bands():
    table = section(screen(opened("whose_records")), "The partners")
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == [
        "Ferry Clinic",
        "Harbour Pantry",
        "Mill Street Aid",
    ]
    assert "English and Spanish" in table
    assert "over 2,000" in table
    assert table.count("Not often enough") == 1


def test_a_change_is_told_for_the_same_partners_and_for_all():
    html = screen(opened("whose_records"))
    assert "The same partners in 2024 and 2025: 1,400 requests, then 1,350." in html
    assert "All partners: 1,500, then 2,009." in html
    html = screen(opened("whose_records", language="es"))
    assert "Los mismos grupos en 2024 y 2025: 1,400 solicitudes, luego 1,350." in html
    assert "Todos los grupos: 1,500, luego 2,009." in html


def test_each_month_is_closed_waiting_or_open():
    html = section(screen(opened("whose_records")), "Which months are in")
    assert "24 months are closed: January 2024 to December 2025." in html
    assert "In 2 months requests are counted, but what came of them is not closed yet" in html
    assert "1 month is still open and tells nothing yet: March 2026." in html
    strip = re.search(r'<div class="cn-months".*?<p class="cn-months-legend"', html, re.S).group()
    states = re.findall(r'data-state="(\w+)"', strip)
    assert [states.count(state) for state in ("closed", "waiting", "open", "none")] == [24, 2, 1, 9]
    assert "closes 15 days after its end and its results 30 days later" in html


def test_events_name_partner_day_and_note():
    html = section(screen(opened("whose_records")), "What changed at the partners")
    assert "1 Apr 2025 to 30 Apr 2025" in html
    assert "Roof repairs" in html
    assert html.index("The form changed") < html.index("Paused")


def test_every_row_has_a_fate_and_a_reason_in_words():
    html = section(screen(opened("whose_records")), "Every row, accounted for")
    fates = re.findall(r'<th scope="row">(.*?)</th>', html)
    assert fates == [
        *("Rows received", "Loaded", "The same row again", "Kept out", "Kept out", "Titles and totals"),
        *("Harbour Pantry", "Harbour Pantry"),
    ]
    assert "something that could identify a person" in html
    assert "a line of totals" in html


def test_rows_are_told_by_closed_year_and_an_open_year_not_yet():
    html = section(screen(opened("whose_records")), "Every row, accounted for")
    assert re.findall(r'<th scope="col">(\d{4})</th>', html) == ["2024", "2025", "2026"] * 2
    lines = re.findall(r"<tr><th scope=\"row\">Harbour Pantry</th>(.*?)</tr>", html)
    assert [re.findall(r"<td>(.*?)</td>", line) for line in lines] == [
        ["Rows received", "500 to 2,000", "500 to 2,000", "not yet"],
        ["Loaded", "500 to 2,000", "500 to 2,000", "not yet"],
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("In 2024, about 120 requests came in after", "In 2025, under 15 requests", "in 2026: not yet"),
        ),
        ("es", ("En 2024, unas 120 solicitudes", "En 2025, menos de 15 solicitudes", "en 2026: todavía no")),
    ],
)
def test_what_came_late_is_told_by_year_and_an_open_year_not_yet(language, said):
    html = screen(opened("whose_records", language=language))
    assert all(words in html for words in said)


def test_a_partner_that_left_is_counted_and_not_named():
    html = section(screen(opened("whose_records")), "The partners")
    assert "1 group that has left since still stands behind months that had closed before." in html


def test_sources_have_publisher_licence_day_and_mark():
    html = section(screen(opened("whose_records")), "Where the figures come from")
    assert "Household survey (2019-2023), simulated" in html
    assert "Census office" in html
    assert "CC0" in html
    assert "1 Nov 2026" in html
    assert html.count("example, not real: simulated") == 3


def test_the_privacy_audit_is_told_in_sentences_with_its_numbers():
    html = section(screen(opened("whose_records")), "How people are protected in this edition")
    assert "No count of 1 to 10 is shown anywhere" in html
    assert "This edition holds 9,991 counts. 799 of them, 8 of every 100, are hidden" in html
    assert "at least 6 apart from lowest to highest" in html
    assert "First test, with what anyone can see: passed." in html
    assert "read off the others&#x27;: passed." in html


@pytest.mark.parametrize(
    ("result", "said"), [("refused", NOT_PASSED), ("odd", NOT_PASSED), ("not_run", "not run.")]
)
def test_a_gate_that_did_not_pass_is_never_told_as_passed(full_town, result, said):
    words = open_edition(full_town, "coalition").get_words("en")
    assert said in gate_sentence(words, "public_gate", result)


def test_changes_since_the_edition_before_are_in_words():
    html = section(
        screen(opened("whose_records")) + '<h2 class="cn-section">', "What changed since the edition before"
    )
    assert "Requests complete through" in html
    assert "November 2025" in html
    assert "Table: Requests, What happened, town, Year" in html
    assert "Partner: Ferry Clinic" in html


def test_a_real_edition_says_so_and_carries_no_mark(tmp_path, monkeypatch):
    build_full_edition(tmp_path, is_simulated=False)
    monkeypatch.setenv(settings.EDITION, str(tmp_path))
    html = screen(opened("whose_records"))
    assert "These records are real." in html
    assert "EXAMPLE" not in html


def test_an_edition_without_audit_facts_or_events_says_that(tmp_path, monkeypatch):
    build_edition(tmp_path)
    monkeypatch.setenv(settings.EDITION, str(tmp_path))
    html = screen(opened("whose_records"))
    assert "No partner told of a closing or a change." in html
    assert "read off the others&#x27;: not run." in html
