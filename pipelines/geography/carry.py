"""Figures of one geography brought to another by a crosswalk.

What adds up (people, cases) is split by share; what does not (a percent, a rate) is an average weighted by
people, never by area. A margin is split like its estimate, which understates it: the split itself is taken as
exact.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.geography.crosswalk import Crosswalk


@dataclass(frozen=True)
class Carried:
    """`rows`: target, the key columns and the figures. `unmatched`: codes with figures that no target takes,
    and `lost` what they add up to, by key.
    """

    rows: pl.DataFrame
    unmatched: tuple[str, ...]
    lost: pl.DataFrame


def carry_counts(figures: pl.DataFrame, crosswalk: Crosswalk, key: tuple[str, ...]) -> Carried:
    """`figures`: source, the key columns, `value` and (where known) `moe`, of what adds up over areas.

    The total over all areas is the same before and after, but for what is lost. A target is null where a part
    of it is not known. Margins: share times margin, then the root of their summed squares; of estimates of 0,
    only the largest margin counts, once (Census handbook, chapter 8).
    """
    split = figures.join(crosswalk.rows.select("source", "target", "share"), on="source", how="inner")
    moe = pl.col("share") * (pl.col("moe") if "moe" in figures.columns else pl.lit(None, dtype=pl.Float64))
    parts = split.with_columns((pl.col("value") * pl.col("share")).alias("part"), moe.alias("part_moe"))
    rows = parts.group_by("target", *key).agg(
        pl.when(pl.col("part").null_count() == 0).then(pl.col("part").sum()).alias("value"),
        pl.when(pl.col("part_moe").null_count() == 0).then(_margin()).alias("moe"),
    )
    return Carried(rows.sort("target", *key), *_losses(figures, crosswalk, key))


def carry_rates(figures: pl.DataFrame, crosswalk: Crosswalk, key: tuple[str, ...]) -> Carried:
    """`figures`: source, the key columns and `value`, of what does not add up (percent, rate, score).

    The average over the people of the target whose source has a figure; null where none has.
    """
    by_people = crosswalk.rows.filter(pl.col("method") == "people").select("source", "target", "weight")
    parts = figures.join(by_people, on="source", how="inner")
    weight = pl.when(pl.col("value").is_not_null()).then(pl.col("weight"))
    rows = parts.group_by("target", *key).agg(
        ((pl.col("value") * weight).sum() / weight.sum()).fill_nan(None).alias("value")
    )
    unmatched, lost = _losses(figures, crosswalk, key)
    # A rate has no total that could be lost.
    return Carried(rows.sort("target", *key), unmatched, lost.clear())


def _margin() -> pl.Expr:
    is_zero = pl.col("value") == 0
    squares = pl.col("part_moe").filter(~is_zero).pow(2).sum()
    return (squares + pl.col("part_moe").filter(is_zero).max().fill_null(0.0).pow(2)).sqrt()


def _losses(
    figures: pl.DataFrame, crosswalk: Crosswalk, key: tuple[str, ...]
) -> tuple[tuple[str, ...], pl.DataFrame]:
    lost = figures.filter(~pl.col("source").is_in(crosswalk.rows["source"].implode()))
    return tuple(lost["source"].unique().sort()), lost.group_by(key).agg(pl.col("value").sum()).sort(key)
