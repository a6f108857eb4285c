"""All public files of a workspace, read in one place for whoever needs them."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pipelines.errors import WorkspaceError
from pipelines.geography.build import Geography, PlaceInputs
from pipelines.geography.fit import fit_census, fit_health
from pipelines.geography.levels import Levels
from pipelines.schema import Table
from pipelines.sources.areas import read_areas
from pipelines.sources.blocks import read_blocks
from pipelines.sources.boundaries import Boundary, read_boundary
from pipelines.sources.census import read_census
from pipelines.sources.health import read_health
from pipelines.sources.place_codes import read_place_codes
from pipelines.sources.sidecars import SourceFile
from pipelines.sources.text_tables import Reading, check_unique
from pipelines.tables.warehouse import CENSUS, HEALTH

FIGURES = {CENSUS: ("census", read_census, fit_census), HEALTH: ("health", read_health, fit_health)}


@dataclass(frozen=True)
class Figures:
    """Tables `census` and `health`, and per source what was left out: (source id, reason, rows)."""

    tables: dict[Table, pl.DataFrame]
    left_out: tuple[tuple[str, str, int], ...]


def read_place_inputs(sources: Iterable[SourceFile], levels: Levels) -> PlaceInputs:
    """Areas, blocks, place codes and boundaries. Raises WorkspaceError where one is missing or twice."""
    sources = list(sources)
    block_levels = (levels.finest, *levels.overlapping)
    codes = [read_place_codes(source) for source in _of_kind(sources, "place_codes")]
    return PlaceInputs(
        areas=read_areas(_only(sources, "areas")),
        blocks=read_blocks(_only(sources, "blocks"), block_levels),
        place_codes=pl.concat(codes) if codes else _no_codes(),
        boundaries=read_boundaries(sources),
    )


def read_boundaries(sources: Iterable[SourceFile]) -> dict[str, Boundary]:
    """The boundary of each area level that has a file of its own."""
    found: dict[str, Boundary] = {}
    for source in _of_kind(sources, "boundaries"):
        if source.about.area_level in found:
            raise WorkspaceError(f"Two boundary files are of the level {source.about.area_level}: keep one.")
        found[source.about.area_level] = read_boundary(source)
    return found


def read_figures(sources: Iterable[SourceFile], geography: Geography) -> Figures:
    """Every census and health file on the areas of the workspace."""
    sources = list(sources)
    tables, left_out = {}, []
    for table, (kind, read, fit) in FIGURES.items():
        rows = [table.empty()]
        for source in _of_kind(sources, kind):
            fitted: Reading = fit(source, read(source), geography)
            check_unique(source.path, fitted.rows, table.key)
            rows.append(fitted.rows)
            left_out += [(source.about.id, reason, count) for reason, count in fitted.left_out]
        tables[table] = pl.concat(rows)
    return Figures(tables, tuple(left_out))


def _of_kind(sources: Iterable[SourceFile], kind: str) -> list[SourceFile]:
    return [source for source in sources if source.about.kind == kind]


def _only(sources: list[SourceFile], kind: str) -> SourceFile:
    found = _of_kind(sources, kind)
    if len(found) != 1:
        raise WorkspaceError(
            f"The workspace needs one file of kind {kind} below raw/boundaries, with its sidecar; it has "
            f"{len(found)}."
        )
    return found[0]


def _no_codes() -> pl.DataFrame:
    names = ("code_kind", "code", "block")
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String) | {"residents": pl.Float64})
