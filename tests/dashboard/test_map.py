"""What a map says, read from its specification and from the drawing, never from pixels."""

import re
from dataclasses import replace

import pytest

from dashboard.choices import choices_of, indicator_of
from dashboard.components.map import payload
from dashboard.figures.map_specification import class_of, map_specification, mark_of
from dashboard.figures.map_svg import fill_of, map_svg
from dashboard.figures.numbers import NumberFormat, digits_of
from dashboard.maps import build_map, highest_tier, summary
from dashboard.rows import Figure, ScaleClass
from tests.edition_builder import turned_away_share

SCALE = tuple(
    ScaleClass(number, low, high)
    for number, (low, high) in enumerate(
        [(None, 20.0), (20.0, 25.0), (25.0, 30.0), (30.0, 35.0), (35.0, None)]
    )
)
WHOLE = NumberFormat("en")


def a_figure(**changes) -> Figure:
    plain = Figure("A1", 24.0, 20.0, 29.0, None, None, 24.0, 100.0, "shown", None, "good")
    return plain._replace(**changes)


@pytest.fixture
def drawn(edition, english):
    view = replace(choices_of(edition).default, page="map", need="food")
    return build_map(edition, view, indicator_of(edition, view), english, "EXAMPLE, NOT REAL")


@pytest.mark.parametrize(
    ("figure", "mark"),
    [
        (None, "n"),
        (a_figure(), "1"),
        (a_figure(value=19.4), "0"),
        (a_figure(value=19.5), "1"),
        (a_figure(value=35.0), "4"),
        (a_figure(reliability="care"), "b"),
        (a_figure(reliability="too_few"), "n"),
        (a_figure(value=None, status="hidden"), "h"),
        (a_figure(value=None, status="hidden", reliability="care"), "h"),
        (a_figure(value=None, status="refused", refusal="few_partners"), "n"),
        (a_figure(value=None, status="not_yet"), "n"),
        (a_figure(value=None), "n"),
    ],
)
def test_the_four_states_and_their_edges(figure, mark):
    assert mark_of(figure, SCALE, WHOLE) == mark


def test_a_value_outside_every_class_has_none():
    assert class_of(3.0, SCALE[1:3]) is None


def test_a_figure_is_coloured_as_it_is_printed():
    figure = a_figure(value=24.6)
    assert WHOLE.text(figure.value) == "25"
    assert mark_of(figure, SCALE, WHOLE) == "2"


def test_the_map_shows_each_area_as_the_town_has_it(drawn, town):
    expected = {"hidden": "h", "not_drawn_by_people": "n"}
    for code, mark in zip(drawn.specification.codes, drawn.specification.marks, strict=True):
        state = town.state_of(code)
        if state in expected:
            assert mark == expected[state]
        else:
            share = round(turned_away_share(town, "neighbourhood", code, "food", 1))
            number = sum(share >= edge for edge in (20, 25, 30, 35))
            assert mark == ("abcde" if state == "care" else "01234")[number]


def test_no_hidden_value_is_in_the_specification(drawn):
    s = drawn.specification
    hidden = s.indexes("h")
    assert hidden
    assert all(s.values[index] == "" and s.ns[index] == "" for index in hidden)
    assert all(s.highs[index] for index in hidden)


def test_the_legend_counts_every_area_once(drawn):
    s = drawn.specification
    assert sum(item.count for item in s.legend) == len(s.codes) == 48


def test_legend_classes_hold_the_figures_that_can_be_printed_in_them(drawn):
    texts = [item.text for item in drawn.specification.legend if item.kind == "class"]
    assert texts == ["under 20", "20 to 24", "25 to 29", "30 to 34", "35 and more"]


def test_the_highest_tier_is_alphabetical(drawn):
    text, inside = highest_tier(drawn.specification)
    names = [drawn.specification.names[index] for index in inside]
    assert text == "35 and more"
    assert names == sorted(names)
    assert all(drawn.specification.marks[index] == "4" for index in inside)


def test_the_summary_is_made_of_the_maps_own_numbers(drawn, edition, english):
    view = replace(choices_of(edition).default, page="map", need="food")
    text = summary(edition, drawn, view, indicator_of(edition, view), english)
    city = round(drawn.whole_city.value)
    assert f"In Gridtown as a whole it is {city} in 100" in text
    assert f"{drawn.specification.count('h')} neighbourhoods are hidden" in text


def test_the_title_names_what_of_whom_and_when_in_both_languages(edition, words):
    view = replace(choices_of(edition).default, need="food", language=words.language)
    title = build_map(edition, view, indicator_of(edition, view), words, "").specification.title
    assert "2025" in title
    assert {"en": "every 100", "es": "cada 100"}[words.language] in title


def test_drawing_on_paper_holds_the_same_classes_and_colours(drawn, edition):
    paths = edition.get_paths("neighbourhood")
    svg = map_svg(drawn.specification, paths["viewBox"], paths["paths"])
    found = dict(re.findall(r'data-code="([^"]+)" data-mark="(.)"', svg))
    assert found == dict(zip(drawn.specification.codes, drawn.specification.marks, strict=True))
    for mark in set(found.values()):
        assert f'data-mark="{mark}"' in svg
        assert f'fill="{fill_of(mark)}"' in svg
    assert "EXAMPLE, NOT REAL" in svg
    assert '<rect width="100%" height="100%" fill="#fff"/>' in svg


def test_what_travels_to_the_browser_is_the_specification(drawn):
    sent = payload(drawn.specification, "/edition/x/neighbourhood")
    assert sent["marks"] == drawn.specification.marks
    assert sent["values"].split("|") == list(drawn.specification.values)
    assert payload(drawn.specification, "/edition/x/neighbourhood")["stamp"] == sent["stamp"]


def test_a_map_without_areas_is_empty_and_whole(english, drawn):
    empty = map_specification([], [], SCALE, WHOLE, _words_of(drawn))
    assert (empty.codes, empty.marks) == ((), "")


def _words_of(drawn):
    from dashboard.figures.map_specification import MapWords

    return MapWords(
        "t", "l", "per_100", ("a", "b", "c", "d", "e"), "care", "hidden", "none", str, {}, "en", ""
    )


def test_breaks_say_how_many_decimals_are_printed():
    assert digits_of(SCALE) == 0
    assert digits_of((ScaleClass(0, None, 0.6),)) == 1
    assert digits_of((ScaleClass(0, None, 0.25),)) == 2


def test_figures_are_written_as_the_language_does():
    assert NumberFormat("es_ES", 1).text(12345.67) == "12.345,7"
    assert NumberFormat("en").text(1234.5) == "1,235"
    assert NumberFormat("en").text(None) == ""
