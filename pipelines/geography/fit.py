"""Public figures on the workspace's own areas.

A file by one of its area levels is taken as it is. A file by another geography whose residents the workspace
knows (ZIP areas, tracts of another year) is carried to the finest areas by people.
"""

import polars as pl

from pipelines.errors import SourceError
from pipelines.geography.build import Geography
from pipelines.geography.carry import Carried, carry_counts, carry_rates
from pipelines.geography.crosswalk import Crosswalk, crosswalk_by_codes
from pipelines.schema import conform
from pipelines.sources.sidecars import SourceFile
from pipelines.sources.text_tables import Reading
from pipelines.tables.warehouse import CENSUS, HEALTH

ADDS_UP = "count"
CANNOT_BE_CARRIED = "rank"
EXAMPLES = 3


def fit_census(source: SourceFile, reading: Reading, geography: Geography) -> Reading:
    """Table `census` of one file on the areas of the workspace; what fits none is named in `left_out`."""
    if source.about.area_level in geography.levels.all:
        return _own_areas(source, reading, geography)
    crosswalk = _crosswalk(source, geography)
    figures = reading.rows.select("variable", source="area_code", value="estimate", moe="moe")
    carried = carry_counts(figures, crosswalk, ("variable",))
    rows = carried.rows.select(
        "variable", "moe", area_code="target", estimate="value", **_nulls("percent", "percent_moe", "cv")
    )
    named = _name(rows.with_columns(is_controlled=pl.lit(False)), source, geography)
    return Reading(conform(CENSUS, named), (*reading.left_out, *_lost(source, carried)))


def fit_health(source: SourceFile, reading: Reading, geography: Geography) -> Reading:
    """Table `health` of one file on the areas of the workspace; limits and ranks are not carried."""
    if source.about.area_level in geography.levels.all:
        return _own_areas(source, reading, geography)
    crosswalk = _crosswalk(source, geography)
    figures = reading.rows.drop("source", "area_level", "lower", "upper").rename({"area_code": "source"})
    key = ("measure", "value_type", "year")
    counts = carry_counts(figures.filter(pl.col("value_type") == ADDS_UP), crosswalk, key)
    rates = carry_rates(
        figures.filter(~pl.col("value_type").is_in([ADDS_UP, CANNOT_BE_CARRIED])), crosswalk, key
    )
    people = carry_counts(figures.drop("value").rename({"population": "value"}), crosswalk, key)
    values = pl.concat([counts.rows.drop("moe"), rates.rows])
    population = people.rows.select("target", *key, population="value")
    rows = values.join(population, on=("target", *key), how="left", validate="1:1")
    named = _name(rows.rename({"target": "area_code"}), source, geography)
    ranks = int((figures["value_type"] == CANNOT_BE_CARRIED).sum())
    not_carried = (("ranks, which no average keeps", ranks),) if ranks else ()
    lost = _lost(source, counts) if counts.unmatched else _lost(source, rates)
    left_out = (*reading.left_out, *not_carried, *lost)
    return Reading(conform(HEALTH, named.with_columns(**_nulls("lower", "upper"))), left_out)


def _own_areas(source: SourceFile, reading: Reading, geography: Geography) -> Reading:
    level = source.about.area_level
    known = geography.area.filter((pl.col("area_level") == level) & ~pl.col("is_special"))["area_code"]
    fits = reading.rows["area_code"].is_in(known.implode())
    if not fits.any():
        raise SourceError(
            f"{source.path}: no code in it is one of level {level} ({known[0]}, ...): it has "
            f"{reading.rows['area_code'][0]}, ... Give its sidecar a code_map, or mend its code_column."
        )
    strange = reading.rows.filter(~fits)["area_code"].unique().sort()
    left_out = (
        ((f"areas that are not in the area file ({_some(strange)})", len(strange)),) if len(strange) else ()
    )
    return Reading(reading.rows.filter(fits), (*reading.left_out, *left_out))


def _crosswalk(source: SourceFile, geography: Geography) -> Crosswalk:
    level = source.about.area_level
    if not (geography.code_residents["code_kind"] == level).any():
        raise SourceError(
            f"{source.path} is by {level}, which is neither an area level of coalition.yaml "
            f"({', '.join(geography.levels.all)}) nor a kind of code in the file of place codes."
        )
    finest = geography.block_area.filter(pl.col("area_level") == geography.levels.finest)
    return crosswalk_by_codes(geography.code_residents, level, finest.select("block", "area_code"))


def _lost(source: SourceFile, carried: Carried) -> tuple[tuple[str, int], ...]:
    """Areas where nobody lives, and what their counts add up to: no target takes it."""
    if not carried.unmatched:
        return ()
    lost = carried.lost.filter(pl.col("value") > 0)
    sums = [f"{key[0]} {value:,.0f}" for *key, value in lost.iter_rows()]
    codes = _some(pl.Series(carried.unmatched, dtype=pl.String))
    added = f", with them {', '.join(sums[:EXAMPLES])}" if sums else ""
    return ((f"{source.about.area_level} where nobody lives ({codes}){added}", len(carried.unmatched)),)


def _name(rows: pl.DataFrame, source: SourceFile, geography: Geography) -> pl.DataFrame:
    return rows.with_columns(source=pl.lit(source.about.id), area_level=pl.lit(geography.levels.finest))


def _nulls(*names: str) -> dict[str, pl.Expr]:
    return {name: pl.lit(None, dtype=pl.Float64) for name in names}


def _some(codes: pl.Series) -> str:
    return ", ".join(codes.head(EXAMPLES)) + (", ..." if len(codes) > EXAMPLES else "")
