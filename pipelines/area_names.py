"""The areas of a workspace by name, for whoever must name one before or after the first build."""

import polars as pl

from pipelines.errors import UserError
from pipelines.paths import Workspace
from pipelines.sources.areas import read_areas
from pipelines.sources.sidecars import find_sources
from pipelines.tables.warehouse import AREA
from pipelines.warehouse import read_table

COLUMNS = ("area_level", "area_code", "name")


def read_area_names(workspace: Workspace) -> pl.DataFrame:
    """area_level, area_code, name of every real area: of the last build, else of the list in raw/; no rows
    where neither can be read (the build says why).
    """
    if workspace.warehouse.is_file():
        return read_table(workspace.warehouse, AREA).filter(~pl.col("is_special")).select(COLUMNS)
    try:
        lists = [read_areas(s).rows for s in find_sources(workspace.raw) if s.about.kind == "areas"]
    except UserError:
        lists = []
    return lists[0].select(COLUMNS) if lists else pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
