"""Where people live and are counted: blocks, areas, other geographies, and the way from one to another."""

from pipelines.geography.build import Geography, build_geography
from pipelines.geography.drawn import draw_levels
from pipelines.geography.levels import Levels, read_levels
from pipelines.geography.places import Places

__all__ = ["Geography", "Levels", "Places", "build_geography", "draw_levels", "read_levels"]
