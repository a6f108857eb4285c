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
        return in_steps(value, 10**self.digits) / 10**self.digits

    def text(self, value: float | None) -> str:
        if value is None:
            return ""
        return decimal(in_steps(value, 10**self.digits), self.digits, self.language)

    def whole(self, value: float | None) -> str:
        return "" if value is None else decimal(round(value), 0, self.language)


def in_steps(value: float, factor: int) -> int:
    """`value` as a whole number of steps of 1 / `factor`, half away from zero."""
    return int(value * factor + 0.5 + 1e-9) if value >= 0 else -int(-value * factor + 0.5 + 1e-9)


@lru_cache(maxsize=20_000)
def decimal(steps: int, digits: int, language: str) -> str:
    """`steps` of the last of `digits` decimals, all of them printed. Kept: a map prints a few hundred
    figures some thousand times.
    """
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(steps / 10**digits, format=pattern, locale=language)


def digits_of(scale: Sequence[ScaleClass]) -> int:
    """Decimals that the breaks of a scale need, so that a legend and the figures beside it can agree."""
    breaks = [edge for step in scale for edge in (step.low, step.high) if edge is not None]
    for digits in range(MOST_DIGITS):
        if all(abs(edge * 10**digits - round(edge * 10**digits)) < 1e-6 for edge in breaks):
            return digits
    return MOST_DIGITS
