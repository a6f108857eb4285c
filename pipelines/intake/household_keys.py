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
        is_shared = any(rule.shared for rule in mapping.with_role("household_key").values())
        # No partner's folder can be called so: names have no sign but _.
        self._owner = "shared keys" if is_shared else mapping.partner
        self._key_of = key_of
        self._keys = pl.Series("household_key", dtype=pl.String)

    def number(self, ids: pl.Series, years: pl.Series) -> pl.Series:
        """A number for each id in its year, by which `keys_of` finds its key; null where there is no id or no
        year. Numbers take a tenth of the memory of keys. They are good until this is called again.
        """
        numbers = pl.Series("household", [None], dtype=pl.UInt32).new_from_index(0, len(ids))
        made = [self._keys.clear()]
        for year in years.drop_nulls().unique().sort():  # one at a time takes the memory of one
            at = ((years == year) & ids.is_not_null()).fill_null(False).arg_true()
            own = ids.gather(at).alias("id").to_frame()
            known = own.unique().with_row_index("household", offset=sum(map(len, made)))
            joined = own.join(known, on="id", how="left", maintain_order="left", validate="m:1")
            numbers = numbers.scatter(at, joined["household"])
            made.append(_of_one_year(known["id"], year, self._owner, self._key_of(year)))
        self._keys = pl.concat(made)
        return numbers

    def keys_of(self, numbers: pl.Series) -> pl.Series:
        """The keys of these households; null stays null."""
        return self._keys.gather(numbers).alias("household_key")


def _of_one_year(ids: pl.Series, year: int, owner: str, key: bytes) -> pl.Series:
    is_made = ids.str.contains(MADE)
    keys = keyed_digests(pl.select(pl.lit(f"{owner}|{year}|") + ids).to_series(), key)
    return ids.str.strip_prefix(MARK).zip_with(is_made, keys).alias("household_key")
