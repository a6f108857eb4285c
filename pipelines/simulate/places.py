"""Where a line is, as its partner writes it: area code, ZIP code, coordinates, or a word for no place."""

import json

import numpy as np
import polars as pl
import shapely
from pyproj import Transformer

from pipelines.simulate.chance import some
from pipelines.simulate.plan import Plan
from pipelines.simulate.world import World

KNOWN = "known"


def place_roles(partner: dict) -> set[str]:
    """How the partner's rows come with a place: some of area, zip, tract, latitude, block."""
    roles = {about["role"] for about in partner["mapping"]["columns"].values()}
    return roles & {"area", "zip", "tract", "latitude", "block"}


def tells_block(partner: dict) -> bool:
    """Whether its rows name a block or a point, and not only an area of the finest level or coarser."""
    return bool(place_roles(partner) & {"latitude", "block"})


def code_kind(partner: dict) -> str | None:
    """Whether its rows come with a ZIP code or a tract."""
    return next((kind for kind in ("zip", "tract") if kind in place_roles(partner)), None)


def place_cells(
    world: World, plan: Plan, partner: dict, lines: pl.DataFrame, rng: np.random.Generator
) -> dict:
    """role -> texts, for the place columns of this partner. What is no place is said in one column only."""
    roles, kind = place_roles(partner), code_kind(partner)
    if "latitude" in roles:
        return _coordinates(world, partner, lines, rng)
    cells = {}
    if kind:
        texts = _with_words(plan, partner, lines, lines["code"])
        cells[kind] = [text.lstrip("0") for text in texts] if partner.get("drops_zeros") else texts
    for role, column in {"area": world.finest, "block": "block"}.items():
        if role in roles:
            codes = world.blocks[column][lines["block"]]
            cells[role] = _where_fine(lines, codes) if kind else _with_words(plan, partner, lines, codes)
    return cells


def _with_words(plan: Plan, partner: dict, lines: pl.DataFrame, codes: pl.Series) -> list[str]:
    """The code of each line that has a place, else the partner's word for what it has instead."""
    words = {"unknown": "", **partner["words"]}
    outside = [words["outside"]] if "outside" in words else plan.outside
    return [
        code if place == KNOWN else outside[row % len(outside)] if place == "outside" else words[place]
        for row, (code, place) in enumerate(zip(codes, lines["place"], strict=True))
    ]


def _where_fine(lines: pl.DataFrame, codes: pl.Series) -> list[str]:
    return [code if fine else "" for code, fine in zip(codes, lines["is_fine"], strict=True)]


def with_place(world: World, partner: dict, lines: pl.DataFrame) -> pl.DataFrame:
    """Adds `code` (the household's ZIP code or tract) and `is_fine`: the row tells the finest area."""
    kind, roles = code_kind(partner), place_roles(partner)
    lines = _with_code(world, kind, lines) if kind else lines.with_columns(code=pl.lit(None, pl.String))
    written = pl.col("area_draw") < partner.get("area_written", 1)
    is_fine = written if "area" in roles else pl.lit(roles != {"zip"})
    return lines.with_columns(is_fine=is_fine & (pl.col("place") == KNOWN))


def _with_code(world: World, kind: str, lines: pl.DataFrame) -> pl.DataFrame:
    """Each household's code, drawn from those of its block by residents.

    A block none of whose codes lies in one area has none: the place is then unknown.
    """
    upto = pl.col("residents").cum_sum().over("block") / pl.col("residents").sum().over("block")
    blocks = world.blocks.select("block").with_row_index("number")
    codes = world.codes[kind].with_columns(upto=upto).join(blocks, on="block").sort("number", "code")
    homes = lines.select("household", pl.col("block").cast(pl.UInt32).alias("number"), "code_draw")
    found = homes.unique("household", maintain_order=True).join(codes, on="number", how="left")
    found = found.filter(pl.col("code").is_null() | (pl.col("upto") >= pl.col("code_draw")))
    first = found.unique("household", keep="first", maintain_order=True).select("household", "code")
    placed = lines.join(first, on="household", how="left", maintain_order="left")
    nowhere = (pl.col("place") == KNOWN) & pl.col("code").is_null()
    return placed.with_columns(place=pl.when(nowhere).then(pl.lit("unknown")).otherwise("place"))


def _coordinates(world: World, partner: dict, lines: pl.DataFrame, rng: np.random.Generator) -> dict:
    """A point well inside the household's block; a few rows have latitude and longitude swapped."""
    spots = _spots(world, partner["spots_per_block"], rng)
    number = lines["spot"].to_numpy() % partner["spots_per_block"]
    points = spots[lines["block"].to_numpy(), number]
    latitude = np.array([f"{y:.5f}" for y in points[:, 1]], dtype=object)
    longitude = np.array([f"{x:.5f}" for x in points[:, 0]], dtype=object)
    swapped = some(rng, partner["faults"].get("swapped_coordinates", 0), lines.height)
    latitude[swapped], longitude[swapped] = longitude[swapped], latitude[swapped].copy()
    away = np.flatnonzero(lines["place"].to_numpy() != KNOWN)
    latitude[away], longitude[away] = "", ""
    return {"latitude": latitude, "longitude": longitude}


def _spots(world: World, count: int, rng: np.random.Generator) -> np.ndarray:
    """Points (longitude, latitude) inside each block, away from its edges; shape (blocks, count, 2)."""
    shapes = {level: _shapes(world, level) for level in (world.finest, *world.overlapping)}
    levels = list(shapes)
    spots = []
    for codes in world.blocks.select(levels).iter_rows():
        block = shapely.intersection_all(
            [shapes[level][code] for level, code in zip(levels, codes, strict=True)]
        )
        inner = block.buffer(-0.06 * np.sqrt(block.area))
        spots.append(_points_in(inner if not inner.is_empty else block, count, rng))
    return np.array(spots)


def _points_in(shape, count: int, rng: np.random.Generator) -> np.ndarray:
    """Points drawn inside a shape, from triangles of it by area."""
    triangles = [t for t in shapely.constrained_delaunay_triangles(shape).geoms if t.area > 0]
    areas = np.array([t.area for t in triangles])
    corners = np.array([t.exterior.coords[:3] for t in triangles])[
        rng.choice(len(areas), size=count, p=areas / areas.sum())
    ]
    a, b = np.sort(rng.random((2, count)), axis=0) * 0.9 + 0.05
    weights = np.stack([a, b - a, 1 - b], axis=1)
    return np.einsum("nk,nkd->nd", weights, corners)


def _shapes(world: World, level: str) -> dict:
    """code -> shape in degrees. Only the boundary file's own reference system and EPSG:4326 matter here."""
    source = world.boundaries[level]
    content = json.loads(source.path.read_text(encoding="utf-8"))
    crs = content.get("crs", {}).get("properties", {}).get("name", "EPSG:4326")
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    shapes = {}
    for feature in content["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        code = str(feature["properties"][source.about.code_property])
        shapes[source.about.code_map.get(code, code)] = shapely.transform(
            shape, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))
        )
    return shapes
