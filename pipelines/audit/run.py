"""Attack one edition with everything that was ever published: public files and history, never a record."""

import time
from collections.abc import Collection
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.audit import editions_apart, figures, guesses, words
from pipelines.audit.finding import Attack
from pipelines.audit.ranges import TABLE, Ranges, ranges_of
from pipelines.audit.report import AuditReport
from pipelines.audit.subtractions import subtractions
from pipelines.catalog import Catalog
from pipelines.disclosure.attack import UnresolvedError
from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.editions.disclose import disclosure_policy
from pipelines.editions.history import editions_kept
from pipelines.editions.terms import build_hierarchy
from pipelines.editions.write import AUDIENCES
from pipelines.errors import DisclosureError, EditionError
from pipelines.paths import Workspace
from pipelines.publish import Setting, count, read_setting, terms_of
from pipelines.schema import Table
from pipelines.tables import edition as e
from pipelines.warehouse import read_tables

READ = (e.COUNT, e.ESTIMATE, e.COMPARISON, e.FINDING, e.SCALE, e.INDICATOR, e.LABEL, e.MANIFEST)
RELEASE = "release.duckdb"
SEED = b"needs audit"  # anyone may know it: nothing is chosen by it but the order of programmes
Tables = dict[Table, pl.DataFrame]


def audit(workspace: Workspace, edition: str | None = None, catalog: Catalog | None = None) -> AuditReport:
    """The report on `edition` (its id; without one the edition that is on show).

    Raises EditionError where there is no such edition, DisclosureError where editions contradict themselves.
    """
    began = time.perf_counter()
    folder = _folder(workspace, edition)
    tables = {audience: read_tables(folder / audience / RELEASE, READ) for audience in AUDIENCES}
    kept = editions_kept(workspace)
    last = date.fromisoformat(max([folder.name, *kept])[:10])
    setting = read_setting(workspace, last, catalog)
    history = {name: _kept_counts(workspace, name) for name in kept}
    counts = {audience: of[e.COUNT] for audience, of in tables.items()}
    frames = [*counts.values(), *history.values()]
    terms = terms_of(setting)
    nested = (setting.coalition.city_level, *setting.coalition.nested_levels)
    hierarchy = build_hierarchy(
        setting.catalog, terms.places, nested, setting.closing.requests, terms.designs
    )
    policy = disclosure_policy(setting.catalog.policy, SEED)
    ranges = _ranges(frames, hierarchy, policy)
    known = editions_apart.known_of(frames)
    apart = [
        editions_apart.between_audiences(counts),
        editions_apart.between_dates({**history, folder.name: pl.concat(counts.values())}),
    ]
    by_hand = [*subtractions(known, hierarchy, policy.range_at_least), *apart]
    for audience, of in tables.items():
        by_hand += _on_figures(of, policy, setting.catalog.not_a_group, folder / audience)
    return AuditReport(
        edition=folder.name,
        editions=len(kept),
        cells=known.height,
        span=policy.range_at_least,
        totals=ranges.totals().row(0, named=True),
        tables=ranges.totals(TABLE),
        attacks=_together(by_hand),
        guesses=_guesses(workspace, setting, ranges, policy),
        seconds=time.perf_counter() - began,
    )


def _on_figures(
    tables: Tables, policy: DisclosurePolicy, not_a_group: Collection[str], folder: Path
) -> list[Attack]:
    """What can be tried on one audience's edition by itself."""
    counts, estimates, indicators = tables[e.COUNT], tables[e.ESTIMATE], tables[e.INDICATOR]
    span = policy.range_at_least
    return [
        figures.rates_and_shares(estimates, indicators, counts),
        figures.ranges_of_figures(estimates, indicators, counts, span),
        figures.ranges_shown(counts, span),
        figures.households_told(counts, policy.households_round_to, policy.households_from),
        figures.comparisons_made(tables[e.COMPARISON], estimates, not_a_group),
        figures.findings_told(tables[e.FINDING], estimates),
        figures.tiers_told(estimates),
        figures.scales_drawn(tables[e.SCALE], estimates),
        words.between_languages(tables[e.LABEL]),
        words.files_left(folder, dict(tables[e.MANIFEST].iter_rows())),
    ]


def _together(attacks: list[Attack]) -> tuple[Attack, ...]:
    """Attacks of the same name on both audiences as one."""
    named: dict[str, Attack] = {}
    for one in attacks:
        before = named.get(one.name, Attack(one.name, 0, ()))
        named[one.name] = Attack(one.name, before.tried + one.tried, (*before.found, *one.found))
    return tuple(named.values())


def _ranges(frames: list[pl.DataFrame], hierarchy: Hierarchy, policy: DisclosurePolicy) -> Ranges:
    try:
        return ranges_of(frames, hierarchy, policy)
    except UnresolvedError as error:
        raise DisclosureError(
            "The editions contradict themselves: no table at all fits what they show, so nothing can be said "
            "of what they give away. Compare the folder history/ with the backup of the machine that "
            "published them."
        ) from error


def _guesses(
    workspace: Workspace, setting: Setting, ranges: Ranges, policy: DisclosurePolicy
) -> guesses.Guesses | None:
    """How near guesses come; scored only where the ledger is, on the coalition's own machine."""
    if not workspace.ledger.is_dir():
        return None
    truth = count(setting, terms_of(setting)).cells
    return guesses.score(guesses.least_squares(ranges.system), truth, policy.threshold)


def _kept_counts(workspace: Workspace, edition: str) -> pl.DataFrame:
    files = sorted((workspace.history / edition).glob("*.parquet"))
    return pl.concat([pl.read_parquet(path, columns=e.COUNT.column_names) for path in files])


def _folder(workspace: Workspace, edition: str | None) -> Path:
    folder = workspace.edition_link.resolve() if edition is None else workspace.editions / edition
    if not (folder / AUDIENCES[0] / RELEASE).is_file():
        known = sorted(path.name for path in workspace.editions.glob("*/") if path.is_dir())
        there = f"There are: {', '.join(known)}." if known else "There is none yet: run `needs publish`."
        raise EditionError(f"There is no edition {edition or 'on show'} in {workspace.editions}. {there}")
    return folder
