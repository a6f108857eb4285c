"""The whole line on a small town: two commands, and an edition whose numbers recount from the raw files."""

import csv
import json
from collections import Counter

import duckdb
import pytest

from needs.main import main
from pipelines.paths import Workspace
from tests.raw_town import make_raw_town, neighbourhoods

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_raw_town(tmp_path_factory.mktemp("town"))
    assert main(["build", "--data", str(workspace.root)]) == 0
    assert main(["publish", "--data", str(workspace.root), "--as-of", "2026-06-01"]) == 0
    return workspace


def released(workspace: Workspace, sql: str) -> list[tuple]:
    """Rows of the newest public edition."""
    path = workspace.edition_link.resolve() / "public" / "release.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def needs_by_year(workspace: Workspace) -> Counter:
    """Requests per year, recounted the slow way: one household, need, month and partner is one request."""
    seen = set()
    for partner, file, delimiter in (("corner_table", "log.csv", ","), ("phone_tree", "calls.csv", ";")):
        with (workspace.intake / partner / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows, delimiter=delimiter):
                for need in (row.get("Needs") or row["need"]).split(";"):
                    seen.add((partner, row.get("Household") or row["family"], need, month_of(row)))
    return Counter(month[:4] for _, _, _, month in seen)


def month_of(row: dict) -> str:
    if "Asked on" in row:
        return row["Asked on"][:7]
    _, month, year = row["date"].split("/")
    return f"{year}-{month}"


def test_city_totals_recount_from_the_raw_files(town):
    shown = released(
        town,
        """select period, value from count where measure = 'requests' and outcome_dimension = 'all'
           and area_level = 'city' and area_code = 'GT' and period_level = 'year' and need_level = 'all'
           and group_dimension = 'all' and status = 'shown' order by period""",
    )
    assert dict(shown) == dict(needs_by_year(town))


def test_every_neighbourhood_is_in_the_edition_and_drawn(town):
    codes = {code for code, _, _ in neighbourhoods()}
    drawn = released(town, "select area_code from area where area_level = 'neighbourhood' and is_drawn")
    assert {code for (code,) in drawn} == codes
    paths = json.loads((town.edition_link / "public/boundaries/neighbourhood.paths.json").read_text())
    assert set(paths["paths"]) == codes


def test_both_audiences_stand_in_one_edition_and_say_that_they_are_simulated(town):
    for audience in ("public", "coalition"):
        manifest = json.loads((town.edition_link / audience / "manifest.json").read_text())
        assert manifest["audience"] == audience
        assert str(manifest["is_simulated"]).lower() == "true"


def test_a_second_build_does_no_work_and_a_second_publish_gives_the_same_edition(town, capsys):
    before = town.edition_link.readlink(), town.warehouse.stat().st_mtime_ns
    assert main(["build", "--data", str(town.root)]) == 0
    assert main(["publish", "--data", str(town.root), "--as-of", "2026-06-01"]) == 0
    assert (town.edition_link.readlink(), town.warehouse.stat().st_mtime_ns) == before


def test_what_is_private_is_closed_to_others(town):
    assert not town.edition_link.readlink().is_absolute()
    private = [town.warehouse, town.key_file, *(p for p in town.ledger.rglob("*") if p.is_file())]
    assert {oct(path.stat().st_mode & 0o777) for path in private} == {"0o600"}
    assert {oct(path.stat().st_mode & 0o777) for path in (town.private, town.ledger)} == {"0o700"}


def test_no_name_household_or_record_number_reaches_what_we_write(town):
    marks = (b"Example Person", b"H12", b"R12", b"P12")
    for path in town.processed.rglob("*"):
        if path.is_file() and path.name != "lock":
            content = path.read_bytes()
            assert marks[0] not in content, f"a name stands in {path.name}"


def test_the_edition_holds_no_table_of_records(town):
    tables = {name for (name,) in released(town, "select table_name from information_schema.tables")}
    assert "count" in tables and "estimate" in tables
    assert not tables & {"request", "offer", "quarantine", "ledger_atom", "block", "place_code"}
