"""Only what is published is offered, and a choice that does not fit moves as little as possible."""

from dataclasses import replace

from dashboard.choices import choices_of, map_offers, settled
from dashboard.filters import build_chips, choose


def test_the_first_view_is_turned_away_by_neighbourhood_in_the_latest_year(edition):
    view = choices_of(edition).default
    assert (view.indicator, view.reading, view.area_level, view.period) == (
        "result_share", "turned_away", "neighbourhood", "2025",
    )  # fmt: skip
    assert map_offers(edition).exists(replace(view, page="map"))


def test_an_option_fits_only_where_it_exists_with_all_the_others(edition):
    view = choices_of(edition).default
    groups = {offer.value: offer.fits for offer in map_offers(edition).of(view, "group")}
    assert groups == {
        "all": True, "race_ethnicity:black": False, "race_ethnicity:hispanic": False,
        "race_ethnicity:white": False,
    }  # fmt: skip


def test_choosing_a_group_moves_the_level_and_says_so(edition):
    view = replace(choices_of(edition).default, page="map")
    found = choose(edition, view, "group", "race_ethnicity:black")
    assert found.view.group == "race_ethnicity:black"
    assert found.view.area_level in ("borough", "council")
    assert found.fields == ("area_level",)


def test_a_choice_that_no_chip_offers_is_not_followed(edition):
    view = replace(choices_of(edition).default, page="map")
    assert choose(edition, view, "need", "yachts") is None
    assert choose(edition, view, "edition", "x") is None
    assert choose(edition, replace(view, page="tonight"), "need", "food") is None


def test_every_option_of_every_chip_leads_to_a_published_map(edition, english):
    view = replace(choices_of(edition).default, page="map")
    for chip in build_chips(edition, view, english):
        for _, options in chip.sections:
            for value, _ in options:
                found = choose(edition, view, chip.field, value).view
                assert getattr(found, chip.field) == value
                assert map_offers(edition).exists(found)


def test_the_nearest_to_what_is_not_published_keeps_the_need(edition):
    view = replace(choices_of(edition).default, page="map", need="legal")
    found = map_offers(edition).nearest(view)
    assert (found.need, found.area_level) == ("legal", "borough")


def test_an_address_that_names_only_its_indicator_is_completed(edition):
    view = settled(edition, replace(choices_of(edition).default, indicator="poverty"), {"indicator"})
    assert (view.indicator, view.reading, view.period) == ("poverty", "", "2019-2023")
    assert map_offers(edition).exists(view)


def test_a_reading_of_another_family_is_left(edition):
    view = replace(choices_of(edition).default, indicator="poverty", reading="turned_away")
    assert settled(edition, view, {"indicator", "reading"}).reading == ""


def test_what_an_address_names_is_never_moved(edition):
    view = replace(choices_of(edition).default, need="legal", area_level="neighbourhood")
    assert settled(edition, view, {"need", "area_level"}) == view


def test_chips_read_in_both_languages(edition, words):
    view = replace(choices_of(edition).default, page="map", language=words.language)
    labels = [chip.label for chip in build_chips(edition, view, words)]
    assert labels[0] == {"en": "Show", "es": "Mostrar"}[words.language]
    assert len(labels) == 6
