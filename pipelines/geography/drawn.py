"""What the map draws of each level: its own boundary file, or the finest level dissolved."""

from dataclasses import replace

import numpy as np
import polars as pl
import shapely

from pipelines.geography.levels import Levels
from pipelines.sources.boundaries import Boundary, dissolve
from pipelines.sources.drawings import Drawing, draw, flat_projection, project


def draw_levels(levels: Levels, boundaries: dict[str, Boundary], areas: pl.DataFrame) -> dict[str, Drawing]:
    """A drawing per level. `areas`: table `area`. Areas that are not drawn (parks, airports) are left out of
    `paths` and stand under `undrawn`, for a map that wants to show where nobody lives.
    """
    every = {level: _boundary(level, levels, boundaries, areas) for level in levels.all}
    flat = flat_projection(list(every.values()))
    # One frame for all levels, so that the map does not jump when the level changes.
    frame = tuple(shapely.total_bounds(project(np.concatenate([b.shapes for b in every.values()]), flat)))
    drawn = set(areas.filter("is_drawn").select("area_level", "area_code").iter_rows())
    return {level: _split(draw(b, flat, frame), drawn) for level, b in every.items()}


def _boundary(level: str, levels: Levels, boundaries: dict[str, Boundary], areas: pl.DataFrame) -> Boundary:
    return (
        boundaries[level]
        if level in boundaries
        else dissolve(boundaries[levels.finest], _holders(level, levels, areas), level)
    )


def _holders(level: str, levels: Levels, areas: pl.DataFrame) -> dict[str, str]:
    """Each finest area to the area of `level` that holds it."""
    parents = {
        (own, code): parent
        for own, code, parent in areas.filter(~pl.col("is_special"))
        .select("area_level", "area_code", "parent_code")
        .iter_rows()
    }
    holders = {code: code for own, code in parents if own == levels.finest}
    chain = (levels.city, *levels.nested)
    for own in reversed(chain[chain.index(level) + 1 :]):
        holders = {code: parents[own, holder] for code, holder in holders.items()}
    return holders


def _split(drawing: Drawing, drawn: set[tuple[str, str]]) -> Drawing:
    paths = drawing.paths["paths"]
    shown = {code: path for code, path in paths.items() if (drawing.area_level, code) in drawn}
    features = [f for f in drawing.geojson["features"] if f["properties"]["code"] in shown]
    return replace(
        drawing,
        paths=drawing.paths
        | {"paths": shown, "undrawn": {code: path for code, path in paths.items() if code not in shown}},
        geojson=drawing.geojson | {"features": features},
    )
