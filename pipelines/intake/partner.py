"""One partner's folder to its records: gate, fates, codes, places, requests, and both accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.catalog import Catalog
from pipelines.geography.places import Places
from pipelines.intake.accounts import quarantine, request_account, row_account, row_years
from pipelines.intake.codes import read_codebook
from pipelines.intake.coding import NO_RESULT, NOT_ASKED, Coder
from pipelines.intake.correcting import apply_corrections
from pipelines.intake.corrections import Correction
from pipelines.intake.fates import decide_fates
from pipelines.intake.mapping import Mapping, read_mapping
from pipelines.intake.partner_files import PartnerSheet, read_calendar, read_partner_sheet
from pipelines.intake.placing import check_levels, check_sheet, place_rows
from pipelines.intake.requests import expand, fold, offers_of, with_household
from pipelines.intake.roles import GROUPS
from pipelines.intake.rows import read_rows
from pipelines.schema import conform
from pipelines.tables.warehouse import OFFER, PARTNER, REQUEST, UNMAPPED


@dataclass(frozen=True)
class PartnerLog:
    """What one partner's files came to, as tables of warehouse.duckdb. `notices`: sentences for the person
    who builds.
    """

    requests: pl.DataFrame
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


def read_partner(
    folder: Path,
    catalog: Catalog,
    places: Places,
    key: bytes,
    today: date | None = None,
    corrections: Iterable[Correction] = (),
) -> PartnerLog:
    """Read the files in `folder` as its mapping.yaml says.

    `key`: the workspace's, for household and request keys. `today`: later days are out of period where the
    mapping declares none (default: the clock's). `corrections`: of this partner. Raises CatalogError for a
    fault in mapping.yaml, partner.yaml, calendar.csv or a correction, IdentifierError for a column of
    identifiers, IntakeError for a file that is not as mapped.
    """
    mapping, entry = read_mapping(folder)
    sheet, calendar = read_partner_sheet(folder), read_calendar(folder)
    book = read_codebook(mapping, entry, catalog)
    check_levels(mapping, entry, places)
    check_sheet(folder, sheet, places)
    read, corrected = apply_corrections(read_rows(folder, mapping, entry), mapping, corrections)
    fates = decide_fates(read, mapping, today or date.today())
    is_shared = any(rule.shared for rule in mapping.with_role("household_key").values())
    loaded = with_household(fates.filter(pl.col("fate") == "loaded"), folder.name, key, is_shared)
    coder = Coder(loaded, mapping, book)
    placed = place_rows(loaded, read, folder, mapping, sheet, places, coder)
    coded = _as_agreed(coder.coded().hstack(placed.select("block", "placed_by")), sheet)
    asks, offers = coded.filter(pl.col("kind") == "ask"), coded.filter(pl.col("kind") == "offer")
    expanded = expand(asks, book.horizons)
    counts = bool(mapping.with_role("count"))
    requests = conform(REQUEST, fold(expanded, folder.name, key, book.domains, counts))
    steps = {
        "loaded_rows": coded.height,
        "offer_rows": offers.height,
        "ask_rows": asks.height,
        "expanded": expanded.height,
        "folded": int(requests["contacts"].sum()) - requests.height,
        "request_rows": requests.height,
        "requests": int(requests["requests"].sum()),
    }
    return PartnerLog(
        requests=requests,
        offers=conform(OFFER, offers_of(offers, folder.name, key, book.domains)),
        row_account=row_account(folder.name, read.labels, fates),
        row_years=row_years(folder.name, fates),
        request_account=request_account(folder.name, steps),
        quarantine=quarantine(folder.name, read.labels, fates),
        unmapped=conform(UNMAPPED, coder.unmapped().with_columns(pl.lit(folder.name).alias("partner"))),
        corrections=corrected,
        partner=_partner(folder.name, sheet, mapping, loaded["month"]),
        calendar=calendar,
        notices=read.notices,
    )


def _as_agreed(rows: pl.DataFrame, sheet: PartnerSheet) -> pl.DataFrame:
    """What the partner does not agree to is said of none of its rows; no row goes missing for it.

    Without results every request has `no_result`; counts then put the partner under `not_recorded`, as they
    do any partner that wrote down too few.
    """
    if not sheet.agrees.groups:
        rows = rows.with_columns(pl.lit(NOT_ASKED).alias(dimension) for dimension in GROUPS)
    if not sheet.agrees.results:
        rows = rows.with_columns(
            pl.lit(NO_RESULT).alias("logged"), pl.lit(None, pl.Datetime("us")).alias("result_at")
        )
    return rows


def _partner(name: str, sheet: PartnerSheet, mapping: Mapping, months: pl.Series) -> pl.DataFrame:
    areas = sheet.service_area
    row = {
        "partner": name,
        "name": sheet.name,
        "kind": sheet.kind,
        "languages": ",".join(sheet.languages),
        "service_area": areas if isinstance(areas, str) else ",".join(areas),
        "is_count_only": bool(mapping.with_role("count")),
        "is_simulated": sheet.is_simulated,
        "first_month": months.min(),
        "last_month": months.max(),
    }
    return conform(PARTNER, pl.DataFrame([row], schema=PARTNER.empty().schema))
