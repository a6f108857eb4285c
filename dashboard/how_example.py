"""A worked example: one share and one survey figure of this edition, computed again on the page.

The page does not compute what the edition holds: it checks it, by the functions that made it, in front of the
reader.
"""

from dataclasses import dataclass

from dashboard.edition import Edition
from dashboard.place import LEAST, Spot, city_of, estimates_of
from dashboard.rows import Count, Estimate
from dashboard.view import ALL
from dashboard.words import Words
from pipelines.estimates import intervals, margins, repeat

PER_HOUSEHOLD = "requests_per_household"
# The edition's factor comes from bands rounded to 5 households; ours too. Beyond rounding there is no leeway.
SAME = 0.05


@dataclass(frozen=True)
class ShareExample:
    """A share with the numbers that it is made of, and what we get from them."""

    row: Estimate
    value: float
    factor: float | None
    lower: float
    upper: float

    @property
    def agrees(self) -> bool:
        """Whether each of our three figures is the edition's, in points of 100."""
        ours, theirs = (self.value, self.lower, self.upper), (self.row.value, self.row.lower, self.row.upper)
        return all(abs(a - b) < SAME for a, b in zip(ours, theirs, strict=True))


def share_example(edition: Edition) -> ShareExample | None:
    """The city's share turned away, all needs, of the latest year that shows it; None where none does."""
    figures = estimates_of(edition, city_of(edition))
    lengths = edition.get_period_levels()
    shown = [
        row
        for key, row in figures.items()
        if key[0] == LEAST and key[2:] == (ALL, ALL, ALL) and lengths[row.period] == "year" and _is_whole(row)
    ]
    return compute_share(edition, max(shown, key=lambda row: row.period)) if shown else None


def _is_whole(row: Estimate) -> bool:
    return (
        None not in (row.value, row.lower, row.upper, row.numerator, row.denominator) and row.denominator > 0
    )


def compute_share(edition: Edition, row: Estimate) -> ShareExample:
    """x of n, and Wilson's limits widened by the repeat factor of the released table."""
    factor = factor_of(edition, row.period)
    low, high = intervals.wilson(row.numerator, row.denominator, row.confidence or 0.95, factor or 1.0)
    return ShareExample(
        row, 100 * row.numerator / row.denominator, factor, 100 * float(low), 100 * float(high)
    )


def factor_of(edition: Edition, year: str) -> float | None:
    """The repeat factor of all needs, from the released households by number of requests; None without."""
    city = city_of(edition)
    bands = _of_all(edition, "households", PER_HOUSEHOLD, city, year)
    middles = {row.outcome_code: middle for row in bands if (middle := _middle(row)) is not None}
    asked = next((row.value for row in _of_all(edition, "requests", ALL, city, year)), None)
    factor = repeat.repeat_factor(middles, float(asked or 0)) if middles else float("nan")
    return factor if factor == factor else None


def _of_all(edition: Edition, measure: str, dimension: str, city: Spot, year: str) -> list[Count]:
    found = edition.get_counts(measure, dimension, city.area_level, city.area_code, year)
    return [row for row in found if row.need_code == ALL and row.group_dimension == ALL]


def _middle(row: Count) -> float | None:
    """A hidden band enters with the middle of its range."""
    if row.value is not None:
        return float(row.value)
    if row.range_low is None or row.range_high is None:
        return None
    return (row.range_low + row.range_high) / 2


def share_steps(words: Words, example: ShareExample, area: str) -> list[str]:
    """The computation as sentences with its numbers."""
    row, two = example.row, lambda value: words.wording.format_number(words.language, value, 2)
    whole = lambda value: words.wording.format_number(words.language, round(value))  # noqa: E731
    steps = [
        words(
            "how.step_counts",
            area=area,
            period=words.period(row.period),
            part=whole(row.numerator),
            size=whole(row.denominator),
        ),
        words(
            "how.step_share", part=whole(row.numerator), size=whole(row.denominator), value=two(example.value)
        ),
    ]
    if example.factor is not None:
        steps.append(words("how.step_factor", factor=two(example.factor)))
    steps.append(words("how.step_range", low=two(example.lower), high=two(example.upper)))
    theirs = {"value": two(row.value), "low": two(row.lower), "high": two(row.upper)}
    return [*steps, words("how.step_same" if example.agrees else "how.step_differs", **theirs)]


@dataclass(frozen=True)
class SurveyExample:
    """A census share with its margin, and the coefficient of variation that we get from them."""

    row: Estimate
    standard_error: float
    cv: float

    @property
    def agrees(self) -> bool:
        return abs(self.cv - self.row.cv) < SAME


def survey_example(edition: Edition) -> SurveyExample | None:
    """The city's first census share with a margin; a city whose margins are all 0 has none worth showing."""
    figures = estimates_of(edition, city_of(edition))
    names = [row.indicator for row in edition.get_indicators() if row.kind == "census_share"]
    found = (row for name in names for key, row in figures.items() if key[0] == name)
    row = next((row for row in found if row.value and row.moe and row.cv is not None), None)
    if row is None:
        return None
    cv = float(margins.coefficient_of_variation(row.value, row.moe))
    return SurveyExample(row, float(margins.standard_error(row.moe)), cv)


def survey_steps(words: Words, example: SurveyExample, area: str) -> list[str]:
    """From margin to standard error to coefficient of variation."""
    row, two = example.row, lambda value: words.wording.format_number(words.language, value, 2)
    label = words(f"indicator.{row.indicator}.label")
    slots = {
        "moe": two(row.moe),
        "error": two(example.standard_error),
        "value": two(row.value),
        "cv": two(example.cv),
    }
    return [
        words("how.survey_given", label=label, area=area, value=slots["value"], moe=slots["moe"]),
        words("how.survey_error", moe=slots["moe"], error=slots["error"]),
        words("how.survey_cv", error=slots["error"], value=slots["value"], cv=slots["cv"]),
        words("how.survey_same" if example.agrees else "how.survey_differs", cv=two(row.cv)),
    ]
