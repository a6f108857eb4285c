"""Blocks: the smallest places, of which every published area is a sum.

A block is one finest area crossed with one area of every overlapping level. Areas that the map does not draw
(parks, airports) join a drawn neighbour, and a sliver joins the largest block of its finest area: whoever
knows two overlapping tables could otherwise subtract a handful of people. Every move is listed, and no
resident is lost.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from pipelines.errors import SourceError
from pipelines.geography.levels import Levels
from pipelines.sources.boundaries import Boundary

MOVES = {"block": pl.String, "moved_to": pl.String, "residents": pl.Float64, "reason": pl.String}


@dataclass(frozen=True)
class Blocks:
    """`rows`: block, residents and its area per finest and overlapping level. `moves`: block, moved_to,
    residents, reason (`not_drawn`, `sliver`), a block named as the file named it. `new_code`: every code of
    the file to its block. `joined`: finest areas that are not drawn, to the drawn one that their people are
    counted in.
    """

    rows: pl.DataFrame
    moves: pl.DataFrame
    new_code: dict[str, str]
    joined: dict[str, str]


def join_blocks(
    listed: pl.DataFrame, areas: pl.DataFrame, levels: Levels, finest: Boundary, sliver_under: float
) -> Blocks:
    """The blocks to count in, from those listed (block, residents, a column per finest and overlapping
    level).

    `areas`: area_level, area_code, parent_code, is_drawn. Raises SourceError for a code that no area has.
    """
    columns = [levels.finest, *levels.overlapping]
    _check_codes(listed, areas, columns)
    joined = _drawn_neighbours(listed, areas, levels, finest)
    drawn = listed.with_columns(pl.col(levels.finest).replace(joined))
    merged = _merge(drawn, columns)
    kept = _join_slivers(merged, levels.finest, sliver_under)
    steps = drawn.join(kept.select(*columns, "to", "was_sliver"), on=columns, how="left", validate="m:1")
    rows = _total(kept, columns)
    assert abs(rows["residents"].sum() - listed["residents"].sum()) < 1e-6 * max(
        1.0, listed["residents"].sum()
    )
    return Blocks(rows, _moves(steps, listed, levels), dict(steps.select("block", "to").iter_rows()), joined)


def _check_codes(listed: pl.DataFrame, areas: pl.DataFrame, columns: list[str]) -> None:
    for level in columns:
        known = areas.filter(pl.col("area_level") == level)["area_code"]
        strange = listed.filter(~pl.col(level).is_in(known.implode()))[level].unique().sort()
        if len(strange):
            raise SourceError(
                f"{len(strange)} codes of level {level} in the block file are not in the area file, "
                f"as {', '.join(strange[:3])}. The two must be of one vintage."
            )


def _drawn_neighbours(
    listed: pl.DataFrame, areas: pl.DataFrame, levels: Levels, finest: Boundary
) -> dict[str, str]:
    """For each finest area that is not drawn, the nearest drawn one of the same parent, else of its parent,
    ...
    """
    own = areas.filter(pl.col("area_level") == levels.finest)
    lineage = {code: _lineage(code, areas, levels) for code in own["area_code"]}
    drawn = own.filter("is_drawn")["area_code"].to_list()
    residents = dict(listed.group_by(levels.finest).agg(pl.col("residents").sum()).iter_rows())
    shapes = dict(zip(finest.codes, finest.shapes, strict=True))
    joined = {}
    for code in own.filter(~pl.col("is_drawn"))["area_code"]:
        candidates = _nearest_kin(code, drawn, lineage)
        joined[code] = _nearest(shapes.get(code), candidates, shapes, residents)
    return joined


def _lineage(code: str, areas: pl.DataFrame, levels: Levels) -> tuple[str, ...]:
    """The areas that hold a finest area, from its parent up."""
    parents = {(level, code): parent for level, code, parent in areas.select(PARENT_COLUMNS).iter_rows()}
    found = []
    for level in reversed(levels.nested):
        code = parents[level, code]
        found.append(code)
    return tuple(found)


PARENT_COLUMNS = ("area_level", "area_code", "parent_code")


def _nearest_kin(code: str, drawn: list[str], lineage: dict[str, tuple[str, ...]]) -> list[str]:
    for height in range(len(lineage[code])):
        kin = [other for other in drawn if lineage[other][height] == lineage[code][height]]
        if kin:
            return kin
    raise SourceError("No area of the finest level is drawn, so there is no place to count anybody in.")


def _nearest(
    shape: shapely.Geometry | None,
    candidates: list[str],
    shapes: dict[str, shapely.Geometry],
    residents: dict[str, float],
) -> str:
    """The closest candidate; of those that touch (all, where it has no shape) the one with most residents."""
    distances = np.zeros(len(candidates))
    if shape is not None:
        distances = shapely.distance(shape, np.array([shapes[code] for code in candidates]))
    order = sorted(
        (round(d, 6), -residents.get(c, 0.0), c) for d, c in zip(distances, candidates, strict=True)
    )
    return order[0][2]


def _merge(drawn: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """One row per combination of areas; it takes its code from them."""
    code = pl.concat_str(columns, separator="-").alias("block")
    return drawn.group_by(columns).agg(pl.col("residents").sum()).with_columns(code).sort("block")


def _join_slivers(merged: pl.DataFrame, finest: str, sliver_under: float) -> pl.DataFrame:
    """Adds `to` (the block that counts its people) and `was_sliver`. The largest of an area is never a
    sliver.
    """
    largest = merged.sort("residents", "block", descending=[True, False]).group_by(
        finest, maintain_order=True
    )
    with_largest = merged.join(
        largest.agg(pl.col("block").first().alias("largest")), on=finest, validate="m:1"
    )
    is_sliver = (pl.col("residents") < sliver_under) & (pl.col("block") != pl.col("largest"))
    return with_largest.with_columns(
        is_sliver.alias("was_sliver"),
        pl.when(is_sliver).then(pl.col("largest")).otherwise(pl.col("block")).alias("to"),
    )


def _total(kept: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    residents = kept.group_by("to").agg(pl.col("residents").sum())
    own = kept.filter(~pl.col("was_sliver")).select("block", *columns)
    return own.join(residents, left_on="block", right_on="to", validate="1:1").sort("block")


def _moves(steps: pl.DataFrame, listed: pl.DataFrame, levels: Levels) -> pl.DataFrame:
    was_drawn = listed.select("block", pl.col(levels.finest).alias("finest_listed"))
    reason = pl.when(pl.col("finest_listed") != pl.col(levels.finest)).then(pl.lit("not_drawn"))
    reason = reason.when(pl.col("was_sliver")).then(pl.lit("sliver")).alias("reason")
    moved = steps.join(was_drawn, on="block", validate="1:1").with_columns(reason)
    moved = moved.filter(pl.col("reason").is_not_null()).rename({"to": "moved_to"})
    return moved.select(pl.col(name).cast(kind) for name, kind in MOVES.items()).sort("block")
