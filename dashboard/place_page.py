"""What the page of one place draws, section by section."""

import streamlit as st

from dashboard.components.section import page_sections, section
from dashboard.frame import Frame
from dashboard.place import Place, place_of
from dashboard.place_health import draw_health
from dashboard.place_near import draw_chooser, draw_near, draw_where
from dashboard.place_outcome import draw_lead, draw_parts
from dashboard.place_people import draw_who
from dashboard.place_pool import draw_pool
from dashboard.place_reach import draw_asked, draw_rate
from dashboard.place_survey import draw_census
from dashboard.place_verdict import draw_verdict


def the_place(frame: Frame) -> Place:
    """The place of this view: the city where none is named."""
    return place_of(frame.edition, frame.view, frame.words)


def draw_head(frame: Frame, place: Place) -> None:
    """Where the place lies, the box to choose another, and the sentence that the page begins with."""
    said, beside = st.columns([66, 34], gap="medium", vertical_alignment="top")
    with said:
        draw_where(frame, place)
        draw_lead(frame, place)
    with beside:
        draw_chooser(place)


def draw_sections(frame: Frame, place: Place) -> None:
    """What happened, how it compares, how many reach us, what and who, the surveys, what is near."""
    words = place.words
    of = {"need": words(f"need_phrase.{place.need}"), "period": words.period(place.period)}
    with page_sections("place"):
        if len(frame.view.areas) > 1:
            with section("pool", words("place.pool_title", n=len(frame.view.areas))):
                draw_pool(frame, place)
        with section("parts", words("place.parts_title", **of)):
            draw_parts(frame, place)
        if not place.is_city:
            with section("verdict", words("place.verdict_title", city=place.name_of(place.city))):
                draw_verdict(frame, place)
        with section("rate", words("place.rate_title", **of)):
            draw_rate(frame, place)
        with section("asked", words("place.asked_title", period=of["period"])):
            draw_asked(frame, place)
        with section("who", words("place.who_title", period=of["period"])):
            draw_who(frame, place)
        with section("census", words("place.census_title", area=place.name)):
            draw_census(frame, place)
        with section("health", words("place.health_title", area=place.name)):
            draw_health(frame, place)
        with section("near", words("place.near_title", area=place.name)):
            draw_near(frame, place)
