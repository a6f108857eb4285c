"""raw/ to the private warehouse: public sources, places, every partner's log, both accounts checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.build_checks import check_accounts, check_names, same_content
from pipelines.build_report import BuildReport, count_codes, count_placed
from pipelines.catalog import Catalog, load_catalog
from pipelines.coalition import load_coalition
from pipelines.errors import UserError
from pipelines.fingerprint import is_unchanged, mark_left_out, take_fingerprint, with_keys
from pipelines.forgotten import read_forgotten
from pipelines.geography.build import Geography, build_geography
from pipelines.geography.levels import read_levels
from pipelines.geography.places import Places
from pipelines.intake import PartnerLog, read_partner
from pipelines.intake.corrections import Correction, read_corrections
from pipelines.intake.mapping import data_files
from pipelines.intake.partner_files import read_partner_sheet
from pipelines.lock import locked
from pipelines.paths import Workspace
from pipelines.pieces import Pieces
from pipelines.public_inputs import Figures, read_figures, read_place_inputs
from pipelines.run_log import Progress, RunLog, write_log
from pipelines.schema import Table
from pipelines.sources.sidecars import find_sources, source_table
from pipelines.tables import warehouse as w
from pipelines.unchanged import unchanged_partners
from pipelines.warehouse import read_pieces, read_table, remove_stale, write_database
from pipelines.workspace_key import YearKeys, read_keys, workspace_key

PARTNER_TABLES = {
    w.OFFER: "offers",
    w.ROW_ACCOUNT: "row_account",
    w.ROW_YEAR: "row_years",
    w.REQUEST_ACCOUNT: "request_account",
    w.QUARANTINE: "quarantine",
    w.CORRECTION: "corrections",
    w.UNMAPPED: "unmapped",
    w.PARTNER: "partner",
    w.CALENDAR: "calendar",
}


@dataclass(frozen=True)
class Logs:
    """The tables of all partners together, their requests apart from the others, and the partners that could
    not be read, with the reason.
    """

    requests: Pieces
    tables: dict[Table, pl.DataFrame]
    failed: tuple[tuple[str, str], ...] = field(default=())


def build(
    workspace: Workspace, *, force: bool = False, keep_going: bool = False, progress: Progress | None = None
) -> BuildReport:
    """Make `processed/warehouse.duckdb` from `raw/`; do nothing where no input has changed since the last
    time, and read only partners whose files have, where nothing else did.

    The last good warehouse stays in place until the new one is whole. Raises UserError: a fault in a file, in
    the catalog, a locked workspace, a full disk; with `keep_going` a partner that cannot be read is left out
    instead.
    """
    inputs = take_fingerprint(workspace)
    if not force and is_unchanged(workspace, inputs) and not _half_built(workspace):
        return BuildReport(is_unchanged=True)
    with locked(workspace, "build"):
        remove_stale(workspace.processed)
        log = RunLog("build", progress)
        try:
            report = _build(workspace, inputs, force, keep_going, log)
        except BaseException as error:
            write_log(workspace, log, type(error).__name__)
            raise
        write_log(workspace, log, "done")
    return report


def _half_built(workspace: Workspace) -> bool:
    return any(workspace.processed.glob(".*.building*"))


def _build(
    workspace: Workspace, inputs: pl.DataFrame, force: bool, keep_going: bool, log: RunLog
) -> BuildReport:
    log.step("catalog")
    catalog, coalition = load_catalog(workspace.catalog_overlay), load_coalition(workspace)
    log.step("public files")
    sources = find_sources(workspace.raw)
    place_inputs = read_place_inputs(sources, read_levels(coalition.area_levels))
    geography = build_geography(
        coalition.area_levels, coalition.city, place_inputs, catalog.policy.sliver_residents
    )
    figures = read_figures(sources, geography)
    gone = withdrawn_partners(workspace)
    notes = (*same_content(workspace.intake, inputs), *_withdrawn_notes(gone))
    key = workspace_key(workspace)
    inputs = with_keys(inputs, read_keys(workspace))
    kept = frozenset() if force else unchanged_partners(workspace, inputs)
    logs = _read_partners(workspace, catalog, geography.places(key), kept, gone, keep_going, log)
    check_accounts(logs.tables[w.ROW_ACCOUNT], logs.tables[w.REQUEST_ACCOUNT], logs.requests)
    check_names(logs.tables[w.PARTNER])
    log.step("writing", requests=logs.requests.height)
    # A year that has begun has its key since its first row.
    inputs = with_keys(inputs, read_keys(workspace))
    build_rows = mark_left_out(inputs, [partner for partner, _ in logs.failed])
    public = {
        w.SOURCE: source_table(sources),
        w.BUILD: build_rows,
        **figures.tables,
        **place_tables(geography),
    }
    write_database(workspace.warehouse, {w.REQUEST: logs.requests, **logs.tables, **public})
    return replace(_report(logs, geography, figures, notes), seconds=log.seconds)


def place_tables(geography: Geography) -> dict[Table, pl.DataFrame]:
    """The declared tables of place."""
    return {
        w.BLOCK: geography.block,
        w.BLOCK_AREA: geography.block_area,
        w.PLACE_CODE: geography.place_code,
        w.AREA: geography.area,
        w.AREA_OVERLAP: geography.area_overlap,
    }


def _read_partners(
    workspace: Workspace,
    catalog: Catalog,
    places: Places,
    kept: frozenset[str],
    gone: Mapping[str, date],
    keep_going: bool,
    log: RunLog,
) -> Logs:
    """`kept`: partners whose rows are taken from the last warehouse. `gone`: those that have withdrawn."""
    requests = Pieces(w.REQUEST)
    parts: dict[Table, list[pl.DataFrame]] = {table: [table.empty()] for table in PARTNER_TABLES}
    if kept:
        log.step("partners as they were", partners=len(kept))
        requests = read_pieces(workspace.warehouse, w.REQUEST, kept)
        for table, frames in parts.items():
            frames.append(read_table(workspace.warehouse, table).filter(pl.col("partner").is_in(kept)))
    failed = []
    key_of, forgotten = YearKeys(workspace), read_forgotten(workspace)
    corrections = corrections_of(workspace)
    here = [f for f in partner_folders(workspace) if f.name not in {*kept, *gone} and has_begun(f)]
    for folder in here:
        log.step(f"partner {folder.name}")
        try:
            own = [c for c in corrections if c.rule.partner == folder.name]
            read: PartnerLog = read_partner(
                folder,
                catalog,
                places,
                key_of,
                corrections=own,
                tell=log.share,
                forgotten=forgotten.through,
            )
        except UserError as error:
            if not keep_going:
                raise
            failed.append((folder.name, str(error)))
            continue
        requests.extend(read.request_pieces)
        for table, name in PARTNER_TABLES.items():
            parts[table].append(getattr(read, name))
    tables = {table: pl.concat(frames) for table, frames in parts.items()}
    tables[w.PARTNER] = forgotten.with_spans(tables[w.PARTNER])
    return Logs(requests, tables, tuple(failed))


def corrections_of(workspace: Workspace) -> tuple[Correction, ...]:
    """All corrections of the workspace. Raises CatalogError naming file and line."""
    return read_corrections(workspace.corrections, [folder.name for folder in partner_folders(workspace)])


def has_begun(folder: Path) -> bool:
    """Whether a partner has a log or a mapping: one that is only named so far is no fault of a build."""
    return (folder / "mapping.yaml").exists() or bool(data_files(folder))


def withdrawn_partners(workspace: Workspace) -> dict[str, date]:
    """Partners whose partner.yaml says that they have withdrawn, and since when. Raises CatalogError."""
    sheets = [f for f in partner_folders(workspace) if (f / "partner.yaml").is_file()]
    since = {folder.name: read_partner_sheet(folder).withdrawn for folder in sheets}
    return {name: day for name, day in since.items() if day}


def partner_folders(workspace: Workspace) -> list[Path]:
    """The folder of each partner, by name."""
    if not workspace.intake.is_dir():
        return []
    return sorted(path for path in workspace.intake.iterdir() if path.is_dir() and path.name[0] != ".")


def _withdrawn_notes(gone: Mapping[str, date]) -> list[str]:
    return [
        f"{name} has withdrawn ({day:%Y-%m-%d}): none of its rows is read. What was counted and published "
        f"stays. Its files are still in raw/intake/{name}: delete them, or give them back."
        for name, day in gone.items()
    ]


def _report(logs: Logs, geography: Geography, figures: Figures, notes: tuple[str, ...]) -> BuildReport:
    return BuildReport(
        row_account=logs.tables[w.ROW_ACCOUNT].sort("partner", "file"),
        request_account=logs.tables[w.REQUEST_ACCOUNT],
        corrections=logs.tables[w.CORRECTION].sort("partner", "correction"),
        unmapped=logs.tables[w.UNMAPPED].sort("partner", "field"),
        placed=count_placed(logs.requests),
        codes=count_codes(geography.place_code),
        moves=geography.blocks.moves,
        left_out=figures.left_out,
        notes=notes,
        failed=logs.failed,
    )
