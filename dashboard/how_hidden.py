"""A hidden count of this edition, attacked by hand on the page: why a subtraction does not give it away."""

from dataclasses import dataclass

from dashboard.edition import Edition
from dashboard.place import city_of
from dashboard.rows import Count
from dashboard.view import ALL
from dashboard.words import Words

RESULT = "result"
SHOWN, HIDDEN = "shown", "hidden"


@dataclass(frozen=True)
class HiddenExample:
    """A shown total, its shown parts, and the parts that are hidden. `least`: what each hidden one is at
    least.
    """

    period: str
    need: str
    total: int
    told: int
    least: tuple[int, ...]

    @property
    def left(self) -> int:
        """What the hidden parts are together."""
        return self.total - self.told

    @property
    def low(self) -> int:
        """The least that the first hidden part can be."""
        return self.least[0]

    @property
    def high(self) -> int:
        """The most that it can be: all that is left, but for the least of the others."""
        return self.left - sum(self.least[1:])


def hidden_example(edition: Edition) -> HiddenExample | None:
    """The city's latest total with hidden results, of the fewest hidden; None where no total has any."""
    city = city_of(edition)
    periods = sorted(edition.get_period_levels(), reverse=True)
    for period in periods:
        totals = _plain(edition.get_counts("requests", ALL, city.area_level, city.area_code, period))
        parts = _plain(edition.get_counts("requests", RESULT, city.area_level, city.area_code, period))
        found = [
            example
            for total in totals
            if (example := _example(total, [part for part in parts if part.need_code == total.need_code]))
        ]
        if found:
            return min(found, key=lambda example: (len(example.least), example.need))
    return None


def _plain(counts: tuple[Count, ...]) -> list[Count]:
    return [row for row in counts if row.group_dimension == ALL]


def _example(total: Count, parts: list[Count]) -> HiddenExample | None:
    hidden = [part for part in parts if part.status == HIDDEN]
    if total.status != SHOWN or len(hidden) < 2 or any(p.status not in (SHOWN, HIDDEN) for p in parts):
        return None
    told = sum(part.value for part in parts if part.status == SHOWN)
    least = tuple(part.range_low or 0 for part in hidden)
    return HiddenExample(total.period, total.need_code, total.value, told, least)


def hidden_steps(words: Words, example: HiddenExample, narrowest: int | None) -> list[str]:
    """The attack as sentences with its numbers."""
    number = lambda value: words.wording.format_number(words.language, value)  # noqa: E731
    need = words("need.all") if example.need == ALL else words(f"need.{example.need}")
    steps = [
        words(
            "how.hidden_total", need=need, period=words.period(example.period), total=number(example.total)
        ),
        words("how.hidden_told", told=number(example.told), left=number(example.left)),
        words("how.hidden_split", n=len(example.least), left=number(example.left)),
        words("how.hidden_range", low=number(example.low), high=number(example.high)),
    ]
    if narrowest is not None:
        steps.append(words("how.hidden_all", n=narrowest))
    return steps
