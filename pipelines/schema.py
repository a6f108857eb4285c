"""How a table is declared, and the one check that every table passes before it is written.

A declaration is said once and used three times: to create the table, to check a frame against it, and to
write the comments and the data dictionary that readers see.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

Sensitivity = Literal["record", "ledger", "private", "public"]

POLARS_TYPES = {
    "text": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "date": pl.Date,
    "boolean": pl.Boolean,
}
SQL_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}


@dataclass(frozen=True)
class Column:
    """One column: its type, what it means, its unit, and which values it may hold."""

    name: str
    type: Literal["text", "integer", "number", "date", "boolean"]
    description: str
    unit: str = ""
    nullable: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: what a row is (`grain`), what makes it unique (`key`), and who may ever see it."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    sensitivity: Sensitivity

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    def empty(self) -> pl.DataFrame:
        """A frame of no rows with this table's columns and types."""
        return pl.DataFrame(schema={c.name: POLARS_TYPES[c.type] for c in self.columns})


class TableError(AssertionError):
    """A frame does not hold what its table declares: a fault of ours, so it keeps its traceback."""


def conform(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the columns of `table` in order and type, sorted by its key, after `check_table`."""
    missing = set(table.column_names) - set(frame.columns)
    if missing:
        raise TableError(f"{table.name}: columns are missing: {sorted(missing)}")
    shaped = frame.select(pl.col(c.name).cast(POLARS_TYPES[c.type]) for c in table.columns)
    check_table(table, shaped)
    return shaped.sort(table.key) if table.key else shaped


def check_table(table: Table, frame: pl.DataFrame) -> None:
    """Raise TableError unless `frame` has the declared columns, types, keys and values.

    The message names table, column and how many rows, never a value: it may be about people's records.
    """
    if frame.columns != table.column_names:
        raise TableError(f"{table.name}: columns differ from the declaration: {frame.columns}")
    for column in table.columns:
        if frame.schema[column.name] != POLARS_TYPES[column.type]:
            raise TableError(
                f"{table.name}.{column.name}: is {frame.schema[column.name]}, declared {column.type}"
            )
    _check_values(table, frame)
    if table.key and frame.select(table.key).is_duplicated().any():
        raise TableError(f"{table.name}: the key {table.key} is not unique")


def _check_values(table: Table, frame: pl.DataFrame) -> None:
    # In one question: the ledger writes hundreds of small files, and asking costs more than counting.
    empty = [pl.col(c.name).null_count() for c in table.columns if not c.nullable]
    strange = [_outside(c).alias(f"{c.name} strange") for c in table.columns if c.values]
    found = frame.select(*empty, *strange).row(0, named=True) if empty or strange else {}
    for column in table.columns:
        where = f"{table.name}.{column.name}"
        if found.get(column.name):
            raise TableError(f"{where}: {found[column.name]} rows are empty, none may be")
        if found.get(f"{column.name} strange"):
            rows = found[f"{column.name} strange"]
            raise TableError(f"{where}: {rows} rows hold a value outside {list(column.values)}")


def _outside(column: Column) -> pl.Expr:
    """How many rows of the column hold a value that it may not."""
    value = pl.col(column.name)
    return (value.is_not_null() & ~value.is_in(list(column.values))).sum()
