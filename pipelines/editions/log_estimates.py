"""Estimates from the partners' logs: rates per residents, shares of results, shares of groups."""

import numpy as np
import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, Indicator
from pipelines.editions.cells import ABSENT, KEY, counted
from pipelines.estimates import rates, reliability, shares
from pipelines.estimates.reliability import ReliabilityPolicy

MONTHS = {"month": 1, "quarter": 3, "year": 12}
SHOWN_ONLY = ("value", "lower", "upper", "cv", "confidence", "reliability")


def shares_of_requests(indicator: Indicator, counts: pl.DataFrame) -> pl.DataFrame:
    """Numerator, rest and denominator of a share as ranges: KEY, low, high, rest_low, rest_high, size_low,
    size_high, status. The numerator's codes are among the denominator's.
    """
    top, bottom = indicator.numerator, indicator.denominator
    part, whole = counted(counts, top.count, top.outcome, top.codes), _whole(counts, indicator)
    rest = [code for code in bottom.codes if code not in top.codes]
    others = counted(counts, top.count, top.outcome, rest)
    sized = part.join(
        whole.select(*KEY, size_low="low", size_high="high", size_status="status"),
        on=KEY, how="inner", validate="1:1", maintain_order="left",
    )  # fmt: skip
    rest_ranges = others.select(*KEY, rest_low="low", rest_high="high")
    return sized.join(rest_ranges, on=KEY, how="left", validate="1:1", maintain_order="left")


def shares_of_groups(indicator: Indicator, counts: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Requests of each group out of those who answered: columns as `shares_of_requests`, and `asked`, the
    least share of requests at partners that have the question.
    """
    cells = counted(counts, indicator.numerator.count, None, ()).filter(pl.col("group_dimension") != ALL)
    is_group = ~pl.col("group_code").is_in(list(catalog.not_a_group))
    dimension = [code for code in KEY if code != "group_code"]
    sums = cells.group_by(dimension).agg(
        size_low=_sum_or_null("low", is_group), size_high=_sum_or_null("high", is_group),
        all_low=_sum_or_null("low", pl.lit(True)),
        not_asked=_sum_or_null("high", pl.col("group_code") == "not_asked"),
        size_status=pl.col("status").filter(is_group & pl.col("status").is_in(ABSENT)).first(),
    )  # fmt: skip
    groups = cells.filter(is_group)
    return groups.join(sums, on=dimension, how="left", validate="m:1", maintain_order="left").with_columns(
        asked=1 - pl.col("not_asked") / pl.col("all_low"),
        rest_low=pl.col("size_low") - pl.col("low"),
        rest_high=pl.col("size_high") - pl.col("high"),
        size_status=pl.col("size_status").fill_null("shown"),
    )


def rates_of_requests(
    indicator: Indicator, counts: pl.DataFrame, population: pl.DataFrame, catalog: Catalog
) -> pl.DataFrame:
    """Requests as ranges, with the residents that they are out of: KEY, low, high, status, denominator,
    denominator_moe. A group is out of its own people; groups that the census does not count have no row.
    """
    cells = counted(counts, indicator.numerator.count, None, ())
    named = [
        {"group_dimension": dimension, "group_code": code.id, "denominator_id": code.denominator}
        for dimension, group in catalog.groups.items() for code in group.codes if code.denominator
    ]  # fmt: skip
    everyone = {"group_dimension": ALL, "group_code": ALL, "denominator_id": indicator.denominator.population}
    denominators = pl.DataFrame([everyone, *named])
    people = population.select(
        "area_level", "area_code", denominator_id="denominator", denominator="value", denominator_moe="moe"
    )
    with_id = cells.join(
        denominators, on=["group_dimension", "group_code"], how="inner", validate="m:1", maintain_order="left"
    )
    on = ["area_level", "area_code", "denominator_id"]
    return with_id.join(people, on=on, how="left", validate="m:1", maintain_order="left")


def share_figures(frame: pl.DataFrame, policy: ReliabilityPolicy, confidence: float) -> pl.DataFrame:
    """Value, limits, CV and reliability of each known share, out of 100; the range of each hidden one.

    `frame` holds the columns of `shares_of_requests`, and `factor` (empty counts as 1).
    """
    frame = frame.with_columns(numerator=_known("low", "high"), denominator=_known("size_low", "size_high"))
    frame = frame.with_columns(status=_status_of_share())
    x, n, factor = _arrays(frame, "numerator", "denominator", "factor")
    found = shares.share(x, n, np.where(np.isnan(factor), 1.0, factor), confidence)
    classes = reliability.of_share(x, n, found.value, found.lower, found.upper, found.cv, policy)
    low, high = _hidden_range(frame)
    figures = {"value": found.value, "lower": found.lower, "upper": found.upper}
    ranges = {"range_low": low, "range_high": high}
    scaled = {name: 100 * values for name, values in (figures | ranges).items()}
    return _with_figures(frame, scaled | {"cv": found.cv}, classes, confidence)


def _known(low: str, high: str) -> pl.Expr:
    return pl.when(pl.col(low) == pl.col(high)).then(pl.col(low)).cast(pl.Float64)


def _status_of_share() -> pl.Expr:
    """Absent where either term is; shown where both are known and someone asked; else hidden."""
    status = pl.when(pl.col("status").is_in(ABSENT)).then("status")
    status = status.when(pl.col("size_status").is_in(ABSENT)).then("size_status")
    known = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    return status.when(known).then(pl.lit("shown")).otherwise(pl.lit("hidden"))


def rate_figures(
    frame: pl.DataFrame, per: float, policy: ReliabilityPolicy, confidence: float
) -> pl.DataFrame:
    """The same for rates per `per` and year: columns of `rates_of_requests`, and `factor`."""
    months = pl.col("period_level").replace_strict(MONTHS, return_dtype=pl.Float64)
    frame = frame.with_columns(numerator=_known("low", "high"), months=months)
    x, low, high, people, moe, span, factor = _arrays(
        frame, "numerator", "low", "high", "denominator", "denominator_moe", "months", "factor"
    )
    # A denominator without a margin (a controlled total, a count) has no sampling error.
    factor, moe = np.where(np.isnan(factor), 1.0, factor), np.where(np.isnan(moe), 0.0, moe)
    found = rates.requests_rate(x, people, moe, span, factor, per, confidence)
    classes = reliability.of_rate(x, people, found.value, found.lower, found.upper, found.cv, policy)
    scale = per / (np.where(people > 0, people, np.nan) * span / 12)
    figures = {"value": found.value, "lower": found.lower, "upper": found.upper, "cv": found.cv}
    ranges = {"range_low": low * scale, "range_high": high * scale}
    return _with_figures(frame, figures | ranges, classes, confidence)


def _with_figures(
    frame: pl.DataFrame, figures: dict[str, np.ndarray], classes: np.ndarray, confidence: float
) -> pl.DataFrame:
    """Figures only where shown, ranges only where hidden."""
    added = frame.with_columns(pl.Series(name, values) for name, values in figures.items())
    added = added.with_columns(pl.Series("reliability", classes.astype(str)), confidence=pl.lit(confidence))
    added = added.with_columns(pl.col(name).fill_nan(None) for name in figures)
    shown, hidden = pl.col("status") == "shown", pl.col("status") == "hidden"
    return added.with_columns(
        *(pl.when(shown).then(name).alias(name) for name in SHOWN_ONLY),
        *(pl.when(hidden).then(name).alias(name) for name in ("range_low", "range_high")),
    )


def _hidden_range(frame: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Range of a share: over parts and rest, and over the size where that is narrower."""
    low, high, rest_low, rest_high, size_low, size_high = _arrays(
        frame, "low", "high", "rest_low", "rest_high", "size_low", "size_high"
    )
    by_rest = shares.share_over_hidden(low, high, rest_low, rest_high)
    lowest = shares.share_of_known_total(low, low, size_high)[0]
    highest = shares.share_of_known_total(high, high, size_low)[1]
    return np.fmax(by_rest[0], lowest), np.fmin(by_rest[1], highest)


def _whole(counts: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    term = indicator.denominator
    return counted(counts, term.count, term.outcome, term.codes)


def _sum_or_null(name: str, where: pl.Expr) -> pl.Expr:
    """Sum of a column where a condition holds; empty where one of its values is."""
    kept = pl.col(name).filter(where)
    return pl.when(kept.is_null().any()).then(None).otherwise(kept.sum())


def _arrays(frame: pl.DataFrame, *names: str) -> list[np.ndarray]:
    return [frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in names]
