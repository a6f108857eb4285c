"""Table `population`: out of whom, from the warehouse's census figures."""

from collections.abc import Mapping

import polars as pl

from pipelines.editions.census_sums import census_sums
from pipelines.schema import conform
from pipelines.tables.edition import POPULATION


def build_population(
    census: pl.DataFrame, sources: pl.DataFrame, denominators: Mapping[str, tuple[str, ...]]
) -> pl.DataFrame:
    """POPULATION: each denominator of the workspace at each area that the census has all its variables for.

    `denominators`: id -> census variables, summed; an id of the form `dimension.code` is the people of that
    group, any other is everyone. Margins of sums follow `margins.sum_of`.
    """
    frames = [_one(census, name, variables) for name, variables in denominators.items() if variables]
    if not frames:
        return POPULATION.empty()
    vintages = sources.select("source", period="vintage")
    joined = pl.concat(frames).join(vintages, on="source", how="left", validate="m:1")
    return conform(POPULATION, joined)


def _one(census: pl.DataFrame, name: str, variables: tuple[str, ...]) -> pl.DataFrame:
    dimension, _, code = name.partition(".")
    return census_sums(census, variables).select(
        "area_level", "area_code", "source", value="estimate", moe="moe",
        denominator=pl.lit(name),
        group_dimension=pl.lit(dimension if code else "all"), group_code=pl.lit(code or "all"),
    )  # fmt: skip
