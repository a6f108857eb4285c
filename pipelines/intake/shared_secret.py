"""The secret that partners share, by which the same household has the same key at each of them.

One for each year: lines of `2026 <secret>`. A household that asks in two years is two, and when a year is
done with, its line is deleted and nobody can make its keys again. A file of one secret without a year holds
for all.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.errors import IntakeError, UsageError
from pipelines.intake.hashing import KEY, check_secret, household_keys


@dataclass(frozen=True)
class SharedSecret:
    """`always`: the secret of a file without years, else None. `by_year`: that of each year."""

    always: bytes | None = None
    by_year: dict[int, bytes] = field(default_factory=dict)

    def keys(self, parts: Sequence[pl.Series], years: pl.Series | None) -> pl.Series:
        """The household key of each row; null where a part is blank, or the year cannot be read.

        `years`: in which each row was received. Raises UsageError where the secret goes by years and there
        are none, IntakeError for a year that it lacks.
        """
        if self.always is not None:
            return household_keys(parts, self.always)
        if years is None:
            raise UsageError(
                "The secret has a line for each year, so the year of each row must be known: name the column "
                'of its day, as --received "Asked on".'
            )
        if missing := sorted(set(years.drop_nulls().to_list()) - set(self.by_year)):
            raise IntakeError(
                f"The file has rows of {missing[0]}, and the secret has no line for that year. Get the line "
                "from the partner that made it (`needs intake hash --new-secret FILE --year "
                f"{missing[0]}`), or take those rows out."
            )
        keys = pl.Series(KEY, [None], dtype=pl.String).new_from_index(0, len(years))
        for year, secret in self.by_year.items():
            at = (years == year).fill_null(False).arg_true()
            keys = keys.scatter(at, household_keys([part.gather(at) for part in parts], secret))
        return keys


def read_secret(text: str) -> SharedSecret:
    """The secret that a file holds. Raises IntakeError for one that is short."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    by_year = {int(words[0]): words[1].encode() for words in lines if _has_year(words)}
    always = None if by_year else text.strip().encode()
    for secret in by_year.values() if by_year else [always or b""]:
        check_secret(secret)
    return SharedSecret(always, by_year)


def new_secret(year: int | None = None) -> str:
    """A line for a file of secrets."""
    return f"{year} {secrets.token_hex(32)}\n" if year else f"{secrets.token_hex(32)}\n"


def _has_year(words: list[str]) -> bool:
    return len(words) == 2 and words[0].isdigit() and len(words[0]) == 4
