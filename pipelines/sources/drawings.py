"""Boundaries made small enough to send once: one simplification per level that keeps shared borders shared.

The map gets SVG paths in a flat projection; exports and other programs get GeoJSON in degrees of the same
shapes.
"""

from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from pipelines.errors import SourceError
from pipelines.sources.boundaries import DEGREES, Boundary, only_polygons

# The drawing is this many units wide or high: at twice the height of a large screen, rounding to whole units
# is
# less than half a pixel.
DRAWING_SIZE = 2400
# Bytes that a level's paths may take: measured to redraw in 0.1 s at 262 areas and 0.12 s at 2,325.
BYTES_AT_LEAST = 80_000
BYTES_PER_AREA = 150
# Tried in turn: the first that fits the budget is taken.
TOLERANCES_M = tuple(5.0 * 1.5**step for step in range(20))


@dataclass(frozen=True)
class Drawing:
    """One level as drawn: `paths` for the screen (`viewBox`, `paths` by code), `geojson` in degrees."""

    area_level: str
    paths: dict
    geojson: dict


def flat_projection(boundaries: list[Boundary]) -> pyproj.Transformer:
    """From degrees to metres on an equal-area plane around the middle of what is drawn."""
    west, south, east, north = shapely.total_bounds(np.concatenate([b.shapes for b in boundaries]))
    plane = (
        f"+proj=laea +lat_0={(south + north) / 2:.4f} +lon_0={(west + east) / 2:.4f} +units=m +datum=WGS84"
    )
    return pyproj.Transformer.from_crs(DEGREES, plane, always_xy=True)


def draw(boundary: Boundary, flat: pyproj.Transformer, frame: tuple[float, float, float, float]) -> Drawing:
    """The level simplified until its paths fit their budget. `frame`: west, south, east, north in metres, the
    same for every level of a workspace, so that the map does not jump when the level changes.
    """
    # Files as served often overlap by inches, and edges that do not match would be simplified apart.
    plane = shapely.coverage_clean(project(boundary.shapes, flat))
    budget = BYTES_AT_LEAST + BYTES_PER_AREA * len(boundary.codes)
    for tolerance in TOLERANCES_M:
        simple = simplify(boundary, plane, tolerance)
        paths = {code: _path(shape, frame) for code, shape in zip(boundary.codes, simple, strict=True)}
        if sum(map(len, paths.values())) <= budget:
            break
    else:
        raise SourceError(
            f"The boundaries of level {boundary.area_level} cannot be drawn in {budget:,} bytes: "
            "do its areas overlap?"
        )
    return Drawing(
        boundary.area_level,
        {"viewBox": _view_box(frame), "paths": paths},
        _geojson(boundary, project(simple, flat, back=True)),
    )


def simplify(boundary: Boundary, plane: np.ndarray, tolerance: float) -> np.ndarray:
    """A coverage in metres with fewer corners; what two areas share is simplified once, for both.

    Raises SourceError where a level overlaps itself so badly that an area vanishes.
    """
    simple = shapely.coverage_simplify(plane, tolerance)
    repaired = np.array([only_polygons(shape) for shape in shapely.make_valid(simple)])
    gone = np.flatnonzero(shapely.is_empty(repaired))
    if len(gone):
        raise SourceError(f"The boundary of {boundary.area_level} {boundary.codes[gone[0]]} has no area.")
    return repaired


def project(shapes: np.ndarray, flat: pyproj.Transformer, back: bool = False) -> np.ndarray:
    """Shapes from degrees to the plane, or back."""
    direction = "INVERSE" if back else "FORWARD"
    return shapely.transform(
        shapes, lambda xy: np.column_stack(flat.transform(xy[:, 0], xy[:, 1], direction=direction))
    )


def _scale(frame: tuple[float, float, float, float]) -> float:
    west, south, east, north = frame
    return DRAWING_SIZE / max(east - west, north - south)


def _view_box(frame: tuple[float, float, float, float]) -> str:
    west, south, east, north = frame
    return f"0 0 {round((east - west) * _scale(frame))} {round((north - south) * _scale(frame))}"


def _path(shape: shapely.Geometry, frame: tuple[float, float, float, float]) -> str:
    """One `M..Z` per ring, in whole units from the north-west corner; rings of no size are left out."""
    rings = [r for part in shapely.get_parts(shape) for r in (part.exterior, *part.interiors)]
    origin, scale = np.array([frame[0], frame[3]]), np.array([_scale(frame), -_scale(frame)])
    drawn = [_ring(np.rint((shapely.get_coordinates(ring) - origin) * scale).astype(int)) for ring in rings]
    # An area smaller than a unit keeps a dot of its own, so that it can still be reached.
    return "".join(drawn) or _ring(_dot(shape, origin, scale))


def _ring(points: np.ndarray) -> str:
    kept = points[np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]]
    if len(kept) < 4:
        return ""
    steps = np.diff(kept[:-1], axis=0)
    # Relative steps are a third of the bytes of positions.
    return f"M{kept[0][0]} {kept[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-") + "Z"


def _dot(shape: shapely.Geometry, origin: np.ndarray, scale: np.ndarray) -> np.ndarray:
    x, y = np.rint((np.array([shape.centroid.x, shape.centroid.y]) - origin) * scale).astype(int)
    return np.array([[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]])


def _geojson(boundary: Boundary, shapes: np.ndarray) -> dict:
    # Five decimals are about a metre.
    rounded = shapely.set_precision(shapes, 1e-5)
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": shapely.geometry.mapping(shape)}
        for code, shape in zip(boundary.codes, rounded, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
