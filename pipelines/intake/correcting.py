"""Corrections applied to a partner's rows, past the gate and before anything is decided of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from fnmatch import fnmatch

import polars as pl

from pipelines.intake.columns import field_names
from pipelines.intake.corrections import Correction
from pipelines.intake.day_columns import parsed_dates
from pipelines.intake.mapping import ColumnRule, Mapping, same
from pipelines.intake.roles import DROPPED
from pipelines.intake.rows import Rows
from pipelines.schema import conform
from pipelines.tables.warehouse import CORRECTION


@dataclass(frozen=True)
class _Change:
    """What one correction does: `mask` of the rows, and the new cells of each field (only `mask` counts)."""

    correction: Correction
    mask: pl.Series
    cells: dict[str, pl.Series]


def apply_corrections(
    rows: Rows, mapping: Mapping, corrections: Iterable[Correction]
) -> tuple[Rows, pl.DataFrame]:
    """`rows` as corrected, and table `correction`.

    Every `match` is about the rows as they came, so that the order of corrections changes nothing. Rows that
    the gate keeps out are not looked at. Raises CatalogError where a correction finds another number of
    (different) rows than it expects, or two would change one cell.
    """
    changes = [_change_of(rows, mapping, correction) for correction in corrections]
    _check_apart(changes)
    frame = rows.frame
    for change in changes:
        mask = pl.lit(change.mask)
        if change.correction.rule.drop:
            frame = frame.with_columns(
                pl.when(mask).then(pl.lit("quarantined")).otherwise("fate").alias("fate"),
                pl.when(mask).then(pl.lit("by_correction")).otherwise("reason").alias("reason"),
            )
        frame = frame.with_columns(
            pl.when(mask)
            .then(pl.lit(cells))
            .otherwise(pl.col(name).cast(pl.String))
            .cast(frame[name].dtype)
            .alias(name)
            for name, cells in change.cells.items()
        )
    return replace(rows, frame=frame), _table(mapping.partner, changes)


def _change_of(rows: Rows, mapping: Mapping, correction: Correction) -> _Change:
    mask = _matching(rows, mapping, correction)
    found = rows.frame.filter(mask).select(n for n in field_names(mapping) if n in rows.frame.columns)
    count = found.n_unique() if found.width else found.height
    if count != correction.rule.expect:
        raise correction.fault(
            f"it finds {count:,} rows (copies in other exports not counted again). If the partner has mended "
            "its file, delete the correction; else mend its match. Rows that the gate keeps out cannot be "
            "corrected here.",
            "expect",
        )
    return _Change(correction, mask, _new_cells(rows.frame, mapping, correction))


def _matching(rows: Rows, mapping: Mapping, correction: Correction) -> pl.Series:
    rule, match, frame = correction.rule, correction.rule.match, rows.frame
    conditions = [pl.col("fate").is_null()]
    if rule.file:
        names = [n for n, label in enumerate(rows.labels) if _is_file(label, rule.file)]
        if not names:
            raise correction.fault(f"{rule.partner} has no file of this name.", "file")
        conditions.append(pl.col("file").is_in(names))
    if match.rows:
        row = pl.col("row_number")
        conditions.append(pl.any_horizontal(row.is_between(first, last) for first, last in match.spans()))
    if match.records:
        ids = [name for name, r in field_names(mapping).items() if r.role == "request_id"]
        if not ids:
            raise correction.fault("the mapping has no column of record ids.", "match", "records")
        conditions.append(_is_one_of(frame, ids[0], match.records))
    for header, cell in match.columns.items():
        name = _field(mapping, correction, header, "match", "columns")
        conditions.append(pl.col(name).is_null() if cell is None else _is_one_of(frame, name, [cell]))
    if match.received:
        days = pl.lit(parsed_dates(frame, _of_role(mapping, "received_on")))
        end = datetime.combine(match.received.to_on + timedelta(days=1), time.min)
        conditions.append((days >= datetime.combine(match.received.from_on, time.min)) & (days < end))
    return frame.select(pl.all_horizontal(conditions).fill_null(False)).to_series()


def _is_file(label: str, pattern: str) -> bool:
    """`label`: a file's name, with the sheet after # where there are several."""
    return fnmatch(label, pattern) or fnmatch(label.partition("#")[0], pattern)


def _is_one_of(frame: pl.DataFrame, name: str, texts: Iterable[str]) -> pl.Expr:
    wanted = {same(text) for text in texts}
    return pl.col(name).is_in([text for text in frame[name].drop_nulls().unique() if same(text) in wanted])


def _field(mapping: Mapping, correction: Correction, header: str, *keys: str) -> str:
    """The frame column of the mapping's column `header`; a column that is never read has none."""
    for name, (mapped, rule) in zip(field_names(mapping), mapping.columns.items(), strict=True):
        if same(mapped) == same(header) and rule.role not in (*DROPPED, "ignore"):
            return name
    raise correction.fault("mapping.yaml reads no column of this name.", *keys, header)


def _of_role(mapping: Mapping, role: str) -> dict[str, ColumnRule]:
    return {name: rule for name, rule in field_names(mapping).items() if rule.role == role}


def _new_cells(frame: pl.DataFrame, mapping: Mapping, correction: Correction) -> dict[str, pl.Series]:
    cells = {}
    for header, text in correction.rule.set_cells.items():
        name = _field(mapping, correction, header, "set")
        cells[name] = pl.Series([text], dtype=pl.String).new_from_index(0, frame.height)
    for role, days in correction.rule.shift_days.items():
        columns = _of_role(mapping, role)
        if not columns:
            raise correction.fault("mapping.yaml has no column of this role.", "shift_days", role)
        cells |= _shifted(frame, columns, days)
    return cells


def _shifted(frame: pl.DataFrame, columns: dict[str, ColumnRule], days: int) -> dict[str, pl.Series]:
    """The cells of a date that lies `days` later; a cell that cannot be read stays as it is."""
    moved = parsed_dates(frame, columns, as_written=True) + timedelta(days=days)
    signs = {None: "%Y-%m-%dT%H:%M:%S%.f", "day": "%d", "month": "%m", "year": "%Y"}
    return {
        name: moved.dt.strftime(signs[rule.part]).fill_null(frame[name].cast(pl.String))
        for name, rule in columns.items()
    }


def _check_apart(changes: list[_Change]) -> None:
    """Raise CatalogError where two corrections change one cell, or one drops what another changes."""
    for n, change in enumerate(changes):
        for other in changes[:n]:
            drops = change.correction.rule.drop or other.correction.rule.drop
            if (drops or change.cells.keys() & other.cells.keys()) and (change.mask & other.mask).any():
                raise change.correction.fault(
                    f"it changes what {other.correction.rule.id} ({other.correction.entry.place()}) changes "
                    "as well, so the order would decide. Make one correction of the two.",
                    "match",
                )


def _table(partner: str, changes: list[_Change]) -> pl.DataFrame:
    lines = [
        {
            "partner": partner,
            "correction": change.correction.rule.id,
            "action": change.correction.rule.action,
            "rows": int(change.mask.sum()),
            "reason": change.correction.rule.reason,
            "decided_on": change.correction.rule.on,
        }
        for change in changes
    ]
    return conform(CORRECTION, pl.DataFrame(lines, schema=CORRECTION.empty().schema))
