"""What a role needs beside it: formats of dates, the level of an area, words for yes, for asks and offers."""

from collections.abc import Callable
from datetime import date, datetime

import streamlit as st

from desk.choices import code_choices, in_words
from desk.context import Desk
from desk.draft import Draft
from desk.pieces import paragraph
from pipelines.identifiers import find_identifier, names_person
from pipelines.intake.dates import EXCEL, ISO
from pipelines.intake.guess.date_formats import DAYS
from pipelines.intake.guess.examples import common_words, may_be_shown
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.looks import SEPARATORS
from pipelines.intake.mapping import same

WORD_LISTS = ("yes", "ask", "offer")
SAMPLE_DAY = datetime(2025, 3, 31, 14, 5)  # a day that no other order of day and month can be
MOST_WORDS = 200  # of one column: a form has fewer


def draw_settings(desk: Desk, draft: Draft, guess: Guess, proposed: Guess) -> None:
    """The settings of a column as widgets; what is changed is said of the draft at once."""
    drawn = DRAW.get(guess.role)
    if drawn is not None and "part" not in guess.settings:
        drawn(_Setter(desk, draft, guess, proposed))


class _Setter:
    """One column, and how a change of one of its settings is kept."""

    def __init__(self, desk: Desk, draft: Draft, guess: Guess, proposed: Guess) -> None:
        self.desk, self.draft, self.guess = desk, draft, guess
        self.shown = common_words(guess.column, MOST_WORDS) if may_be_shown(proposed) else []

    @property
    def words(self):
        return self.desk.words

    def key(self, name: str) -> str:
        return f"{self.draft.number}-{self.guess.column.number}-{self.guess.role}-{name}"

    def keep(self, name: str) -> Callable[[], None]:
        """A callback that keeps the setting as the widget has it."""

        def kept() -> None:
            value = st.session_state[self.key(name)]
            if isinstance(value, list):
                value = [*value, *self.unseen(name)]
            settings = {**self.guess.settings, name: value}
            self.draft.set(
                self.guess.column.header, {k: v for k, v in settings.items() if v not in (None, [])}
            )

        return kept

    def unseen(self, name: str) -> list[str]:
        """Words of a setting that few cells hold: they may be what one person wrote, and are kept unshown."""
        if name not in WORD_LISTS:
            return []
        cells = {same(cell) for cell in self.guess.column.cells.unique()}
        rare = cells - {same(word) for word in self.shown}
        words = [str(word) for word in self.guess.settings.get(name, ())]
        return [word for word in words if same(word) in rare or find_identifier(word) or names_person(word)]

    def word_list(self, name: str) -> None:
        """Words of the partner's form; others can be typed."""
        unseen = self.unseen(name)
        given = [str(word) for word in self.guess.settings.get(name, ()) if str(word) not in unseen]
        st.multiselect(
            self.words(f"desk.setting.{name}"),
            list(dict.fromkeys([*given, *self.shown])),
            given,
            key=self.key(name),
            on_change=self.keep(name),
            accept_new_options=True,
            placeholder=self.words("desk.setting.type_words"),
        )
        if unseen:
            paragraph(self.words("desk.setting.unseen", n=len(unseen)))


def _dates(setter: _Setter) -> None:
    given = [str(pattern) for pattern in setter.guess.settings.get("formats", ())]
    times = {pattern[pattern.index(" %H") :] for pattern in given if " %H" in pattern}
    others = [day + time for time in ("", *sorted(times)) for day in DAYS]
    st.multiselect(
        setter.words("desk.setting.formats"),
        list(dict.fromkeys([*given, ISO, *others, EXCEL])),
        given,
        key=setter.key("formats"),
        on_change=setter.keep("formats"),
        format_func=lambda pattern: _as_example(pattern, setter),
        placeholder=setter.words("desk.choose"),
    )
    if setter.guess.column.dates[2]:
        st.html(f'<p class="dk-look">{setter.words("desk.setting.twofold")}</p>')


def _as_example(pattern: str, setter: _Setter) -> str:
    if pattern == EXCEL:
        return setter.words("desk.setting.excel")
    return date(2025, 3, 31).isoformat() if pattern == ISO else SAMPLE_DAY.strftime(pattern)


def _level(setter: _Setter) -> None:
    levels = list(setter.desk.coalition.nested_levels)
    level = setter.guess.settings.get("level")
    st.selectbox(
        setter.words("desk.setting.level"),
        levels,
        levels.index(level) if level in levels else len(levels) - 1,
        key=setter.key("level"),
        on_change=setter.keep("level"),
        format_func=lambda name: setter.words(f"area_level.{name}.one"),
    )


def _many(setter: _Setter) -> None:
    marks = [None, *SEPARATORS]
    given = setter.guess.settings.get("many")
    st.selectbox(
        setter.words("desk.setting.many"),
        marks if given in marks else [*marks, given],
        marks.index(given) if given in marks else len(marks),
        key=setter.key("many"),
        on_change=setter.keep("many"),
        format_func=lambda mark: setter.words("desk.setting.one") if mark is None else f"“{mark.strip()}”",
    )


def _flag(setter: _Setter) -> None:
    codes = code_choices(setter.desk, "need")
    given = setter.guess.settings.get("need")
    st.selectbox(
        setter.words("desk.setting.need"),
        codes,
        codes.index(given) if given in codes else None,
        key=setter.key("need"),
        on_change=setter.keep("need"),
        format_func=lambda code: in_words(setter.desk, "need", code),
        placeholder=setter.words("desk.choose"),
    )
    setter.word_list("yes")


def _kind(setter: _Setter) -> None:
    setter.word_list("ask")
    setter.word_list("offer")


DRAW: dict[str, Callable[[_Setter], None]] = {
    "received_on": _dates,
    "result_on": _dates,
    "area": _level,
    "need": _many,
    "race_ethnicity": _many,
    "need_flag": _flag,
    "recurring": lambda setter: setter.word_list("yes"),
    "kind": _kind,
}
