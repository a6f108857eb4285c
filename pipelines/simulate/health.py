"""A simulated health table in the long layout of CDC PLACES, drawn from the census figures of each area."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from pipelines.simulate.chance import stream
from pipelines.simulate.world import World
from pipelines.yaml_file import read_yaml

MEASURES = Path(__file__).with_name("health.yaml")
PEOPLE, ADULTS = "B01001_001", "DP05_0021"
FEWEST_ADULTS = 50  # as PLACES, which gives no figure for fewer
FINE, COARSE = (
    0.09,
    0.03,
)  # half the width of the interval, as a share of the value, at the finest level and above
NOISE = 0.05  # log standard deviation of an area's value around what the census figures make of it
COLUMNS = (
    "Year", "DataSource", "CategoryID", "Measure", "Data_Value_Unit", "Data_Value_Type", "Data_Value",
    "Low_Confidence_Limit", "High_Confidence_Limit", "TotalPopulation", "TotalPop18plus", "LocationID",
    "MeasureId", "DataValueTypeID", "Short_Question_Text",
)  # fmt: skip


def write_health(world: World, folder: Path, year: str, seed: int) -> None:
    """places_<level>.csv with its sidecar, for every nested level."""
    folder.mkdir(parents=True, exist_ok=True)
    measures = read_yaml(MEASURES).data
    for level in world.nested:
        path = folder / f"places_{level}.csv"
        tables = [_table(world, level, name, about, seed) for name, about in measures.items()]
        rows = pl.concat(tables).with_columns(pl.lit(year).alias("Year")).sort("LocationID", "MeasureId")
        rows.select(COLUMNS).write_csv(path)
        _describe(path, level, year)


def _table(world: World, level: str, name: str, about: dict[str, Any], seed: int) -> pl.DataFrame:
    """One row per area with at least 50 adults, for one measure; value and interval in percent."""
    codes, number = np.unique(world.blocks[level].to_numpy(), return_inverse=True)
    part, whole, people, adults = (
        np.bincount(number, weights=world.counted([variable]))
        for variable in (*about["share"], PEOPLE, ADULTS)
    )
    value = about["level"] + about["slope"] * part / np.maximum(whole, 1)
    value *= np.exp(stream(seed, "health", level, name).normal(0, NOISE, size=len(codes)))
    half = value * (FINE if level == world.finest else COARSE)
    figures = pl.DataFrame(
        {
            "LocationID": codes.astype(str),
            "TotalPopulation": people.round().astype(int),
            "TotalPop18plus": adults.round().astype(int),
            "Data_Value": value.round(1),
            "Low_Confidence_Limit": (value - half).round(1),
            "High_Confidence_Limit": (value + half).round(1),
        }
    )
    return figures.filter(pl.col("TotalPop18plus") >= FEWEST_ADULTS).with_columns(**_words(name, about))


def _words(name: str, about: dict[str, Any]) -> dict[str, pl.Expr]:
    """The columns of PLACES that say what the figure is."""
    words = {
        "DataSource": "Simulated",
        "CategoryID": about["category"],
        "Measure": about["name"],
        "Data_Value_Unit": "%",
        "Data_Value_Type": "Crude prevalence",
        "MeasureId": name,
        "DataValueTypeID": "CrdPrv",
        "Short_Question_Text": about["short"],
    }
    return {column: pl.lit(text) for column, text in words.items()}


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
        "retrieved_on": f"{year}-12-31",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "is_simulated": True,
        "caveat": "Invented: drawn from census figures, with no health survey behind it.",
    }
    with path.with_suffix(".source.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump(facts, file, sort_keys=False, allow_unicode=True, width=120)
