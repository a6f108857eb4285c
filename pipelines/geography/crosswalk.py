"""From the areas of one geography to those of another: shares that sum to 1, totals conserved, losses listed.

By people wherever it is known where they live (points such as tax lots); by area of overlap, on an equal-area
plane, only for areas without any. Source: Mennis, "Generating surface models of population using dasymetric
mapping", 2003 (by people); Goodchild and Lam, "Areal interpolation", 1980 (by area).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from pipelines.geography.points import AreaFinder
from pipelines.sources.boundaries import Boundary
from pipelines.sources.drawings import flat_projection, project

# Borders of two files never match to the inch: what overlaps by less than this share of an area is a border.
BORDER_SHARE = 0.001


@dataclass(frozen=True)
class Crosswalk:
    """`rows`: source, target, share (sums to 1 per source), weight (people, or square metres), method
    (`people`, `area`). `unmatched`: sources that lie in no target. `lost`: people of points outside either
    geography, by what they miss (`source`, `target`).
    """

    rows: pl.DataFrame
    unmatched: tuple[str, ...]
    people: float
    lost: dict[str, float]


def crosswalk_by_people(points: pl.DataFrame, source: Boundary, target: Boundary) -> Crosswalk:
    """`points`: longitude, latitude, people. Areas of `source` where no point lies are split by area of
    overlap.
    """
    places = points.with_columns(
        _area_of(points, source).alias("source"), _area_of(points, target).alias("target")
    )
    inside = places.filter((pl.col("source") != "") & (pl.col("target") != "") & (pl.col("people") > 0))
    by_people = _shares(inside.group_by("source", "target").agg(weight=pl.col("people").sum()), "people")
    peopled = set(by_people["source"])
    empty = [n for n, code in enumerate(source.codes) if code not in peopled]
    rest = Boundary(source.area_level, tuple(source.codes[n] for n in empty), source.shapes[empty])
    by_area = crosswalk_by_area(rest, target)
    lost = {name: float(places.filter(pl.col(name) == "")["people"].sum()) for name in ("source", "target")}
    rows = pl.concat([by_people, by_area.rows]).sort("source", "target")
    return Crosswalk(rows, by_area.unmatched, float(points["people"].sum()), lost)


def crosswalk_by_area(source: Boundary, target: Boundary) -> Crosswalk:
    """Shares by area of overlap on an equal-area plane; overlaps that are only a border are dropped."""
    flat = flat_projection([target])
    from_shapes, to_shapes = project(source.shapes, flat), project(target.shapes, flat)
    to_index, from_index = shapely.STRtree(from_shapes).query(to_shapes, predicate="intersects")
    overlap = shapely.area(shapely.intersection(from_shapes[from_index], to_shapes[to_index]))
    pairs = pl.DataFrame(
        {
            "source": np.array(source.codes, dtype=object)[from_index].tolist(),
            "target": np.array(target.codes, dtype=object)[to_index].tolist(),
            "weight": overlap,
            "whole": shapely.area(from_shapes)[from_index],
        },
        schema={"source": pl.String, "target": pl.String, "weight": pl.Float64, "whole": pl.Float64},
    )
    real = pairs.filter(pl.col("weight") > BORDER_SHARE * pl.col("whole"))
    rows = _shares(real.drop("whole"), "area")
    unmatched = tuple(sorted(set(source.codes) - set(rows["source"])))
    return Crosswalk(rows, unmatched, 0.0, {"source": 0.0, "target": 0.0})


def crosswalk_by_codes(place_code: pl.DataFrame, kind: str, holders: pl.DataFrame) -> Crosswalk:
    """From a kind of place code to areas, by residents. `place_code`: code_kind, code, block, residents;
    `holders`: block, area_code. Codes where nobody lives are unmatched.
    """
    own = place_code.filter(pl.col("code_kind") == kind).join(holders, on="block", how="left", validate="m:1")
    lived_in = own.filter((pl.col("residents") > 0) & pl.col("area_code").is_not_null())
    pairs = lived_in.group_by(source="code", target="area_code").agg(weight=pl.col("residents").sum())
    rows = _shares(pairs, "people")
    unmatched = tuple(sorted(set(own["code"]) - set(rows["source"])))
    lost = float(own.filter(pl.col("area_code").is_null())["residents"].sum())
    return Crosswalk(rows, unmatched, float(own["residents"].sum()), {"source": 0.0, "target": lost})


def loss_lines(crosswalk: Crosswalk) -> list[str]:
    """What the crosswalk could not carry, for a person: how the areas were split, what lies in no target."""
    methods = dict(crosswalk.rows.group_by("method").agg(pl.col("source").n_unique()).iter_rows())
    people, area = methods.get("people", 0), methods.get("area", 0)
    split = (crosswalk.rows["source"].value_counts()["count"] > 1).sum()
    missed = ", ".join(crosswalk.unmatched) or "none"
    return [
        f"{people:,} areas split by where people live, {area:,} without people by area of overlap.",
        f"{split:,} areas lie in more than one target.",
        f"{len(crosswalk.unmatched):,} areas lie in no target: {missed}.",
        f"Of {crosswalk.people:,.0f} people, {sum(crosswalk.lost.values()):,.0f} lie outside the areas.",
    ]


def _area_of(points: pl.DataFrame, boundary: Boundary) -> pl.Series:
    found = AreaFinder(boundary).find(points["longitude"].to_numpy(), points["latitude"].to_numpy())
    return pl.Series(found.tolist(), dtype=pl.String)


def _shares(pairs: pl.DataFrame, method: str) -> pl.DataFrame:
    share = (pl.col("weight") / pl.col("weight").sum().over("source")).alias("share")
    rows = pairs.with_columns(share, pl.lit(method).alias("method"))
    return rows.select("source", "target", "share", "weight", "method").sort("source", "target")
