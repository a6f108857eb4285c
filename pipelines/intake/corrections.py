"""Known faults of partners' files, mended by hand: raw/corrections/*.yaml, what it may say and where it is
ambiguous. `correcting.py` applies them.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipelines.errors import CatalogError
from pipelines.identifiers import find_identifier, names_person
from pipelines.intake.mapping import Period, fault
from pipelines.yaml_file import Entry, nearest, parse_entry, read_yaml

SPAN = re.compile(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?")
DATE_ROLES = ("received_on", "result_on")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Match(_Part):
    """Which rows: all that fulfil every condition. `rows`: numbers as a spreadsheet shows, `12` or `40-52`.
    `columns`: what a cell holds, by header; null for an empty one.
    """

    rows: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    columns: dict[str, str | None] = {}
    received: Period | None = None

    @field_validator("rows", "records", mode="before")
    @classmethod
    def _as_texts(cls, value: object) -> object:
        if not isinstance(value, list):
            raise ValueError("it must be a list, as [12, 40-52].")
        return tuple(str(item) for item in value)

    @field_validator("columns", mode="before")
    @classmethod
    def _as_cells(cls, value: object) -> object:
        return _as_cells(value)

    @field_validator("rows")
    @classmethod
    def _are_spans(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(SPAN.fullmatch(text.strip()) is None for text in value):
            raise ValueError("write row numbers as a spreadsheet shows them: 12, or 40-52 for a stretch.")
        return value

    def spans(self) -> list[tuple[int, int]]:
        """First and last row number of each stretch."""
        found = [SPAN.fullmatch(text.strip()) for text in self.rows]
        return [(int(m[1]), int(m[2] or m[1])) for m in found if m is not None]


class CorrectionRule(_Part):
    """One entry of a file of corrections."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    partner: str
    file: str | None = None
    match: Match = Match()
    drop: bool = False
    set_cells: dict[str, str | None] = Field(default={}, alias="set")
    shift_days: dict[str, int] = {}
    reason: str = Field(min_length=1)
    told: str = Field(min_length=1)
    on: date
    expect: int = Field(ge=1)

    @field_validator("set_cells", mode="before")
    @classmethod
    def _as_cells(cls, value: object) -> object:
        return _as_cells(value)

    @model_validator(mode="after")
    def _is_plain(self) -> "CorrectionRule":
        if sum(map(bool, (self.drop, self.set_cells, self.shift_days))) != 1:
            raise ValueError("write one of drop: true, set and shift_days; a second action is its own entry.")
        if not (self.file or self.match.model_fields_set):
            raise ValueError("`match` says which rows; with neither match nor file it would be all.")
        if self.match.rows and not self.file:
            raise ValueError("row numbers need the name of their `file` beside them.")
        if any(role not in DATE_ROLES for role in self.shift_days):
            raise ValueError(f"shift_days takes {' and '.join(DATE_ROLES)}, each with a number of days.")
        if any(find_identifier(text) or names_person(text) for text in self.set_cells.values() if text):
            raise ValueError("what `set` would write looks like an identifier of a person, so it is refused.")
        return self

    @property
    def action(self) -> str:
        """drop, set or shift_days."""
        return "drop" if self.drop else "set" if self.set_cells else "shift_days"


def _as_cells(value: object) -> object:
    if not isinstance(value, dict):
        raise ValueError("it must be `header: cell` pairs.")
    # A cell written as 015, 3 or true is text, as it is in a partner's file.
    return {str(header): None if cell is None else str(cell) for header, cell in value.items()}


@dataclass(frozen=True)
class Correction:
    """An entry and where its lines stand."""

    rule: CorrectionRule
    entry: Entry

    def fault(self, text: str, *keys: str | int) -> CatalogError:
        """An error that names file, line and the correction."""
        return fault(self.entry, f"the correction {self.rule.id}: {text}", *keys)


def read_corrections(folder: Path, partners: Collection[str]) -> tuple[Correction, ...]:
    """All corrections of the files in `folder`, by file and line; none where there is no folder.

    `partners`: the folders of raw/intake. Raises CatalogError naming file and line; no value of a row.
    """
    found: dict[str, Correction] = {}
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        for correction in _read_file(path):
            rule = correction.rule
            if rule.partner not in partners:
                hint = nearest(rule.partner, list(partners))
                raise correction.fault(f"raw/intake has no partner of this name.{hint}", "partner")
            if rule.id in found:
                first = found[rule.id].entry.place("id")
                raise correction.fault(f"another has this id ({first}). Give each its own.", "id")
            found[rule.id] = correction
    return tuple(found.values())


def _read_file(path: Path) -> list[Correction]:
    entry = read_yaml(path)
    listed = entry.data.get("corrections", "missing") or []
    if len(entry.data) != 1 or not isinstance(listed, list):
        raise CatalogError(f"{entry.place()}: expected one list, `corrections:`, of entries with `- id:`.")
    entries = [entry.at("corrections", n) for n in range(len(listed))]
    return [Correction(parse_entry(CorrectionRule, e, "a correction", is_private=True), e) for e in entries]
