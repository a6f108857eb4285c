"""Tables of place in the edition, and the drawings beside it."""

import polars as pl

from pipelines.coalition import Coalition
from pipelines.errors import WorkspaceError
from pipelines.geography.drawn import draw_levels
from pipelines.geography.levels import read_levels
from pipelines.paths import Workspace
from pipelines.public_inputs import read_boundaries
from pipelines.schema import conform
from pipelines.sources.drawings import Drawing
from pipelines.sources.sidecars import find_sources
from pipelines.tables.edition import AREA_LEVEL, AREA_LINK, EDITION_AREA

NO_AREA = ""


def area_table(areas: pl.DataFrame) -> pl.DataFrame:
    """EDITION_AREA from the warehouse's AREA."""
    return conform(EDITION_AREA, areas)


def area_link_table(areas: pl.DataFrame, overlaps: pl.DataFrame) -> pl.DataFrame:
    """AREA_LINK: every area in its parent, and pairs of areas of levels that overlap."""
    parents = areas.filter(pl.col("parent_code") != NO_AREA).select(
        "area_level",
        "area_code",
        kind=pl.lit("parent"),
        other_level="parent_level",
        other_code="parent_code",
        share=pl.lit(1.0),
    )
    crossing = overlaps.with_columns(kind=pl.lit("overlap"))
    return conform(AREA_LINK, pl.concat([parents, crossing], how="diagonal"))


def area_level_table(coalition: Coalition) -> pl.DataFrame:
    """AREA_LEVEL, coarse to fine."""
    rows = [
        (level.id, level.parent or "", level.overlaps, True, position)
        for position, level in enumerate(coalition.area_levels)
    ]
    return conform(AREA_LEVEL, pl.DataFrame(rows, schema=AREA_LEVEL.column_names, orient="row"))


def drawings(workspace: Workspace, coalition: Coalition, areas: pl.DataFrame) -> dict[str, Drawing]:
    """A drawing per level, only of areas of the edition that people live in. `areas`: AREA.

    Raises SourceError where a boundary file cannot be read, WorkspaceError where some areas have no shape.
    """
    boundaries = read_boundaries(find_sources(workspace.raw))
    drawn = draw_levels(read_levels(coalition.area_levels), boundaries, areas)
    for level, codes in areas.filter(pl.col("is_drawn")).group_by("area_level").agg("area_code").iter_rows():
        missing = set(codes) - set(drawn[level].paths["paths"])
        if missing:
            raise WorkspaceError(
                f"{len(missing)} areas of level {level} have no shape in raw/boundaries, as {min(missing)}. "
                "The boundary file has changed since the last build: run `needs build`, then publish again."
            )
    return drawn
