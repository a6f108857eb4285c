"""Every equation between the cells of a system of linked tables.

One parent cell is the sum of its children along one dimension, all other columns of the key being equal.
Where a child is not in the system its own parts stand in for it, so that a table that skips a level is
linked all the same; a parent that some part of is nowhere in the system has no equation.
"""

import polars as pl

from pipelines.disclosure.hierarchy import BLOCK, DIMENSIONS, Hierarchy
from pipelines.tables.edition import COUNT_KEY

EQUATION_SCHEMA = {"equation": pl.Int64, "cell": pl.Int64, "coefficient": pl.Int8}


def number_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` sorted by COUNT_KEY with a running number `cell`: the same cells, the same numbers."""
    return frame.sort(COUNT_KEY).with_row_index("cell").with_columns(pl.col("cell").cast(pl.Int64))


def build_equations(cells: pl.DataFrame, hierarchy: Hierarchy) -> pl.DataFrame:
    """Sparse rows equation, cell, coefficient (parent -1, child 1), whose signed sum of true counts is 0.

    `cells`: cell and COUNT_KEY, unpublished cells (blocks) among them.
    """
    cells = cells.filter(pl.col("measure").is_in(list(hierarchy.additive)))
    # Joined a hundred times on eleven columns of codes: as categories, in half the time.
    as_categories = pl.col(pl.String).exclude("dimension", "partition").cast(pl.Categorical)
    cells, links = cells.with_columns(as_categories), hierarchy.frame().with_columns(as_categories)
    parts = links.partition_by(["dimension", "partition"], as_dict=True, maintain_order=True)
    found = [_along(cells, DIMENSIONS[dimension], part) for (dimension, _), part in parts.items()]
    rows = pl.concat([f for f in found if f.height] or [_no_rows()])
    numbered = rows.with_columns(equation=pl.struct("source", "parent").rank("dense").cast(pl.Int64) - 1)
    parents = numbered.select("equation", pl.col("parent").alias("cell")).unique()
    return pl.concat(
        [
            parents.with_columns(coefficient=pl.lit(-1, pl.Int8)),
            numbered.select("equation", "cell", coefficient=pl.lit(1, pl.Int8)),
        ]
    ).sort("equation", "cell")


def _no_rows() -> pl.DataFrame:
    return pl.DataFrame(schema={"source": pl.String, "parent": pl.Int64, "cell": pl.Int64})


def _along(cells: pl.DataFrame, columns: tuple[str, str], links: pl.DataFrame) -> pl.DataFrame:
    """Rows source, parent, cell of the equations along one dimension and partition."""
    level, code = columns
    source = "/".join(links.select("dimension", "partition").row(0))
    step = links.select("parent_level", "parent_code", "child_level", "child_code")
    at = {"left_on": [level, code], "right_on": ["parent_level", "parent_code"]}
    open_rows = cells.with_columns(parent=pl.col("cell")).join(step, **at, how="inner", validate="m:m")
    open_rows = _to_children(open_rows, level, code)
    closed = []
    while open_rows.height:
        looked = open_rows.drop("cell").join(cells, on=list(COUNT_KEY), how="left", validate="m:1")
        closed.append(looked.filter(pl.col("cell").is_not_null()).select("parent", "cell"))
        missing = looked.filter(pl.col("cell").is_null())
        deeper = missing.join(step, **at, how="left", validate="m:m")
        lost = deeper.filter(pl.col("child_code").is_null())["parent"].unique()
        closed = [c.filter(~pl.col("parent").is_in(lost.implode())) for c in closed]
        open_rows = _to_children(deeper.filter(~pl.col("parent").is_in(lost.implode())), level, code)
    rows = pl.concat(closed) if closed else _no_rows().select("parent", "cell")
    return rows.select(pl.lit(source).alias("source"), "parent", "cell")


def _to_children(rows: pl.DataFrame, level: str, code: str) -> pl.DataFrame:
    return rows.with_columns(pl.col("child_level").alias(level), pl.col("child_code").alias(code)).select(
        *COUNT_KEY, "cell", "parent"
    )


def block_keys(cells: pl.DataFrame, hierarchy: Hierarchy) -> pl.DataFrame:
    """COUNT_KEY of the unpublished cells that link overlapping levels, for published `cells`.

    They are needed wherever one combination of the other columns is published for two levels that do not
    nest: the pieces of the finest nested level that it is published for (`cuts`), else blocks.
    """
    cells = cells.filter(pl.col("measure").is_in(list(hierarchy.additive)))
    areas = hierarchy.frame().filter(pl.col("dimension") == "area")
    pieces = areas.filter(pl.col("child_level").str.starts_with(BLOCK))
    between = areas.filter(~pl.col("child_level").str.starts_with(BLOCK))
    rest = [c for c in COUNT_KEY if c not in DIMENSIONS["area"]]
    cuts = pl.DataFrame(
        list(hierarchy.cuts), schema={"area_level": pl.String, "pieces": pl.String}, orient="row"
    ).with_row_index("fineness")
    seen = cells.join(_partitions_of_levels(between), on="area_level", how="inner", validate="m:1")
    linked = (
        seen.join(cuts, on="area_level", how="left", validate="m:1")
        .sort("fineness", nulls_last=False)
        .group_by(rest, maintain_order=True)
        .agg(pl.col("partition").n_unique(), area_level=pl.col("pieces").last().fill_null(BLOCK))
        .filter(pl.col("partition") > 1)
    )
    codes = pieces.select(area_level="child_level", area_code="child_code").unique()
    return linked.join(codes, on="area_level", how="inner", validate="m:m").select(COUNT_KEY).sort(COUNT_KEY)


def _partitions_of_levels(areas: pl.DataFrame) -> pl.DataFrame:
    """area_level, partition of the levels in one partition only: neither the city nor the blocks."""
    levels = pl.concat(
        [
            areas.select("partition", area_level="parent_level"),
            areas.select("partition", area_level="child_level"),
        ]
    ).unique()
    return levels.filter(pl.len().over("area_level") == 1)
