"""The only writer of DuckDB files: whole or not at all, closed to others."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.errors import UserError, WorkspaceError
from pipelines.schema import TableError
from pipelines.tables.warehouse import AREA_OVERLAP, BLOCK, WAREHOUSE_TABLES
from pipelines.warehouse import (
    PUBLIC_FILE,
    connect_read_only,
    full_disk_is_told,
    read_table,
    read_tables,
    remove_stale,
    sql_for_table,
    write_database,
)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


ROWS = pl.DataFrame({"block": ["b", "a"], "residents": [1.0, 2.0], "is_unknown": [False, True]})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "processed" / "warehouse.duckdb"


def test_what_is_written_is_read_back_in_the_order_of_its_key(path):
    write_database(path, {BLOCK: ROWS})
    assert read_table(path, BLOCK).rows() == [("a", 2.0, True), ("b", 1.0, False)]


def test_an_empty_table_keeps_its_columns_and_types(path):
    write_database(path, {AREA_OVERLAP: AREA_OVERLAP.empty(), BLOCK: ROWS})
    found = read_tables(path, (BLOCK, AREA_OVERLAP))
    assert found[AREA_OVERLAP].schema == AREA_OVERLAP.empty().schema
    assert found[BLOCK].height == 2


def test_every_table_and_column_has_its_comment(path):
    write_database(path, {table: table.empty() for table in WAREHOUSE_TABLES})
    with connect_read_only(path) as connection:
        columns = connection.sql(
            "select table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
        tables = connection.sql(
            "select table_name, comment from duckdb_tables() where not internal"
        ).fetchall()
    assert len(tables) == len(WAREHOUSE_TABLES)
    assert all(comment for *_, comment in [*columns, *tables])
    assert (
        "block",
        "residents",
        "residents by the workspace's block file; 0 for unknown blocks [people]",
    ) in columns


def test_a_column_that_may_not_be_empty_is_declared_so():
    assert '"block" VARCHAR NOT NULL' in sql_for_table(BLOCK)[0]


def test_private_files_are_closed_to_others_and_so_is_their_folder(path):
    write_database(path, {BLOCK: ROWS})
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"


def test_a_public_file_may_be_read_by_others_and_leaves_its_folder_alone(path):
    path.parent.mkdir(mode=0o755)
    write_database(path, {BLOCK: ROWS}, PUBLIC_FILE)
    assert oct(path.stat().st_mode & 0o777) == "0o644"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o755"


def test_a_frame_that_does_not_hold_its_declaration_replaces_nothing(path):
    write_database(path, {BLOCK: ROWS})
    with pytest.raises(TableError, match="not unique"):
        write_database(path, {BLOCK: pl.concat([ROWS, ROWS])})
    assert read_table(path, BLOCK).height == 2
    assert names(path.parent) == ["warehouse.duckdb"]


def test_a_reader_keeps_the_old_file_while_a_new_one_takes_its_place(path):
    write_database(path, {BLOCK: ROWS})
    with connect_read_only(path) as reader:
        write_database(path, {BLOCK: ROWS.head(1)})
        assert reader.sql("select count(*) from block").fetchall() == [(2,)]
    assert read_table(path, BLOCK).height == 1


def test_a_reader_can_write_nothing(path):
    write_database(path, {BLOCK: ROWS})
    with connect_read_only(path) as reader, pytest.raises(duckdb.InvalidInputException):
        reader.execute("create table more (x int)")


def test_a_missing_and_a_damaged_file_are_told(path):
    with pytest.raises(WorkspaceError, match="run `needs build` first"):
        read_table(path, BLOCK)
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(WorkspaceError, match="cannot be read as a database"):
        read_table(path, BLOCK)


KILLED = """
import os, sys
import polars as pl
from pathlib import Path
import pipelines.warehouse as warehouse
from pipelines.tables.warehouse import BLOCK
warehouse.replace_file = lambda beside, path: os._exit(9)
rows = pl.DataFrame({"block": ["x"], "residents": [1.0], "is_unknown": [False]})
warehouse.write_database(Path(sys.argv[1]), {BLOCK: rows})
"""


def test_a_run_killed_before_the_rename_leaves_the_last_good_file_and_the_next_cleans_up(path):
    write_database(path, {BLOCK: ROWS})
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)]).returncode == 9
    assert read_table(path, BLOCK).height == 2
    assert len(names(path.parent)) == 2
    assert len(remove_stale(path.parent)) == 1
    assert names(path.parent) == ["warehouse.duckdb"]


def test_stale_folders_of_duckdb_go_too(tmp_path):
    (tmp_path / ".w.duckdb.7.building.tmp").mkdir()
    (tmp_path / ".w.duckdb.7.building.wal").touch()
    (tmp_path / "w.duckdb").touch()
    remove_stale(tmp_path)
    assert names(tmp_path) == ["w.duckdb"]


def test_a_full_disk_is_a_paragraph_and_any_other_fault_is_not(tmp_path):
    with (
        pytest.raises(UserError, match=r"The disk that holds .* is full, so x\.duckdb was not written"),
        full_disk_is_told(tmp_path / "x.duckdb"),
    ):
        Path("/dev/full").write_text("x")
    with pytest.raises(FileNotFoundError), full_disk_is_told(tmp_path / "x.duckdb"):
        (tmp_path / "none" / "x").read_text()


def test_duckdbs_own_words_for_a_full_disk_are_known(tmp_path):
    with pytest.raises(UserError, match="is full"), full_disk_is_told(tmp_path / "x.duckdb"):
        raise duckdb.IOException('Could not write to file "x": No space left on device')


def test_quotes_in_comments_do_no_harm(path):
    column = replace(BLOCK.columns[0], description="a partner's 'block'")
    table = replace(BLOCK, columns=(column, *BLOCK.columns[1:]))
    write_database(path, {table: ROWS})
    with connect_read_only(path) as connection:
        comment = connection.sql(
            "select comment from duckdb_columns() where column_name = 'block'"
        ).fetchall()
    assert comment == [("a partner's 'block'",)]
