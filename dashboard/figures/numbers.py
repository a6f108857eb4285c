"""Figures as a room reads them: no false digits, separators and signs of the language."""

from collections.abc import Callable, Sequence
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
        return printer(self.language, self.digits)(value)

    def whole(self, value: float | None) -> str:
        return printer(self.language, 0)(value)


def in_steps(value: float, factor: int) -> int:
    """`value` as a whole number of steps of 1 / `factor`, half away from zero."""
    return int(value * factor + 0.5 + 1e-9) if value >= 0 else -int(-value * factor + 0.5 + 1e-9)


@lru_cache(maxsize=16)
def printer(language: str, digits: int) -> Callable[[float | None], str]:
    """Prints a figure with exactly `digits` decimals; nothing for None."""
    factor, texts = 10**digits, _Texts(language, digits)

    def text(value: float | None) -> str:
        return "" if value is None else texts[in_steps(value, factor)]

    return text


class _Texts(dict[int, str]):
    """Each text is made once: a map of a state prints a few hundred different figures some thousand times."""

    def __init__(self, language: str, digits: int) -> None:
        self._language, self._factor = language, 10**digits
        self._pattern = "#,##0" + ("." + "0" * digits if digits else "")

    def __missing__(self, steps: int) -> str:
        text = format_decimal(steps / self._factor, format=self._pattern, locale=self._language)
        self[steps] = text
        return text


def digits_of(scale: Sequence[ScaleClass]) -> int:
    """Decimals that the breaks of a scale need, so that a legend and the figures beside it can agree."""
    breaks = [edge for step in scale for edge in (step.low, step.high) if edge is not None]
    for digits in range(MOST_DIGITS):
        if all(abs(edge * 10**digits - round(edge * 10**digits)) < 1e-6 for edge in breaks):
            return digits
    return MOST_DIGITS
