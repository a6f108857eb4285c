"""Bars with intervals and, in each row, a mark to compare with: the city beside a place, residents beside
requests.

The bars are those of interval_bars; the mark is a diamond with a white rim, seen in greyscale and on any bar.
"""

from dataclasses import dataclass, field
from html import escape

import plotly.graph_objects as go

from dashboard.figures import tokens
from dashboard.figures.interval_bars import (
    LEFT,
    RIGHT,
    ROW,
    IntervalBars,
    interval_bars_plotly,
    interval_bars_svg,
)

LABEL = 0.16  # of the axis: about what a label takes


@dataclass(frozen=True)
class MarkedBars(IntervalBars):
    """`marks`: one value for each bar, empty where there is none; `mark_name`: what the marks are."""

    marks: tuple[float | None, ...] = field(default=())
    mark_name: str = ""

    @property
    def largest(self) -> float:
        """The end of the axis, with room for marks."""
        return max([super().largest, *(1.02 * mark for mark in self.marks if mark is not None)])


def marked_bars_plotly(specification: MarkedBars) -> go.Figure:
    """The bars for the screen, with the marks as a second trace."""
    figure = interval_bars_plotly(specification)
    marked = [
        (b.name, m) for b, m in zip(specification.bars, specification.marks, strict=True) if m is not None
    ]
    figure.add_scatter(
        x=[mark for _, mark in marked],
        y=[name for name, _ in marked],
        mode="markers",
        hoverinfo="skip",
        marker={
            "symbol": "diamond",
            "size": 15,
            "color": tokens.TURNED_AWAY,
            "line": {"color": "#fff", "width": 2},
        },
    )
    _beside_marks(figure, specification)
    return figure


def _beside_marks(figure: go.Figure, s: MarkedBars) -> None:
    """Labels that a mark would cover begin after it; a mark farther out leaves the label at its bar."""
    for label, bar, mark in zip(figure.layout.annotations, s.bars, s.marks, strict=False):
        if mark is not None and bar.value is not None and label.x < mark < label.x + LABEL * s.largest:
            label.update(x=mark, xshift=14)


def marked_bars_svg(specification: MarkedBars, width: int = 700) -> str:
    """The same for paper."""
    s = specification
    scale = (width - LEFT - RIGHT) / s.largest
    drawn = "".join(
        f'<path d="M{LEFT + mark * scale:.1f} {30 + ROW * row + 4}l8 8l-8 8l-8-8z" '
        f'fill="{tokens.TURNED_AWAY}" '
        f'stroke="#fff" stroke-width="2" data-mark="{mark:g}"><title>{escape(s.mark_name)}</title></path>'
        for row, mark in enumerate(s.marks)
        if mark is not None
    )
    return interval_bars_svg(s, width).removesuffix("</svg>") + drawn + "</svg>"
