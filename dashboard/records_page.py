"""Whose records are in: partners, months, events, every row, sources, what was hidden, what changed."""

from html import escape

import streamlit as st

from dashboard.components.pieces import caption, example_mark, in_words, table_below, table_html
from dashboard.components.section import (
    fold_html,
    lead,
    list_html,
    no_figure,
    page_sections,
    paragraph,
    section,
)
from dashboard.frame import Frame
from dashboard.records_coverage import coverage_html, coverage_sentence, coverage_table
from dashboard.records_panel import panel_sentences
from dashboard.records_privacy import draw_privacy
from dashboard.records_rows import late_sentences, partner_lines, row_lines, year_heads
from dashboard.records_words import (
    change_lines,
    event_lines,
    languages_words,
    partner_kind,
    served_words,
    source_facts,
)
from dashboard.rows import Source


def draw_lead(frame: Frame) -> None:
    """How many partners, how many write results down, through when; simulated or real."""
    words, partners, manifest = frame.words, frame.edition.get_partners(), frame.edition.manifest
    writing = sum(row.writes_results for row in partners)
    lead(
        [
            words("records.lead", n=len(partners), month=words.period(manifest["complete_through"][:7])),
            words("records.lead_results", n=writing, total=len(partners)),
            words("records.lead_simulated" if frame.edition.is_simulated else "records.lead_real"),
        ],
        frame.example,
    )


def draw_sections(frame: Frame) -> None:
    """Every section in the order in which a council member asks."""
    drawn = {
        "partners": draw_partners,
        "months": draw_months,
        "events": draw_events,
        "privacy": draw_privacy,
        "rows": draw_rows,
        "sources": draw_sources,
        "changes": draw_changes,
    }
    with page_sections("records"):
        for name, draw in drawn.items():
            with section(name, frame.words(f"records.{name}_title"), wide=name in ("partners", "sources")):
                draw(frame)


def draw_partners(frame: Frame) -> None:
    """Every partner as it agreed to be named, in alphabetical order: never by outcome."""
    words = frame.words
    heads = [
        words(f"records.column_{name}")
        for name in ("partner", "kind", "languages", "served", "rows", "results")
    ]
    lines = [
        (
            row.name,
            partner_kind(words, row.kind),
            languages_words(words, row.languages),
            served_words(frame.edition, words, row.service_area),
            words(f"rows_band.{row.rows_band}"),
            words("records.yes" if row.writes_results else "records.no"),
        )
        for row in sorted(frame.edition.get_partners(), key=lambda row: row.name.casefold())
    ]
    if not lines:
        no_figure(words, words("records.partners_none"))
        return
    st.html(f'<div class="cn-marked"{frame.example}>{table_html(heads, lines, numbers_from=9)}</div>')
    left = frame.edition.manifest.get("partners_left", "")
    gone = words("records.partners_left", n=int(left)) if left.isdigit() and int(left) else ""
    if same := panel_sentences(frame.edition, words):
        st.html(f'<div class="cn-marked"{frame.example}>{list_html(same)}</div>')
    caption([words("records.partners_caption"), gone, words("frame.edition_of", day=frame.edition_day)])


def draw_months(frame: Frame) -> None:
    """A strip of months: closed, waiting for results, open."""
    words, months = frame.words, frame.edition.get_coverage()
    if not months:
        no_figure(words, words("records.months_none"))
        return
    in_words(words("frame.in_words"), coverage_sentence(words, months))
    st.html(f'<div class="cn-marked"{frame.example}>{coverage_html(words, months)}</div>')
    table_below(words("place.table"), coverage_table(words, months))
    closing = {row.name: row.value for row in frame.edition.get_policy()}
    if {"closing_days", "results_close_days"} <= set(closing):
        caption(
            [
                words(
                    "records.months_caption",
                    days=int(closing["closing_days"]),
                    more=int(closing["results_close_days"]),
                )
            ]
        )


def draw_events(frame: Frame) -> None:
    """What a reader of trends must know: a partner closed, a form changed."""
    words, lines = frame.words, event_lines(frame.edition, frame.words)
    if not lines:
        no_figure(words, words("records.events_none"))
        return
    paragraph(words("records.events_why"))
    heads = [words(f"records.column_{name}") for name in ("when", "partner", "event", "note")]
    st.html(f'<div class="cn-marked"{frame.example}>{table_html(heads, lines, numbers_from=9)}</div>')


def draw_rows(frame: Frame) -> None:
    """What became of each row of the partners' files, by closed year in bands, and what came too late."""
    words, lines = frame.words, row_lines(frame.edition, frame.words)
    if not lines:
        no_figure(words, words("records.rows_none"))
        return
    paragraph(words("records.rows_why"))
    heads = [words("records.column_fate"), words("records.column_reason"), *year_heads(frame.edition, words)]
    st.html(f'<div class="cn-marked"{frame.example}>{table_html(heads, lines, numbers_from=99)}</div>')
    heads[:2] = [words("records.column_partner"), words("records.column_fate")]
    by_partner = partner_lines(frame.edition, words)
    if by_partner:
        table_below(words("records.rows_by_partner"), table_html(heads, by_partner, numbers_from=99))
    if late := late_sentences(frame.edition, words):
        st.html(list_html(late))
    caption([words("records.rows_caption")])


def draw_sources(frame: Frame) -> None:
    """Every source with its year, publisher and caveat; licence, day and checksum one click below."""
    words = frame.words
    st.html("".join(_source_html(frame, row) for row in frame.edition.get_sources()))
    caption([words("records.sources_caption")])


def _source_html(frame: Frame, row: Source) -> str:
    title, lines = source_facts(frame.edition, frame.words, row)
    mark = example_mark(frame.words, row.is_simulated)
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in lines)
    return fold_html(title, f'<div class="cn-marked"{mark}><dl class="cn-facts">{facts}</dl></div>')


def draw_changes(frame: Frame) -> None:
    """What moved since the edition before."""
    words, lines = frame.words, change_lines(frame.edition, frame.words)
    if not lines:
        no_figure(words, words("records.changes_none"))
        return
    heads = [words(f"records.column_{name}") for name in ("what", "before", "after")]
    st.html(table_html(heads, lines, numbers_from=9))
