"""The gate: tabulate -> freeze -> disclose -> attack -> estimate -> write the edition. The only door out.

Nothing replaces the last good edition unless both gates let everything through. Every step writes beside and
renames, so a run killed at any instant leaves the last good state and the next one carries on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.catalog import Catalog, load_catalog
from pipelines.closing import STAGES, Closing, Delays, closed_by, closes_on
from pipelines.coalition import Coalition, load_coalition
from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import ProtectionReport
from pipelines.editions import disclose, facts, history, write
from pipelines.editions.assemble import Inputs, Tables, assemble
from pipelines.editions.counts import Axes
from pipelines.editions.designs import HOUSEHOLDS, REQUESTS
from pipelines.editions.households import settle_households
from pipelines.editions.leave_one_out import holds_without_each
from pipelines.editions.places import drawings
from pipelines.editions.state import mark_inputs, published_before, remember
from pipelines.editions.system import Frozen, block_cells, linked, read_frozen, true_cells
from pipelines.editions.terms import build_hierarchy, designs_of, need_map, piece_places, sensitive_needs
from pipelines.errors import UserError
from pipelines.freeze import Terms, freeze
from pipelines.ledger import clean_ledger, frozen_months, read_late, read_recorded, read_rows
from pipelines.lock import locked
from pipelines.paths import Workspace
from pipelines.publish_report import PublishReport, report_lines
from pipelines.run_log import RunLog, write_log
from pipelines.tables import warehouse as w
from pipelines.tables.edition import CHANGE, COUNT, COUNT_KEY
from pipelines.warehouse import read_tables, remove_stale
from pipelines.wording import Wording, load_wording
from pipelines.workspace_key import workspace_key

READ = (
    w.PARTNER, w.CALENDAR, w.BLOCK_AREA, w.AREA, w.AREA_OVERLAP, w.CENSUS, w.HEALTH, w.SOURCE
)  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """All that a run reads before it counts: the workspace's words, rules and areas, and what has closed.

    `span`: first and last month of the log.
    """

    workspace: Workspace
    catalog: Catalog
    coalition: Coalition
    wording: Wording
    tables: Tables
    closing: Closing
    span: tuple[str, str]

    @property
    def said(self) -> tuple[str, ...]:
        """Everything in it that is not a file of the workspace, as text."""
        words = repr(self.wording.texts)
        return (repr(self.closing), self.catalog.version, self.coalition.model_dump_json(), words)


@dataclass(frozen=True)
class Counted:
    """The true counts of everything that may be published, what each partner gave to them (`given`: GIVEN of
    editions/system.py), and how they hang together. Private.
    """

    terms: Terms
    axes: Axes
    frozen: Frozen
    hierarchy: Hierarchy
    cells: pl.DataFrame
    given: pl.DataFrame
    numbered: pl.DataFrame
    equations: pl.DataFrame


def publish(
    workspace: Workspace,
    as_of: date | None = None,
    progress: Callable[[str], None] | None = None,
    catalog: Catalog | None = None,
) -> PublishReport:
    """Publish what had closed by `as_of` (today), for both audiences, unless that edition is already there.

    `catalog`: instead of the packaged one with the workspace's overlay. Raises DisclosureError (nothing is
    replaced) where a gate finds a count that could be worked out; WorkspaceError where the workspace is
    locked or not built; UserError where no month has closed or the disk is full.
    """
    with locked(workspace, "publish"):
        log = RunLog("publish", progress)
        try:
            report = _publish(workspace, as_of or date.today(), catalog, log)
        except BaseException as error:
            write_log(workspace, log, type(error).__name__)
            raise
        write_log(workspace, log, "done")
    return report


def _publish(workspace: Workspace, as_of: date, catalog: Catalog | None, log: RunLog) -> PublishReport:
    clean(workspace)
    setting = read_setting(workspace, as_of, catalog)
    before = published_before(workspace, mark_inputs(workspace, setting.said))
    if before is not None:
        return PublishReport(before, workspace.edition_link, False, log.seconds)
    terms = terms_of(setting)
    closings = freeze(workspace, setting.closing, terms, log.step)
    log.step("counting every cell")
    counted = count(setting, terms)
    released, counts, gates = protect_and_attack(setting, counted, log)
    log.step("writing the edition")
    edition = _write(setting, counted, counts, released.protection, gates)
    remember(workspace, edition, mark_inputs(workspace, setting.said))
    late = sum(counted.frozen.lacks(design, terms.blocks_version) for design in terms.designs)
    households = counts.filter(measure=HOUSEHOLDS, status="not_published").height
    lines = report_lines(closings, late, households, released.protection, *gates)
    return PublishReport(edition, workspace.edition_link, True, log.seconds, lines)


def clean(workspace: Workspace) -> None:
    """Remove what killed runs left half-written."""
    for folder in (workspace.processed, workspace.private, workspace.year_keys, workspace.editions):
        remove_stale(folder)
    for folder in sorted(workspace.history.glob("*/")):
        remove_stale(folder)
        if not any(folder.iterdir()):
            folder.rmdir()
    clean_ledger(workspace)


def read_setting(workspace: Workspace, as_of: date, catalog: Catalog | None = None) -> Setting:
    """Catalog, coalition, wording and the warehouse's tables without records, and which months have
    closed.
    """
    catalog = catalog or load_catalog(workspace.catalog_overlay)
    coalition = load_coalition(workspace, catalog)
    wording = load_wording(workspace.catalog_overlay / "wording", extra=coalition.level_texts)
    tables = read_tables(workspace.warehouse, READ)
    span = _span(workspace, tables[w.PARTNER])
    delays = Delays(coalition.closing_days, catalog.policy.results_close_days)
    closing = closed_by(*span, as_of, delays)
    if not closing.requests:
        first = closes_on(span[0], REQUESTS, delays)
        raise UserError(
            f"No month of the log has closed by {as_of:%Y-%m-%d}, so there is nothing to publish yet. The "
            f"first, {span[0]}, closes on {first:%Y-%m-%d}: run `needs publish` again then."
        )
    return Setting(workspace, catalog, coalition, wording, tables, closing, span)


def _span(workspace: Workspace, partners: pl.DataFrame) -> tuple[str, str]:
    """First and last month of the log: of what the warehouse has now and what was ever frozen.

    Once a month is frozen the log begins with the first that was: a partner that joins with older records
    would else stand alone in the months before, and complete a year whose other months are out.
    """
    frozen = frozen_months(workspace, REQUESTS)
    last = [*frozen, *partners["last_month"].drop_nulls()]
    if not last:
        raise UserError("No partner's log has a request in it, so there is nothing to publish.")
    return min(frozen or partners["first_month"].drop_nulls()), max(last)


def terms_of(setting: Setting) -> Terms:
    """What a closing of this workspace is counted by."""
    catalog = setting.catalog
    designs = designs_of(catalog, setting.coalition.levels_for_role)
    places = setting.tables[w.BLOCK_AREA]
    return Terms(designs, places, need_map(catalog), catalog.policy.recorded_share_at_least)


def count(setting: Setting, terms: Terms) -> Counted:
    """Every cell of the release tables in every closed period, and all equations between them."""
    axes = _axes(setting, terms)
    closed = {stage: setting.closing.months(stage) for stage in STAGES}
    frozen = read_frozen(setting.workspace, closed, setting.catalog.policy.partners_at_least)
    cells, given = true_cells(frozen, terms.designs, axes, terms.blocks_version)
    nested = (setting.coalition.city_level, *setting.coalition.nested_levels)
    hierarchy = build_hierarchy(
        setting.catalog, terms.places, nested, setting.closing.requests, terms.designs
    )
    blocks, given_to_blocks = block_cells(frozen, terms.designs, cells, hierarchy, axes)
    given = pl.concat([given, given_to_blocks])
    return Counted(terms, axes, frozen, hierarchy, cells, given, *linked(cells, blocks, hierarchy))


def _axes(setting: Setting, terms: Terms) -> Axes:
    catalog = setting.catalog
    nested = (setting.coalition.city_level, *setting.coalition.nested_levels)
    places = terms.places.select("area_level", "area_code", "block")
    return Axes(
        places=pl.concat([places, piece_places(terms.places, nested)]),
        needs=terms.needs,
        outcomes={name: catalog.outcome_codes(name) for name in catalog.outcomes},
        groups=catalog.group_splits,
        vintage="+".join(setting.tables[w.AREA]["vintage"].unique().sort()),
        partner_share=catalog.policy.partner_share_over,
    )


def protect_and_attack(
    setting: Setting, counted: Counted, log: RunLog
) -> tuple[disclose.Released, pl.DataFrame, tuple]:
    """What is released of each count, as COUNT, after both gates have let it through."""
    known = history.read_history(setting.workspace)
    policy, gave = policy_of(setting), gave_of(counted)
    log.step("deciding what to hide", cells=counted.numbered.height)
    ruled, released = protect_requests(setting, counted, known, gave)
    catalog, hierarchy = setting.catalog, counted.hierarchy
    households = counted.cells.filter(pl.col("measure") == HOUSEHOLDS)
    rounded = disclose.release_households(households, released.counts, known, catalog.policy)
    log.step("attacking what would be public", hidden=released.protection.hidden)
    counts, public = settle_households(released.counts, rounded, known, hierarchy, policy)
    gates = disclose.attack(ruled, counted.equations, released, public, policy, gave)
    return released, counts, gates


def protect_requests(
    setting: Setting, counted: Counted, known: pl.DataFrame, gave: pl.DataFrame
) -> tuple[pl.DataFrame, disclose.Released]:
    """The counted cells with the rules that apply to each, and what would be released of them.

    `known`: COUNT_KEY, status, value of all that was ever released. `gave`: `gave_of`.
    """
    ruled = rules_of(setting, counted, known)
    return ruled, disclose.release(ruled, counted.equations, policy_of(setting), gave)


def rules_of(setting: Setting, counted: Counted, known: pl.DataFrame) -> pl.DataFrame:
    """The counted cells with the rules that apply to each. `known`: as `protect_requests`."""
    return disclose.with_rules(
        counted.numbered,
        counted.equations,
        counted.terms.designs,
        counted.hierarchy,
        sensitive_needs(setting.catalog),
        known,
        setting.coalition.city_level,
    )


def policy_of(setting: Setting) -> DisclosurePolicy:
    """The constants of the protection, with the workspace's own seed."""
    return disclose.disclosure_policy(setting.catalog.policy, workspace_key(setting.workspace))


def gave_of(counted: Counted) -> pl.DataFrame:
    """cell, partner, value: what each partner knows to be its own, so that ranges can be as wide for it as
    for any reader (privacy rule 18).
    """
    numbered = counted.numbered.select("cell", *COUNT_KEY)
    joined = numbered.join(counted.given, on=COUNT_KEY, how="inner", validate="1:m")
    return joined.select("cell", "partner", "value")


def _write(
    setting: Setting, counted: Counted, counts: pl.DataFrame, found: ProtectionReport, gates: tuple
) -> str:
    workspace, closing, coalition = setting.workspace, setting.closing, setting.coalition
    inputs = _inputs(setting, counted, counts)
    tables = assemble(inputs)
    drawn = drawings(workspace, coalition, setting.tables[w.AREA])
    said = facts.closing_facts(coalition, closing, setting.catalog.version)
    said |= facts.results_facts(tables[COUNT], inputs.partner_table, coalition)
    said |= facts.late_facts(read_late(workspace), closing, setting.catalog.policy)
    said |= {"partners_left": inputs.partners_left, **facts.gate_facts(counts, found, *gates)}
    edition = f"{closing.as_of:%Y-%m-%d}-{facts.content_hash(tables, drawn, said)}"
    _release(workspace, edition, tables, drawn, said)
    return edition


def _inputs(setting: Setting, counted: Counted, counts: pl.DataFrame) -> Inputs:
    """What the edition's tables are made of. Of the ledger only: who was there in a month, who recorded, what
    became of rows, and whether a difference holds without any one partner.
    """
    areas = setting.tables[w.AREA]
    holds = holds_without_each(
        counts, counted.cells, counted.given, areas, setting.catalog, setting.coalition
    )
    return Inputs(
        catalog=setting.catalog,
        coalition=setting.coalition,
        wording=setting.wording,
        tables=setting.tables,
        closing=setting.closing,
        span=setting.span,
        designs=counted.terms.designs,
        counts=counts,
        months=counted.frozen.asked.select("month", "partner"),
        recorded=read_recorded(setting.workspace),
        rows=_rows_of_closed_years(setting),
        holds=holds,
    )


def _rows_of_closed_years(setting: Setting) -> pl.DataFrame:
    """LEDGER_ROWS of the years that had closed by the day of the edition."""
    years = [month[:4] for month in setting.closing.requests if month[5:] == "12"]
    return read_rows(setting.workspace).filter(pl.col("year").is_in(years))


def _release(workspace: Workspace, edition: str, tables: Tables, drawn: dict, said: dict) -> None:
    """History first: counts that anyone may have seen must never be forgotten. The link comes last."""
    before = [name for name in history.editions_kept(workspace) if name != edition]
    change = facts.change_table(workspace, before[-1] if before else None, edition, tables, said)
    both = {audience: {**tables, CHANGE: change} for audience in write.AUDIENCES}
    for audience in write.AUDIENCES:
        history.keep(workspace, edition, audience, tables[COUNT])
    write.write_edition(workspace, edition, both, drawn, said)
    write.point_to(workspace, edition)
