"""Where people live and are counted: blocks, areas, codes of other geographies, and the way from one to
another.
"""

from pipelines.geography.build import Geography, build_geography
from pipelines.geography.places import Places

__all__ = ["Geography", "Places", "build_geography"]
