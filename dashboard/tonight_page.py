"""What the first page draws: the strip and the four fixed cards."""

import json
from html import escape

import streamlit as st

from dashboard.components.pieces import link, verdict_pill
from dashboard.components.share_bar import share_bar_html
from dashboard.figures.share_bar import ShareBar, share_bar
from dashboard.frame import Frame
from dashboard.labels import area_name
from dashboard.place import Spot, estimates_of
from dashboard.rows import Comparison, Finding
from dashboard.words import Words

CARDS = ("where", "who", "changed", "promised")
RESULT_SHARES = {
    "received": "got_help_share",
    "turned_away": "turned_away_share",
    "no_result": "no_result_share",
    "withdrew": "withdrew_share",
}


def draw_strip(frame: Frame) -> None:
    """Partners in, results written down, complete through when, simulated or real."""
    words, manifest = frame.words, frame.edition.manifest
    parts = [
        frame.coalition,
        words("tonight.strip_partners", n=int(manifest["partners"])),
        _results(words, manifest),
        words("tonight.strip_complete", period=words.period(manifest["complete_through"][:7])),
        words("tonight.strip_simulated" if frame.edition.is_simulated else "tonight.strip_real"),
    ]
    st.html('<p class="cn-strip">' + "".join(f"<span>{escape(part)}</span>" for part in parts) + "</p>")


def _results(words: Words, manifest: dict[str, str]) -> str:
    """How many partners' results count; of what share of requests, where the edition can say it."""
    of = {"n": int(manifest["partners_with_results"]), "total": int(manifest["partners"])}
    if "results_percent" in manifest:
        return words("tonight.strip_results_percent", percent=int(manifest["results_percent"]), **of)
    return words("tonight.strip_results", **of)


def draw_cards(frame: Frame) -> None:
    """The four questions, each a card in a fixed place."""
    st.html('<div class="cn-cards">' + "".join(card_html(frame, card) for card in CARDS) + "</div>")


def card_html(frame: Frame, card: str) -> str:
    """One card: the question, the sentence, the picture, the verdict, where to go."""
    finding = next(iter(frame.edition.get_findings(card)), None)
    comparison = finding and frame.edition.get_comparison(finding.comparison_id)
    inside = f"<h2>{escape(frame.words(f'tonight.card.{card}'))}</h2>{_sentence(frame, finding)}"
    if comparison:
        foot = (
            verdict_pill(comparison.verdict, frame.words)
            + f'<p class="cn-actions">{_links(frame, comparison)}</p>'
        )
        inside += f'{_picture(frame, comparison)}<div class="cn-card-foot">{foot}</div>'
    return f'<section class="cn-card"{frame.example}>{inside}</section>'


def _sentence(frame: Frame, finding: Finding | None) -> str:
    if finding is None:
        return f'<p class="cn-empty">{escape(frame.words("tonight.empty"))}</p>'
    kind = "cn-empty" if finding.is_empty else "cn-sentence"
    return f'<p class="{kind}">{escape(finding_text(frame, finding))}</p>'


def finding_text(frame: Frame, finding: Finding) -> str:
    """The finding's sentence in the reader's language: codes become names, periods become words."""
    numbers = json.loads(finding.numbers)
    comparison = frame.edition.get_comparison(finding.comparison_id)
    level = numbers.get("area_level") or (comparison.area_level if comparison else "")
    return frame.words(
        finding.template, **{name: _named(frame, name, value, level) for name, value in numbers.items()}
    )


def _named(frame: Frame, name: str, value: object, level: str) -> object:
    if not isinstance(value, str):
        return value
    kind = name.removeprefix("other_")
    if kind == "area":
        return area_name(frame.edition, frame.words, level, value)
    if kind == "need":
        return frame.words(f"need_phrase.{value}")
    if kind == "period":
        return frame.words.period(value)
    return value


def _picture(frame: Frame, comparison: Comparison) -> str:
    c = comparison
    bar = parts_of_area(frame, c.area_level, c.area_code, c.period, c.need_code, group_of(c))
    return share_bar_html(bar) if bar else ""


def group_of(c: Comparison) -> str:
    return "all" if c.group_dimension == "all" else f"{c.group_dimension}:{c.group_code}"


def parts_of_area(frame: Frame, level: str, area: str, period: str, need: str, group: str) -> ShareBar | None:
    """The four parts of what happened to an area's requests; None where one of them is not shown."""
    dimension, _, code = group.partition(":")
    figures = estimates_of(frame.edition, Spot(level, area))
    found = {}
    for result, indicator in RESULT_SHARES.items():
        row = figures.get((indicator, period, need, dimension, code or "all"))
        if row is None or row.value is None:
            return None
        found[result] = row.value
    shares = [(result, frame.words(f"result.{result}"), value) for result, value in found.items()]
    return share_bar(
        frame.words("share.title"), shares, lambda parts: frame.words("share.summary", parts=parts)
    )


def _links(frame: Frame, c: Comparison) -> str:
    family = next((row for row in frame.edition.get_indicators() if row.indicator == c.indicator), None)
    if family is None:
        return ""
    view = {"indicator": family.family, "reading": family.reading, "need": c.need_code, "period": c.period,
            "area_level": c.area_level, "group": group_of(c), "area": c.area_code}  # fmt: skip
    return link(frame.address("map", **view), frame.words("tonight.see_map")) + link(
        frame.address("place", **view), frame.words("tonight.see_place")
    )
