"""What a partner says of itself: partner.yaml and calendar.csv."""

import csv
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl
import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipelines.errors import CatalogError
from pipelines.identifiers import find_identifier
from pipelines.schema import conform
from pipelines.tables.warehouse import CALENDAR
from pipelines.warehouse import SHARED_FILE, write_file
from pipelines.yaml_file import parse_entry, read_yaml

KINDS = ("mutual_aid", "pantry", "clinic", "legal", "helpline_211", "shelter", "school", "other")
STATES = next(column.values for column in CALENDAR.columns if column.name == "state")


class Agreement(BaseModel):
    """What may be said of the partner's rows: the finest area level, groups, results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: str | None = None
    groups: bool = True
    results: bool = True


class PartnerSheet(BaseModel):
    """partner.yaml. `withdrawn`: the day on which it left; no build reads a row of it from then on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    kind: Literal[KINDS]
    languages: tuple[str, ...] = ()
    service_area: Literal["all"] | tuple[str, ...] = "all"
    is_simulated: bool = False
    agrees: Agreement = Agreement()
    withdrawn: date | None = None

    @field_validator("service_area", mode="before")
    @classmethod
    def _codes_are_text(cls, value: object) -> object:
        return tuple(str(code) for code in value) if isinstance(value, list) else value


def read_partner_sheet(folder: Path) -> PartnerSheet:
    """partner.yaml of `folder`. Raises CatalogError naming file and line."""
    return parse_entry(PartnerSheet, read_yaml(folder / "partner.yaml"), f"the partner {folder.name}")


def write_partner_sheet(folder: Path, sheet: PartnerSheet) -> None:
    """partner.yaml of `folder`, which is made where it is not there. What `sheet` leaves open is left out."""
    content = sheet.model_dump(mode="json", exclude_none=True)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "partner.yaml", text.encode(), SHARED_FILE)


def read_calendar(folder: Path) -> pl.DataFrame:
    """calendar.csv (from, to, state, note) as table `calendar`; a partner without one was always open.

    Raises CatalogError naming file and line.
    """
    path = folder / "calendar.csv"
    if not path.is_file():
        return CALENDAR.empty()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except UnicodeDecodeError:
        raise CatalogError(f"{path}: this is not text in UTF-8; save it again with that encoding.") from None
    names = [name.strip() for name in rows[0]] if rows else []
    if names[:3] != ["from", "to", "state"]:
        raise CatalogError(f"{path} line 1: the header from,to,state,note was expected.")
    spells = [_spell(path, line, row) for line, row in enumerate(rows[1:], start=2) if any(row)]
    _check_once(path, spells)
    frame = pl.DataFrame(spells, schema=CALENDAR.empty().drop("partner").schema)
    return conform(CALENDAR, frame.with_columns(partner=pl.lit(folder.name)))


def _spell(path: Path, line: int, row: list[str]) -> dict:
    start, end, state, note = [cell.strip() for cell in (*row, "", "", "", "")[:4]]
    try:
        days = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        days = None
    if days is None or days[0] > days[1]:
        raise CatalogError(
            f"{path} line {line}: two days as 2025-03-31 were expected, the first not after the second."
        )
    if state not in STATES:
        raise CatalogError(f"{path} line {line}: the state must be one of {', '.join(STATES)}.")
    if find_identifier(note):
        raise CatalogError(f"{path} line {line}: the note holds what identifies a person; take it out.")
    return {"from_on": days[0], "to_on": days[1], "state": state, "note": note or None}


def _check_once(path: Path, spells: list[dict]) -> None:
    starts = [spell["from_on"] for spell in spells]
    if len(set(starts)) < len(starts):
        raise CatalogError(f"{path}: two spells start on the same day; join them or mend one.")
