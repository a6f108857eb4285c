"""Boundary files: any declared coordinate system to degrees (EPSG:4326), every polygon made valid."""

from dataclasses import dataclass

import geopandas
import numpy as np
import polars as pl
import pyogrio
import shapely

from pipelines.errors import SourceError
from pipelines.sources.sidecars import SourceFile

DEGREES = "EPSG:4326"
POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Boundary:
    """The polygons of one area level: a code and a valid shape in degrees for each, by code."""

    area_level: str
    codes: tuple[str, ...]
    shapes: np.ndarray
    repaired: int = 0


def read_boundary(source: SourceFile) -> Boundary:
    """The polygons of one file, one per code (parts of one code are put together).

    Raises SourceError for an unreadable file, a missing code, a shape that is no polygon, or coordinates that
    cannot be degrees in a file that declares no coordinate system.
    """
    frame = _in_degrees(source, _read_file(source))
    codes = pl.Series(_text_codes(source, frame)).replace(source.about.code_map)
    repaired = int((~frame.geometry.is_valid).sum())
    shapes = [only_polygons(shape) for shape in shapely.make_valid(frame.geometry.to_numpy())]
    if any(shape.is_empty for shape in shapes):
        raise SourceError(f"{source.path}: {sum(s.is_empty for s in shapes)} shapes have no area.")
    united = _unite(codes.to_list(), shapes)
    return Boundary(source.about.area_level, tuple(united), np.array(list(united.values())), repaired)


def dissolve(boundary: Boundary, parents: dict[str, str], area_level: str) -> Boundary:
    """The shapes of a coarser level, each the union of the shapes whose code `parents` gives to it."""
    pairs = [(parents[c], s) for c, s in zip(boundary.codes, boundary.shapes, strict=True) if c in parents]
    united = _unite([code for code, _ in pairs], [shape for _, shape in pairs])
    return Boundary(area_level, tuple(united), np.array(list(united.values())))


def only_polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """`shape` without the lines and points that a repair may leave."""
    if shape.geom_type in POLYGONS:
        return shape
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def _read_file(source: SourceFile) -> geopandas.GeoDataFrame:
    try:
        frame = geopandas.read_file(source.path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        raise SourceError(f"{source.path} cannot be read as a map file (GeoJSON was expected).") from None
    if not len(frame) or frame.geometry.isna().any():
        raise SourceError(f"{source.path}: every feature needs a shape, and there must be at least one.")
    if source.about.code_property not in frame.columns:
        raise SourceError(
            f"{source.path} has no property {source.about.code_property}; it has "
            f"{', '.join(c for c in frame.columns if c != 'geometry')}. Mend code_property in its sidecar."
        )
    return frame


def _in_degrees(source: SourceFile, frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    # GeoJSON that declares nothing is in degrees by its standard (RFC 7946), and is often not.
    if frame.crs is None or frame.crs.equals(DEGREES):
        west, south, east, north = (float(number) for number in frame.total_bounds)
        if west < -180 or east > 360 or south < -90 or north > 90:
            raise SourceError(
                f"{source.path} declares no coordinate system, so its coordinates must be degrees "
                f"({DEGREES}), but they reach from {west:.0f}, {south:.0f} to {east:.0f}, {north:.0f}. Add "
                "the member `crs` that names their system, or take the file in degrees from its publisher."
            )
        return frame.set_crs(DEGREES, allow_override=True)
    return frame.to_crs(DEGREES)


def _text_codes(source: SourceFile, frame: geopandas.GeoDataFrame) -> list[str]:
    column = frame[source.about.code_property]
    if column.isna().any():
        raise SourceError(f"{source.path}: {int(column.isna().sum())} features have no code.")
    return [str(int(code)) if isinstance(code, float) else str(code).strip() for code in column]


def _unite(codes: list[str], shapes: list[shapely.Geometry]) -> dict[str, shapely.Geometry]:
    parts: dict[str, list[shapely.Geometry]] = {}
    for code, shape in zip(codes, shapes, strict=True):
        parts.setdefault(code, []).append(shape)
    return {
        code: found[0] if len(found) == 1 else only_polygons(shapely.union_all(found))
        for code, found in sorted(parts.items())
    }
