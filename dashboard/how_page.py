"""How we know: everything from the edition's own tables, one question a fold."""

from html import escape

import streamlit as st

from dashboard.components.pieces import caption, example_mark, verdict_pill
from dashboard.components.section import (
    definitions_html,
    fold_html,
    lead,
    list_html,
    no_figure,
    page_sections,
    section,
    text_html,
)
from dashboard.frame import Frame
from dashboard.how_example import share_example, share_steps, survey_example, survey_steps
from dashboard.how_hidden import hidden_example, hidden_steps
from dashboard.how_rules import Constants, protection_lines, reliability_lines, verdict_lines
from dashboard.how_tables import constants_table, glossary, indicator_folds, need_table, result_pairs
from dashboard.labels import area_name, is_example
from dashboard.place import LEAST, city_of


def draw_lead(frame: Frame) -> None:
    """What this page is for."""
    n = len(frame.edition.get_indicators())
    lead([frame.words("how.lead"), frame.words("how.lead_more", n=n)], "")


def draw_sections(frame: Frame) -> None:
    """The worked example open, then a fold for each question."""
    words = frame.words
    with page_sections("how"):
        with section("example", words("how.example_title"), wide=True):
            draw_example(frame)
        with section("hidden", words("how.hidden_title"), wide=True):
            draw_hidden(frame)
        with section("questions", words("how.questions_title"), wide=True):
            st.html(
                "".join(fold_html(words(f"how.{name}_title"), made(frame)) for name, made in FOLDS.items())
            )
        with section("indicators", words("how.indicators_title"), wide=True):
            st.html(indicator_folds(frame.edition, words))


def draw_example(frame: Frame) -> None:
    """One share of this edition and one survey figure, computed again."""
    words, edition = frame.words, frame.edition
    city = city_of(edition)
    area = area_name(edition, words, city.area_level, city.area_code)
    share, survey = share_example(edition), survey_example(edition)
    if share is None and survey is None:
        no_figure(words, words("how.example_none"))
        return
    if share is not None:
        title = words(
            f"indicator.{LEAST}.title", need=words("need_phrase.all"), period=words.period(share.row.period)
        )
        st.html(_steps(title, share_steps(words, share, area), frame.example))
    if survey is not None:
        title = words(f"indicator.{survey.row.indicator}.title", period=words.period(survey.row.period))
        st.html(_steps(title, survey_steps(words, survey, area), _mark(frame, survey.row.indicator)))
    caption([words("how.example_caption"), words("frame.edition_of", day=frame.edition_day)])


def draw_hidden(frame: Frame) -> None:
    """One hidden count of this edition, attacked by subtraction."""
    words, edition = frame.words, frame.edition
    example = hidden_example(edition)
    if example is None:
        no_figure(words, words("how.hidden_none"))
        return
    narrowest = edition.manifest.get("narrowest_range", "")
    steps = hidden_steps(words, example, int(narrowest) if narrowest.isdigit() else None)
    st.html(_steps(words("how.hidden_lead"), steps, frame.example))
    caption([words("how.hidden_caption"), words("frame.edition_of", day=frame.edition_day)])


def _mark(frame: Frame, indicator: str) -> str:
    """The example mark, where a source of an indicator is simulated."""
    rows = [row for row in frame.edition.get_indicators() if row.indicator == indicator]
    return example_mark(frame.words, is_example(frame.edition, rows))


def _steps(title: str, steps: list[str], mark: str) -> str:
    items = "".join(f"<li>{escape(step)}</li>" for step in steps)
    return f'<section class="cn-steps"{mark}><h3>{escape(title)}</h3><ol>{items}</ol></section>'


def _results(frame: Frame) -> str:
    return definitions_html(result_pairs(frame.edition, frame.words)) + text_html(
        frame.words("how.range_why")
    )


def _verdicts(frame: Frame) -> str:
    """The five verdicts in the order of the rule, each with its sign and its conditions."""
    words, constants = frame.words, Constants.of(frame.edition)
    body = text_html(words("how.verdict_lead"))
    for verdict, lines in verdict_lines(words, constants):
        means = text_html(words(f"verdict_means.{verdict}"))
        pill = verdict_pill(verdict, words)
        body += f'<div class="cn-rule"><p>{pill}</p>{means}{list_html(lines)}</div>'
    return body


def _reliability(frame: Frame) -> str:
    return text_html(frame.words("how.reliability_lead")) + list_html(
        reliability_lines(frame.words, Constants.of(frame.edition))
    )


def _protection(frame: Frame) -> str:
    return text_html(frame.words("how.protection_lead")) + list_html(
        protection_lines(frame.words, Constants.of(frame.edition))
    )


def _needs(frame: Frame) -> str:
    return text_html(frame.words("how.needs_lead")) + need_table(frame.edition, frame.words)


def _constants(frame: Frame) -> str:
    return text_html(frame.words("how.constants_lead")) + constants_table(frame.edition, frame.words)


def _words(frame: Frame) -> str:
    return definitions_html(glossary(frame.words))


FOLDS = {
    "results": _results,
    "verdicts": _verdicts,
    "reliability": _reliability,
    "protection": _protection,
    "needs": _needs,
    "words": _words,
    "constants": _constants,
}
