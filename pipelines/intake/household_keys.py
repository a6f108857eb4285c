"""Household keys: an HMAC of partner, year and household id with the key of the year.

A clean copy of a partner's file (`needs intake scrub`) holds, in place of the partner's own number, the key
that the build makes of it, with a mark before it: so a row of the copy is the same row as that of the
original, also beside an export that is not scrubbed yet.
"""

import polars as pl

from pipelines.intake.digests import KeyOf, keyed_digests

MARK = "hk-"
MADE = rf"^{MARK}[0-9a-f]{{32}}$"  # a key of this workspace
KEY = r"^(hk-)?[0-9a-f]{32}$"  # that, or one made at a partner's desk (`needs intake hash`)


def are_keys(cells: pl.Series) -> pl.Series:
    """Whether each cell is a household key already."""
    return cells.cast(pl.String).str.contains(KEY).fill_null(False)


def household_keys(
    ids: pl.Series, years: pl.Series, partner: str, is_shared: bool, key_of: KeyOf
) -> pl.Series:
    """The key of each household id, 32 hexadecimal digits; null where there is no id or no year.

    `is_shared`: the ids are keys that several partners make alike (`needs intake hash`), so that a household
    has one key at all of them.
    """
    rows = pl.DataFrame({"id": ids.cast(pl.String), "year": years.cast(pl.Int32)})
    known = rows.drop_nulls().unique()
    parts = [
        of_year.with_columns(key=_of_one_year(of_year, partner, is_shared, key_of))
        for of_year in known.partition_by("year")
    ]
    table = pl.concat([known.clear().with_columns(key=pl.lit("")), *parts])
    joined = rows.join(table, on=["id", "year"], how="left", maintain_order="left", validate="m:1")
    return joined["key"].alias("household_key")


def _of_one_year(rows: pl.DataFrame, partner: str, is_shared: bool, key_of: KeyOf) -> pl.Series:
    # No partner's folder can be called so: names have no sign but _.
    owner = pl.lit("shared keys" if is_shared else partner)
    messages = rows.select(pl.concat_str(owner, pl.col("year").cast(pl.String), "id", separator="|"))
    is_made = rows["id"].str.contains(MADE)
    given = rows["id"].str.strip_prefix(MARK)
    return given.zip_with(is_made, keyed_digests(messages.to_series(), key_of(rows["year"][0])))
