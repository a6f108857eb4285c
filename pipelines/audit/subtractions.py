"""Subtractions that a reader can do by hand: a shown total less its shown parts.

Written a second time on purpose, in joins: the public gate's equations are written in dictionaries and
solved together, these are looked at one at a time and named by what a person would click to get them.
"""

import polars as pl

from pipelines.audit.finding import HIDDEN, KEY, SHOWN, Attack, attack
from pipelines.disclosure.hierarchy import DIMENSIONS, Hierarchy

CLICKS = {  # what a person changes on screen, by the dimension that it divides
    "outcome": "differences between readings",
    "area": "differences between levels of area",
    "period": "differences between dates",
    "need": "differences between filters of need",
    "group": "differences between filters of group",
}


def subtractions(counts: pl.DataFrame, hierarchy: Hierarchy, span: int) -> list[Attack]:
    """One attack per dimension. `counts`: KEY, status, value of all that is known, each key once. Found where
    a line with a shown total, or shown parts, leaves a hidden count fewer than `span` + 1 values.
    """
    counts = counts.filter(pl.col("measure").is_in(list(hierarchy.additive)))
    known = counts.with_columns(least=_least(hierarchy))
    links = hierarchy.frame()
    return [_along(known, links.filter(dimension=name), name, span) for name in DIMENSIONS]


def _along(counts: pl.DataFrame, links: pl.DataFrame, dimension: str, span: int) -> Attack:
    level, code = DIMENSIONS[dimension]
    sizes = links.group_by("partition", "parent_level", "parent_code").len("size")
    others = [column for column in KEY if column not in (level, code)]
    totals = counts.rename({level: "parent_level", code: "parent_code"}).join(
        links, on=["parent_level", "parent_code"], how="inner"
    )
    parts = counts.rename({level: "child_level", code: "child_code"}).select(
        *others, "child_level", "child_code", part="status", part_value="value", part_least="least"
    )
    joined = totals.join(parts, on=[*others, "child_level", "child_code"], how="inner")
    line = [*others, "partition", "parent_level", "parent_code"]
    is_hidden = pl.col("part") != SHOWN
    sums = joined.group_by(line, maintain_order=True).agg(
        pl.col("status", "value").first(),
        there=pl.len(),
        unknown=is_hidden.sum(),
        room=pl.col("part_least").filter(is_hidden).sum(),
        told=pl.col("part_value").filter(~is_hidden).sum(),
        secret=(pl.col("part") == HIDDEN).any(),
    )
    whole = sums.join(sizes, on=["partition", "parent_level", "parent_code"], how="inner").filter(
        pl.col("there") == pl.col("size")
    )
    # What one hidden part can be: at least its own least, at most what the least of the others leaves.
    spread = pl.col("value") - pl.col("told") - pl.col("room")
    narrow = (pl.col("status") == SHOWN) & pl.col("secret") & ((pl.col("unknown") == 1) | (spread < span))
    total_told = (pl.col("status") == HIDDEN) & (pl.col("unknown") == 0)
    found = whole.filter(narrow | total_told).rename({"parent_level": level, "parent_code": code})
    return attack(CLICKS[dimension], whole.height, found, KEY)


def _least(hierarchy: Hierarchy) -> pl.Expr:
    """The least that a reader must take a count for that is not shown."""
    may_be_zero = pl.any_horizontal(
        pl.lit(False), *(pl.col(column) == code for column, code in sorted(hierarchy.zero_possible))
    )
    return pl.when(may_be_zero | (pl.col("status") != HIDDEN)).then(0).otherwise(1)
