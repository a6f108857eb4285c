"""Sums of census variables by area, with margins by the Bureau's rule."""

import numpy as np
import polars as pl

from pipelines.estimates import margins

AREA = ["area_level", "area_code"]


def census_sums(census: pl.DataFrame, variables: tuple[str, ...]) -> pl.DataFrame:
    """area_level, area_code, source, estimate, moe of the sum of `variables`; an area lacking one has no row.

    Where several sources have the same figure of an area, the first by source id is taken. A sum with an
    unknown estimate or margin has none itself.
    """
    rows = (
        census.filter(pl.col("variable").is_in(variables))
        .sort("source")
        .unique([*AREA, "variable"], keep="first", maintain_order=True)
    )
    whole = rows.group_by(AREA, maintain_order=True).agg(
        "source", "estimate", "moe", count=pl.len(), source_first=pl.col("source").first()
    ).filter(pl.col("count") == len(set(variables)))  # fmt: skip
    estimate, moe = margins.sum_of(_matrix(whole, "estimate", variables), _matrix(whole, "moe", variables))
    return whole.select(*AREA, source="source_first").with_columns(
        pl.Series("estimate", estimate).fill_nan(None), pl.Series("moe", moe).fill_nan(None)
    )


def _matrix(frame: pl.DataFrame, name: str, variables: tuple[str, ...]) -> np.ndarray:
    values = [[np.nan if x is None else x for x in row] for row in frame[name].to_list()]
    return np.array(values, dtype=float).reshape(len(values), len(set(variables)))
