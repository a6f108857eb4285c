"""The words of the screen in one language. They come from the edition's own table `label`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.wording import Wording


@dataclass(frozen=True, eq=False)
class Words:
    """The wording of an edition, spoken in one language. Compared by identity: `Edition.get_words` gives
    one each.
    """

    language: str
    wording: Wording

    def __call__(self, key: str, **slots: object) -> str:
        """The text under `key`, its slots filled. An unknown key is a fault and says its name."""
        return self.wording.text(self.language, key, **slots)

    @property
    def locale(self) -> str:
        """How the language writes numbers: Spanish of the United States has 1,000 and 9.5."""
        return self.template("format.locale")

    def has(self, key: str) -> bool:
        return self.wording.has(key)

    def under(self, prefix: str) -> tuple[str, ...]:
        """The keys that begin with `prefix`."""
        return tuple(key for key in self.wording.keys if key.startswith(prefix))

    def or_text(self, key_or_text: str) -> str:
        """The words under a key, or the text itself: names of help lines and sources may be either."""
        return self(key_or_text) if self.has(key_or_text) else key_or_text

    def template(self, key: str) -> str:
        """The text under `key` with its slots left open, for the map to fill area by area."""
        return str(self.wording.texts[self.language][key])

    def period(self, period: str) -> str:
        return self.wording.format_period(self.language, period)

    def day(self, iso_day: str, style: str = "date") -> str:
        """`2026-11-03` as the language writes a date: `date` with the year, `day` without, `long`."""
        return self.wording.format_date(self.language, date.fromisoformat(iso_day[:10]), style)

    def list(self, words: Sequence[str]) -> str:
        return self.wording.format_list(self.language, words)
