"""Leaks that have undone tables elsewhere, tried on ours: first that it would be one, then that it is not.

docs/leaks.md lists all of them with the tests that hold them; many stand beside the code that they test.
"""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.disclosure import private_gate
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import protect
from pipelines.errors import CatalogError
from pipelines.ledger import frozen_months
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT, COUNT_KEY
from pipelines.warehouse import read_table, write_database
from tests.disclosure.brute_force import bounds, dense, margins, possible_tables
from tests.town import few_tables, make_town, town_tables

POLICY = DisclosurePolicy()
ONE_LINE = pl.DataFrame({"equation": [0] * 5, "cell": [0, 1, 2, 3, 4], "coefficient": [-1, 1, 1, 1, 1]})


def statuses(cells: pl.DataFrame, gave: pl.DataFrame | None = None) -> dict[int, str]:
    report = protect(cells, ONE_LINE, POLICY, gave)
    assert report.unproved == ()
    return dict(report.statuses.select("cell", "status").iter_rows())


def table_file(folder: Path, **fields: str) -> Path:
    lines = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    path = folder / "release_tables.yaml"
    path.write_text(
        f"release_tables:\n  - id: leaking\n    area_level: city\n{lines}    why: No table may say this.\n"
    )
    return folder


def test_a_rolling_window_cannot_be_declared(tmp_path) -> None:
    """Twelve months to May less twelve months to April is one month of this year less one of last."""
    months = [3, 9, 14, 8, 11, 7, 12, 9, 10, 8, 13, 6, 5]
    windows = [sum(months[start : start + 12]) for start in (0, 1)]
    assert windows[1] - windows[0] == months[12] - months[0]
    with pytest.raises(CatalogError, match="period_level"):
        load_catalog(table_file(tmp_path, period_level="rolling_12_months"))


def test_a_table_of_who_waits_today_cannot_be_declared(tmp_path) -> None:
    """Open cases on Monday less those on Tuesday are the people who were helped in between."""
    with pytest.raises(CatalogError, match="outcome_dimension"):
        load_catalog(table_file(tmp_path, period_level="year", outcome_dimension="current_status"))


@pytest.mark.slow
def test_no_total_runs_on_through_an_open_period(tmp_path) -> None:
    """Two editions a month apart: what the first said stays, and the second adds whole closed periods."""
    workspace = make_town(tmp_path / "town", requests=1500)
    said = []
    for day in (date(2024, 11, 20), date(2024, 12, 20)):
        publish(workspace, day, catalog=few_tables())
        said.append(read_table(workspace.edition_link / "public" / "release.duckdb", COUNT))
    before, after = said
    both = before.join(after, on=COUNT_KEY, how="inner")
    assert both.height == before.height
    told = both.filter(pl.col("status").is_in(["shown", "hidden"]))
    assert told.filter(pl.col("status") != pl.col("status_right")).is_empty()
    assert told.filter(pl.col("value") != pl.col("value_right")).is_empty()
    new = after.join(before, on=COUNT_KEY, how="anti").filter(pl.col("status").is_in(["shown", "hidden"]))
    assert not new.filter(period_level="year").height
    asked = new.filter(pl.col("outcome_dimension") == "all", pl.col("period_level") == "month")
    assert asked["period"].unique().to_list() == ["2024-11"]


def test_forty_requests_of_three_households_are_hidden() -> None:
    cells = pl.DataFrame({"cell": range(5), "value": [400, 40, 100, 120, 140]})
    asked = pl.Series("households", [150, 30, 40, 40, 40])
    assert set(statuses(cells.with_columns(asked)).values()) == {"shown"}
    few = pl.Series("households", [123, 3, 40, 40, 40])
    assert statuses(cells.with_columns(few))[1] == "hidden"


def test_one_household_that_asked_often_is_not_found_by_the_size_of_the_range() -> None:
    """Six values would still tell that it was this household: three times what it asked are needed."""
    cells, equations = margins([[40, 60, 50], [70, 45, 90]])
    often = cells.with_columns(
        households=pl.when(cell=5).then(3).otherwise(40), most_by_one=pl.when(cell=5).then(14)
    )
    report = protect(often, equations, POLICY)
    low, high = bounds(often, report.statuses, furthest=42)
    low = [max(a, b) for a, b in zip(low, often["value"] - 42, strict=True)]
    tables = possible_tables(dense(often, equations), low, high)
    assert tables[:, 5].max() - tables[:, 5].min() >= 3 * 14


def test_a_partner_that_holds_all_but_four_cannot_find_the_four() -> None:
    """It takes its own off what is shown; where that leaves 1 to 10 the count is hidden, and its range is as
    wide for the partner as for anyone.
    """
    cells = pl.DataFrame({"cell": range(5), "value": [400, 100, 100, 100, 100]})
    gave = pl.DataFrame({"cell": [1], "partner": ["a"], "value": [96]})
    assert set(statuses(cells, gave).values()) == {"shown"}
    rest = cells.with_columns(partner_residual=pl.when(cell=1).then(4), kept=pl.col("cell") == 0)
    report = protect(rest, ONE_LINE, POLICY, gave)
    hidden = report.statuses.filter(status="hidden")["cell"].to_list()
    assert 1 in hidden and len(hidden) >= 2
    out = report.statuses.join(rest.select("cell", "value"), on="cell").with_columns(
        value=pl.when(status="shown").then("value")
    )
    gate = private_gate.check(rest, ONE_LINE, out, report.proofs, POLICY, gave)
    assert gate.ok and gate.certified == len(hidden)
    knows_all = pl.DataFrame(
        {"cell": hidden, "partner": "a", "value": [v - 2 for v in rest["value"].gather(hidden)]}
    )
    assert not private_gate.check(rest, ONE_LINE, out, report.proofs, POLICY, knows_all).ok


def cut_before(first: str) -> dict:
    """The town's warehouse as it was when the first partner had no records before month `first`."""
    tables = dict(town_tables(requests=1500))
    tables[w.REQUEST] = tables[w.REQUEST].filter(pl.col("month") >= first)
    tables[w.OFFER] = tables[w.OFFER].filter(pl.col("month") >= first)
    tables[w.PARTNER] = tables[w.PARTNER].with_columns(
        first_month=pl.max_horizontal("first_month", pl.lit(first))
    )
    return tables


@pytest.mark.slow
def test_a_partner_that_joins_with_older_records_completes_no_period(tmp_path) -> None:
    """The year began in March. A partner that brings January and February would stand in them alone, and the
    year less its other months would be that partner's records.
    """
    workspace = make_town(tmp_path / "town", requests=1500)
    write_database(workspace.warehouse, cut_before("2024-03"))
    publish(workspace, date(2025, 3, 20), catalog=few_tables())
    before = counts(workspace)
    assert "2024" not in before.filter(period_level="year")["period"]
    write_database(workspace.warehouse, dict(town_tables(requests=1500)))
    publish(workspace, date(2025, 5, 20), catalog=few_tables())
    after = counts(workspace)
    assert frozen_months(workspace, "requests")[0] == "2024-03"
    assert after["period"].str.slice(0, 7).min() >= before["period"].str.slice(0, 7).min()
    assert "2024" not in after.filter(period_level="year")["period"]
    old = after.join(before, on=COUNT_KEY, how="inner")
    assert old.filter(pl.col("value") != pl.col("value_right")).is_empty()


def counts(workspace: Workspace) -> pl.DataFrame:
    return read_table(workspace.edition_link / "public" / "release.duckdb", COUNT)
