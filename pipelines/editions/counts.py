"""The true count of every cell of the release tables, as sums of frozen atoms. Private until disclosure has
spoken.

Every table is dense: each combination of its codes is a cell, zeros too, so that no cell tells anything by
being absent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.disclosure.hierarchy import BLOCK
from pipelines.editions.designs import Design, Split
from pipelines.editions.terms import ALL, OUTSIDE
from pipelines.errors import UserError
from pipelines.tables.edition import COUNT_KEY

CODES = ("area_code", "period", "need_code", "outcome_code", "group_code")
CELL_COLUMNS = (*COUNT_KEY, "value", "keyed", "by_zip", "partner_residual", "households", "most_by_one")
MEASURES = {
    "value": pl.Int64,
    "keyed": pl.Int64,
    "by_zip": pl.Int64,
    "partner_residual": pl.Int64,
}


# What the codes of an atom are called in the catalog.
_NAMES = {"need_code": "need", "outcome_code": "result", "group_code": "group", "block": "block"}


class LedgerError(UserError):
    """Atoms hold a code that the terms no longer know: a sum would lose them, so nothing is published."""


@dataclass(frozen=True)
class Axes:
    """All codes of every level. `places`: area_level, area_code, block (BLOCK_AREA and each block at level
    `block`). `needs`: need_level, need_code, need. `vintage`: one for all levels, since counts of two
    vintages are no parts of each other. `partner_share`: a partner that gave more of a cell than this is
    taken out, to see what the rest is.
    """

    places: pl.DataFrame
    needs: pl.DataFrame
    outcomes: Mapping[str, Sequence[str]]
    groups: Mapping[str, Sequence[str]]
    vintage: str
    partner_share: float

    def areas(self, design: Design) -> list[str]:
        """Areas of the design's level; what lies outside the city only where the table has it."""
        codes = self.places.filter(pl.col("area_level") == design.area_level)["area_code"].unique().sort()
        left_out = design.area_level != BLOCK and not design.with_outside
        return [code for code in codes if not (left_out and code == OUTSIDE)]


def dense_keys(design: Design, periods: Iterable[str], axes: Axes) -> pl.DataFrame:
    """COUNT_KEY of every cell of `design` in `periods`."""
    columns = {
        "area_code": axes.areas(design),
        "period": list(periods),
        "need_code": list(design.need_codes),
        "outcome_code": list(axes.outcomes.get(design.outcome_dimension, (ALL,))),
        "group_code": list(axes.groups.get(design.group_dimension, (ALL,))),
    }
    keys = pl.select(**design.level_columns(axes.vintage))
    for name, codes in columns.items():
        keys = keys.join(pl.DataFrame({name: codes}, schema={name: pl.String}), how="cross")
    return keys.select(COUNT_KEY)


def count_cells(keys: pl.DataFrame, by_partner: pl.DataFrame, partner_share: float) -> pl.DataFrame:
    """`keys` with value, keyed, by_zip and partner_residual (null: no partner gives more of the cell than
    `partner_share`). `by_partner`: `count_by_partner` of their design.
    """
    sums = by_partner.group_by(CODES).agg(
        pl.col("value", "keyed", "by_zip").sum(), most=pl.col("value").max()
    )
    residual = pl.when(pl.col("most") > partner_share * pl.col("value")).then(
        pl.col("value") - pl.col("most")
    )
    sums = sums.select(*CODES, "value", "keyed", "by_zip", partner_residual=residual)
    cells = keys.join(sums, on=CODES, how="left", validate="1:1")
    return cells.with_columns(pl.col("value", "keyed", "by_zip").fill_null(0))


def count_by_partner(design: Design, atoms: pl.DataFrame, periods: pl.DataFrame, axes: Axes) -> pl.DataFrame:
    """COUNT_KEY, partner, value, keyed, by_zip of every cell that is not empty, one row a partner.

    `atoms`: LEDGER_ATOM of the design's split with results marked. `periods`: period, month. Raises
    LedgerError where an atom's code is not on the axes.
    """
    in_periods = atoms.join(periods, on="month", how="inner", validate="m:1")
    _refuse_strange(in_periods, design, axes)
    places = axes.places.filter(pl.col("area_level") == design.area_level).select("area_code", "block")
    rows = (
        in_periods.join(places, on="block", how="inner", validate="m:1")
        .join(
            _needs(design, atoms, axes),
            left_on="need_code",
            right_on="need",
            how="inner",
            validate="m:m",
            suffix="_of_design",
        )
        .with_columns(need_code="need_code_of_design")
    )
    by_zip = pl.col("value").filter(pl.col("placed_by_zip")).sum()
    sums = rows.group_by(*CODES, "partner").agg(pl.col("value", "keyed").sum(), by_zip=by_zip)
    named = sums.with_columns(**design.level_columns(axes.vintage))
    return named.select(*COUNT_KEY, "partner", "value", "keyed", "by_zip")


def add_households(cells: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """`cells` with households and most_by_one of LEDGER_HOUSEHOLDS; an empty cell has 0 of both.

    For offers and blocks, of which no household is counted, both are null.
    """
    joined = cells.join(
        households, on=[c for c in COUNT_KEY if c != "area_vintage"], how="left", validate="1:1"
    )
    counted = (pl.col("measure") != "offers") & (pl.col("area_level") != BLOCK)
    return joined.with_columns(
        pl.when(counted).then(pl.col(name).fill_null(0)).alias(name) for name in ("households", "most_by_one")
    )


def households_as_cells(design: Design, keys: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """Cells of a design that counts households: the frozen distinct counts are its values."""
    cells = add_households(keys, households)
    return cells.with_columns(
        value="households",
        keyed="households",
        by_zip=pl.lit(0, pl.Int64),
        partner_residual=pl.lit(None, pl.Int64),
    ).select(CELL_COLUMNS)


def atoms_of(atoms: pl.LazyFrame, split: Split) -> pl.LazyFrame:
    """The atoms of one split."""
    return atoms.filter(
        pl.col("measure") == split.measure,
        pl.col("outcome_dimension") == split.outcome_dimension,
        pl.col("group_dimension") == split.group_dimension,
    )


def _needs(design: Design, atoms: pl.DataFrame, axes: Axes) -> pl.DataFrame:
    """need_code, need: under which of the design's codes each need of the atoms counts."""
    if design.need_level == ALL:
        return atoms.select(need=pl.col("need_code").unique()).with_columns(need_code=pl.lit(ALL))
    at_level = axes.needs.filter(pl.col("need_level") == design.need_level)
    return at_level.filter(pl.col("need_code").is_in(design.need_codes)).select("need_code", "need")


def _refuse_strange(atoms: pl.DataFrame, design: Design, axes: Axes) -> None:
    known = {
        "need_code": [*axes.needs["need"], ALL],
        "outcome_code": axes.outcomes.get(design.outcome_dimension, [ALL]),
        "group_code": axes.groups.get(design.group_dimension, [ALL]),
        "block": axes.places["block"],
    }
    strange = {column: sorted({*atoms[column].unique()} - {*codes}) for column, codes in known.items()}
    lost = [f"{_NAMES[column]} `{code}`" for column, codes in strange.items() for code in codes]
    if lost:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        raise LedgerError(
            f"Nothing was published: the ledger counts closed months under {', '.join(lost[:3])}{more}, "
            "which the catalog no longer has. A closed month is never counted again, so that a published "
            "count stays what it was. Expected: the catalog keeps every code that a closed month was counted "
            "under. Put it back in `raw/catalog` of the workspace; what is new may stand beside it. (Of an "
            "example workspace, whose people are invented, remove the folder `processed` and build anew.)"
        )
