"""One partner's folder to its records: gate, fates, codes, places, requests, and both accounts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.catalog import Catalog
from pipelines.geography.places import Places
from pipelines.intake.accounts import quarantine, request_account, row_account, row_years
from pipelines.intake.codes import read_codebook
from pipelines.intake.correcting import apply_corrections
from pipelines.intake.corrections import Correction
from pipelines.intake.counting import Reading, count_rows
from pipelines.intake.digests import KeyOf
from pipelines.intake.fates import decide_fates
from pipelines.intake.household_keys import Households
from pipelines.intake.mapping import Mapping, read_mapping
from pipelines.intake.partner_files import PartnerSheet, read_calendar, read_partner_sheet
from pipelines.intake.placing import check_levels, check_sheet
from pipelines.intake.rows import read_rows
from pipelines.pieces import Pieces
from pipelines.schema import conform
from pipelines.tables.warehouse import PARTNER

READING = 0.3  # share of the work that reading and gating take; the rest is coding and counting


@dataclass(frozen=True)
class PartnerLog:
    """What one partner's files came to, as tables of warehouse.duckdb. `notices`: sentences for the person
    who builds.
    """

    request_pieces: Pieces
    offers: pl.DataFrame
    row_account: pl.DataFrame
    row_years: pl.DataFrame
    request_account: pl.DataFrame
    quarantine: pl.DataFrame
    unmapped: pl.DataFrame
    corrections: pl.DataFrame
    partner: pl.DataFrame
    calendar: pl.DataFrame
    notices: tuple[str, ...]

    @property
    def requests(self) -> pl.DataFrame:
        """Table `request` of this partner, whole."""
        return self.request_pieces.together()


def read_partner(
    folder: Path,
    catalog: Catalog,
    places: Places,
    key_of: KeyOf,
    today: date | None = None,
    corrections: Iterable[Correction] = (),
    tell: Callable[[float], None] | None = None,
    forgotten: str | None = None,
) -> PartnerLog:
    """Read the files in `folder` as its mapping.yaml says.

    `key_of`: the key of a year, for household and request keys and draws. `today`: later days are out of
    period where the mapping declares none (default: the clock's). `corrections`: of this partner. `tell` is
    called with the share that is done. `forgotten`: the last month whose records are dropped.

    Raises CatalogError for a fault in mapping.yaml, partner.yaml, calendar.csv or a correction,
    IdentifierError for a column of identifiers, IntakeError for a file that is not as mapped.
    """
    mapping, entry = read_mapping(folder)
    sheet, calendar = read_partner_sheet(folder), read_calendar(folder)
    book = read_codebook(mapping, entry, catalog)
    check_levels(mapping, entry, places)
    check_sheet(folder, sheet, places)
    tell = tell or (lambda share: None)
    rows = read_rows(folder, mapping, entry, lambda share: tell(READING * share))
    read, corrected = apply_corrections(rows, mapping, corrections)
    households = Households(mapping, key_of)
    fates = decide_fates(read, mapping, today or date.today(), households, forgotten)
    # Of millions of rows the ids would be held twice.
    del rows
    read = replace(read, frame=read.frame.clear())
    accounts = row_account(folder.name, read.labels, fates), row_years(folder.name, fates)
    kept_out = quarantine(folder.name, read.labels, fates)
    reading = Reading(folder, mapping, book, sheet, places, key_of, households)
    counted = count_rows(fates, read, reading, lambda share: tell(READING + (1 - READING) * share))
    return PartnerLog(
        request_pieces=counted.requests,
        offers=counted.offers.together(),
        row_account=accounts[0],
        row_years=accounts[1],
        request_account=request_account(folder.name, counted.steps),
        quarantine=kept_out,
        unmapped=counted.unmapped(folder.name),
        corrections=corrected,
        partner=_partner(folder.name, sheet, mapping, counted.months),
        calendar=calendar,
        notices=read.notices,
    )


def _partner(name: str, sheet: PartnerSheet, mapping: Mapping, months: list[str]) -> pl.DataFrame:
    areas = sheet.service_area
    row = {
        "partner": name,
        "name": sheet.name,
        "kind": sheet.kind,
        "languages": ",".join(sheet.languages),
        "service_area": areas if isinstance(areas, str) else ",".join(areas),
        "is_count_only": bool(mapping.with_role("count")),
        "is_simulated": sheet.is_simulated,
        "first_month": min(months, default=None),
        "last_month": max(months, default=None),
    }
    return conform(PARTNER, pl.DataFrame([row], schema=PARTNER.empty().schema))
