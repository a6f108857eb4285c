"""Estimates from public tables: census shares and counts with margins, modelled health figures."""

import numpy as np
import polars as pl

from pipelines.catalog.models import Indicator
from pipelines.catalog.policy import Policy
from pipelines.editions.census_sums import AREA, census_sums
from pipelines.editions.policies import reliability_policy
from pipelines.estimates import margins, reliability

FEW_ADULTS = "few_adults"
SAME_PERCENT = 0.1  # points: published percents are rounded to one decimal
NO_TERMS = ("numerator", "denominator", "denominator_moe")


def census_shares(indicator: Indicator, census: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """A share of people or households in percent with its 90 % margin: AREA, source and the figures.

    Where the numerator is one variable and the source publishes its percent and margin, those are taken:
    published margins beat derived ones. A percent that is out of other people than the indicator (it differs
    from numerator/denominator by more than rounding) is not; then, as for sums, estimate and margin are
    derived (`margins.proportion`).
    """
    part = census_sums(census, indicator.numerator.census)
    whole = census_sums(census, indicator.denominator.census).select(*AREA, size="estimate", size_moe="moe")
    joined = part.join(whole, on=AREA, how="left", validate="1:1", maintain_order="left")
    published = _published(census, indicator.numerator.census)
    joined = joined.join(published, on=AREA, how="left", validate="1:1", maintain_order="left")
    x, n, moe_x, moe_n = _arrays(joined, "estimate", "size", "moe", "size_moe")
    share, moe = margins.proportion(x, n, moe_x, moe_n)
    percent, percent_moe = _arrays(joined, "percent", "percent_moe")
    is_same = np.isnan(share) | (np.abs(percent - 100 * share) <= SAME_PERCENT)
    taken = ~np.isnan(percent) & ~np.isnan(percent_moe) & is_same
    value, margin = np.where(taken, percent, 100 * share), np.where(taken, percent_moe, 100 * moe)
    return _share_figures(joined, value, margin, taken, policy)


def _share_figures(
    frame: pl.DataFrame, value: np.ndarray, moe: np.ndarray, is_published: np.ndarray, policy: Policy
) -> pl.DataFrame:
    lower, upper = margins.limits(value, moe)
    low95, high95 = margins.limits(value / 100, moe / 100, policy.confidence)
    cv = margins.coefficient_of_variation(value, moe)
    rule = reliability_policy(policy)
    classes = reliability.of_census_share(value / 100, np.clip(low95, 0, 1), np.clip(high95, 0, 1), cv, rule)
    figures = {
        "value": value, "lower": np.clip(lower, 0, 100), "upper": np.clip(upper, 0, 100), "moe": moe, "cv": cv
    }  # fmt: skip
    method = np.where(is_published, "acs_published", "acs_proportion")
    renamed = frame.rename({"estimate": "numerator", "size": "denominator", "size_moe": "denominator_moe"})
    return _finished(renamed.drop("moe"), figures, classes, method, policy.census_confidence)


def census_counts(indicator: Indicator, census: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """People or households with their 90 % margin; the lower limit is cut at 0."""
    sums = census_sums(census, indicator.numerator.census)
    value, moe = _arrays(sums, "estimate", "moe")
    lower, upper = margins.limits(value, moe)
    low95, high95 = margins.limits(value, moe, policy.confidence)
    cv = margins.coefficient_of_variation(value, moe)
    rule = reliability_policy(policy)
    classes = reliability.of_census_count(value, np.maximum(low95, 0), high95, cv, rule)
    figures = {"value": value, "lower": np.maximum(lower, 0), "upper": upper, "moe": moe, "cv": cv}
    method = np.full(value.shape, "acs_published" if len(indicator.numerator.census) == 1 else "acs_sum")
    empty = sums.drop("estimate", "moe").with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name) for name in NO_TERMS
    )
    return _finished(empty, figures, classes, method, policy.census_confidence)


def health_figures(indicator: Indicator, health: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """A modelled health figure with the limits its source publishes: AREA, period, source and the figures.

    Areas of fewer adults than the policy asks for are refused: the model says nothing of so few.
    """
    rows = health.filter(measure=indicator.numerator.health)
    if indicator.numerator.value_type:
        rows = rows.filter(value_type=indicator.numerator.value_type)
    rows = rows.sort("year", "source").unique([*AREA], keep="last", maintain_order=True)
    is_few = (pl.col("population") < policy.health_adults_at_least).fill_null(True)
    kept = [pl.when(~is_few).then(name).alias(name) for name in ("value", "lower", "upper")]
    return rows.select(
        *AREA, "source", *kept, period="year",
        numerator=pl.lit(None, dtype=pl.Float64), denominator="population",
        denominator_moe=pl.lit(None, dtype=pl.Float64), moe=pl.lit(None, dtype=pl.Float64),
        cv=pl.lit(None, dtype=pl.Float64), reliability=pl.lit(None, dtype=pl.String),
        confidence=pl.when(~is_few & pl.col("value").is_not_null()).then(policy.confidence),
        status=pl.when(is_few).then(pl.lit("refused")).when(pl.col("value").is_null())
        .then(pl.lit("not_published")).otherwise(pl.lit("shown")),
        refusal=pl.when(is_few).then(pl.lit(FEW_ADULTS)), method=pl.lit("places_model"),
    )  # fmt: skip


def _finished(
    frame: pl.DataFrame, figures: dict[str, np.ndarray], classes: np.ndarray, method: np.ndarray,
    confidence: float,
) -> pl.DataFrame:  # fmt: skip
    added = frame.with_columns(pl.Series(name, values).fill_nan(None) for name, values in figures.items())
    is_known = pl.col("value").is_not_null()
    return added.with_columns(
        pl.Series("method", method.astype(str)), pl.Series("reliability", classes.astype(str)),
        status=pl.when(is_known).then(pl.lit("shown")).otherwise(pl.lit("not_published")),
        refusal=pl.lit(None, dtype=pl.String),
    ).with_columns(
        reliability=pl.when(is_known).then("reliability"), confidence=pl.when(is_known).then(confidence)
    )  # fmt: skip


def _published(census: pl.DataFrame, variables: tuple[str, ...]) -> pl.DataFrame:
    """Published percent and margin of a single variable, by area; no row for a sum."""
    rows = census.filter(pl.col("variable") == variables[0]).sort("source")
    rows = rows.unique(AREA, keep="first", maintain_order=True).select(*AREA, "percent", "percent_moe")
    return rows if len(variables) == 1 else rows.clear()


def _arrays(frame: pl.DataFrame, *names: str) -> list[np.ndarray]:
    return [frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in names]
