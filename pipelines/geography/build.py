"""All place tables of a workspace, from its listed areas, blocks, codes and boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.errors import SourceError, WorkspaceError
from pipelines.geography.areas import (
    UNKNOWN,
    build_area,
    build_area_overlap,
    build_block,
    build_block_area,
    mark_drawn,
)
from pipelines.geography.blocks import Blocks, join_blocks
from pipelines.geography.draws import Shares
from pipelines.geography.levels import AreaLevel, Levels, read_levels
from pipelines.geography.lookups import build_lookups
from pipelines.geography.places import DRAWN_BY_RESIDENTS, Places
from pipelines.geography.points import AreaFinder
from pipelines.schema import conform
from pipelines.sources.areas import AreaList
from pipelines.sources.boundaries import Boundary
from pipelines.tables.warehouse import PLACE_CODE

PARENT = ("area_level", "area_code", "parent_code")


@dataclass(frozen=True)
class City:
    """The one area at the top."""

    code: str
    name: str


@dataclass(frozen=True)
class PlaceInputs:
    """What the workspace's files say: see the readers in sources/ for the columns."""

    areas: AreaList
    blocks: pl.DataFrame
    place_codes: pl.DataFrame
    boundaries: dict[str, Boundary]


@dataclass(frozen=True)
class Geography:
    """The declared tables of place, what was moved to make the blocks, the residents by place code."""

    levels: Levels
    blocks: Blocks
    boundaries: dict[str, Boundary]
    block: pl.DataFrame
    block_area: pl.DataFrame
    place_code: pl.DataFrame
    area: pl.DataFrame
    area_overlap: pl.DataFrame
    code_residents: pl.DataFrame

    def places(self, key: bytes) -> Places:
        """What resolves the place columns of partners' rows; `key` is the workspace's."""
        kinds = [kind for kind in DRAWN_BY_RESIDENTS if (self.place_code["code_kind"] == kind).any()]
        shares = {
            kind: Shares(self.place_code.filter(pl.col("code_kind") == kind).select("code", "block", "share"))
            for kind in kinds
        }
        finders = {
            level: AreaFinder(self.boundaries[level])
            for level in (self.levels.finest, *self.levels.overlapping)
        }
        lookups = build_lookups(self.blocks, self.block_area, self.area, self.levels)
        return Places(self.levels, lookups, shares, finders, key)


def build_geography(
    area_levels: Sequence[AreaLevel], city: City, inputs: PlaceInputs, sliver_under: float
) -> Geography:
    """Every place table. Raises SourceError or WorkspaceError where the files do not fit each other."""
    levels = read_levels(area_levels)
    _check_levels(inputs, levels, city)
    shaped = {(level, code) for level, b in inputs.boundaries.items() for code in b.codes}
    listed = mark_drawn(inputs.areas.rows, levels, shaped)
    blocks = join_blocks(inputs.blocks, listed, levels, inputs.boundaries[levels.finest], sliver_under)
    parents = {(level, code): parent for level, code, parent in listed.select(PARENT).iter_rows()}
    block_area = build_block_area(blocks, levels, parents, city.code)
    return Geography(
        levels=levels,
        blocks=blocks,
        boundaries=inputs.boundaries,
        block=build_block(blocks, levels, parents),
        block_area=block_area,
        place_code=build_place_code(residents_by_code(inputs.place_codes, blocks)),
        area=build_area(listed, block_area, levels, (city.code, city.name), inputs.areas.vintage),
        area_overlap=build_area_overlap(blocks, block_area, levels),
        code_residents=residents_by_code(inputs.place_codes, blocks),
    )


def residents_by_code(listed: pl.DataFrame, blocks: Blocks) -> pl.DataFrame:
    """`code_kind, code, block, residents` with the blocks that people are counted in.

    Raises SourceError where a code names a block that the block file does not list.
    """
    strange = listed.filter(~pl.col("block").is_in(list(blocks.new_code)))
    if strange.height:
        raise SourceError(
            f"{strange['block'].n_unique()} blocks in the file of place codes are not in the block file, "
            f"as {strange['block'].min()}. The two must be of one vintage."
        )
    moved = listed.with_columns(pl.col("block").replace(blocks.new_code))
    return moved.group_by("code_kind", "code", "block").agg(pl.col("residents").sum())


def build_place_code(residents: pl.DataFrame) -> pl.DataFrame:
    """Table `place_code`: shares of each code's residents by block; one where nobody lives is `unknown`."""
    with_total = residents.with_columns(pl.col("residents").sum().over("code_kind", "code").alias("total"))
    lived_in = with_total.filter(pl.col("residents") > 0)
    shares = lived_in.select(
        "code_kind", "code", "block", (pl.col("residents") / pl.col("total")).alias("share")
    )
    empty = with_total.filter(pl.col("total") == 0).select("code_kind", "code").unique()
    nowhere = empty.with_columns(pl.lit(UNKNOWN).alias("block"), pl.lit(1.0).alias("share"))
    return conform(PLACE_CODE, pl.concat([shares, nowhere]))


def _check_levels(inputs: PlaceInputs, levels: Levels, city: City) -> None:
    listed = inputs.areas.rows
    for level in (levels.finest, *levels.overlapping):
        if level not in inputs.boundaries:
            raise WorkspaceError(
                f"No boundary file describes the area level {level}: its blocks have no shape."
            )
    strange = set(listed["area_level"]) - set(levels.all)
    if strange:
        raise SourceError(
            f"The area file lists the level {min(strange)}, which coalition.yaml does not name "
            f"({', '.join(levels.all)})."
        )
    known = set(listed.select("area_level", "area_code").iter_rows()) | {(levels.city, city.code)}
    for level, code, parent in listed.select(PARENT).iter_rows():
        if level != levels.city and (levels.above(level), parent) not in known:
            raise SourceError(
                f"The area file gives {level} {code} the parent {parent or '(none)'}, "
                f"which is no {levels.above(level)}."
            )
