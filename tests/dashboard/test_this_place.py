"""This place: the sentence, the parts, the verdict and its doubts, what is hidden, what lies near."""

import re

import pytest

from dashboard.edition import open_edition
from dashboard.place import Spot, place_of
from dashboard.place_chips import choose_in_place, place_chips
from dashboard.place_outcome import unmet_range, unmet_sentence
from dashboard.place_reach import asked_for
from dashboard.view import View
from tests.dashboard.full_town import chart_with, charts, full_town, opened, screen
from tests.edition_builder import CITY, Town, turned_away_share

__all__ = ["full_town"]
pytestmark = pytest.mark.usefixtures("full_town")
WORST = {"area": "A0047", "area_level": "neighbourhood"}


def place(folder, **view):
    edition = open_edition(folder, "coalition")
    return place_of(edition, View(page="place", **view), edition.get_words(view.get("language", "en")))


def test_the_page_begins_with_the_range_of_unmet_need_here_and_in_the_city():
    html = screen(opened("place", **WORST, need="food", period="2025"))
    least = round(turned_away_share(Town(), "neighbourhood", "A0047", "food", 1))
    sentence = (
        f"In Saint Orchard, at least {least} and at most {least + 19} of every 100 who asked for food in 2025"
    )
    assert sentence in html
    assert "In Gridtown as a whole, it was" in html
    assert html.index(sentence) < html.index("What happened to requests")


def test_the_same_in_spanish():
    html = screen(opened("place", **WORST, language="es"))
    assert (
        "En Saint Orchard, al menos 39 y como mucho 58 de cada 100 personas que pidieron ayuda en 2025"
        in html
    )
    assert "¿Pero es cierto?" in html
    assert "oculto para proteger a las personas (1 a 17)" in str(
        charts(opened("place", **WORST, language="es"))
    )


def test_the_four_parts_stand_beside_parent_and_city_on_one_scale():
    html = screen(opened("place", **WORST))
    bars = re.search(r'<ul class="cn-bars".*?</ul>', html, re.S).group()
    assert re.findall(r"<h3>(.*?)</h3>", bars) == ["Saint Orchard", "District B2", "Gridtown"]
    for widths in re.findall(r'role="img".*?</div>', bars, re.S):
        assert sum(float(width) for width in re.findall(r"width:([\d.]+)%", widths)) == pytest.approx(
            100, abs=0.1
        )
    assert bars.count("No result written down 19") >= 3
    assert "Likely range" in html


def test_the_verdict_names_what_held_it_back():
    html = screen(opened("place", **WORST))
    assert "Probable difference" in html
    assert "The difference, in points of 100: 12 more (likely 5 more to 19 more)." in html
    assert "Or 1.4 times as many (likely 1.2 to 1.8)." in html
    doubts = re.search(r"But is it true\?.*?</details>", html, re.S).group()
    assert "It was not checked whether it holds without any one partner." in doubts
    assert "Results not written down could undo it." in doubts
    assert "differ by 9 points the other way" in doubts


def test_a_clear_difference_passed_every_test():
    html = screen(opened("place", **WORST, need="food"))
    assert "Clear difference" in html
    assert "It passed every test of the rule" in html


def test_where_nothing_is_compared_the_page_says_so():
    assert "This edition holds no verdict here." in screen(opened("place", area="B1", area_level="borough"))


def test_hidden_counts_widen_the_range_and_the_page_says_so():
    html = screen(opened("place", area="A0000", area_level="neighbourhood"))
    share = turned_away_share(Town(), "neighbourhood", "A0000", "all", 1)
    ends = f"at least {max(0, share - 15):.0f} and at most {share + 19 + 15:.0f} of every 100"
    assert f"In North Harbour, {ends} who asked for help in 2025 did not get help." in html
    assert "Some of the counts behind this are hidden to protect people" in html
    assert re.search(r"Turned away: hidden to protect people \(somewhere from \d+ to \d+ in 100\)\.", html)


def test_a_range_that_leaves_everything_open_is_not_said(full_town):
    here = place(full_town, **WORST)
    assert unmet_range(here, here.spot) == (39, 58, False)
    assert unmet_range(here, Spot("neighbourhood", "unknown")) is None


def test_a_place_without_anyone_who_asked_has_its_words():
    html = screen(opened("place", area="A0005", area_level="neighbourhood"))
    assert "cannot be said: not published for this place" in html


def test_kinds_of_need_of_the_area_around_and_the_hidden_one_as_a_range():
    test = opened("place", **WORST)
    html = screen(test)
    assert "Not published for Saint Orchard alone" in html
    assert "These are the figures for District B2, which holds it." in html
    asked = chart_with(test, "Food")
    assert asked["data"][0]["x"] == [1200, 800]
    assert "hidden to protect people (1 to 17)" in str(asked["layout"]["annotations"])
    assert "Asked for most: Food (1,200) and Housing (800). 1 kind of need is hidden" in asked["alt"]


def test_who_asked_is_set_beside_who_lives_here():
    test = opened("place", area="B2", area_level="borough")
    drawn = chart_with(test, "Black or African American")
    assert drawn["data"][0]["x"] == [60, 30, 10]
    assert drawn["data"][1]["x"] == pytest.approx([25, 30, 40])
    html = screen(test)
    assert "Black or African American: 60 of every 100 requests, and 25 of every 100 who live here." in html
    assert "50 of every 100 requests came from people who were not asked or did not answer" in html


def test_census_figures_have_margin_class_and_the_city_beside():
    test = opened("place", **WORST)
    html = screen(test)
    drawn = chart_with(test, "Households with SNAP")
    assert drawn["data"][0]["marker"]["pattern"]["shape"] == ["", "/"]
    assert drawn["data"][1]["x"][1] == 21
    row = re.search(r'<th scope="row">Households with SNAP</th>.*?</tr>', html, re.S).group()
    assert "± 6.0" in row
    assert "17 %" in row
    assert "Few cases, use with care" in row
    assert "the survey gives no figure here" in html


def test_health_figures_stand_alone_with_their_warning():
    html = screen(opened("place", **WORST))
    section = html[html.index("What a health model says") :]
    assert "Modelled, not counted here. Adults only. Not for trends" in section
    table = re.search(r"<table.*?</table>", section, re.S).group()
    assert "19 in 100" in table
    assert "Gridtown" not in table


def test_a_refused_health_figure_says_why():
    html = screen(opened("place", area="A0003", area_level="neighbourhood"))
    assert "Fewer than 50 adults live here; the model is not shown." in html


def test_what_is_near_has_parent_and_shares_of_residents():
    html = screen(opened("place", **WORST))
    near = html[html.index("What Saint Orchard is near") :]
    assert "70 of every 100 residents of Saint Orchard live there" in near
    assert near.index("District C2") < near.index("District C1")
    assert "area=B2" in near


def test_an_overlapping_area_names_the_places_in_it():
    html = screen(opened("place", area="C1", area_level="council"))
    assert "30 of every 100 residents of Saint Orchard live here" in html


def test_without_a_place_the_page_is_about_the_city(full_town):
    assert place(full_town).spot == Spot("city", CITY)
    html = screen(opened("place"))
    assert "<h1>Gridtown</h1>" in html
    assert "Is that different from" not in html


def test_another_place_is_chosen_by_name():
    test = opened("place", **WORST)
    box = test.selectbox[0]
    assert "North Harbour · neighbourhood" in box.options
    assert len(box.options) == 1 + 2 + 48 + 2
    assert box.value == "neighbourhood/A0047"
    box.set_value("borough/B1").run()
    assert "<h1>District B1</h1>" in screen(test)


def test_filters_offer_only_what_is_published_for_the_level(full_town):
    here = place(full_town, **WORST)
    view = View(page="place", **WORST)
    chips = {chip.field: chip for chip in place_chips(here.edition, view, here.words)}
    needs = [value for _, options in chips["need"].sections for value, _ in options]
    assert needs == ["all", "food", "groceries", "housing", "pooled"]
    assert [v for v, _ in chips["period"].sections[0][1]] == ["2025", "2024"]
    assert choose_in_place(here.edition, view, "need", "legal", here.words) is None
    assert choose_in_place(here.edition, view, "area", "B1", here.words) is None
    assert choose_in_place(here.edition, view, "period", "2024", here.words).period == "2024"


def test_a_need_or_period_that_the_place_does_not_have_falls_back(full_town):
    here = place(full_town, **WORST, need="legal", period="2019-2023")
    assert (here.need, here.period) == ("all", "2025")
    assert "who asked for help in 2025" in unmet_sentence(here, unmet_range(here, here.spot))


def test_every_chart_has_a_text_alternative_a_table_and_the_mark():
    test = opened("place", **WORST)
    html, drawn = screen(test), charts(test)
    assert len(drawn) == 4
    assert all(chart["alt"] and "EXAMPLE, NOT REAL" in str(chart["layout"]) for chart in drawn)
    assert html.count("cn-table-below") >= 5
    assert html.count("cn-caption") >= 6


def test_numbers_are_written_as_the_language_of_the_readers_does(full_town):
    html = screen(opened("place", area="B2", area_level="borough", language="es"))
    assert "Comida (1,200)" in html
    assert "n = 960" in html
    words = open_edition(full_town, "coalition").get_words("es")
    assert words.locale == "es_US"


def test_only_domains_stand_among_the_kinds_of_need(full_town):
    """`something_else` is a need of the domain `other` and already within it."""
    edition = open_edition(full_town, "coalition")
    city = place_of(edition, View(page="place"), edition.get_words("en"))
    codes = [row.need_code for row in asked_for(city)[1]]
    assert codes == ["food", "housing", "other"]
    assert [row.value for row in asked_for(city)[1]][-1] == 40
