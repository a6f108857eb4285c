"""What was counted when a month closed stays as it was, whatever happens to records afterwards."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import ledger
from pipelines.errors import WorkspaceError
from pipelines.freeze import freeze
from pipelines.paths import Workspace
from pipelines.publish import count, read_setting, terms_of
from pipelines.tables import warehouse as w
from pipelines.warehouse import write_database
from tests.town import cut, few_tables, make_town, town_tables

QUIET = lambda step: None  # noqa: E731
SIZE = 500


def close(workspace: Workspace, day: date) -> int:
    """Freeze what has closed by `day`; how many closings that were."""
    setting = read_setting(workspace, day, few_tables())
    return freeze(workspace, setting.closing, terms_of(setting), QUIET)


def files_of(workspace: Workspace) -> dict[str, bytes]:
    return {
        str(p.relative_to(workspace.ledger)): p.read_bytes()
        for p in sorted(workspace.ledger.rglob("*.parquet"))
    }


@pytest.fixture
def town(tmp_path) -> Workspace:
    """The log up to the end of June 2024."""
    return make_town(tmp_path / "town", requests=SIZE, until=date(2024, 6, 30))


def later(workspace: Workspace, until: date | None, change: pl.Expr | None = None) -> None:
    """The warehouse after another build: the log goes on, and `change` befalls every record."""
    tables = cut(town_tables(requests=SIZE), until)
    if change is not None:
        tables[w.REQUEST] = tables[w.REQUEST].with_columns(change)
    write_database(workspace.warehouse, tables)


def test_each_month_is_closed_once(town):
    assert close(town, date(2024, 6, 1)) == 4 + 3
    assert ledger.frozen_months(town, "requests") == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert ledger.frozen_months(town, "results") == ["2024-01", "2024-02", "2024-03"]
    assert close(town, date(2024, 6, 1)) == 0


@pytest.mark.slow
def test_frozen_months_stay_as_they_were_when_records_come_late_change_or_go(town):
    close(town, date(2024, 6, 1))
    before = files_of(town)
    later(town, None, pl.lit("unknown").alias("block"))
    close(town, date(2024, 9, 1))
    after = files_of(town)
    assert len(after) > len(before)
    assert {name: after[name] for name in before} == before


def test_results_are_of_stamped_requests_only(town):
    """The requests of April close in May, what came of them in June; what came in between is not in."""
    close(town, date(2024, 5, 20))
    asked = ledger.read_atoms(town, "requests", ["2024-04"]).filter(
        outcome_dimension="all", group_dimension="all"
    )
    tables = cut(town_tables(requests=SIZE), date(2024, 6, 30))
    extra = (
        tables[w.REQUEST]
        .filter(month="2024-04")
        .with_columns(request_key=pl.concat_str(pl.lit("late"), "request_key"))
    )
    tables[w.REQUEST] = pl.concat([tables[w.REQUEST], extra])
    write_database(town.warehouse, tables)
    close(town, date(2024, 6, 20))
    came = ledger.read_atoms(town, "results", ["2024-04"]).filter(
        outcome_dimension="result", group_dimension="all"
    )
    assert came["value"].sum() == asked.filter(measure="requests")["value"].sum()


def test_an_open_period_is_absent(town):
    close(town, date(2024, 7, 20))
    setting = read_setting(town, date(2024, 7, 20), few_tables())
    cells = count(setting, terms_of(setting)).cells
    assert cells.filter(period_level="month")["period"].max() == "2024-06"
    assert cells.filter(period_level="quarter", outcome_dimension="all")["period"].max() == "2024-Q2"
    assert cells.filter(period_level="quarter", outcome_dimension="result")["period"].max() == "2024-Q1"
    assert cells.filter(period_level="year").height == 0


def test_who_recorded_is_decided_once_a_quarter(town):
    close(town, date(2024, 6, 1))
    decided = ledger.read_recorded(town)
    assert set(decided["quarter"]) == {"2024-Q1"}
    assert decided.filter(~pl.col("is_recorded"))["partner"].to_list() == ["birch"]
    later(town, None, pl.lit("received").alias("result"))
    close(town, date(2024, 6, 2))
    assert ledger.read_recorded(town).equals(decided)


@pytest.mark.slow
def test_closing_step_by_step_counts_the_same_as_closing_at_once(tmp_path):
    slowly = make_town(tmp_path / "slowly", requests=SIZE)
    for day in (date(2024, 3, 1), date(2024, 5, 3), date(2024, 11, 30), date(2025, 4, 1), date(2026, 6, 1)):
        close(slowly, day)
    at_once = make_town(tmp_path / "at_once", requests=SIZE)
    close(at_once, date(2026, 6, 1))
    assert list(files_of(slowly)) == list(files_of(at_once))
    for stage in ("requests", "results"):
        months = ledger.frozen_months(at_once, stage)
        for read in (ledger.read_atoms, ledger.read_households):
            assert read(slowly, stage, months).equals(read(at_once, stage, months))


@pytest.mark.slow
def test_stamped_records_go_when_their_year_has_closed(town):
    later(town, None)
    close(town, date(2024, 12, 1))
    stamps = town.private / "stamps"
    assert len(list(stamps.rglob("2024-*.parquet"))) > 0
    close(town, date(2025, 2, 20))
    assert list(stamps.rglob("2024-*.parquet")) == []
    assert [p.stem for p in stamps.rglob("*.parquet")] == ["2025-01"]


def test_the_ledger_holds_no_record_and_is_closed_to_others(town):
    close(town, date(2024, 6, 1))
    columns = set()
    for path in (*town.ledger.rglob("*"), *(town.private / "stamps").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
        if path.suffix == ".parquet" and town.ledger in path.parents:
            columns |= set(pl.read_parquet_schema(path))
    assert not columns & {"household_key", "request_key", "received_on"}


def test_lost_stamps_are_told_with_the_remedy(town):
    close(town, date(2024, 5, 20))
    for path in (town.private / "stamps").rglob("2024-04.parquet"):
        path.unlink()
    with pytest.raises(WorkspaceError, match="Restore processed/private"):
        close(town, date(2024, 6, 20))


@pytest.mark.slow
def test_a_new_table_starts_with_the_next_period_to_close(town):
    close(town, date(2024, 6, 1))
    catalog = few_tables()
    table = catalog.release_tables["city_quarter"].model_copy(update={"id": "new", "group_dimension": "work"})
    wider = catalog.model_copy(update={"release_tables": {**catalog.release_tables, "new": table}})
    later(town, None)
    setting = read_setting(town, date(2024, 11, 1), wider)
    terms = terms_of(setting)
    freeze(town, setting.closing, terms, QUIET)
    counted = count(setting, terms)
    found = counted.cells.filter(group_dimension="work")
    assert found["period"].unique().to_list() == ["2024-Q3"]
    new = next(d for d in terms.designs if d.group_dimension == "work")
    assert counted.frozen.lacks(new, terms.blocks_version)


@pytest.mark.slow
def test_months_of_other_blocks_are_not_mixed_into_one_period(town):
    close(town, date(2024, 6, 1))
    tables = cut(town_tables(requests=SIZE), None)
    place = pl.when(pl.col("block") == "b0d0n00-w1", pl.col("area_level") == "ward").then(pl.lit("w2"))
    tables[w.BLOCK_AREA] = tables[w.BLOCK_AREA].with_columns(area_code=place.otherwise("area_code"))
    write_database(town.warehouse, tables)
    setting = read_setting(town, date(2024, 12, 1), few_tables())
    terms = terms_of(setting)
    freeze(town, setting.closing, terms, QUIET)
    quarters = count(setting, terms).cells.filter(
        period_level="quarter", measure="requests", outcome_dimension="all"
    )
    assert quarters["period"].unique().to_list() == ["2024-Q3"]


def test_what_a_killed_run_left_is_removed(town):
    close(town, date(2024, 6, 1))
    half: Path = town.ledger / "requests" / ".2024-05.parquet.building"
    half.write_bytes(b"half")
    close(town, date(2024, 6, 1))
    assert not half.exists()
