"""A simulated health table in the long layout of CDC PLACES, drawn from the census figures of each area."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from ruamel.yaml import YAML

from pipelines.simulate.chance import stream
from pipelines.simulate.world import World

POVERTY, OF_POVERTY = "B06012_002", "B06012_001"
UNINSURED, OF_UNINSURED = "DP03_0099", "DP02_0071"
RENT_BURDEN, OF_RENT_BURDEN = "DP04_0142", "DP04_0136"
PEOPLE, ADULTS = "B01001_001", "DP05_0021"
FEWEST_ADULTS = 50  # as PLACES, which gives no figure for fewer
HALF_WIDTH = {"coarse": 0.03, "fine": 0.09}  # of the value: half the interval of a modelled figure


@dataclass(frozen=True)
class Measure:
    """`level`, in % where nobody has the condition of `share`, and `slope`, the points where everyone has it."""

    id: str
    name: str
    short: str
    category: str
    level: float
    slope: float
    share: tuple[str, str]


MEASURES = (
    Measure("ACCESS2", "Current lack of health insurance among adults aged 18-64 years", "Health Insurance", "PREVENT", 1.0, 110, (UNINSURED, OF_UNINSURED)),
    Measure("DEPRESSION", "Depression among adults", "Depression", "HLTHOUT", 15.0, 16, (POVERTY, OF_POVERTY)),
    Measure("DIABETES", "Diagnosed diabetes among adults", "Diabetes", "HLTHOUT", 7.5, 24, (POVERTY, OF_POVERTY)),
    Measure("FOODINSECU", "Food insecurity in the past 12 months among adults", "Food Insecurity", "SOCLNEED", 5.0, 75, (POVERTY, OF_POVERTY)),
    Measure("HOUSINSECU", "Housing insecurity in the past 12 months among adults", "Housing Insecurity", "SOCLNEED", 4.0, 28, (RENT_BURDEN, OF_RENT_BURDEN)),
    Measure("LACKTRPT", "Lack of reliable transportation in the past 12 months among adults", "Transportation Barriers", "SOCLNEED", 4.0, 32, (POVERTY, OF_POVERTY)),
)  # fmt: skip


def write_health(world: World, folder: Path, year: str, seed: int) -> None:
    """places_<level>.csv with its sidecar, for every nested level."""
    folder.mkdir(parents=True, exist_ok=True)
    for level in world.nested:
        path = folder / f"places_{level}.csv"
        _table(world, level, year, seed).write_csv(path)
        _describe(path, level, year)


def _table(world: World, level: str, year: str, seed: int) -> pl.DataFrame:
    """One row per area and measure; areas of under 50 adults have none."""
    codes, number = np.unique(world.blocks[level].to_numpy(), return_inverse=True)
    adults = _summed(world, ADULTS, number)
    enough = adults >= FEWEST_ADULTS
    rows = [
        _rows(world, measure, level, codes, number, year, seed).filter(pl.Series(enough))
        for measure in MEASURES
    ]
    return pl.concat(rows).sort("LocationID", "MeasureId")


def _rows(
    world: World, measure: Measure, level: str, codes: np.ndarray, number: np.ndarray, year: str, seed: int
) -> pl.DataFrame:
    rng = stream(seed, "health", level, measure.id)
    part, whole = (_summed(world, variable, number) for variable in measure.share)
    share = part / np.maximum(whole, 1)
    value = (measure.level + measure.slope * share) * np.exp(rng.normal(0, 0.05, size=len(codes)))
    width = HALF_WIDTH["fine" if level == world.finest else "coarse"] * value
    return pl.DataFrame({"LocationID": codes.astype(str), "TotalPopulation": _summed(world, PEOPLE, number).round().astype(int),
                         "TotalPop18plus": _summed(world, ADULTS, number).round().astype(int),
                         "Data_Value": value.round(1), "Low_Confidence_Limit": (value - width).round(1),
                         "High_Confidence_Limit": (value + width).round(1)}).select(
        pl.lit(year).alias("Year"), pl.lit("Simulated").alias("DataSource"), pl.lit(measure.category).alias("CategoryID"),
        pl.lit(measure.name).alias("Measure"), pl.lit("%").alias("Data_Value_Unit"),
        pl.lit("Crude prevalence").alias("Data_Value_Type"), "Data_Value", "Low_Confidence_Limit", "High_Confidence_Limit",
        "TotalPopulation", "TotalPop18plus", "LocationID", pl.lit(measure.id).alias("MeasureId"),
        pl.lit("CrdPrv").alias("DataValueTypeID"), pl.lit(measure.short).alias("Short_Question_Text"),
    )  # fmt: skip


def _summed(world: World, variable: str, number: np.ndarray) -> np.ndarray:
    return np.bincount(number, weights=world.counted([variable]))


def _describe(path: Path, level: str, year: str) -> None:
    facts = {
        "id": path.stem,
        "file": path.name,
        "kind": "health",
        "layout": "places_long",
        "area_level": level,
        "code_column": "LocationID",
        "title": f"Simulated health estimates in the layout of CDC PLACES, by {level}",
        "publisher": "needs simulate",
        "licence": "CC0-1.0",
        "url": "https://www.cdc.gov/places/",
        "vintage": year,
        "retrieved_on": "2026-11-01",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "is_simulated": True,
        "caveat": "Invented: drawn from census figures, with no health survey behind it.",
    }
    yaml = YAML()
    yaml.width = 120
    with path.with_suffix(".source.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(facts, file)
