"""Plain text for a report that is read in a terminal or on paper."""

import textwrap
from collections.abc import Sequence

WIDTH = 100


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Aligned columns: the first to the left, all others to the right, for they hold numbers."""
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    return ["  ".join(_aligned(row, widths)).rstrip() for row in (heads, *rows)]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]


def paragraph(text: str, *, bullet: str = "") -> list[str]:
    """The text in lines of WIDTH, hanging under its bullet."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def of_hundred(share: float) -> str:
    """`97`; 100 only where all are in, 0 only where none is."""
    if 0 < share < 1:
        return str(min(99, max(1, round(100 * share))))
    return str(round(100 * share))


def count_words(number: int, threshold: int) -> str:
    """A small count is told as small: paper travels."""
    return f"1 to {threshold - 1}" if 0 < number < threshold else f"{number:,}"
