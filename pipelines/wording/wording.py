"""Every word that a person reads, by language and key, with numbers, dates and plurals of the language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from string import Formatter

from babel import Locale

from pipelines.wording import formats

Text = str | Mapping[str, str]

PLURAL_SLOT = "n"
PLURAL_FORMS = ("zero", "one", "two", "few", "many", "other")


class MissingTextError(KeyError):
    """A key, language or slot that the wording does not have: a fault of ours, so it keeps its traceback."""

    def __str__(self) -> str:
        return str(self.args[0])


def slots(text: Text) -> frozenset[str]:
    """The names in curly brackets of a text, over all its plural forms."""
    forms = [text] if isinstance(text, str) else text.values()
    return frozenset(name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None)


@dataclass(frozen=True)
class Wording:
    """The texts of all languages. The first language is the one that the others are checked against."""

    texts: Mapping[str, Mapping[str, Text]] = field(repr=False)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.texts)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(next(iter(self.texts.values())))

    @cached_property
    def _locales(self) -> dict[str, Locale]:
        return {language: Locale.parse(self.texts[language]["format.locale"]) for language in self.languages}

    def has(self, key: str) -> bool:
        return key in next(iter(self.texts.values()))

    def text(self, language: str, key: str, **slots: object) -> str:
        """The words under `key`, with slots filled; numbers are written as the language does.

        A text with plural forms chooses by the slot `n`. Raises MissingTextError for a language, key or slot
        that is missing: there is no silent fall-back to another language.
        """
        template = self._template(language, key, slots)
        filled = {name: self._written(language, value) for name, value in slots.items()}
        try:
            return template.format_map(filled)
        except KeyError as missing:
            raise MissingTextError(
                f"wording `{key}` ({language}) needs the slot {missing}, which was not given"
            ) from None

    def _template(self, language: str, key: str, given: Mapping[str, object]) -> str:
        if language not in self.texts:
            raise MissingTextError(
                f"there is no wording in `{language}`; there is {', '.join(self.languages)}"
            )
        if key not in self.texts[language]:
            raise MissingTextError(f"there is no wording `{key}` in `{language}`")
        text = self.texts[language][key]
        if isinstance(text, str):
            return text
        if not isinstance(given.get(PLURAL_SLOT), int | float):
            raise MissingTextError(
                f"wording `{key}` ({language}) has plural forms and needs the number `{PLURAL_SLOT}`"
            )
        form = self._locales[language].plural_form(abs(given[PLURAL_SLOT]))
        return text.get(form, text["other"])

    def _written(self, language: str, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return str(value)
        whole = float(value).is_integer()
        return self.format_number(language, value, digits=0 if whole else 1)

    def format_number(self, language: str, value: float, digits: int = 0) -> str:
        """`1,234` with exactly `digits` decimals."""
        return formats.number(self._locales[language], value, digits)

    def format_percent(self, language: str, share: float, digits: int = 0) -> str:
        """A share between 0 and 1 as a percent."""
        return formats.percent(self._locales[language], share, digits)

    def format_date(self, language: str, value: date, style: str = "date") -> str:
        """A date by the language's pattern `format.<style>`: `date` 3 Nov 2026, `day` 3 Nov, `long`."""
        return formats.day(self._locales[language], value, self.text(language, f"format.{style}"))

    def format_period(self, language: str, period: str) -> str:
        """`2025-03` as March 2025, `2025-Q3` as July to September 2025, `2019-2023` as 2019 to 2023."""
        kind, ends = formats.period_parts(period)
        month, year = (self.text(language, f"format.{name}") for name in ("month", "year"))
        if kind in ("month", "year"):
            return formats.day(self._locales[language], ends[0], month if kind == "month" else year)
        first = year if kind == "years" else self.text(language, "format.month_alone")
        last = year if kind == "years" else month
        return self.text(
            language,
            "format.span",
            first=formats.day(self._locales[language], ends[0], first),
            last=formats.day(self._locales[language], ends[1], last),
        )

    def format_list(self, language: str, words: Sequence[str], style: str = "standard") -> str:
        """`A, B and C`; with style `or`, `A, B or C`."""
        return formats.join(self._locales[language], words, style)
