"""A map specification as one SVG text: for exports, the bundle and the tests. Draws what the screen draws."""

from collections.abc import Mapping
from html import escape

from dashboard.figures import tokens
from dashboard.figures.map_specification import (
    CARE_MARKS,
    HIDDEN,
    NO_DATA,
    VALUE_MARKS,
    LegendItem,
    MapSpecification,
    class_of_mark,
)

LEGEND_WIDTH = 230


def map_svg(specification: MapSpecification, view_box: str, paths: Mapping[str, str]) -> str:
    """The map with its legend at the left; areas without a path are left out, the legend still counts
    them.
    """
    left, top, width, height = (float(part) for part in view_box.split())
    scale = 700 / max(width, height)
    canvas_width, canvas_height = LEGEND_WIDTH + width * scale, max(height * scale, 330)
    placed = f"translate({LEGEND_WIDTH} 0) scale({scale:.6g}) translate({-left:g} {-top:g})"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {canvas_width:.0f} {canvas_height:.0f}" '
        f'font-family="{escape(tokens.FONT)}" role="img" aria-label="{escape(specification.title)}">'
        f"<title>{escape(specification.title)}</title>{_patterns(1 / scale)}"
        '<rect width="100%" height="100%" fill="#fff"/>'
        f"{_legend(specification)}"
        f'<g transform="{placed}" stroke="{tokens.BORDER}" stroke-width="{0.6 / scale:.4g}">'
        f"{_areas(specification, paths)}</g>"
        f"{_example(specification.example, canvas_width, canvas_height)}</svg>"
    )


def fill_of(mark: str) -> str:
    """The SVG paint of a mark: a colour, or a reference to its pattern."""
    if mark in VALUE_MARKS:
        return tokens.SEQUENCE[VALUE_MARKS.index(mark)]
    return f"url(#mark-{mark})"


def _areas(specification: MapSpecification, paths: Mapping[str, str]) -> str:
    drawn = []
    for index, (code, name, mark) in enumerate(
        zip(specification.codes, specification.names, specification.marks, strict=True)
    ):
        if code in paths:
            label = escape(f"{name}: {specification.values[index]}" if specification.values[index] else name)
            drawn.append(
                f'<path data-code="{escape(code)}" data-mark="{mark}" d="{paths[code]}" '
                f'fill="{fill_of(mark)}">'
                f"<title>{label}</title></path>"
            )
    return "".join(drawn)


def _patterns(unit: float) -> str:
    size = 7 * unit
    hatched = "".join(_hatch(mark, size) for mark in CARE_MARKS)
    cross = f"M0 0L{size:g} {size:g}M{size:g} 0L0 {size:g}"
    return (
        f"<defs>{hatched}"
        f'<pattern id="mark-{HIDDEN}" width="{size:g}" height="{size:g}" patternUnits="userSpaceOnUse">'
        f'<rect width="{size:g}" height="{size:g}" fill="#fff"/>'
        f'<path d="{cross}" stroke="{tokens.HIDDEN_INK}" stroke-width="{unit:g}"/></pattern>'
        f'<pattern id="mark-{NO_DATA}" width="{size:g}" height="{size:g}" patternUnits="userSpaceOnUse">'
        f'<rect width="{size:g}" height="{size:g}" fill="{tokens.NO_DATA}"/>'
        f'<circle cx="{size / 2:g}" cy="{size / 2:g}" r="{unit:g}" '
        f'fill="{tokens.NO_DATA_DOT}"/></pattern></defs>'
    )


def _hatch(mark: str, size: float) -> str:
    number = class_of_mark(mark)
    return (
        f'<pattern id="mark-{mark}" width="{size:g}" height="{size:g}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{size:g}" height="{size:g}" '
        f'fill="{tokens.SEQUENCE[number]}"/>'
        f'<path d="M0 0V{size:g}" stroke="{tokens.HATCH_INK[number]}" stroke-width="{size / 3:g}"/></pattern>'
    )


def _legend(specification: MapSpecification) -> str:
    title = f'<text x="0" y="20" font-size="15" font-weight="700" fill="{tokens.INK}">'
    lines = [f"{title}{escape(specification.legend_title)}</text>"]
    lines += [_legend_line(item, 36 + 30 * row) for row, item in enumerate(specification.legend)]
    return "".join(lines)


def _legend_line(item: LegendItem, y: int) -> str:
    return (
        f'<rect x="0" y="{y}" width="26" height="18" fill="{fill_of(item.mark)}" stroke="{tokens.QUIET}"/>'
        f'<text x="36" y="{y + 14}" font-size="14" fill="{tokens.INK}">{escape(item.text)} '
        f"({item.count})</text>"
    )


def _example(text: str, width: float, height: float) -> str:
    if not text:
        return ""
    return (
        f'<text x="{width / 2:.0f}" y="{height / 2:.0f}" font-size="54" font-weight="700" '
        'text-anchor="middle" '
        f'fill="{tokens.EXAMPLE}" fill-opacity="0.2" transform="rotate(-18 {width / 2:.0f} '
        f'{height / 2:.0f})">'
        f"{escape(text)}</text>"
    )
