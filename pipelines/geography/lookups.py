"""Every code that a row may name, to the block that stands for it."""

from dataclasses import dataclass

import polars as pl

from pipelines.geography.areas import NO_FIXED_ADDRESS, OUTSIDE, UNKNOWN, unknown_in
from pipelines.geography.blocks import Blocks
from pipelines.geography.levels import Levels
from pipelines.identifiers import plain_words


@dataclass(frozen=True)
class Lookups:
    """`blocks`: per column of a row (`block`, `special`, `area_<level>`, finest level first) each code's
    block, and `placed_by` what such a column places by. `block_by_areas`: (finest, overlapping ...) and
    (finest,) to a block. `coarser`: per level, each block's stand-in where nothing finer may be known.
    `names`: per such column the names of areas (as plain_words makes them) that are of one area only, and its
    code: people write names.
    """

    blocks: dict[str, dict[str, str]]
    placed_by: dict[str, str]
    block_by_areas: dict[tuple[str, ...], str]
    coarser: dict[str, dict[str, str]]
    names: dict[str, dict[str, str]]


def build_lookups(blocks: Blocks, block_area: pl.DataFrame, areas: pl.DataFrame, levels: Levels) -> Lookups:
    """From the tables `block_area` and `area` and the blocks of the workspace."""
    every = {block: block for block in block_area["block"].unique()}
    tables = {
        "special": {name: name for name in (UNKNOWN, NO_FIXED_ADDRESS, OUTSIDE)},
        "block": every | blocks.new_code,
    }
    parents = _parents(areas)
    for level in (*reversed(levels.nested), levels.city):
        tables[f"area_{level}"] = _nested_codes(level, blocks, block_area, parents, levels)
    for level in levels.overlapping:
        # Only the overlapping area is known, which tells no nested one: the place counts as unknown.
        codes = block_area.filter(pl.col("area_level") == level)["area_code"].unique()
        tables[f"area_{level}"] = {c: c if c == NO_FIXED_ADDRESS else UNKNOWN for c in codes}
    placed_by = dict.fromkeys(tables, "area") | {"special": "none", "block": "block"}
    placed_by |= {f"area_{level}": "none" for level in (levels.city, *levels.overlapping)}
    coarser = {level: _coarser(level, block_area, levels) for level in (levels.city, *levels.nested)}
    names = {f"area_{level}": _names(level, areas) for level in (levels.city, *levels.nested)}
    return Lookups(tables, placed_by, _blocks_by_areas(blocks, levels), coarser, names)


def _names(level: str, areas: pl.DataFrame) -> dict[str, str]:
    """The code of each name of a level; none for a name that two areas have."""
    codes: dict[str, set[str]] = {}
    of_level = areas.filter((pl.col("area_level") == level) & ~pl.col("is_special"))
    for code, name in of_level.select("area_code", "name").iter_rows():
        codes.setdefault(plain_words(name), set()).add(code)
    return {name: found.pop() for name, found in codes.items() if name and len(found) == 1}


def _parents(areas: pl.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (level, code): (parent_level, parent)
        for level, code, parent_level, parent in areas.select(
            "area_level", "area_code", "parent_level", "parent_code"
        ).iter_rows()
    }


def _nested_codes(
    level: str,
    blocks: Blocks,
    block_area: pl.DataFrame,
    parents: dict[tuple[str, str], tuple[str, str]],
    levels: Levels,
) -> dict[str, str]:
    """Each code of a nested level (or the city) to its only block, else to the block that is unknown within
    it.
    """
    exists = set(block_area["block"])
    codes = [code for of_level, code in parents if of_level == level]
    if level == levels.finest:
        only = dict(blocks.rows.select(levels.finest, "block").iter_rows())
        only |= {block: block for block in exists if block not in blocks.new_code}
        known = {code: unknown_in(code) if unknown_in(code) in exists else only.get(code) for code in codes}
        return {code: known[blocks.joined.get(code, code)] for code in codes}
    return {code: _unknown_block(level, code, parents, exists) for code in codes}


def _unknown_block(
    level: str, code: str, parents: dict[tuple[str, str], tuple[str, str]], exists: set[str]
) -> str:
    """`code:unknown`, or that of the area above where nobody is counted in `code` itself (a district of
    parks).
    """
    while (level, code) in parents:
        if unknown_in(code) in exists:
            return unknown_in(code)
        if code in exists:
            return code
        level, code = parents[level, code]
    return UNKNOWN


def _coarser(level: str, block_area: pl.DataFrame, levels: Levels) -> dict[str, str]:
    blocks = block_area["block"].unique()
    if level == levels.finest:
        return {block: block for block in blocks}
    if level == levels.city:
        return {block: OUTSIDE if block == OUTSIDE else UNKNOWN for block in blocks}
    exists = set(blocks)
    at_level = block_area.filter(pl.col("area_level") == level).select("block", "area_code")
    found = {block: unknown_in(c) if unknown_in(c) in exists else c for block, c in at_level.iter_rows()}
    return found | {OUTSIDE: OUTSIDE}


def _blocks_by_areas(blocks: Blocks, levels: Levels) -> dict[tuple[str, ...], str]:
    """The block of each combination of areas; by the finest area alone, its largest block."""
    columns = [levels.finest, *levels.overlapping]
    rows = blocks.rows.sort("residents", "block")
    largest = {(code,): block for code, block in rows.select(levels.finest, "block").iter_rows()}
    exact = {tuple(codes): block for block, *codes in rows.select("block", *columns).iter_rows()}
    found = largest | exact
    return found | {(old,): found[(new,)] for old, new in blocks.joined.items()}
