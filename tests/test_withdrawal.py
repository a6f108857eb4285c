"""A partner or a household leaves between two closings: what was published stays, open months do without."""

import json
import shutil
from datetime import date

import duckdb
import polars as pl
import pytest

from pipelines import ledger
from pipelines.editions.write import current_edition
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.schema import Table
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT, COUNT_KEY, EDITION_TABLES
from pipelines.warehouse import read_table, write_database
from tests.town import few_tables, make_town, town_tables

pytestmark = pytest.mark.slow
SIZE = 2500
BEFORE = date(2025, 8, 20)  # July 2025 has closed; what came of it has not
AFTER = date(2026, 3, 1)  # the log has closed, results too
GONE, NAME = "cedar", "Cedar Clinic"
WAITING = "2025-07"
OF_PARTNERS = (w.REQUEST, w.OFFER, w.PARTNER, w.CALENDAR, w.ROW_YEAR, w.ROW_ACCOUNT)


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Workspace:
    workspace = make_town(tmp_path_factory.mktemp("town"), requests=SIZE)
    publish(workspace, BEFORE, catalog=few_tables())
    return workspace


@pytest.fixture(scope="module")
def household() -> str:
    """The household of another partner that asked most in the month that waits for its results."""
    asked = (
        town_tables(requests=SIZE)[w.REQUEST]
        .filter(month=WAITING, partner="alder")
        .drop_nulls("household_key")
    )
    return asked.group_by("household_key").len().sort("len", "household_key")["household_key"][-1]


@pytest.fixture(scope="module")
def after(published, household, tmp_path_factory) -> Workspace:
    """The next edition, after one partner's folder and one household's rows are gone."""
    workspace = Workspace(tmp_path_factory.mktemp("after") / "town")
    shutil.copytree(published.root, workspace.root, symlinks=True)
    tables = without(GONE)
    kept = pl.col("household_key").ne_missing(household)
    write_database(workspace.warehouse, {**tables, w.REQUEST: tables[w.REQUEST].filter(kept)})
    publish(workspace, AFTER, catalog=few_tables())
    return workspace


def without(*partners: str) -> dict[Table, pl.DataFrame]:
    """The warehouse after a build without the folders of `partners`."""
    tables = dict(town_tables(requests=SIZE))
    return {**tables, **{t: tables[t].filter(~pl.col("partner").is_in(partners)) for t in OF_PARTNERS}}


def counts_of(workspace: Workspace) -> pl.DataFrame:
    return read_table(workspace.edition_link.resolve() / "public" / "release.duckdb", COUNT)


def manifest_of(workspace: Workspace) -> dict[str, object]:
    return json.loads((workspace.edition_link / "public" / "manifest.json").read_text())


def texts_of(workspace: Workspace) -> set[str]:
    path = workspace.edition_link.resolve() / "public" / "release.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = [row for t in EDITION_TABLES for row in connection.execute(f'from "{t.name}"').fetchall()]
    return {str(value) for row in rows for value in row}


def test_every_released_count_stays_and_both_gates_pass(published, after):
    assert current_edition(after) != current_edition(published)
    before, now = counts_of(published), counts_of(after)
    kept = before.join(now, on=COUNT_KEY, how="left", suffix="_now", validate="1:1")
    for column in ("status", "value"):
        assert kept[column].equals(kept[f"{column}_now"].alias(column))
    assert now.height > before.height
    manifest = manifest_of(after)
    assert (manifest["public_gate"], manifest["private_gate"]) == ("passed", "passed")


def test_nothing_frozen_is_counted_again(published, after):
    for path in published.ledger.rglob("*.parquet"):
        assert (after.ledger / path.relative_to(published.ledger)).read_bytes() == path.read_bytes(), (
            path.name
        )


def test_what_came_of_requests_whose_records_left_is_no_result(published, after, household):
    """Their number is what was frozen; nothing that they wrote down before they left is in it."""
    stamped = ledger.read_stamps(published, "requests", [WAITING])
    asked = ledger.read_atoms(after, "requests", [WAITING]).filter(
        measure="requests", outcome_dimension="all", group_dimension="all"
    )
    came = ledger.read_atoms(after, "results", [WAITING]).filter(
        outcome_dimension="result", group_dimension="all"
    )
    assert came["value"].sum() == asked["value"].sum() == stamped["requests"].sum()
    theirs = came.filter(partner=GONE)
    assert set(theirs["outcome_code"]) == {"no_result"}
    assert theirs["value"].sum() == stamped.filter(partner=GONE)["requests"].sum() > 0
    of_household = stamped.filter(pl.col("household_key") == household, partner="alder")
    assert of_household.height > 0
    no_result = came.filter(partner="alder", outcome_code="no_result")["value"].sum()
    records = town_tables(requests=SIZE)[w.REQUEST].filter(month=WAITING, partner="alder", result="no_result")
    others = records.filter(pl.col("household_key").ne_missing(household))["requests"].sum()
    assert no_result == others + of_household["requests"].sum()


def test_open_periods_go_on_without_them(after):
    months = [month for month in ledger.frozen_months(after, "requests") if month > WAITING]
    assert months
    partners = set(ledger.read_atoms(after, "requests", months)["partner"])
    assert GONE not in partners and "alder" in partners


def test_a_partner_that_left_is_counted_but_named_nowhere(published, after):
    assert NAME in texts_of(published)
    assert not {text for text in texts_of(after) if NAME in text or GONE in text}
    assert (manifest_of(published)["partners_left"], manifest_of(after)["partners_left"]) == (0, 1)
    assert manifest_of(after)["partners"] == 3


def test_when_all_have_left_what_was_published_still_stands(published, tmp_path):
    workspace = Workspace(tmp_path / "town")
    shutil.copytree(published.root, workspace.root, symlinks=True)
    write_database(workspace.warehouse, without("alder", "birch", "cedar", "dogwood"))
    publish(workspace, AFTER, catalog=few_tables())
    before, now = counts_of(published), counts_of(workspace)
    assert before.join(now, on=[*COUNT_KEY, "status"], how="semi").height == before.height
    assert manifest_of(workspace)["partners_left"] == 4
