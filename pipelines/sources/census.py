"""American Community Survey tables in the three layouts that coalitions get them in.

The Bureau writes what is not a number as one (a "jam value") or as signs: a margin of -555555555 or `*****`
says that the estimate is controlled to other totals and has no sampling error; every other one says that
there is none. Source: US Census Bureau, "Notes on ACS Estimate and Annotation Values".
"""

import re
from pathlib import Path

import polars as pl

from pipelines.errors import SourceError
from pipelines.schema import conform
from pipelines.sources.sidecars import SourceFile
from pipelines.sources.text_tables import (
    JAM_VALUES,
    Reading,
    check_unique,
    joined_code,
    need_columns,
    read_text_table,
    to_numbers,
)
from pipelines.tables.warehouse import CENSUS

CONTROLLED = -555555555.0
SIGNS = {"*****": str(CONTROLLED), "***": "", "**": "", "(X)": "", "N": ""}
PARTS = {"E": "estimate", "M": "moe", "PE": "percent", "PM": "percent_moe", "V": "cv"}
FIGURE_COLUMN = re.compile(r"^(?P<variable>.*_\d+)(?P<part>PE|PM|E|M|V)$")
GEO_ID = re.compile(r"^(?P<level>\d{3})\w*US(?P<code>\w+)$")


def read_census(source: SourceFile) -> Reading:
    """The figures of one census file as table `census`, with the codes that the file (or its code map) uses.

    Raises SourceError for a missing column, a figure that is no number, or two rows of one area.
    """
    layout = source.about.layout
    table, left_out = _read_site(source) if layout == "census_site" else (_read_wide(source), ())
    long = _figures(source.path, table, header_rows=2 if layout == "census_site" else 1)
    rows = _clean(long).with_columns(
        pl.lit(source.about.id).alias("source"),
        pl.lit(source.about.area_level).alias("area_level"),
        pl.col("area_code").replace(source.about.code_map),
    )
    check_unique(source.path, rows, ("area_code", "variable"))
    return Reading(conform(CENSUS, rows), left_out)


def _read_wide(source: SourceFile) -> pl.DataFrame:
    table = read_text_table(source.path)
    columns = source.about.code_column
    need_columns(source.path, table, [columns] if isinstance(columns, str) else columns)
    return table.with_columns(joined_code(table, columns))


def _read_site(source: SourceFile) -> tuple[pl.DataFrame, tuple[tuple[str, int], ...]]:
    """A table as the Census site exports it: labels in a second header row, rows of several levels mixed."""
    table = read_text_table(source.path)
    need_columns(source.path, table, ["GEO_ID"])
    parts = pl.col("GEO_ID").str.extract_groups(GEO_ID.pattern)
    table = table.slice(1).with_columns(
        parts.struct.field("level").alias("summary_level"), parts.struct.field("code").alias("area_code")
    )
    if table["summary_level"].null_count():
        raise SourceError(f"{source.path}: codes such as 1400000US06037101110 were expected in GEO_ID.")
    wanted = source.about.summary_level or table["summary_level"].mode().sort()[0]
    others = (
        table.filter(pl.col("summary_level") != wanted)["summary_level"].value_counts().sort("summary_level")
    )
    left_out = tuple((f"rows of summary level {level}", rows) for level, rows in others.iter_rows())
    return table.filter(pl.col("summary_level") == wanted), left_out


def _figures(path: Path, table: pl.DataFrame, header_rows: int) -> pl.DataFrame:
    """Long form: area_code, variable and one column per part. A part that the file lacks is null."""
    columns = {name: found for name in table.columns if (found := FIGURE_COLUMN.match(name))}
    if not columns:
        raise SourceError(f"{path} has no column of figures, such as B01001_001E and B01001_001M.")
    variables = pl.DataFrame({"variable": sorted({found["variable"] for found in columns.values()})})
    long = table.select("area_code").with_row_index("row").join(variables, how="cross")
    for part, column in PARTS.items():
        names = {name: found["variable"] for name, found in columns.items() if found["part"] == part}
        figures = _one_part(path, table, names, header_rows).rename({"figure": column})
        long = long.join(figures, on=("row", "variable"), how="left", validate="1:1")
    return long.drop("row")


def _one_part(path: Path, table: pl.DataFrame, names: dict[str, str], header_rows: int) -> pl.DataFrame:
    """All columns of one part (all estimates, say) as row, variable, figure."""
    wide = table.select(pl.col(name).alias(variable) for name, variable in names.items()).with_row_index(
        "row"
    )
    long = wide.unpivot(index="row", variable_name="variable", value_name="figure")
    lines = long["row"] + header_rows + 1
    figures = to_numbers(path, _without_signs(long["figure"]), lines, long["variable"])
    return long.with_columns(figures)


def _without_signs(texts: pl.Series) -> pl.Series:
    """Signs as what they stand for: blank, a jam value; "250,000+" as 250001, as the Bureau's API has it."""
    plain = texts.cast(pl.String).str.strip_chars().replace(SIGNS)
    if not plain.str.contains(r"\d[+-]$").any():
        return plain
    top = plain.str.extract(r"^([\d,]+)\+$").str.replace_all(",", "").cast(pl.Int64) + 1
    bottom = plain.str.extract(r"^([\d,]+)-$").str.replace_all(",", "").cast(pl.Int64) - 1
    return (
        pl.select(pl.coalesce(top.cast(pl.String), bottom.cast(pl.String), plain))
        .to_series()
        .rename(texts.name)
    )


def _clean(long: pl.DataFrame) -> pl.DataFrame:
    """Jam values to null, a controlled total to a margin of 0.

    A file worked up by others says "controlled" only by a margin of 0 on a count above 0, which no sample
    gives.
    """
    is_jam = pl.col("moe") == CONTROLLED
    is_zero = (pl.col("moe") == 0) & (pl.col("estimate") > 0)
    no_estimate = pl.col("estimate").is_in(JAM_VALUES)
    return long.with_columns(
        (is_jam | is_zero).fill_null(False).alias("is_controlled"),
        pl.when(~no_estimate).then(pl.col("estimate")).alias("estimate"),
        pl.when(is_jam).then(0.0).when(pl.col("moe") >= 0).then(pl.col("moe")).alias("moe"),
        *(pl.when(pl.col(c) >= 0).then(pl.col(c)).alias(c) for c in ("percent", "percent_moe", "cv")),
    )
