"""partner.yaml says `withdrawn`: no record of the partner is left, and what was counted stays."""

import shutil
from datetime import date

import pytest

from needs.main import main
from pipelines import ledger
from pipelines.build import build
from pipelines.paths import Workspace
from pipelines.publish import publish
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT, COUNT_KEY
from pipelines.warehouse import read_table
from tests.raw_town import make_raw_town

pytestmark = pytest.mark.slow
BEFORE, AFTER = date(2025, 10, 20), date(2026, 3, 1)
OF_PARTNERS = (w.REQUEST, w.OFFER, w.PARTNER, w.CALENDAR, w.ROW_ACCOUNT, w.ROW_YEAR, w.QUARANTINE)


@pytest.fixture
def town(tmp_path) -> Workspace:
    workspace = make_raw_town(tmp_path / "town", rows=900)
    build(workspace)
    publish(workspace, BEFORE)
    return workspace


def withdraw(workspace: Workspace, day: str = "2026-02-10") -> None:
    sheet = workspace.intake / "phone_tree" / "partner.yaml"
    sheet.write_text(sheet.read_text() + f"withdrawn: {day}\n")


def test_its_records_leave_at_once_and_what_was_counted_stays(town, capsys):
    counts = read_table(town.edition_link.resolve() / "public" / "release.duckdb", COUNT)
    frozen = {p: p.read_bytes() for p in town.ledger.rglob("*.parquet")}
    assert read_table(town.warehouse, w.REQUEST).filter(partner="phone_tree").height > 100
    withdraw(town)
    assert main(["build", "--data", str(town.root)]) == 0
    assert "phone_tree has withdrawn (2026-02-10)" in capsys.readouterr().out
    for table in OF_PARTNERS:
        assert "phone_tree" not in read_table(town.warehouse, table)["partner"].to_list()
    assert read_table(town.warehouse, w.REQUEST).filter(partner="corner_table").height > 100
    publish(town, AFTER)
    assert all(path.read_bytes() == data for path, data in frozen.items())
    now = read_table(town.edition_link.resolve() / "public" / "release.duckdb", COUNT)
    both = counts.join(now, on=COUNT_KEY, how="left", suffix="_now", validate="1:1")
    assert both["status"].equals(both["status_now"].alias("status"))
    assert both["value"].equals(both["value_now"].alias("value"))
    late = [month for month in ledger.frozen_months(town, "requests") if month > "2025-09"]
    assert late and set(ledger.read_atoms(town, "requests", late)["partner"]) == {"corner_table"}


def test_it_is_the_same_as_if_its_folder_were_gone(town):
    withdraw(town)
    build(town)
    marked = {table: read_table(town.warehouse, table) for table in w.WAREHOUSE_TABLES if table != w.BUILD}
    shutil.rmtree(town.intake / "phone_tree")
    build(town)
    assert all(read_table(town.warehouse, table).equals(rows) for table, rows in marked.items())


def test_a_partner_that_comes_back_is_read_again(town):
    before = read_table(town.warehouse, w.REQUEST)
    withdraw(town)
    build(town)
    sheet = town.intake / "phone_tree" / "partner.yaml"
    sheet.write_text(sheet.read_text().replace("withdrawn: 2026-02-10\n", ""))
    build(town)
    assert read_table(town.warehouse, w.REQUEST).equals(before)


def test_a_day_that_is_none_is_told_with_its_line(town, capsys):
    withdraw(town, "yes")
    assert main(["build", "--data", str(town.root)]) == 1
    assert "partner.yaml line" in capsys.readouterr().err
