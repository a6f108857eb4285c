"""The rules of the edition as sentences, each with the constants of its own table `policy`.

A sentence whose constant the edition does not hold is left out: a rule must not be printed with a number
that was not applied.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.edition import Edition
from dashboard.words import Words
from pipelines.wording import slots

# Of every 100 on screen, fractions of 1 in the table.
OF_100 = (
    "recorded_share_at_least",
    "group_unknown_over",
    "zip_placed_over",
    "holding_share_of_smallest",
    "about_same_confidence",
    "proportion_width_hidden",
    "proportion_width_shown",
    "confidence",
    "census_confidence",
    "keyed_share_at_least",
    "partner_share_over",
    "group_asked_share_at_least",
    "clear_p_at_most",
    "probable_p_at_most",
    "shown_share_at_least",
    "split_share_at_least",
    "group_quarters_hatched_over",
)
VERDICTS = ("not_enough", "clear", "probable", "about_same", "cannot_tell")


@dataclass(frozen=True)
class Constants:
    """The constants of one edition as numbers for sentences."""

    values: dict[str, float]

    @classmethod
    def of(cls, edition: Edition) -> "Constants":
        return cls({row.name: float(row.value) for row in edition.get_policy() if _is_number(row.value)})

    def said(self, name: str, words: Words) -> str:
        """The constant as it stands in a sentence, with all its digits: a rule must not be rounded."""
        value = round(100 * self.values[name], 6) if name in OF_100 else self.values[name]
        digits = len(f"{value:.6f}".rstrip("0").partition(".")[2])
        return words.wording.format_number(words.language, value, digits)

    def lines(self, words: Words, prefix: str) -> list[str]:
        """Every sentence under `prefix` whose constants this edition holds, in the order of the wording."""
        found = []
        for key in words.under(prefix):
            needed = slots(words.wording.texts[words.language][key])
            if needed <= set(self.values):
                found.append(words(key, **{name: self.said(name, words) for name in needed}))
        return found


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).replace("e", "", 1).isdigit()


def verdict_lines(words: Words, constants: Constants) -> Iterable[tuple[str, list[str]]]:
    """Each verdict in the order of the rule, with its conditions."""
    for verdict in VERDICTS:
        yield verdict, constants.lines(words, f"how.verdict.{verdict}.")


def reliability_lines(words: Words, constants: Constants) -> list[str]:
    """When a figure is good, to be used with care, or too uncertain."""
    return constants.lines(words, "how.reliability.")


def protection_lines(words: Words, constants: Constants) -> list[str]:
    """What is done so that nobody can be singled out."""
    return constants.lines(words, "how.protection.")
