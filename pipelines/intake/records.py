"""JSON and Parquet: records with named fields. The first record counts as row 2, as it would under a
header.
"""

import io
import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.errors import IntakeError
from pipelines.intake.mapping import Format
from pipelines.intake.sheets import LIST_MARK, Sheet
from pipelines.intake.text_files import decode


def read_json(label: str, where: str, data: bytes, layout: Format, _known: frozenset[str]) -> list[Sheet]:
    """A list of objects, at the top or under the key `records`, or one object a line; `fields` names the
    object inside each that holds the answers (as an Airtable export has it). Raises IntakeError where it is
    none of these.
    """
    records = [_flat(record, layout.fields) for record in _records(where, data, layout)]
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = {str(n): [record.get(name) for record in records] for n, name in enumerate(names, start=1)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return [_sheet(label, names, frame)]


def read_parquet(label: str, where: str, data: bytes, _layout: Format, _known: frozenset[str]) -> list[Sheet]:
    """The columns of a Parquet file. Raises IntakeError where it is damaged or holds nested records."""
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (pl.exceptions.PolarsError, OSError):
        frame = None
    if frame is None:
        raise IntakeError(
            f"{where} is damaged: it cannot be read as Parquet. Export it again and replace the file."
        )
    nested = [name for name, dtype in frame.schema.items() if isinstance(dtype, (pl.Struct, pl.Object))]
    if nested:
        raise IntakeError(
            f"{where}: column {frame.columns.index(nested[0]) + 1} holds records inside records; export it "
            "flat."
        )
    text = frame.select(_as_text(frame[name]).alias(str(n)) for n, name in enumerate(frame.columns, start=1))
    return [_sheet(label, frame.columns, text)]


def _sheet(label: str, names: list[str], frame: pl.DataFrame) -> Sheet:
    numbered = frame.lazy().with_row_index("row_number", offset=2)
    rows = numbered.with_columns(pl.col("row_number").cast(pl.Int64), is_ragged=pl.lit(False))
    return Sheet(label, tuple(names), rows)


def _records(where: str, data: bytes, layout: Format) -> list[dict]:
    text = decode(where, data, layout.encoding)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = _lines(text)
    if isinstance(content, dict):
        content = content.get(layout.records) if layout.records else [content]
    if not isinstance(content, list) or not all(isinstance(record, dict) for record in content):
        under = f" under the key `{layout.records}`" if layout.records else ""
        raise IntakeError(
            f"{where} does not hold a list of records{under}, or is cut off. Export it again, or name the "
            "key of the "
            "list in mapping.yaml (format: records)."
        )
    if not content:
        raise IntakeError(f"{where} is empty: its list holds no record. Put the export there again.")
    return content


def _lines(text: str) -> list | None:
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def _flat(record: dict, fields: str | None) -> dict[str, str | None]:
    inner = record.get(fields) if fields else None
    outer = {key: value for key, value in record.items() if key != fields}
    pairs = [*_walk(outer), *_walk(inner if isinstance(inner, dict) else {})]
    return {name: _text(value) for name, value in pairs}


def _walk(record: dict, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _walk(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return LIST_MARK.join(_text(item) or "" for item in value if not isinstance(item, (dict, list)))
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _as_text(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, (pl.List, pl.Array)):
        return column.cast(pl.List(pl.String)).list.join(LIST_MARK)
    if column.dtype.is_float() and (column.drop_nulls() % 1 == 0).all():
        column = column.cast(pl.Int64)
    if isinstance(column.dtype, pl.Datetime):
        return column.dt.strftime("%Y-%m-%d %H:%M:%S")
    return column.cast(pl.String)
