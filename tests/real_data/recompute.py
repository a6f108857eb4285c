"""A census table checked against itself: what its publisher derived, derived again from E and M."""

import numpy as np
import polars as pl

from pipelines.estimates.margins import coefficient_of_variation, proportion

# Published to two decimals.
ROUNDING = 0.0050001


def with_denominators(rows: pl.DataFrame, dictionary: pl.DataFrame) -> pl.DataFrame:
    """Rows of table `census` that have a denominator above 0, with it: `total` and `total_moe`."""
    pairs = dictionary.drop_nulls("denominator_var_code").select(
        variable=pl.col("estimate_var_code").str.strip_suffix("E"),
        denominator=pl.col("denominator_var_code").str.strip_suffix("E"),
    )
    totals = rows.select("area_code", denominator="variable", total="estimate", total_moe="moe")
    return (
        rows.join(pairs, on="variable", validate="m:1")
        .join(totals, on=["area_code", "denominator"], validate="m:1")
        .filter(pl.col("total") > 0)
    )


def differences(rows: pl.DataFrame) -> dict[str, float]:
    """The largest difference of percent, percent margin and CV, where they are published."""
    estimate, moe = rows["estimate"].to_numpy(), rows["moe"].to_numpy()
    share, share_moe = proportion(estimate, rows["total"].to_numpy(), moe, rows["total_moe"].to_numpy())
    derived = {
        "percent": 100 * share,
        "percent_moe": 100 * share_moe,
        "cv": coefficient_of_variation(estimate, moe),
    }
    return {
        name: float(np.nanmax(np.abs(values - rows[name].to_numpy()))) for name, values in derived.items()
    }


def published(rows: pl.DataFrame) -> dict[str, int]:
    """How many of each derived figure the table publishes."""
    return {name: rows.height - rows[name].null_count() for name in ("percent", "percent_moe", "cv")}
