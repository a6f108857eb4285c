"""Figures as a room reads them: no false digits, separators and signs of the language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import format_decimal

from dashboard.rows import ScaleClass

MOST_DIGITS = 2


@dataclass(frozen=True)
class NumberFormat:
    """How the figures of one indicator are printed: `digits` after the point, in `language`.

    `counts_events`: n of a rate is its events (the numerator); n of a share is its denominator.
    """

    language: str
    digits: int = 0
    counts_events: bool = False

    def rounded(self, value: float) -> float:
        """`value` as printed, half away from zero, so that the same figure reads and colours alike."""
        factor = 10**self.digits
        return int(abs(value) * factor + 0.5 + 1e-9) / factor * (1 if value >= 0 else -1)

    def text(self, value: float | None) -> str:
        return "" if value is None else decimal(self.language, self.rounded(value), self.digits)

    def whole(self, value: float | None) -> str:
        return "" if value is None else decimal(self.language, round(value), 0)


@lru_cache(maxsize=20_000)
def decimal(language: str, value: float, digits: int) -> str:
    """`value` with exactly `digits` decimals. Kept: a map prints a few hundred figures some thousand
    times.
    """
    return format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale=language)


def digits_of(scale: Sequence[ScaleClass]) -> int:
    """Decimals that the breaks of a scale need, so that a legend and the figures beside it can agree."""
    breaks = [edge for step in scale for edge in (step.low, step.high) if edge is not None]
    for digits in range(MOST_DIGITS):
        if all(abs(edge * 10**digits - round(edge * 10**digits)) < 1e-6 for edge in breaks):
            return digits
    return MOST_DIGITS
