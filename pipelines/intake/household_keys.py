"""Household keys: an HMAC of partner, year and household id with the key of the year.

A clean copy of a partner's file (`needs intake scrub`) holds, in place of the partner's own number, the key
that the build makes of it, with a mark before it: so a row of the copy is the same row as that of the
original, also beside an export that is not scrubbed yet.
"""

import polars as pl

from pipelines.intake.digests import KeyOf, keyed_digests
from pipelines.intake.mapping import Mapping

MARK = "hk-"
MADE = rf"^{MARK}[0-9a-f]{{32}}$"  # a key of this workspace
KEY = r"^(hk-)?[0-9a-f]{32}$"  # that, or one made at a partner's desk (`needs intake hash`)


def are_keys(cells: pl.Series) -> pl.Series:
    """Whether each cell is a household key already."""
    return cells.cast(pl.String).str.contains(KEY).fill_null(False)


class Households:
    """The households of one partner's log, each with its key: 32 hexadecimal digits.

    Where `mapping` calls the ids shared they are keys that several partners make alike (`needs intake hash`),
    so that a household has one key at all of them.
    """

    def __init__(self, mapping: Mapping, key_of: KeyOf):
        self._is_shared = any(rule.shared for rule in mapping.with_role("household_key").values())
        # No partner's folder can be called so: names have no sign but _.
        self._owner = "shared keys" if self._is_shared else mapping.partner
        self._key_of = key_of
        self._keys = pl.Series("household_key", dtype=pl.String)

    def number(self, ids: pl.Series, years: pl.Series) -> pl.Series:
        """A number for each id in its year, by which `keys_of` finds its key; null where there is no id or no
        year. Numbers take a tenth of the memory of keys. They are good until this is called again.
        """
        rows = pl.DataFrame({"id": ids.cast(pl.String), "year": years.cast(pl.Int32)})
        parts = rows.drop_nulls().unique().partition_by("year")
        known = pl.concat([rows.clear(), *parts]).with_row_index("household")
        made = [_of_one_year(part, self._owner, self._key_of) for part in parts]
        self._keys = pl.concat([self._keys.clear(), *made])
        joined = rows.join(known, on=["id", "year"], how="left", maintain_order="left", validate="m:1")
        return joined["household"]

    def keys_of(self, numbers: pl.Series) -> pl.Series:
        """The keys of these households; null stays null."""
        return self._keys.gather(numbers).alias("household_key")


def _of_one_year(rows: pl.DataFrame, owner: str, key_of: KeyOf) -> pl.Series:
    messages = rows.select(pl.concat_str(pl.lit(owner), pl.col("year").cast(pl.String), "id", separator="|"))
    is_made = rows["id"].str.contains(MADE)
    given = rows["id"].str.strip_prefix(MARK)
    keys = given.zip_with(is_made, keyed_digests(messages.to_series(), key_of(rows["year"][0])))
    return keys.alias("household_key")
