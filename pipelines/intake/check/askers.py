"""Askers: how many households stand behind requests, as far as the log tells."""

import polars as pl


def count_askers() -> pl.Expr:
    """Households with a key, each once, and every row without one: several needs asked for at once are no several
    askings, and a row of counts is one.
    """
    key = pl.col("household_key")
    return (key.drop_nulls().n_unique() + key.null_count()).cast(pl.Int64).alias("askers")
