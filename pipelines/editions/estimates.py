"""Table `estimate`: every published number that is not a count, for each indicator of the catalog.

All of it is post-processing of released counts and public tables: no record, no ledger, no hidden count.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, Indicator
from pipelines.coalition import Coalition
from pipelines.editions import log_estimates as log
from pipelines.editions import public_estimates as public
from pipelines.editions.cells import at_real_areas, levels_of_roles, of_people
from pipelines.editions.policies import reliability_policy
from pipelines.editions.repeats import repeat_factors, with_factor
from pipelines.schema import conform
from pipelines.tables.edition import ESTIMATE

PER = {"per_100": 100.0, "per_1000": 1000.0}
NO_RESIDENTS, NO_DENOMINATOR = "no_residents", "no_denominator"
FEW_PARTNERS, NOT_ASKED, NOBODY_ASKED = "few_partners", "group_not_asked", "nobody_asked"
FIGURES = ("value", "lower", "upper", "confidence", "moe", "cv", "range_low", "range_high", "reliability")


@dataclass(frozen=True)
class Released:
    """What estimates are made of: released counts, public tables, and the areas.

    `counts` conforms to COUNT, `population` to POPULATION, the others to the warehouse's tables of those
    names. `partners_by_area` (area_level, area_code, partners): how many partners work in an area, by the
    service areas that they declare; without it no figure is refused for too few partners.
    """

    counts: pl.DataFrame
    population: pl.DataFrame
    census: pl.DataFrame
    health: pl.DataFrame
    sources: pl.DataFrame
    areas: pl.DataFrame
    partners_by_area: pl.DataFrame | None = None


def build_estimates(catalog: Catalog, coalition: Coalition, released: Released) -> pl.DataFrame:
    """ESTIMATE for every indicator. Special areas (`unknown`, `outside`, ...) have counts only."""
    counts = of_people(at_real_areas(released.counts, released.areas))
    factors = repeat_factors(released.counts, coalition.city_level, coalition.city.code)
    frames = []
    for indicator in catalog.indicators.values():
        if indicator.source == "log":
            cells = _cells_of(indicator, counts, coalition)
            frame = _log(indicator, cells, factors, catalog, released)
        else:
            frame = _public(indicator, catalog, coalition, released)
        frames.append(_shaped(frame, indicator))
    return conform(ESTIMATE, pl.concat(frames)) if frames else ESTIMATE.empty()


def _cells_of(indicator: Indicator, counts: pl.DataFrame, coalition: Coalition) -> pl.DataFrame:
    """The released counts at the levels that the catalog gives the indicator."""
    kept = counts.filter(
        pl.col("area_level").is_in(levels_of_roles(indicator.area_levels, coalition)),
        pl.col("period_level").is_in(indicator.period_levels),
        pl.col("need_level").is_in(indicator.need_levels),
    )
    return kept if indicator.by_group else kept.filter(group_dimension=ALL)


def _log(
    indicator: Indicator, cells: pl.DataFrame, factors: pl.DataFrame, catalog: Catalog, released: Released
) -> pl.DataFrame:
    policy = catalog.policy
    rule, confidence = reliability_policy(policy), policy.confidence
    if indicator.kind == "log_rate":
        frame = log.rates_of_requests(indicator, cells, released.population, catalog)
        frame = _with_factor(indicator, frame, factors, catalog)
        figures = log.rate_figures(frame, PER[indicator.unit], rule, confidence)
        return _refused_rates(figures)
    if indicator.kind == "log_group_share":
        frame = log.shares_of_groups(indicator, cells, catalog)
        frame = _with_factor(indicator, frame, factors, catalog)
        asked_by_too_few = pl.col("asked") < policy.group_asked_share_at_least
        return _refuse(log.share_figures(frame, rule, confidence), NOT_ASKED, asked_by_too_few)
    frame = _with_factor(indicator, log.shares_of_requests(indicator, cells), factors, catalog)
    figures = _refuse(log.share_figures(frame, rule, confidence), NOBODY_ASKED, pl.col("denominator") == 0)
    return _refused_for_few_partners(figures, released, policy.partners_at_least)


def _with_factor(
    indicator: Indicator, frame: pl.DataFrame, factors: pl.DataFrame, catalog: Catalog
) -> pl.DataFrame:
    """The repeat factor where the indicator uses one, and the method id that says whether it was known."""
    method = indicator.methods[0]
    if "repeat_factor" not in indicator.methods:
        return frame.with_columns(factor=pl.lit(1.0), method=pl.lit(method))
    named = pl.when(pl.col("factor").is_null()).then(pl.lit(f"{method}_without_repeats"))
    return with_factor(frame, factors, catalog).with_columns(method=named.otherwise(pl.lit(method)))


def _refused_rates(figures: pl.DataFrame) -> pl.DataFrame:
    """No rate where the census has no figure of the people, or counts nobody."""
    unknown = _refuse(figures, NO_DENOMINATOR, pl.col("denominator").is_null())
    return _refuse(unknown, NO_RESIDENTS, pl.col("denominator") <= 0)


def _refused_for_few_partners(figures: pl.DataFrame, released: Released, at_least: int) -> pl.DataFrame:
    """One partner's results are not the area's: refused where fewer partners work than the policy asks."""
    if released.partners_by_area is None:
        return figures
    on = ["area_level", "area_code"]
    joined = figures.join(
        released.partners_by_area.select(*on, "partners"),
        on=on,
        how="left",
        validate="m:1",
        maintain_order="left",
    )
    return _refuse(joined, FEW_PARTNERS, pl.col("partners") < at_least)


def _refuse(frame: pl.DataFrame, reason: str, where: pl.Expr) -> pl.DataFrame:
    """Refuse shown and hidden figures that meet a condition; an earlier refusal stands."""
    if "refusal" not in frame.columns:
        frame = frame.with_columns(refusal=pl.lit(None, dtype=pl.String))
    hit = pl.col("status").is_in(["shown", "hidden"]) & where.fill_null(False)
    present = [name for name in FIGURES if name in frame.columns]
    return frame.with_columns(
        *(pl.when(~hit).then(name).alias(name) for name in present),
        status=pl.when(hit).then(pl.lit("refused")).otherwise("status"),
        refusal=pl.when(hit).then(pl.lit(reason)).otherwise("refusal"),
    )


def _public(indicator: Indicator, catalog: Catalog, coalition: Coalition, released: Released) -> pl.DataFrame:
    policy = catalog.policy
    if indicator.kind == "census_share":
        frame = public.census_shares(indicator, released.census, policy)
    elif indicator.kind == "census_count":
        frame = public.census_counts(indicator, released.census, policy)
    else:
        frame = public.health_figures(indicator, released.health, policy)
    if "period" not in frame.columns:
        vintages = released.sources.select("source", period="vintage")
        frame = frame.join(vintages, on="source", how="left", validate="m:1", maintain_order="left")
    levels = levels_of_roles(indicator.area_levels, coalition)
    kept = at_real_areas(frame.filter(pl.col("area_level").is_in(levels)), released.areas)
    vintage = released.areas.select("area_level", "area_code", area_vintage="vintage")
    on = ["area_level", "area_code"]
    placed = kept.join(vintage, on=on, how="left", validate="m:1", maintain_order="left")
    everyone = ("need_level", "need_code", "group_dimension", "group_code")
    constants = {name: pl.lit(ALL) for name in everyone}
    return placed.with_columns(
        period_level=pl.lit(indicator.period_levels[0]), range_low=_no_number(), range_high=_no_number(),
        **constants,
    )  # fmt: skip


def _shaped(frame: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """All columns of ESTIMATE, in one order and type, so that indicators can be put below each other."""
    missing = [column.name for column in ESTIMATE.columns if column.name not in frame.columns]
    filled = frame.with_columns(pl.lit(None).alias(name) for name in missing)
    named = filled.with_columns(indicator=pl.lit(indicator.id))
    return named.select(pl.col(name).cast(dtype) for name, dtype in ESTIMATE.empty().schema.items())


def _no_number() -> pl.Expr:
    return pl.lit(None, dtype=pl.Float64)
