"""Health figures: the long layout of CDC PLACES (CSV or Socrata JSON), and wide tables with a column per
measure.
"""

import polars as pl

from pipelines.errors import SourceError
from pipelines.schema import conform
from pipelines.sources.sidecars import SourceFile, WideColumn
from pipelines.sources.text_tables import (
    JAM_VALUES,
    Reading,
    check_unique,
    joined_code,
    need_columns,
    read_text_table,
    to_numbers,
)
from pipelines.tables.warehouse import HEALTH

# PLACES spells its columns `LocationID` in CSV and `locationid` in JSON, `Data_Value` and `data_value`.
PLACES_COLUMNS = {
    "area_code": "locationid",
    "measure": "measureid",
    "value_type": "datavaluetypeid",
    "year": "year",
}
PLACES_NUMBERS = {
    "value": "datavalue",
    "lower": "lowconfidencelimit",
    "upper": "highconfidencelimit",
    "population": "totalpopulation",
}


def read_health(source: SourceFile) -> Reading:
    """The figures of one health file as table `health`, with the codes that the file (or its code map) uses.

    Raises SourceError for a missing column, a figure that is no number, or two rows for one figure.
    """
    table, left_out = _wanted_rows(source, _read_file(source))
    read = _read_places if source.about.layout == "places_long" else _read_wide
    rows = read(source, table).with_columns(
        pl.lit(source.about.id).alias("source"),
        pl.lit(source.about.area_level).alias("area_level"),
        pl.col("area_code").replace(source.about.code_map),
    )
    check_unique(source.path, rows, ("area_code", "measure", "value_type"))
    return Reading(conform(HEALTH, rows), left_out)


def _read_file(source: SourceFile) -> pl.DataFrame:
    if source.path.suffix != ".json":
        return read_text_table(source.path)
    try:
        table = pl.read_json(source.path, infer_schema_length=None)
    except (pl.exceptions.PolarsError, RuntimeError):
        raise SourceError(f"{source.path} is not a JSON list of rows, as Socrata serves it.") from None
    plain = [name for name, kind in table.schema.items() if not kind.is_nested()]
    return table.select(pl.col(plain).cast(pl.String))


def _wanted_rows(source: SourceFile, table: pl.DataFrame) -> tuple[pl.DataFrame, tuple[tuple[str, int], ...]]:
    left_out = []
    for column, value in source.about.only_rows.items():
        need_columns(source.path, table, [column])
        kept = table.filter(pl.col(column) == value)
        left_out.append((f"rows where {column} is not {value}", table.height - kept.height))
        table = kept
    if not table.height:
        raise SourceError(f"{source.path} has no row that its sidecar asks for.")
    return table, tuple(left_out)


def _read_places(source: SourceFile, table: pl.DataFrame) -> pl.DataFrame:
    table = table.rename({name: name.lower().replace("_", "") for name in table.columns})
    need_columns(source.path, table, [*PLACES_COLUMNS.values(), *PLACES_NUMBERS.values()])
    codes = table.select(
        pl.col(column).str.strip_chars().alias(name) for name, column in PLACES_COLUMNS.items()
    )
    numbers = [to_numbers(source.path, table[column]).alias(name) for name, column in PLACES_NUMBERS.items()]
    return codes.with_columns(numbers)


def _read_wide(source: SourceFile, table: pl.DataFrame) -> pl.DataFrame:
    about = source.about
    codes = [about.code_column] if isinstance(about.code_column, str) else list(about.code_column)
    year = [about.year_column] if about.year_column else []
    need_columns(source.path, table, [*codes, *year, *about.columns])
    years = pl.col(about.year_column) if about.year_column else pl.lit(about.year or about.vintage)
    areas = table.select(joined_code(table, codes), years.alias("year"))
    return pl.concat(_measure(source, table, areas, *item) for item in about.columns.items())


def _measure(
    source: SourceFile, table: pl.DataFrame, areas: pl.DataFrame, column: str, wide: WideColumn
) -> pl.DataFrame:
    population = pl.lit(None, dtype=pl.Float64)
    if wide.population:
        need_columns(source.path, table, [wide.population])
        population = to_numbers(source.path, table[wide.population])
    return areas.with_columns(
        pl.lit(wide.measure).alias("measure"),
        pl.lit(wide.value_type).alias("value_type"),
        _without_jam(to_numbers(source.path, table[column])).alias("value"),
        pl.lit(None, dtype=pl.Float64).alias("lower"),
        pl.lit(None, dtype=pl.Float64).alias("upper"),
        population.alias("population"),
    )


def _without_jam(numbers: pl.Series) -> pl.Series:
    # Wide tables of all kinds carry census columns, with the Bureau's numbers for "no estimate" in them.
    return numbers.set(numbers.is_in(JAM_VALUES), None)
