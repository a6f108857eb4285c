"""One key per year: made once, closed to others, missed where it is lost and not where it is destroyed."""

from pathlib import Path

import polars as pl
import pytest

from needs.main import main
from pipelines.errors import UsageError, WorkspaceError
from pipelines.ledger import write_late, write_stamps
from pipelines.paths import Workspace
from pipelines.tables.ledger import LEDGER_LATE, STAMP
from pipelines.tables.warehouse import BUILD, REQUEST
from pipelines.warehouse import read_table
from pipelines.workspace_key import YearKeys, read_keys, replace_lost_key
from tests.raw_town import make_raw_town


def test_each_year_has_a_key_of_its_own_that_is_closed_to_others(tmp_path):
    workspace = Workspace(tmp_path)
    keys = YearKeys(workspace)
    assert len({keys(2024), keys(2025)}) == 2
    assert YearKeys(workspace)(2024) == keys(2024)
    path = workspace.year_key_file(2024)
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"
    assert list(read_keys(workspace)) == ["key 2024", "key 2025"]


def test_a_lost_key_of_a_year_that_waits_is_one_paragraph_with_the_way_out(tmp_path):
    workspace = Workspace(tmp_path)
    write_stamps(workspace, "requests", "2025-03", STAMP.empty())
    with pytest.raises(WorkspaceError, match="The key of 2025 is lost") as lost:
        YearKeys(workspace)(2025)
    assert "\n" not in str(lost.value) and "--new-key 2025" in str(lost.value)
    assert not workspace.year_key_file(2025).exists()
    YearKeys(workspace)(2026)
    replace_lost_key(workspace, 2025)
    assert len(YearKeys(workspace)(2025)) == 32
    with pytest.raises(UsageError, match="is there"):
        replace_lost_key(workspace, 2025)
    with pytest.raises(UsageError, match="Nothing waits"):
        replace_lost_key(workspace, 2027)


def test_a_damaged_key_is_told_and_not_replaced(tmp_path):
    workspace = Workspace(tmp_path)
    YearKeys(workspace)(2025)
    workspace.year_key_file(2025).write_bytes(b"short")
    with pytest.raises(WorkspaceError, match="is damaged"):
        YearKeys(workspace)(2025)


def test_a_year_that_is_done_with_gets_a_key_for_one_run_only(tmp_path):
    workspace = Workspace(tmp_path)
    write_late(workspace, "2024", LEDGER_LATE.empty())
    keys = YearKeys(workspace)
    for year in (2019, 2024):  # of 2019, too, nobody will ever ask
        assert keys(year) == keys(year) != YearKeys(workspace)(year)
    assert not workspace.year_keys.exists()


@pytest.mark.slow
def test_a_build_makes_the_keys_of_its_years_and_the_next_one_changes_nothing(tmp_path: Path):
    town = make_raw_town(tmp_path, rows=60)
    assert main(["build", "--data", str(town.root)]) == 0
    assert sorted(path.name for path in town.year_keys.iterdir()) == ["2024.key", "2025.key"]
    before = read_table(town.warehouse, REQUEST)
    told = read_table(town.warehouse, BUILD).filter(pl.col("input").str.starts_with("key"))["input"].to_list()
    assert told == ["key", "key 2024", "key 2025"]
    assert main(["build", "--data", str(town.root), "--force"]) == 0
    assert read_table(town.warehouse, REQUEST).equals(before)
    town.year_key_file(2025).unlink()
    assert main(["build", "--data", str(town.root)]) == 0
    after = read_table(town.warehouse, REQUEST)
    is_old = pl.col("month") < "2025"
    assert after.filter(is_old).equals(before.filter(is_old))
    keys = [set(frame.filter(~is_old)["household_key"]) for frame in (before, after)]
    assert not keys[0] & keys[1] and len(keys[0]) == len(keys[1])
