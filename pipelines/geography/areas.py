"""Areas with their special values, so that every level is a partition of the city.

What is not known finely enough has a value at each level: `unknown` and `no_fixed_address` stand beside the
areas of the first level and are their own only child below it; an area P has the child `P:unknown`. `outside`
is a second top beside the city: no sum joins the two.
"""

import polars as pl

from pipelines.geography.blocks import Blocks
from pipelines.geography.levels import Levels
from pipelines.schema import conform
from pipelines.tables.warehouse import AREA, AREA_OVERLAP, BLOCK, BLOCK_AREA

UNKNOWN = "unknown"
NO_FIXED_ADDRESS = "no_fixed_address"
OUTSIDE = "outside"
SPECIALS = (UNKNOWN, NO_FIXED_ADDRESS)


def unknown_in(code: str) -> str:
    """The value that stands for "somewhere in this area"."""
    return f"{code}:{UNKNOWN}"


def mark_drawn(listed: pl.DataFrame, levels: Levels, shaped: set[tuple[str, str]]) -> pl.DataFrame:
    """Adds `is_drawn`: people live there and it has a shape; above the finest level, a child is drawn."""
    keys = list(listed.select("area_level", "area_code").iter_rows())
    marks = [home and key in shaped for key, home in zip(keys, listed["is_residential"], strict=True)]
    marked = listed.with_columns(pl.Series("is_drawn", marks))
    for level in reversed((levels.city, *levels.nested[:-1])):
        below = (levels.city, *levels.nested).index(level)
        children = marked.filter((pl.col("area_level") == levels.nested[below]) & pl.col("is_drawn"))
        has_child = pl.col("area_code").is_in(children["parent_code"].implode())
        marked = marked.with_columns(
            pl.when(pl.col("area_level") == level).then(has_child).otherwise("is_drawn").alias("is_drawn")
        )
    return marked


def build_block(blocks: Blocks, levels: Levels, parents: dict[tuple[str, str], str]) -> pl.DataFrame:
    """Table `block`: the real ones, and one for each way of not knowing."""
    unknown = _unknown_blocks(blocks, levels, parents)
    rows = blocks.rows.select("block", "residents", pl.lit(False).alias("is_unknown"))
    more = pl.DataFrame({"block": list(unknown)}).with_columns(
        pl.lit(0.0).alias("residents"), pl.lit(True).alias("is_unknown")
    )
    return conform(BLOCK, pl.concat([rows, more]))


def build_block_area(
    blocks: Blocks, levels: Levels, parents: dict[tuple[str, str], str], city: str
) -> pl.DataFrame:
    """Table `block_area`: each block's area at each level; `outside` only at the city's."""
    rows = []
    for row in blocks.rows.iter_rows(named=True):
        places = _ancestors(levels.finest, row[levels.finest], levels, parents)
        places |= {level: row[level] for level in levels.overlapping} | {levels.city: city}
        rows += [(row["block"], level, code) for level, code in places.items()]
    for block, places in _unknown_blocks(blocks, levels, parents).items():
        if block == OUTSIDE:
            rows.append((block, levels.city, OUTSIDE))
            continue
        overlapping = NO_FIXED_ADDRESS if block == NO_FIXED_ADDRESS else UNKNOWN
        places = places | dict.fromkeys(levels.overlapping, overlapping) | {levels.city: city}
        rows += [(block, level, code) for level, code in places.items()]
    return conform(BLOCK_AREA, pl.DataFrame(rows, schema=BLOCK_AREA.column_names, orient="row"))


def _unknown_blocks(
    blocks: Blocks, levels: Levels, parents: dict[tuple[str, str], str]
) -> dict[str, dict[str, str]]:
    """Each block of unknown place with its area at each nested level.

    A finest area of several blocks has one too: the area is known, which of its blocks is not.
    """
    found: dict[str, dict[str, str]] = {
        special: dict.fromkeys(levels.nested, special) for special in SPECIALS
    }
    found[OUTSIDE] = {}
    finest = blocks.rows[levels.finest].value_counts().sort(levels.finest)
    for code, parts in finest.iter_rows():
        above = _ancestors(levels.finest, code, levels, parents)
        for number, level in enumerate(levels.nested[:-1]):
            special = unknown_in(above[level])
            known = {name: above[name] for name in levels.nested[: number + 1]}
            found[special] = known | dict.fromkeys(levels.nested[number + 1 :], special)
        if parts > 1:
            found[unknown_in(code)] = above
    return found


def _ancestors(level: str, code: str, levels: Levels, parents: dict[tuple[str, str], str]) -> dict[str, str]:
    """The nested areas from `level` up to below the city that hold the area `code`, itself included."""
    found = {}
    for name in reversed(levels.nested[: levels.nested.index(level) + 1]):
        found[name] = code
        code = parents[name, code]
    return dict(reversed(found.items()))


def build_area(
    listed: pl.DataFrame, block_area: pl.DataFrame, levels: Levels, city: tuple[str, str], vintage: str
) -> pl.DataFrame:
    """Table `area`: the listed areas, drawn or not, and every special value that a block lies in."""
    listed = listed.filter(pl.col("area_level") != levels.city)
    above = {level: levels.above(level) for level in levels.all if level != levels.city}
    real = listed.select(
        "area_level",
        "area_code",
        "name",
        pl.col("area_level").replace_strict(above).alias("parent_level"),
        "parent_code",
        "is_drawn",
        pl.lit(False).alias("is_special"),
    )
    tops = [
        (levels.city, city[0], city[1], "", "", True, False),
        (levels.city, OUTSIDE, "", "", "", False, True),
    ]
    rows = pl.concat(
        [real, pl.DataFrame(tops, schema=real.schema, orient="row"), _specials(block_area, levels, city)]
    )
    return conform(AREA, rows.with_columns(pl.lit(vintage).alias("vintage")))


def _specials(block_area: pl.DataFrame, levels: Levels, city: tuple[str, str]) -> pl.DataFrame:
    """The special areas below the city with their parents, read off the blocks that lie in them."""
    is_special = pl.col("area_code").is_in([*SPECIALS]) | pl.col("area_code").str.ends_with(f":{UNKNOWN}")
    own = block_area.filter(is_special & (pl.col("area_level") != levels.city))
    parent_level = {level: levels.above(level) for level in levels.all if level != levels.city}
    own = own.with_columns(pl.col("area_level").replace_strict(parent_level).alias("parent_level"))
    holders = block_area.rename({"area_level": "parent_level", "area_code": "parent_code"})
    found = own.join(holders, on=("block", "parent_level"), validate="m:1")
    return found.select(
        "area_level",
        "area_code",
        pl.lit("").alias("name"),
        "parent_level",
        "parent_code",
        pl.lit(False).alias("is_drawn"),
        pl.lit(True).alias("is_special"),
    ).unique(maintain_order=True)


def build_area_overlap(blocks: Blocks, block_area: pl.DataFrame, levels: Levels) -> pl.DataFrame:
    """Table `area_overlap`: of each nested area's residents, the share in each overlapping area."""
    real = block_area.join(blocks.rows.select("block", "residents"), on="block", validate="m:1")
    own = real.filter(pl.col("area_level").is_in(levels.nested))
    other = real.filter(pl.col("area_level").is_in(levels.overlapping)).drop("residents")
    other = other.rename({"area_level": "other_level", "area_code": "other_code"})
    pairs = own.join(other, on="block").group_by("area_level", "area_code", "other_level", "other_code")
    total = pl.col("residents").sum().over("area_level", "area_code", "other_level")
    sums = pairs.agg(pl.col("residents").sum()).with_columns((pl.col("residents") / total).alias("share"))
    return conform(AREA_OVERLAP, sums.with_columns(pl.col("share").fill_nan(0.0)))
