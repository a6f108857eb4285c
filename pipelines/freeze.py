"""Closing a month: its requests, later what came of them, counted once and frozen.

A closing is done when its atoms are in place, so they are written last; a run killed before that counts the
month again, one killed after it never does. Quarters and years are frozen with their last month, for their
households.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines import ledger, tabulate
from pipelines.closing import STAGES, Closing, months_of, periods_closing_with
from pipelines.editions.designs import Design, Split, designs_by_partner, splits_of
from pipelines.editions.recorded import mark_rows, who_recorded
from pipelines.ledger import REQUESTS, RESULTS
from pipelines.paths import Workspace
from pipelines.tables.accounts import UNDATED
from pipelines.tables.warehouse import BLOCK_AREA, ROW_YEAR
from pipelines.warehouse import read_table


@dataclass(frozen=True)
class Terms:
    """What a closing is counted by: the designs, which block lies where, which need counts under which code.

    `places`: BLOCK_AREA. `needs`: need_level, need_code, need. `results_share`: the least share
    of requests with a written result.
    """

    designs: tuple[Design, ...]
    places: pl.DataFrame
    needs: pl.DataFrame
    results_share: float

    @property
    def blocks_version(self) -> str:
        """Eight characters that change when any block moves to another area."""
        return hashlib.sha256(self.places.sort(BLOCK_AREA.key).write_csv().encode()).hexdigest()[:8]

    def of_stage(self, stage: str) -> tuple[Design, ...]:
        return tuple(d for d in self.designs if d.stage == stage)

    def splits(self, stage: str) -> tuple[Split, ...]:
        """What the ledger must hold for the designs of the stage."""
        return splits_of(self.designs, stage)

    def facts(self, stage: str) -> dict[str, str]:
        """What a frozen file says of the terms that it was counted by."""
        return {
            "blocks": self.blocks_version,
            "splits": json.dumps([s.signature for s in self.splits(stage)]),
            "designs": json.dumps(sorted(d.signature for d in self.of_stage(stage))),
        }


def freeze(workspace: Workspace, closing: Closing, terms: Terms, tell: Callable[[str], None]) -> int:
    """Freeze what has closed and is not frozen yet; returns how many closings that were.

    Raises WorkspaceError where the stamps of a month that is not done with are gone, UserError on a full
    disk.
    """
    ledger.clean_ledger(workspace)
    due = {s: sorted(set(closing.months(s)) - set(ledger.frozen_months(workspace, s))) for s in STAGES}
    if any(due.values()):
        ledger.write_blocks(workspace, terms.blocks_version, terms.places)
    for months in _by_year(due[REQUESTS]):
        tell(f"closing what was asked in {months[0][:4]}")
        _freeze_requests(workspace, months, terms)
    for months in _by_year(due[RESULTS]):
        tell(f"closing what came of it in {months[0][:4]}")
        _freeze_results(workspace, months, terms)
    for year in ledger.uncounted_years(workspace):
        _count_late(workspace, year)
    ledger.forget_stamps(workspace)
    return sum(len(months) for months in due.values())


def _freeze_requests(workspace: Workspace, months: Sequence[str], terms: Terms) -> None:
    stamps = tabulate.read_stamps(workspace.warehouse, months)
    splits = terms.splits(REQUESTS)
    offers = tabulate.offer_atoms(workspace.warehouse, months, splits)
    atoms = pl.concat([tabulate.request_atoms(stamps, splits), offers])
    _keep(workspace, REQUESTS, stamps, months)
    if months[-1][5:] == "12":
        _keep_rows(workspace, months[-1][:4])
    periods = _closing_periods(workspace, REQUESTS, months)
    _close(workspace, REQUESTS, months, atoms, _households(workspace, REQUESTS, periods, terms), terms)


def _freeze_results(workspace: Workspace, months: Sequence[str], terms: Terms) -> None:
    stamps = ledger.read_stamps(workspace, REQUESTS, months)
    rows = tabulate.add_results(workspace.warehouse, stamps)
    atoms = tabulate.result_atoms(rows, terms.splits(RESULTS))
    _keep(workspace, RESULTS, rows, months)
    _decide(workspace, months, terms.results_share)
    periods = _closing_periods(workspace, RESULTS, months)
    _close(workspace, RESULTS, months, atoms, _households(workspace, RESULTS, periods, terms), terms)


def _keep(workspace: Workspace, stage: str, rows: pl.DataFrame, months: Sequence[str]) -> None:
    for month in months:
        ledger.write_stamps(workspace, stage, month, rows.filter(pl.col("month") == month))


def _keep_rows(workspace: Workspace, year: str) -> None:
    """Keep what has become of the rows of a year that closes.

    A row without a date that can be read belongs to the first year that closes after it came: those that
    another year has counted are taken off.
    """
    now = read_table(workspace.warehouse, ROW_YEAR)
    kind = ["partner", "fate", "reason"]
    before = ledger.read_rows(workspace).filter(~pl.col("is_dated"), pl.col("year") != year)
    counted = before.group_by(kind).agg(counted=pl.col("rows").sum())
    undated = now.filter(year=UNDATED).join(counted, on=kind, how="left", validate="1:1")
    rest = undated.with_columns(rows=pl.col("rows") - pl.col("counted").fill_null(0), is_dated=pl.lit(False))
    dated = now.filter(year=year).with_columns(is_dated=pl.lit(True))
    both = pl.concat([dated, rest.select(dated.columns).filter(pl.col("rows") > 0)])
    ledger.write_rows(workspace, year, both.with_columns(year=pl.lit(year)))


def _count_late(workspace: Workspace, year: str) -> None:
    """Count what came after its month had closed, before the stamps that tell it go."""
    months = [m for m in ledger.stamped_months(workspace, REQUESTS) if m[:4] == year]
    stamps = ledger.read_stamps(workspace, REQUESTS, months)
    late = tabulate.late_requests(workspace.warehouse, stamps, months)
    # A partner of which nothing came late stands there too: none is not the same as not counted.
    stamped = stamps.select(pl.col("partner").unique(), requests=pl.lit(0, pl.Int64))
    counted = pl.concat([late, stamped]).group_by("partner").agg(pl.col("requests").sum())
    ledger.write_late(workspace, year, counted.with_columns(year=pl.lit(year)))


def _decide(workspace: Workspace, months: Sequence[str], share: float) -> None:
    """Decide, once per quarter that ends with one of `months`, which partners wrote enough results."""
    have = {*ledger.frozen_months(workspace, RESULTS), *months}
    for quarter in (p for m in months for level, p in periods_closing_with(m, RESULTS) if level == "quarter"):
        inside = [m for m in months_of(quarter) if m in have]
        rows = ledger.read_stamps(workspace, RESULTS, inside)
        ledger.write_recorded(workspace, quarter, who_recorded(rows, quarter, share))


def _closing_periods(workspace: Workspace, stage: str, months: Sequence[str]) -> pl.DataFrame:
    """period_level, period, month of every period that closes with one of `months` and lacks no month."""
    have = {*ledger.frozen_months(workspace, stage), *months}
    closing = [pair for month in months for pair in periods_closing_with(month, stage)]
    rows = [(lv, p, m) for lv, p in closing if have.issuperset(months_of(p)) for m in months_of(p)]
    schema = {"period_level": pl.String, "period": pl.String, "month": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _households(workspace: Workspace, stage: str, periods: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """LEDGER_HOUSEHOLDS of `periods`, from the stamps of all their months.

    What came of requests is known once the quarter has decided who recorded: a month's results, too, close
    then.
    """
    rows = ledger.read_stamps(workspace, stage, sorted(periods["month"].unique()))
    if stage == RESULTS:
        rows = mark_rows(rows, ledger.read_recorded(workspace))
    return tabulate.household_cells(
        rows, designs_by_partner(terms.of_stage(stage)), periods, terms.places, terms.needs
    )


def _close(
    workspace: Workspace,
    stage: str,
    months: Sequence[str],
    atoms: pl.DataFrame,
    households: pl.DataFrame,
    terms: Terms,
) -> None:
    for month in months:
        ended = [period for _, period in periods_closing_with(month, stage)]
        of_month = atoms.filter(pl.col("month") == month)
        cells = households.filter(pl.col("period").is_in(ended))
        ledger.write_closing(workspace, stage, month, of_month, cells, terms.facts(stage))


def _by_year(months: Sequence[str]) -> list[list[str]]:
    return [[m for m in months if m[:4] == year] for year in sorted({m[:4] for m in months})]
