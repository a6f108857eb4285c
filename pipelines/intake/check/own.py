"""What the warehouse holds of one partner, as the checks take it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.errors import UsageError, WorkspaceError
from pipelines.intake.partner_files import Agreement, read_partner_sheet
from pipelines.paths import Workspace
from pipelines.schema import Table
from pipelines.tables import warehouse as w
from pipelines.warehouse import read_tables

READ = (w.PARTNER, w.REQUEST, w.ROW_ACCOUNT, w.UNMAPPED, w.CALENDAR)
# One day typed wrongly must not move the end of the others' logs: this many of their requests lie after it.
OTHERS_AT_LEAST = 10


@dataclass(frozen=True)
class Own:
    """Rows of the warehouse's tables that are of one partner. `requests` has the columns of table `request`.

    `others_until`: the day to which the log of the others together goes on; null where there are none.
    """

    partner: str
    name: str
    is_count_only: bool
    agrees: Agreement
    requests: pl.DataFrame
    row_account: pl.DataFrame
    unmapped: pl.DataFrame
    calendar: pl.DataFrame
    others_until: date | None

    @property
    def first_on(self) -> date | None:
        """The day of its first request."""
        return self.requests["received_on"].min()

    @property
    def last_on(self) -> date | None:
        """The day of its last request."""
        return self.requests["received_on"].max()


def read_own(workspace: Workspace, partner: str | None = None) -> list[Own]:
    """One partner, or all of them by name. Raises UserError: nothing is built, or no such partner is."""
    if not workspace.warehouse.is_file():
        raise WorkspaceError("Nothing is built yet. Run `needs build` first.")
    tables = read_tables(workspace.warehouse, READ)
    names = tables[w.PARTNER]["partner"].sort().to_list()
    if partner is not None and partner not in names:
        there = ", ".join(names) or "none"
        raise UsageError(
            f"There is no partner `{partner}` in the warehouse. There are: {there}. A new folder of "
            "raw/intake is read by the next `needs build`."
        )
    return [_own(workspace, tables, name) for name in names if partner in (None, name)]


def _own(workspace: Workspace, tables: dict[Table, pl.DataFrame], partner: str) -> Own:
    of = {table: frame.filter(partner=partner) for table, frame in tables.items()}
    sheet = of[w.PARTNER].row(0, named=True)
    return Own(
        partner=partner,
        name=sheet["name"],
        is_count_only=sheet["is_count_only"],
        agrees=_agreement(workspace.intake / partner),
        requests=of[w.REQUEST],
        row_account=of[w.ROW_ACCOUNT],
        unmapped=of[w.UNMAPPED],
        calendar=of[w.CALENDAR],
        others_until=_until(tables[w.REQUEST].filter(pl.col("partner") != partner)),
    )


def _agreement(folder: Path) -> Agreement:
    """What it agrees to: only partner.yaml tells an answer held back from one that is not there."""
    return read_partner_sheet(folder).agrees if (folder / "partner.yaml").is_file() else Agreement()


def _until(requests: pl.DataFrame) -> date | None:
    last = requests["received_on"].top_k(OTHERS_AT_LEAST)
    return last.min() if last.len() == OTHERS_AT_LEAST else None
