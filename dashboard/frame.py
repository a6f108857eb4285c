"""The shared frame: what every page is given, and what stands around every page.

A page asks `get_frame()` for the edition, the view and the words, calls `frame.title(...)` once, and
draws. It never reads the address: `app.py` has done so before the page runs, and has drawn the filters.
"""

from dataclasses import dataclass, replace
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components.pieces import example_mark
from dashboard.edition import Edition
from dashboard.rows import Indicator
from dashboard.view import View, to_address
from dashboard.words import Words

_KEY = "frame"


@dataclass(frozen=True)
class Frame:
    """One run of one page: one edition, one view, one language."""

    edition: Edition
    view: View
    words: Words
    indicator: Indicator | None
    title_place: DeltaGenerator

    def title(self, text: str) -> None:
        """The page's one heading, with the badge that says which edition this is."""
        badge = self.words(f"frame.badge_{self.edition.audience}", day=self.words.day(self.as_of, "day"))
        self.title_place.html(
            f'<div class="cn-title"><h1>{escape(text)}</h1><p class="cn-badge">{escape(badge)}</p></div>'
        )

    @property
    def as_of(self) -> str:
        return self.edition.manifest["as_of"]

    @property
    def coalition(self) -> str:
        return self.words("coalition.name")

    @property
    def edition_day(self) -> str:
        return self.words.day(self.as_of)

    @property
    def example(self) -> str:
        """The attribute that marks a card or page as an example; empty where all inputs are real."""
        return example_mark(self.words, self.edition.is_simulated)

    @property
    def example_words(self) -> str:
        return self.words("frame.example") if self.edition.is_simulated else ""

    def copied(self, text: str) -> str:
        """A text that readers copy: it says itself when its data are an example."""
        return f"{self.words('frame.in_example')} {text}" if self.edition.is_simulated else text

    @property
    def period(self) -> str:
        return self.words.period(self.view.period)

    def static_base(self, area_level: str) -> str:
        """The address of a level's outlines in exactly this edition, without `.paths.json`."""
        return f"/edition/{self.edition.version}/{area_level}"

    def address(self, page: str, **changes: str) -> str:
        """The address of another page with this view, but for `changes`."""
        return to_address(replace(self.view, page=page, figure="", **changes))


def keep_frame(frame: Frame) -> None:
    """Hand the frame to the page that runs next in this session."""
    st.session_state[_KEY] = frame


def get_frame() -> Frame:
    """The frame of this run."""
    return st.session_state[_KEY]


def go_to(page: str, view: View) -> None:
    """Open another view at the end of this click. Callbacks cannot switch pages, so `app.py` does it first
    thing.
    """
    st.session_state["go"] = replace(view, page=page)
