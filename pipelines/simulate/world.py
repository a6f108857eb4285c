"""The world that requests are drawn from: the workspace's own areas, blocks, ZIP codes and census figures."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.sources.areas import read_areas
from pipelines.sources.blocks import read_blocks
from pipelines.sources.census import read_census
from pipelines.sources.place_codes import read_place_codes
from pipelines.sources.sidecars import SUFFIX, SourceFile, read_sidecar
from pipelines.yaml_file import read_yaml

SLIVER_RESIDENTS = 1000  # the build joins smaller blocks to larger ones, so none is drawn from


@dataclass(frozen=True)
class World:
    """Blocks with their areas, and the census estimates of the finest areas."""

    nested: tuple[str, ...]  # area levels below the city, coarse to fine
    overlapping: tuple[str, ...]
    blocks: pl.DataFrame  # block, residents, a column per level
    estimates: dict[str, np.ndarray]  # variable -> people or households of each block
    codes: dict[str, pl.DataFrame]  # zip and tract -> block, code, residents; only codes that tell one area
    areas: pl.DataFrame
    boundaries: dict[str, SourceFile]  # area level -> its shapes

    @property
    def finest(self) -> str:
        return self.nested[-1]

    def counted(self, variables: list[str]) -> np.ndarray:
        """The sum of census variables in each block. Raises WorkspaceError where one is missing."""
        missing = [name for name in variables if name not in self.estimates]
        if missing:
            raise WorkspaceError(
                f"The simulator needs the census variables {', '.join(missing)} at the finest area level."
            )
        return np.sum([self.estimates[name] for name in variables], axis=0)


def read_world(workspace: Workspace) -> World:
    """Read what the simulator needs; raises WorkspaceError where areas, blocks or census are missing."""
    levels = read_yaml(workspace.coalition_file, WorkspaceError).data["area_levels"]
    nested = tuple(level["id"] for level in levels[1:] if not level.get("overlaps"))
    overlapping = tuple(level["id"] for level in levels if level.get("overlaps"))
    sources = _sources(workspace.raw)
    areas = read_areas(_only(sources, "areas")).rows
    every_block = read_blocks(_only(sources, "blocks"), (nested[-1], *overlapping))
    every_block = _with_areas(every_block, areas, nested)
    codes = read_place_codes(_only(sources, "place_codes"))
    census = [s for s in sources if s.about.kind == "census" and s.about.area_level == nested[-1]]
    blocks = every_block.filter((pl.col("residents") >= SLIVER_RESIDENTS) & pl.col("is_residential"))
    return World(
        nested=nested,
        overlapping=overlapping,
        blocks=blocks,
        estimates=_block_estimates(census, blocks, nested[-1]),
        codes={
            "zip": _codes_of_one_area(codes, "zip", every_block, nested[0]),
            "tract": _codes_of_one_area(codes, "tract", every_block, nested[-1]),
        },
        areas=areas,
        boundaries={s.about.area_level: s for s in sources if s.about.kind == "boundaries"},
    )


def _sources(raw: Path) -> list[SourceFile]:
    """What is described in raw/boundaries and raw/census; what was made earlier is not looked at."""
    folders = (raw / "boundaries", raw / "census")
    return [read_sidecar(path) for folder in folders for path in sorted(folder.glob(f"*{SUFFIX}"))]


def _only(sources: list[SourceFile], kind: str) -> SourceFile:
    found = [source for source in sources if source.about.kind == kind]
    if len(found) != 1:
        raise WorkspaceError(
            f"The simulator needs one source of kind `{kind}` in raw/boundaries; there are {len(found)}."
        )
    return found[0]


def _with_areas(blocks: pl.DataFrame, areas: pl.DataFrame, nested: tuple[str, ...]) -> pl.DataFrame:
    """Blocks with a column for every nested level, and whether their finest area is residential."""
    for level, parent in zip(reversed(nested), reversed(nested[:-1]), strict=False):
        rows = areas.filter(pl.col("area_level") == level)
        named = rows.select(pl.col("area_code").alias(level), pl.col("parent_code").alias(parent))
        blocks = blocks.join(named, on=level, how="inner", validate="m:1")
    lived_in = areas.filter((pl.col("area_level") == nested[-1]) & pl.col("is_residential"))["area_code"]
    return blocks.with_columns(is_residential=pl.col(nested[-1]).is_in(lived_in.to_list())).sort("block")


def _block_estimates(census: list[SourceFile], blocks: pl.DataFrame, finest: str) -> dict[str, np.ndarray]:
    """Estimates of the finest areas, spread over their blocks by residents."""
    share = blocks["residents"] / blocks.select(pl.col("residents").sum().over(finest)).to_series()
    rows = pl.concat([read_census(source).rows for source in census]) if census else None
    if rows is None:
        raise WorkspaceError(f"The simulator needs a census table at the level `{finest}` in raw/census.")
    wide = rows.filter(pl.col("estimate").is_not_null()).pivot(
        on="variable", index="area_code", values="estimate"
    )
    joined = blocks.select(finest).join(
        wide, left_on=finest, right_on="area_code", how="left", maintain_order="left"
    )
    return {name: (joined[name].fill_null(0) * share).to_numpy() for name in wide.columns[1:]}


def _codes_of_one_area(codes: pl.DataFrame, kind: str, blocks: pl.DataFrame, level: str) -> pl.DataFrame:
    """Codes of one kind that lie in one area of `level`, so that the truth can be exact there."""
    placed = codes.filter(pl.col("code_kind") == kind).join(blocks, on="block", how="inner", validate="m:1")
    whole = placed.group_by("code").agg(pl.col(level).n_unique()).filter(pl.col(level) == 1)
    kept = placed.join(whole.select("code"), on="code", how="semi")
    return kept.select("block", "code", "residents").sort("block", "code")
