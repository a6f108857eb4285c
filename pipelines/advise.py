"""Which release tables a log supports: the finest in which at least so many of its requests can be shown.

The whole protection is tried on a ledger that is thrown away; nothing is published and nothing is closed.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.catalog import Catalog, load_catalog
from pipelines.catalog.rules import without_total
from pipelines.coalition import Coalition
from pipelines.disclosure.protect import ProtectionReport
from pipelines.disclosure.small import mark_small
from pipelines.editions.designs import HOUSEHOLDS, REQUESTS
from pipelines.editions.history import read_history
from pipelines.editions.terms import ALL, designs_of
from pipelines.freeze import freeze
from pipelines.lock import locked
from pipelines.paths import Workspace
from pipelines.publish import count, gave_of, policy_of, protect_requests, read_setting, rules_of, terms_of
from pipelines.warehouse import PRIVATE_FOLDER, make_folder

MARK = "# Written by `needs publish --advise`"
TABLES_FILE = "release_tables.yaml"
TRIAL = "advise"
FIRST = (ALL, "result")  # splits of what happened, from the dearest to a reader


@dataclass(frozen=True)
class TableShare:
    """One release table as it would come out. `shown`: of the requests in its cells, the share in shown ones;
    `needed`: what that must be.
    """

    table: str
    cells: int
    hidden: int
    shown: float
    needed: float

    @property
    def holds(self) -> bool:
        return self.shown >= self.needed


@dataclass(frozen=True)
class Advice:
    """`kept`: tables that hold, as they would come out together; `left_out`: those that would not, as they
    came out when they were tried, or at best; `leaned`: parts of those.
    """

    rounds: int
    kept: tuple[TableShare, ...]
    left_out: tuple[TableShare, ...]
    leaned: tuple[str, ...]

    def overlay(self) -> str:
        """raw/catalog/release_tables.yaml that keeps just these tables."""
        gone = [*(one.table for one in self.left_out), *self.leaned]
        head = (
            f"{MARK}: the tables that the log was too small for.\n"
            "# Delete this file, or a line of it, to have the packaged tables again.\n"
        )
        lines = "".join(f"  - {{id: {name}, remove: true}}\n" for name in sorted(gone))
        return head + (f"release_tables:\n{lines}" if gone else "release_tables: []\n")

    def as_text(self) -> str:
        """For a person: every table with its price."""
        lines = [
            "Shown: of the requests in a table, the share in cells that can be shown.",
            f"Protected {self.rounds} times on trial. Your log supports {len(self.kept)} tables:",
            *map(_line, self.kept),
        ]
        if self.left_out:
            lines += [
                "It is too small, so far, for these (at best, or as tried):",
                *map(_line, self.left_out),
            ]
        if self.leaned:
            lines += ["and for what is a part of these:", *(f"  {name}" for name in self.leaned)]
        return "\n".join(lines)


@dataclass
class _Search:
    """Tables are taken in from coarse to fine, in batches: where all of a batch hold the next is twice as
    large, else half; a table that fails alone is left out.
    """

    shares_of: Callable[[Catalog], list[TableShare]]
    whole: Catalog
    rounds: int = 0
    left_out: dict[str, TableShare] = field(default_factory=dict)
    leaned: list[str] = field(default_factory=list)

    def run(self, best: list[TableShare]) -> list[TableShare]:
        """Shares of the tables that hold together. `best`: what each would show with only small counts
        hidden; those that would not hold even so are not tried.
        """
        self.left_out |= {one.table: one for one in best if not one.holds}
        order = [one.table for one in sorted(best, key=self._place)]
        waiting = self._possible([name for name in order if name not in self.left_out])
        unscored = [name for name in self.whole.release_tables if name not in order]
        kept: list[str] = []
        size = max(len(waiting), 1)
        shares: list[TableShare] = []
        while waiting:
            batch = waiting[:size]
            tried = self._try([*kept, *batch, *unscored])
            weak = [one for one in tried if not one.holds]
            if not weak:
                kept, waiting, shares, size = [*kept, *batch], waiting[size:], tried, 2 * size
            elif len(batch) > 1:
                size = len(batch) // 2
            else:
                self.left_out[batch[0]] = next((o for o in tried if o.table == batch[0]), weak[0])
                waiting = self._possible(waiting[1:], kept)
        return shares

    def _place(self, one: TableShare) -> tuple:
        """Areas, needs and periods first, then results, other splits of what happened, groups, offers; coarse
        before fine.
        """
        table = self.whole.release_tables[one.table]
        outcome = FIRST.index(table.outcome_dimension) if table.outcome_dimension in FIRST else len(FIRST)
        split = (table.measure != REQUESTS, table.group_dimension != ALL, outcome)
        return (*split, one.cells, one.table)

    def _try(self, names: list[str]) -> list[TableShare]:
        self.rounds += 1
        return self.shares_of(_with_tables(self.whole, names))

    def _possible(self, names: list[str], kept: Sequence[str] = ()) -> list[str]:
        """`names`, totals first, without those whose total is left out."""
        ordered: list[str] = []
        while names:
            free = [
                n
                for n in names
                if not {n} & set(without_total(_with_tables(self.whole, [*kept, *ordered, n])))
            ]
            if not free:
                break
            ordered += free
            names = [name for name in names if name not in free]
        self.leaned += names
        return ordered


def advise(
    workspace: Workspace, as_of: date, progress: Callable[[str], None], catalog: Catalog | None = None
) -> Advice:
    """Try the catalog's tables on the log as closed by `as_of`.

    Earlier advice in the workspace is not counted as its choice. Tables of households are shown by a rule of
    their own and always kept. Raises as `publish` does.
    """
    with locked(workspace, "publish"), _trial(workspace) as trial:
        whole = catalog or load_catalog(trial.catalog_overlay)
        setting = read_setting(trial, as_of, whole)
        freeze(trial, setting.closing, terms_of(setting), progress)

        def shares_of(tables: Catalog) -> list[TableShare]:
            progress(f"trying {len(tables.release_tables)} tables")
            return list(_protected(trial, as_of, tables).shares)

        search = _Search(shares_of, whole)
        progress("counting what is small")
        kept = search.run(_at_best(trial, as_of, whole))
        return Advice(search.rounds, tuple(kept), tuple(search.left_out.values()), tuple(search.leaned))


@dataclass(frozen=True)
class Protected:
    """One protection on trial."""

    report: ProtectionReport
    shares: tuple[TableShare, ...]


def protect_on_trial(workspace: Workspace, as_of: date, catalog: Catalog) -> Protected:
    """What `catalog`'s tables would cost, were they published for the first time; nothing is kept."""
    with locked(workspace, "publish"), _trial(workspace) as trial:
        setting = read_setting(trial, as_of, catalog)
        freeze(trial, setting.closing, terms_of(setting), lambda _: None)
        return _protected(trial, as_of, catalog)


def _with_tables(whole: Catalog, names: Iterable[str]) -> Catalog:
    wanted = set(names)
    tables = {name: table for name, table in whole.release_tables.items() if name in wanted}
    return whole.model_copy(update={"release_tables": tables})


def _at_best(trial: Workspace, as_of: date, catalog: Catalog) -> list[TableShare]:
    """What each table would show if nothing but small counts were hidden."""
    setting = read_setting(trial, as_of, catalog)
    counted = count(setting, terms_of(setting))
    cells = mark_small(rules_of(setting, counted, read_history(trial)), policy_of(setting))
    return _shares(catalog, setting.coalition, cells.filter("is_published"), ~pl.col("small"))


def _protected(trial: Workspace, as_of: date, catalog: Catalog) -> Protected:
    """What each table shows once the counts around the small ones are hidden too."""
    setting = read_setting(trial, as_of, catalog)
    counted = count(setting, terms_of(setting))
    cells, released = protect_requests(setting, counted, read_history(trial), gave_of(counted))
    told = released.counts.select("cell", "status")
    joined = cells.join(told, on="cell", how="inner", validate="1:1")
    shares = _shares(catalog, setting.coalition, joined, pl.col("status") == "shown")
    return Protected(released.protection, tuple(shares))


def _shares(catalog: Catalog, coalition: Coalition, cells: pl.DataFrame, shown: pl.Expr) -> list[TableShare]:
    """TableShare of each table whose counts add up. `cells`: design, value."""
    by_design = cells.group_by("design").agg(
        cells=pl.len(),
        hidden=(~shown).sum(),
        asked=pl.col("value").sum(),
        shown=pl.col("value").filter(shown).sum(),
    )
    figures = {row["design"]: row for row in by_design.iter_rows(named=True)}
    return [
        _share(catalog, name, [figures[s] for s in _signatures(catalog, coalition, name) if s in figures])
        for name, table in catalog.release_tables.items()
        if table.measure != HOUSEHOLDS
    ]


def _share(catalog: Catalog, name: str, figures: list[dict]) -> TableShare:
    """A table without a closed period, or in which nobody asked, hides nothing."""
    table, policy = catalog.release_tables[name], catalog.policy
    is_split = table.outcome_dimension != ALL or table.group_dimension != ALL
    needed = policy.split_share_at_least if is_split else policy.shown_share_at_least
    asked, shown = (sum(row[figure] for row in figures) for figure in ("asked", "shown"))
    cells, hidden = (sum(row[figure] for row in figures) for figure in ("cells", "hidden"))
    return TableShare(name, cells, hidden, shown / asked if asked else 1.0, needed)


def _signatures(catalog: Catalog, coalition: Coalition, table: str) -> list[str]:
    alone = _with_tables(catalog, [table])
    return [design.signature for design in designs_of(alone, coalition.levels_for_role)]


def _line(one: TableShare) -> str:
    return f"  {one.table:<44} {one.cells:>7,} cells {one.hidden:>6,} hidden {one.shown:>6.0%} shown"


@contextmanager
def _trial(workspace: Workspace) -> Iterator[Workspace]:
    """A workspace to be thrown away, with the raw files, warehouse and key of this one and no ledger."""
    folder = workspace.private / TRIAL
    shutil.rmtree(folder, ignore_errors=True)
    trial = Workspace(folder)
    try:
        make_folder(trial.private, PRIVATE_FOLDER)
        trial.key_file.write_bytes(workspace.key_file.read_bytes())
        trial.warehouse.symlink_to(workspace.warehouse.resolve())
        _link_raw(workspace, trial)
        yield trial
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link_raw(workspace: Workspace, trial: Workspace) -> None:
    """The raw files but for earlier advice on tables."""
    trial.raw.mkdir()
    for path in workspace.raw.iterdir():
        if path != workspace.catalog_overlay:
            (trial.raw / path.name).symlink_to(path.resolve())
    if not workspace.catalog_overlay.is_dir():
        return
    trial.catalog_overlay.mkdir()
    for path in workspace.catalog_overlay.iterdir():
        if path.name != TABLES_FILE or not path.read_text(encoding="utf-8").startswith(MARK):
            (trial.catalog_overlay / path.name).symlink_to(path.resolve())


def write_overlay(workspace: Workspace, advice: Advice) -> bool:
    """Write the advice to raw/catalog; False, and nothing written, where a file by hand is there."""
    path = workspace.catalog_overlay / TABLES_FILE
    if path.exists() and not path.read_text(encoding="utf-8").startswith(MARK):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(advice.overlay(), encoding="utf-8")
    beside.replace(path)
    return True
