"""A row of six squares: four neighbourhoods and two parks in four districts of two boroughs, and two wards.

    N1 (D1)  N2 (D1)  N3 (D2)  P1 (D2, park)  N4 (D3)  P2 (D4, park)      D1, D2 in B1; D3, D4 in B2

Ward w1 is the southern half of the row and w2 the northern. Everything is in degrees, 0.01 a side.
"""

from types import SimpleNamespace

import numpy as np
import polars as pl
import shapely

from pipelines.geography.build import City, Geography, PlaceInputs, build_geography
from pipelines.sources.areas import AreaList
from pipelines.sources.boundaries import Boundary

KEY = b"k" * 32
WEST, SOUTH, STEP = 10.0, 50.0, 0.01
LEVELS = (
    SimpleNamespace(id="city", overlaps=False),
    SimpleNamespace(id="borough", overlaps=False),
    SimpleNamespace(id="district", overlaps=False),
    SimpleNamespace(id="neighbourhood", overlaps=False),
    SimpleNamespace(id="ward", overlaps=True),
)
ROW = ("N1", "N2", "N3", "P1", "N4", "P2")
DISTRICT_OF = {"N1": "D1", "N2": "D1", "N3": "D2", "P1": "D2", "N4": "D3", "P2": "D4"}
BOROUGH_OF = {"D1": "B1", "D2": "B1", "D3": "B2", "D4": "B2"}
BLOCKS = {
    ("N1", "w1"): 5000, ("N1", "w2"): 4000, ("N2", "w1"): 6000, ("N2", "w2"): 500, ("N3", "w1"): 3000,
    ("P1", "w1"): 20, ("N4", "w2"): 7000, ("P2", "w2"): 10,
}  # fmt: skip
CODES = [
    ("zip", "01001", "N1-w1", 3000.0), ("zip", "01001", "N1-w2", 1000.0), ("zip", "01002", "N2-w1", 6000.0),
    ("zip", "01002", "N2-w2", 500.0), ("zip", "01009", "P2-w2", 0.0), ("tract", "T1", "N3-w1", 3000.0),
]  # fmt: skip


def areas() -> pl.DataFrame:
    rows = [("city", "C", "City", "", True)]
    rows += [("borough", b, f"Borough {b}", "C", True) for b in ("B1", "B2")]
    rows += [("district", d, f"District {d}", b, True) for d, b in BOROUGH_OF.items()]
    rows += [("neighbourhood", n, f"Place {n}", DISTRICT_OF[n], n[0] == "N") for n in ROW]
    rows += [("ward", ward, f"Ward {ward}", "C", True) for ward in ("w1", "w2")]
    columns = ["area_level", "area_code", "name", "parent_code", "is_residential"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def blocks() -> pl.DataFrame:
    rows = [(f"{n}-{ward}", n, ward, float(people)) for (n, ward), people in BLOCKS.items()]
    return pl.DataFrame(rows, schema=["block", "neighbourhood", "ward", "residents"], orient="row")


def boundaries() -> dict[str, Boundary]:
    squares = [
        shapely.box(WEST + i * STEP, SOUTH, WEST + (i + 1) * STEP, SOUTH + STEP) for i in range(len(ROW))
    ]
    half, east = SOUTH + STEP / 2, WEST + len(ROW) * STEP
    wards = [shapely.box(WEST, SOUTH, east, half), shapely.box(WEST, half, east, SOUTH + STEP)]
    return {
        "neighbourhood": Boundary("neighbourhood", ROW, np.array(squares)),
        "ward": Boundary("ward", ("w1", "w2"), np.array(wards)),
    }


def inputs() -> PlaceInputs:
    codes = pl.DataFrame(CODES, schema=["code_kind", "code", "block", "residents"], orient="row")
    return PlaceInputs(AreaList(areas(), "2020"), blocks(), codes, boundaries())


def geography(given: PlaceInputs | None = None, sliver_under: float = 1000) -> Geography:
    return build_geography(LEVELS, City("C", "City"), given or inputs(), sliver_under)
