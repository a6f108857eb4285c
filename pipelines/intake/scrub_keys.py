"""What a clean copy holds in its household column: keys in place of the partner's own numbers."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from pipelines.errors import UsageError
from pipelines.intake.corrections import Correction
from pipelines.intake.digests import KeyOf
from pipelines.intake.fates import keys_of_rows
from pipelines.intake.household_keys import KEY, MADE, MARK, Households, are_keys
from pipelines.intake.mapping import Mapping, same
from pipelines.intake.scrub import KeyCells
from pipelines.intake.shared_secret import SharedSecret

TAKEN_OUT = ""


def keys_of_build(mapping: Mapping, today: date, key_of: KeyOf) -> KeyCells:
    """At the workspace: the keys that the build makes, so that the copy comes to the same requests. A row of
    no day that can be read has no year and so no key; its household is taken out.
    """
    is_shared = any(rule.shared for rule in mapping.with_role("household_key").values())

    def cells(fates: pl.DataFrame) -> pl.Series:
        ids = fates["household"]
        keys = MARK + keys_of_rows(fates, Households(mapping, key_of), mapping, today)
        stays = ids.is_null() | ids.str.contains(KEY if is_shared else MADE).fill_null(False)
        return keys.fill_null(TAKEN_OUT).set(stays, None)

    return cells


def keys_of_partners(secret: SharedSecret | None) -> KeyCells:
    """At the partner: the keys that `needs intake hash` makes of the household column alone.

    Raises UsageError where there are households to hash and no secret.
    """

    def cells(fates: pl.DataFrame) -> pl.Series:
        ids = fates["household"]
        stays = ids.is_null() | are_keys(ids)
        if secret is None:
            if not stays.all():
                raise UsageError(
                    "The file names households, and only keys should leave the partner. Say --secret FILE, "
                    "the secret that the partners share (made once with `needs intake hash --new-secret "
                    "FILE`)."
                )
            return pl.Series([None], dtype=pl.String).new_from_index(0, fates.height)
        days = fates["received_at"].set(stays, None)
        return secret.keys([ids], days.dt.year()).fill_null(TAKEN_OUT).set(stays, None)

    return cells


def check_corrections(mapping: Mapping, corrections: Iterable[Correction]) -> None:
    """Raise CatalogError for a correction that a clean copy would break: keys hang on household and year."""
    fixed = {same(name) for name in mapping.with_role("household_key", "received_on")}
    for correction in corrections:
        rule = correction.rule
        named = {same(header) for header in (*rule.match.columns, *rule.set_cells)}
        if named & fixed or "received_on" in rule.shift_days:
            raise correction.fault(
                "it goes by households or changes the day of rows, which a clean copy fixes for good. Mend "
                "the file itself, delete the correction, and scrub then. Nothing was changed."
            )
