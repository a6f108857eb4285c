"""Bars with intervals, zero-based, labelled directly: one specification, drawn by Plotly on screen, as SVG
on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from dashboard.figures import tokens

ROW = 34
LEFT = 230
RIGHT = 90
FOOT = 56  # below the bars: figures of the axis, and its title
LETTER = 8  # width of a letter of a label


@dataclass(frozen=True)
class Bar:
    """One bar. `state`: value, care, hidden or no_data; without a value the words of `text` stand in its
    place.
    """

    name: str
    value: float | None
    lower: float | None
    upper: float | None
    text: str
    state: str = "value"


@dataclass(frozen=True)
class IntervalBars:
    """`reference`: a value to compare with (the city), drawn as a dashed line, and its label."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    reference: float | None = None
    reference_text: str = ""
    summary: str = ""
    example: str = ""

    @property
    def largest(self) -> float:
        """The end of the axis: the largest figure, interval or reference."""
        ends = [end for bar in self.bars for end in (bar.value, bar.upper) if end is not None]
        return 1.02 * max([*ends, self.reference or 0, 1e-9])


def interval_bars_plotly(specification: IntervalBars) -> go.Figure:
    """The bars for the screen; the figure's data hold exactly the specification's values."""
    s = specification
    shown = [bar for bar in s.bars if bar.value is not None]
    figure = go.Figure()
    figure.add_bar(
        orientation="h", x=[bar.value for bar in shown], y=[bar.name for bar in shown],
        marker={"color": tokens.RECEIVED,
        "pattern": {"shape": ["/" if bar.state == "care" else "" for bar in shown]}},
        error_x=_errors(shown) if any(bar.upper is not None for bar in shown) else None, hoverinfo="skip",
    )  # fmt: skip
    for bar in s.bars:
        end = 0 if bar.value is None else (bar.upper or bar.value)
        figure.add_annotation(
            x=end, y=bar.name, text=escape(bar.text), showarrow=False, xanchor="left", xshift=8,
            font={"color": tokens.INK if bar.value is not None else tokens.QUIET},
        )  # fmt: skip
    _add_reference(figure, s)
    _add_layout(figure, s)
    return figure


def _errors(bars: Sequence[Bar]) -> dict:
    # Empty, not 0, where a bar has no interval: a count is no estimate, and 0 would still draw a tick.
    above = [None if bar.upper is None else bar.upper - bar.value for bar in bars]
    below = [None if bar.lower is None else bar.value - bar.lower for bar in bars]
    return {
        "type": "data",
        "array": above,
        "arrayminus": below,
        "color": tokens.INK,
        "thickness": 1.8,
        "width": 5,
    }


def _add_reference(figure: go.Figure, s: IntervalBars) -> None:
    if s.reference is not None:
        figure.add_vline(x=s.reference, line={"dash": "dash", "color": tokens.INK, "width": 1.5})
        figure.add_annotation(
            x=s.reference, y=1, yref="paper", yanchor="bottom", text=escape(s.reference_text), showarrow=False
        )


def _add_layout(figure: go.Figure, s: IntervalBars) -> None:
    # Labels of bars stand in the right margin, so that the bars take the rest.
    right = 24 + LETTER * max((len(bar.text) for bar in s.bars if bar.value is not None), default=0)
    top = 34 if s.reference is not None else 6
    if s.example:
        figure.add_annotation(
            x=0.5, y=0.5, xref="paper", yref="paper", text=escape(s.example), showarrow=False,
            textangle=-14 if len(s.bars) > 2 else 0,
            opacity=0.22, font={"size": min(40, 14 + 9 * len(s.bars)), "color": tokens.EXAMPLE},
        )  # fmt: skip
    figure.update_layout(
        height=ROW * len(s.bars) + top + FOOT, margin={"l": 10, "r": right, "t": top, "b": FOOT},
        showlegend=False,
        dragmode=False,
        font={"family": tokens.FONT, "size": 16, "color": tokens.INK}, plot_bgcolor="#fff",
        paper_bgcolor="#fff",
        bargap=0.35,
        xaxis={"range": [0, s.largest], "gridcolor": tokens.LINE, "zeroline": False, "fixedrange": True,
        "title": {"text": s.unit, "standoff": 6, "font": {"size": 16}}},
        yaxis={"categoryorder": "array", "categoryarray": [bar.name for bar in reversed(s.bars)],
               "automargin": True, "fixedrange": True, "ticksuffix": "  "},
    )  # fmt: skip


def interval_bars_svg(specification: IntervalBars, width: int = 700) -> str:
    """The same bars as SVG."""
    s = specification
    scale = (width - LEFT - RIGHT) / s.largest
    height = ROW * len(s.bars) + 40
    drawn = "".join(_bar_svg(bar, 30 + ROW * row, scale) for row, bar in enumerate(s.bars))
    if s.reference is not None:
        x = LEFT + s.reference * scale
        drawn += (
            f'<path d="M{x:.1f} 22V{height - 8}" stroke="{tokens.INK}" stroke-dasharray="5 4"/>'
            f'<text x="{x:.1f}" y="16" text-anchor="middle">{escape(s.reference_text)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="14" role="img" '
        f'font-family="{escape(tokens.FONT)}" fill="{tokens.INK}" '
        f'aria-label="{escape(s.summary or s.title)}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{drawn}{_example_svg(s.example, width, height)}</svg>'
    )


def _bar_svg(bar: Bar, y: int, scale: float) -> str:
    name = f'<text x="{LEFT - 10}" y="{y + 17}" text-anchor="end">{escape(bar.name)}</text>'
    if bar.value is None:
        return f'{name}<text x="{LEFT + 6}" y="{y + 17}" fill="{tokens.QUIET}">{escape(bar.text)}</text>'
    low, high = (bar.value if edge is None else edge for edge in (bar.lower, bar.upper))
    left, right, middle = LEFT + low * scale, LEFT + high * scale, y + 12
    return (
        f'{name}<rect x="{LEFT}" y="{y + 1}" width="{bar.value * scale:.1f}" height="22" '
        f'fill="{tokens.RECEIVED}" '
        f'data-value="{bar.value:g}" data-state="{bar.state}"/>'
        f'<path d="M{left:.1f} {middle}H{right:.1f}M{left:.1f} {middle - 5}v10M{right:.1f} {middle - 5}v10" '
        f'stroke="{tokens.INK}" stroke-width="1.8"/><text x="{right + 8:.1f}" '
        f'y="{y + 17}">{escape(bar.text)}</text>'
    )


def _example_svg(text: str, width: int, height: int) -> str:
    if not text:
        return ""
    return (
        f'<text x="{width / 2:.0f}" y="{height / 2:.0f}" font-size="40" font-weight="700" '
        'text-anchor="middle" '
        f'fill="{tokens.EXAMPLE}" fill-opacity=".22" transform="rotate(-14 {width / 2:.0f} '
        f'{height / 2:.0f})">'
        f"{escape(text)}</text>"
    )
