"""`forget`: drops the records of months that are done with; counts, editions and the ledger stay.

A month is done with when nothing will ever ask for its records again: its year has closed, with its results.
Until then households of the year, late requests and the account of its rows are still to be counted, and are
counted from records. So what has been published, and what will be, is the same with and without.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.build import has_begun, partner_folders
from pipelines.coalition import load_coalition
from pipelines.errors import UserError
from pipelines.forgotten import Forgotten, read_forgotten, write_forgotten
from pipelines.intake.fates import decide_fates, is_of_dropped_month
from pipelines.intake.mapping import read_mapping
from pipelines.intake.rows import read_rows
from pipelines.ledger import REQUESTS, clean_ledger, counted_years, forget_stamps, frozen_months
from pipelines.lock import locked
from pipelines.paths import Workspace
from pipelines.run_log import Progress, RunLog, write_log
from pipelines.tables import warehouse as w
from pipelines.warehouse import (
    connect_read_only,
    read_pieces,
    read_table,
    read_tables,
    remove_stale,
    write_database,
)
from pipelines.workspace_key import destroy_key, key_files

RECORDS = (w.REQUEST, w.OFFER)
SQL_RECORDS = "SELECT partner, count(*) AS {name}s FROM {name} WHERE month <= ? GROUP BY partner"
RAW_SCHEMA = {"partner": pl.String, "file": pl.String, "rows": pl.Int64}


@dataclass(frozen=True)
class Plan:
    """What would be dropped. `retain_months`: as coalition.yaml says. `through`: records up to this month;
    None where all are kept. `records`: partner, requests, offers that the warehouse holds of those months.
    `keys`: years whose key goes. `waiting`: first and last month that are old enough and not done with.
    `raw`: partner, file, rows of those months that lie in raw/intake. `unread`: partners whose files could
    not be read for it.
    """

    retain_months: int | None
    through: str | None
    records: pl.DataFrame
    keys: tuple[int, ...]
    waiting: tuple[str, str] | None
    raw: pl.DataFrame
    unread: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to drop."""
        return not self.records.height and not self.keys


def plan_forgetting(workspace: Workspace, as_of: date, progress: Progress | None = None) -> Plan:
    """What `forget` would drop on the day `as_of`. Changes nothing.

    Raises CatalogError for a fault in coalition.yaml.
    """
    retain = load_coalition(workspace).retain_months
    done = _done_through(workspace)
    before = read_forgotten(workspace).through
    through, waiting = before, None
    if retain is not None:
        old = last_month_to_drop(as_of, retain)
        through = max(filter(None, (before, min(old, done) if done else None)), default=None)
        waiting = _waiting(workspace, old, through)
    raw, unread = _rows_in_raw(workspace, through, progress)
    keys = tuple(year for year in key_files(workspace) if done and str(year) <= done[:4])
    return Plan(retain, through, _records(workspace, through), keys, waiting, raw, unread)


def forget(workspace: Workspace, plan: Plan, progress: Progress | None = None) -> None:
    """Do what `plan` says. Killed at any instant, the same command again does the rest.

    The mark comes first: from then on no build loads those rows. Keys go last. Raises LockedError where
    another command holds the workspace, UserError on a full disk.
    """
    with locked(workspace, "forget"):
        for folder in (workspace.processed, workspace.private, workspace.year_keys):
            remove_stale(folder)
        clean_ledger(workspace)
        log = RunLog("forget", progress)
        log.step("stamped records of years that are done with")
        forget_stamps(workspace)
        if plan.through:
            log.step(f"records up to {plan.through}", rows=plan.records.height)
            write_forgotten(workspace, Forgotten(plan.through, _spans(workspace, plan.through)))
            if plan.records.height:
                _drop(workspace, plan.through)
        for year in plan.keys:
            log.step(f"the key of {year}")
            destroy_key(workspace, year)
        write_log(workspace, log, "done")


def last_month_to_drop(as_of: date, retain_months: int) -> str:
    """The last month that ended `retain_months` whole months before the month of `as_of` began."""
    number = as_of.year * 12 + as_of.month - 1 - retain_months - 1
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _done_through(workspace: Workspace) -> str | None:
    """The last month of the years that have closed with their results, as far as no year is open before."""
    counted = counted_years(workspace)
    years = sorted({month[:4] for month in frozen_months(workspace, REQUESTS)})
    done = []
    for year in years:
        if year not in counted:
            break
        done.append(year)
    return f"{done[-1]}-12" if done else None


def _waiting(workspace: Workspace, old: str, through: str | None) -> tuple[str, str] | None:
    """First and last month of the log that are old enough, of a year that is not done with."""
    months = [m for m in frozen_months(workspace, REQUESTS) if m <= old and (through is None or m > through)]
    return (months[0], months[-1]) if months else None


def _records(workspace: Workspace, through: str | None) -> pl.DataFrame:
    none = pl.DataFrame(schema={"partner": pl.String, "requests": pl.Int64, "offers": pl.Int64})
    if through is None or not workspace.warehouse.is_file():
        return none
    with connect_read_only(workspace.warehouse) as connection:
        queries = [SQL_RECORDS.format(name=table.name) for table in RECORDS]
        found = [connection.sql(query, params=[through]).to_arrow_table() for query in queries]
    parts = [pl.from_arrow(table) for table in found]
    both = pl.concat([none, *parts], how="diagonal").group_by("partner").sum()
    return both.fill_null(0).sort("partner")


def _spans(workspace: Workspace, through: str) -> dict[str, tuple[str, str]]:
    """First and last dropped month of each partner that is here, dropped now or before."""
    if not workspace.warehouse.is_file():
        return dict(read_forgotten(workspace).spans)
    partners = read_table(workspace.warehouse, w.PARTNER).drop_nulls("first_month")
    old = partners.filter(pl.col("first_month") <= through)
    spans = old.select("partner", "first_month", pl.min_horizontal("last_month", pl.lit(through)))
    return {partner: (first, last) for partner, first, last in spans.iter_rows()}


def _drop(workspace: Workspace, through: str) -> None:
    """A new warehouse without the records, put in place of the old in one step."""
    path = workspace.warehouse
    tables = read_tables(path, tuple(table for table in w.WAREHOUSE_TABLES if table != w.REQUEST))
    tables[w.OFFER] = tables[w.OFFER].filter(pl.col("month") > through)
    requests = read_pieces(path, w.REQUEST, tables[w.PARTNER]["partner"], after=through)
    write_database(path, {w.REQUEST: requests, **tables})


def _rows_in_raw(
    workspace: Workspace, through: str | None, progress: Progress | None
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """partner, file, rows of the dropped months that raw/intake holds; partners that cannot be read."""
    found, unread = [pl.DataFrame(schema=RAW_SCHEMA)], []
    for folder in partner_folders(workspace) if through else []:
        if not has_begun(folder):
            continue
        if progress:
            progress(f"looking through the files of {folder.name}")
        try:
            mapping, entry = read_mapping(folder)
            rows = read_rows(folder, mapping, entry)
        except UserError:
            unread.append(folder.name)
            continue
        fates = decide_fates(rows, mapping, date.today())
        is_old = is_of_dropped_month(through) & (pl.col("fate") != "not_a_record")
        counts = fates.filter(is_old).group_by("file").len("rows").sort("file")
        names = dict(enumerate(rows.labels))
        labels = pl.col("file").replace_strict(names, return_dtype=pl.String).str.split("#").list.first()
        of_files = counts.select(pl.lit(folder.name).alias("partner"), labels, pl.col("rows").cast(pl.Int64))
        found.append(of_files.group_by("partner", "file").sum().sort("file"))
    return pl.concat(found), tuple(unread)
