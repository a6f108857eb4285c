"""The gate: tabulate -> freeze -> disclose -> attack -> estimate -> write the edition. The only door to the
public.

Nothing replaces the last good edition unless both gates let everything through. Every step writes beside
and renames, so a run killed at any instant leaves the last good state and the next one carries on.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic

import polars as pl

from pipelines.catalog import Catalog, load_catalog
from pipelines.closing import Closing, Delays, closed_by, closes_on
from pipelines.coalition import Coalition, load_coalition
from pipelines.editions import disclose, facts, history, write
from pipelines.editions.assemble import Inputs, Tables, assemble
from pipelines.editions.counts import Axes
from pipelines.editions.designs import HOUSEHOLDS
from pipelines.editions.places import drawings
from pipelines.editions.system import block_cells, linked, read_frozen, true_cells
from pipelines.editions.terms import build_hierarchy, designs_of, need_map, sensitive_needs
from pipelines.errors import UserError
from pipelines.freeze import Terms, freeze
from pipelines.ledger import clean_ledger, frozen_months, read_atoms, read_recorded
from pipelines.lock import locked
from pipelines.paths import Workspace
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT
from pipelines.warehouse import (
    BUILDING,
    PRIVATE_FILE,
    full_disk_is_told,
    make_folder,
    read_tables,
    remove_stale,
    replace_file,
)
from pipelines.wording import Wording, load_wording
from pipelines.workspace_key import workspace_key

Tell = Callable[[str], None]
READ = (
    w.PARTNER,
    w.ROW_ACCOUNT,
    w.CALENDAR,
    w.BLOCK_AREA,
    w.AREA,
    w.AREA_OVERLAP,
    w.CENSUS,
    w.HEALTH,
    w.SOURCE,
)
CODE = Path(__file__).parent


@dataclass(frozen=True)
class PublishReport:
    """What one run did. `lines` may be printed: they hold counts of cells, never a value."""

    edition: str
    folder: Path
    is_new: bool
    seconds: float
    lines: tuple[str, ...] = field(default=())

    def as_text(self) -> str:
        """What a person is told at the end."""
        head = f"Edition {self.edition} is in {self.folder}."
        if not self.is_new:
            return f"{head} Nothing has changed since it was published, so nothing was done."
        return "\n".join([head, *(f"  {line}" for line in self.lines), f"  {self.seconds:.0f} s in all"])


@dataclass(frozen=True)
class Setting:
    """Everything that a run reads before it counts: the workspace's words, rules, areas and what has
    closed.
    """

    workspace: Workspace
    catalog: Catalog
    coalition: Coalition
    wording: Wording
    tables: dict
    closing: Closing
    span: tuple[str, str]


def publish(
    workspace: Workspace,
    as_of: date | None = None,
    progress: Tell | None = None,
    catalog: Catalog | None = None,
) -> PublishReport:
    """Publish what had closed by `as_of` (today), for both audiences, unless that edition is already there.

    Raises DisclosureError (nothing is replaced) where a gate finds a count that could be worked out,
    WorkspaceError where the workspace is locked or not built, UserError where no month has closed or the
    disk is full.
    """
    began, tell = monotonic(), progress or (lambda step: None)
    with locked(workspace, "publish"):
        _clean(workspace)
        setting = read_setting(workspace, as_of or date.today(), catalog)
        mark = _fingerprint(setting)
        if (edition := _published_before(workspace, mark)) is not None:
            return PublishReport(edition, workspace.edition_link, False, monotonic() - began)
        lines, edition = _publish(setting, tell)
        _remember(workspace, {"edition": edition, "inputs": _fingerprint(setting)})
    return PublishReport(edition, workspace.edition_link, True, monotonic() - began, tuple(lines))


def read_setting(workspace: Workspace, as_of: date, catalog: Catalog | None = None) -> Setting:
    """Catalog, coalition, wording and the warehouse's public tables, and which months have closed."""
    catalog = catalog or load_catalog(workspace.catalog_overlay)
    coalition = load_coalition(workspace, catalog)
    wording = load_wording(workspace.catalog_overlay / "wording", extra=coalition.level_texts)
    tables = read_tables(workspace.warehouse, READ)
    span = _span(workspace, tables[w.PARTNER])
    delays = Delays(coalition.closing_days, catalog.policy.results_close_days)
    closing = closed_by(*span, as_of, delays)
    if not closing.requests:
        first = closes_on(span[0], "requests", delays)
        raise UserError(
            f"No month of the log has closed by {as_of:%Y-%m-%d}, so there is nothing to publish yet. The first, "
            f"{span[0]}, closes on {first:%Y-%m-%d}: run `needs publish` again then."
        )
    return Setting(workspace, catalog, coalition, wording, tables, closing, span)


def _publish(setting: Setting, tell: Tell) -> tuple[list[str], str]:
    workspace, catalog = setting.workspace, setting.catalog
    places = setting.tables[w.BLOCK_AREA]
    designs = designs_of(catalog, setting.coalition.levels_for_role)
    terms = Terms(designs, places, need_map(catalog), catalog.policy.recorded_share_at_least)
    closed = freeze(workspace, setting.closing, terms, tell)
    tell("counting every cell")
    axes = _axes(setting, terms)
    frozen = read_frozen(workspace, {s: setting.closing.months(s) for s in ("requests", "results")})
    cells = true_cells(frozen, designs, axes, terms.blocks_version)
    nested = (setting.coalition.city_level, *setting.coalition.nested_levels)
    hierarchy = build_hierarchy(catalog, places, nested, setting.closing.requests, designs)
    numbered, equations = linked(cells, block_cells(frozen, designs, cells, hierarchy, axes), hierarchy)
    known = history.read_history(workspace)
    ruled = disclose.with_rules(numbered, equations, designs, hierarchy, sensitive_needs(catalog), known)
    policy = disclose.disclosure_policy(catalog.policy, workspace_key(workspace))
    tell("deciding what to hide")
    released = disclose.release(ruled, equations, policy)
    households = disclose.release_households(
        cells.filter(pl.col("measure") == HOUSEHOLDS), released.counts, catalog.policy
    )
    counts = _count_table(released.counts, households)
    tell("attacking what would be public")
    gates = disclose.attack(ruled, equations, released, [counts, known], hierarchy, policy)
    tell("writing the edition")
    edition = _write(setting, designs, counts, gates)
    return _lines(closed, released, gates), edition


def _axes(setting: Setting, terms: Terms) -> Axes:
    catalog = setting.catalog
    blocks = terms.places.select("block").unique().with_columns(area_level=pl.lit("block"), area_code="block")
    vintages = setting.tables[w.AREA]["vintage"].unique().sort()
    return Axes(
        places=pl.concat([terms.places, blocks], how="diagonal"),
        needs=terms.needs,
        outcomes={name: catalog.outcome_codes(name) for name in catalog.outcomes},
        groups={name: catalog.group_codes(name) for name in catalog.groups},
        vintage="+".join(vintages),
        partner_share=catalog.policy.partner_share_over,
    )


def _count_table(requests: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """COUNT: what the protection released, with the share placed by ZIP code in bands for shown cells."""
    both = pl.concat([requests.select(households.columns), households])
    share = pl.col("by_zip") / pl.col("value")
    band = pl.when(share < 0.1).then(pl.lit("under_10")).when(share <= 0.3).then(pl.lit("10_to_30"))
    told = (pl.col("status") == "shown") & (pl.col("value") > 0) & (pl.col("measure") == "requests")
    return both.with_columns(placed_by_zip=pl.when(told).then(band.otherwise(pl.lit("over_30")))).drop(
        "by_zip"
    )


def _write(setting: Setting, designs: tuple, counts: pl.DataFrame, gates: tuple) -> str:
    workspace, closing = setting.workspace, setting.closing
    atoms = read_atoms(workspace, "requests", frozen_months(workspace, "requests"))
    inputs = Inputs(
        setting.catalog, setting.coalition, setting.wording, setting.tables, closing, setting.span, designs,
        counts, atoms.select("month", "partner").unique(), read_recorded(workspace),
    )  # fmt: skip
    tables = assemble(inputs)
    drawn = drawings(workspace, setting.coalition, setting.tables[w.AREA])
    said = facts.closing_facts(setting.coalition, closing, setting.catalog.version)
    said |= facts.results_facts(tables[COUNT], inputs.partner_table, setting.coalition) | _gate_facts(
        counts, gates
    )
    edition = f"{closing.as_of:%Y-%m-%d}-{facts.content_hash(tables, drawn, said)}"
    _release(workspace, edition, tables, drawn, said)
    return edition


def _release(workspace: Workspace, edition: str, tables: Tables, drawn: dict, said: dict) -> None:
    """History first: counts that anyone may have seen must never be forgotten. The link comes last."""
    before = [name for name in history.editions_kept(workspace) if name != edition]
    change = facts.change_table(workspace, before[-1] if before else None, edition, tables, said)
    both = {audience: {**tables, facts.CHANGE: change} for audience in write.AUDIENCES}
    for audience in write.AUDIENCES:
        history.keep(workspace, edition, audience, tables[COUNT])
    write.write_edition(workspace, edition, both, drawn, said)
    write.point_to(workspace, edition)


def _gate_facts(counts: pl.DataFrame, gates: tuple) -> dict[str, object]:
    public, private = gates
    return {
        "cells": counts.height,
        "cells_hidden": counts.filter(pl.col("status") == "hidden").height,
        "cells_not_published": counts.filter(pl.col("status") == "not_published").height,
        "public_gate": "passed" if public.ok else "refused",
        "private_gate": "passed" if private.ok else "refused",
        "narrowest_range": "" if public.narrowest is None else public.narrowest,
    }


def _lines(closed: int, released: disclose.Released, gates: tuple) -> list[str]:
    found, (public, private) = released.protection, gates
    return [
        f"{closed} closings frozen in the ledger",
        f"{found.published} counts of requests and offers, {found.small} small, {found.hidden} hidden "
        f"({found.hidden_share:.1%}); of counts of the threshold and more {found.hidden_share_from_threshold:.1%}",
        f"{found.withheld} counts not published, in {len(found.withheld_slices)} slices"
        + "".join(f"; {name}" for name in found.withheld_slices),
        f"public gate: {public.cells} cells, {public.hidden} hidden, narrowest range {public.narrowest}",
        f"private gate: {private.certified} hidden counts certified",
    ]


def _span(workspace: Workspace, partners: pl.DataFrame) -> tuple[str, str]:
    """First and last month of the log: what the warehouse has now and what was ever frozen."""
    months = [*frozen_months(workspace, "requests"), *partners["first_month"].drop_nulls()]
    months += partners["last_month"].drop_nulls().to_list()
    if not months:
        raise UserError(
            "No partner's log has a request in it, so there is nothing to publish. Run `needs build`."
        )
    return min(months), max(months)


def _clean(workspace: Workspace) -> None:
    """Remove what killed runs left half-written."""
    for folder in (workspace.processed, workspace.private, workspace.editions):
        remove_stale(folder)
    for folder in workspace.history.glob("*/"):
        remove_stale(folder)
        if not any(folder.iterdir()):
            folder.rmdir()
    clean_ledger(workspace)


def _fingerprint(setting: Setting) -> str:
    """Changes when anything does that an edition is made of: warehouse, raw public files, catalog, words,
    code.
    """
    digest = hashlib.sha256(repr(setting.closing).encode() + setting.catalog.version.encode())
    digest.update(setting.wording.texts.__repr__().encode() + setting.coalition.model_dump_json().encode())
    raw = sorted((setting.workspace.raw / "boundaries").rglob("*"))
    code = sorted(path for path in CODE.rglob("*.py"))
    for path in (setting.workspace.warehouse, *raw, *code):
        if path.is_file():
            with path.open("rb") as file:
                digest.update(path.name.encode() + hashlib.file_digest(file, "sha256").digest())
    digest.update(json.dumps(history.editions_kept(setting.workspace)).encode())
    return digest.hexdigest()


def _state_file(workspace: Workspace) -> Path:
    return workspace.private / "published.json"


def _published_before(workspace: Workspace, mark: str) -> str | None:
    """The current edition, where it was made of the same inputs and is whole."""
    path = _state_file(workspace)
    if not path.is_file():
        return None
    state = json.loads(path.read_text(encoding="utf-8"))
    same = state["inputs"] == mark and state["edition"] == write.current_edition(workspace)
    return state["edition"] if same else None


def _remember(workspace: Workspace, state: dict[str, str]) -> None:
    path = _state_file(workspace)
    with full_disk_is_told(path):
        make_folder(path.parent, 0o700)
        beside = path.with_name(f".{path.name}{BUILDING}")
        beside.write_text(json.dumps(state), encoding="utf-8")
        beside.chmod(PRIVATE_FILE)
        replace_file(beside, path)
