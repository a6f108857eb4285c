"""Which differences the edition states: every area against the city, this year against the last, a group
against everyone else who answered.
"""

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.catalog.models import ALL, NOT_RECORDED
from pipelines.coalition import Coalition
from pipelines.editions.cells import KEY, at_real_areas, counted, levels_of_roles, of_people
from pipelines.tables.edition import PLACE_KEY

INDICATOR = "turned_away_share"
TURNED_AWAY, NO_RESULT = "turned_away", "no_result"
COMPARED_ROLES = ("nested:2", "nested:finest")
NUMBERS = ("x_low", "x_high", "u_low", "u_high", "n_low", "n_high", "all_low", "all_high", "zip_band")
OTHER_KEYS = ("area_level", "area_code", "period", "need_code", "group_code")


def result_cells(counts: pl.DataFrame, catalog: Catalog, coalition: Coalition) -> pl.DataFrame:
    """KEY and NUMBERS by year: ranges of turned away (x), no result written down (u), all four results (n),
    all requests (all); and how many of the cell were placed by ZIP, in bands.
    """
    yearly = counts.filter(period_level="year", measure="requests")
    cells = _ranges(yearly, (TURNED_AWAY,), "x")
    for name, codes in (
        ("u", (NO_RESULT,)),
        ("n", catalog.results),
        ("all", (*catalog.results, NOT_RECORDED)),
    ):
        ranges = _ranges(yearly, codes, name)
        cells = cells.join(ranges, on=KEY, how="left", validate="1:1", maintain_order="left")
    # Where in the city a ZIP code put a request does not matter to the city's own figures.
    placed = yearly.filter(pl.col("area_level") != coalition.city_level, outcome_dimension=ALL)
    bands = placed.select(*KEY, zip_band="placed_by_zip")
    return cells.join(bands, on=KEY, how="left", validate="1:1", maintain_order="left")


def _ranges(counts: pl.DataFrame, codes: tuple[str, ...], name: str) -> pl.DataFrame:
    found = counted(counts, "requests", "result", codes)
    return found.select(*KEY, pl.col("low").alias(f"{name}_low"), pl.col("high").alias(f"{name}_high"))


def latest_year(cells: pl.DataFrame, coalition: Coalition) -> str | None:
    """The last year whose results are out for the whole city."""
    whole = cells.filter(area_level=coalition.city_level, area_code=coalition.city.code, need_level=ALL)
    return whole.filter(pl.col("n_low").is_not_null(), group_dimension=ALL)["period"].max()


def build_pairs(
    counts: pl.DataFrame, areas: pl.DataFrame, catalog: Catalog, coalition: Coalition
) -> pl.DataFrame:
    """Every comparison of two years' length, known or not: comparison_id, kind, KEY, other_*, NUMBERS of both
    sides (first_*, other_*), and group_unknown, a percent. Years: the latest and the one before it, so that
    a comparison can be looked up in the comparable period before.
    """
    cells = result_cells(of_people(at_real_areas(counts, areas)), catalog, coalition)
    year = latest_year(cells, coalition)
    if year is None:
        return _identified(_empty())
    years = [year, str(int(year) - 1)]
    kept = [
        _areas_and_city(cells, years, coalition),
        _years(cells, year, coalition),
        _groups_and_rest(cells, years, coalition, catalog),
    ]
    return _identified(pl.concat([_shaped(frame) for frame in kept]))


def _areas_and_city(cells: pl.DataFrame, years: list[str], coalition: Coalition) -> pl.DataFrame:
    everyone = cells.filter(
        pl.col("period").is_in(years), pl.col("need_level") != "need", group_dimension=ALL
    )
    at_levels = pl.col("area_level").is_in(levels_of_roles(COMPARED_ROLES, coalition))
    on = ["period", "need_level", "need_code"]
    city = _as_other(_of_city(everyone, coalition))
    return (
        everyone.filter(at_levels)
        .join(city.drop("other_period", "other_need_code"), on=on, how="inner", validate="m:1")
        .with_columns(kind=pl.lit("area"), other_period="period", other_need_code="need_code")
    )


def _years(cells: pl.DataFrame, year: str, coalition: Coalition) -> pl.DataFrame:
    city = _of_city(cells, coalition).filter(pl.col("need_level") != "need", group_dimension=ALL)
    now, before = city.filter(period=year), city.filter(period=str(int(year) - 1))
    other = _as_other(before).drop("period", "other_need_code")
    on = ["need_level", "need_code"]
    joined = now.join(other, on=on, how="inner", validate="1:1")
    return joined.with_columns(kind=pl.lit("period"), other_need_code="need_code")


def _groups_and_rest(
    cells: pl.DataFrame, years: list[str], coalition: Coalition, catalog: Catalog
) -> pl.DataFrame:
    city = _of_city(cells, coalition).filter(
        pl.col("period").is_in(years), pl.col("group_dimension") != ALL, need_level=ALL
    )
    is_group = ~pl.col("group_code").is_in(list(catalog.not_a_group))
    on = ["period", "group_dimension"]
    sums = city.group_by(on).agg(
        *(_sum_where(name, is_group).alias(f"sum_{name}") for name in NUMBERS if name != "zip_band"),
        unknown=_sum_where("all_high", ~is_group), everyone=_sum_where("all_low", pl.lit(True)),
    )  # fmt: skip
    joined = city.filter(is_group).join(sums, on=on, how="left", validate="m:1", maintain_order="left")
    rest = {f"other_{name}": pl.col(f"sum_{name}") - pl.col(name) for name in NUMBERS if name != "zip_band"}
    return joined.with_columns(
        **rest, kind=pl.lit("group"), other_zip_band=pl.lit(None, dtype=pl.String),
        group_unknown=100 * pl.col("unknown") / pl.col("everyone"),
        other_area_level="area_level", other_area_code="area_code", other_period="period",
        other_need_code="need_code", other_group_code=pl.lit("rest"),
    )  # fmt: skip


def _sum_where(name: str, where: pl.Expr) -> pl.Expr:
    kept = pl.col(name).filter(where)
    return pl.when(kept.is_null().any()).then(None).otherwise(kept.sum())


def _of_city(cells: pl.DataFrame, coalition: Coalition) -> pl.DataFrame:
    return cells.filter(area_level=coalition.city_level, area_code=coalition.city.code)


def _as_other(cells: pl.DataFrame) -> pl.DataFrame:
    """The same cells as the other side: keys and numbers with the prefix other_; period and need kept too."""
    renamed = {name: f"other_{name}" for name in (*OTHER_KEYS, *NUMBERS)}
    kept = cells.select(
        "period", "need_level", "need_code", *(pl.col(a).alias(b) for a, b in renamed.items())
    )
    return kept


def _columns() -> dict[str, pl.DataType]:
    text = dict.fromkeys(["kind", *KEY, *(f"other_{name}" for name in OTHER_KEYS)], pl.String())
    numbers = {f"{side}{name}": pl.Int64() for side in ("", "other_") for name in NUMBERS}
    bands = {"zip_band": pl.String(), "other_zip_band": pl.String()}
    return {**text, **numbers, **bands, "group_unknown": pl.Float64()}


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=_columns())


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    columns = _columns()
    missing = [name for name in columns if name not in frame.columns]
    filled = frame.with_columns(pl.lit(None).alias(name) for name in missing)
    return filled.select(pl.col(name).cast(dtype) for name, dtype in columns.items())


def _identified(pairs: pl.DataFrame) -> pl.DataFrame:
    """`comparison_id`: kind, indicator and both keys, readable and the same in every edition."""
    first = [name for name in PLACE_KEY if name not in ("area_vintage", "period_level", "need_level")]
    parts = ["kind", *first, "other_area_code", "other_period", "other_group_code"]
    return pairs.with_columns(
        comparison_id=pl.concat_str(pl.lit(INDICATOR), *parts, separator="."), indicator=pl.lit(INDICATOR)
    )
