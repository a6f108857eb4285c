"""The four parts of what happened to a request, always shown whole: one bar, labels inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from dashboard.figures import tokens

# A letter takes about two hundredths of the bar's width; a name that does not fit is written below the bar.
WIDTH_OF_LETTER = 2.1
# The pattern of the part that nobody wrote down: hatched, since it is not known, not a colour of its own.
FILLS = {
    "received": (tokens.RECEIVED, "#FFFFFF"),
    "turned_away": (tokens.TURNED_AWAY, "#FFFFFF"),
    "no_result": ("url(#no-result)", tokens.INK),
    "withdrew": (tokens.WITHDREW, tokens.INK),
}


@dataclass(frozen=True)
class Part:
    """One part: its whole number of every 100, and its exact share for the width."""

    code: str
    name: str
    of_100: int
    share: float

    @property
    def fits(self) -> bool:
        return self.share >= WIDTH_OF_LETTER * len(f"{self.name} {self.of_100}")

    @property
    def label(self) -> str:
        return f"{self.name} {self.of_100}" if self.fits else str(self.of_100)


@dataclass(frozen=True)
class ShareBar:
    title: str
    parts: tuple[Part, ...]
    summary: str


def share_bar(
    title: str, shares: Sequence[tuple[str, str, float]], summary: Callable[[str], str]
) -> ShareBar:
    """A bar of (code, name, share in 100). Whole numbers are rounded so that they add up to 100.

    Largest remainder: four numbers that a room adds up in its head must not come to 99 or 101.
    """
    whole = [int(share) for _, _, share in shares]
    rests = sorted(range(len(shares)), key=lambda i: whole[i] - shares[i][2])
    for index in rests[: round(sum(share for _, _, share in shares)) - sum(whole)]:
        whole[index] += 1
    parts = tuple(Part(code, name, n, share) for (code, name, share), n in zip(shares, whole, strict=True))
    return ShareBar(title, parts, summary(", ".join(f"{part.name} {part.of_100}" for part in parts)))


def share_bar_svg(bar: ShareBar, width: int = 600, height: int = 40) -> str:
    """The bar as SVG, for paper."""
    hatch = (
        '<defs><pattern id="no-result" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        '<rect width="7" height="7" fill="#fff"/><path d="M0 0V7" '
        f'stroke="{tokens.HIDDEN_INK}"/></pattern></defs>'
    )
    left, drawn = 0.0, []
    for part in bar.parts:
        size = width * part.share / 100
        fill, ink = FILLS[part.code]
        drawn.append(
            f'<rect x="{left:.1f}" width="{size:.1f}" height="{height}" fill="{fill}"/>'
            f'<text x="{left + size / 2:.1f}" y="{height / 2 + 5:.0f}" text-anchor="middle" font-size="14" '
            f'font-weight="700" fill="{ink}">{escape(part.label)}</text>'
        )
        left += size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="{escape(tokens.FONT)}" aria-label="{escape(bar.summary)}"><rect width="100%" '
        'height="100%" '
        f'fill="#fff"/>{hatch}{"".join(drawn)}</svg>'
    )
