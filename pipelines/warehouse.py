"""The only writer of DuckDB files: built beside under a temporary name, then put in place by one rename.

DuckDB allows no writer while a reader has the file open, and a file overwritten in place is corrupt for
that reader: so nothing is ever changed in place. A run killed at any instant leaves the last good file and,
at most, a temporary file that the next run of the same workspace removes.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from pipelines.errors import UserError, WorkspaceError
from pipelines.pieces import Pieces
from pipelines.schema import SQL_TYPES, Table, conform

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
PUBLIC_FILE = 0o644
SHARED_FILE = 0o666  # as far as the umask of who runs it allows
BUILDING = ".building"
ROW_GROUP = 122_880  # rows that DuckDB stores together

# Nothing may be fetched and nothing outside the file may be read, whatever a query says.
SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def write_database(
    path: Path, tables: Mapping[Table, pl.DataFrame | Pieces], mode: int = PRIVATE_FILE
) -> None:
    """Write `tables` to a new DuckDB file and put it at `path` in one step.

    Each frame is checked against its declaration, sorted by its key and written with a comment on the table
    and on every column; the same frames give the same content. The folder of a private file is closed to
    others.
    """
    checked = {
        table: rows if isinstance(rows, Pieces) else [conform(table, rows)] for table, rows in tables.items()
    }
    with full_disk_is_told(path):
        make_folder(path.parent, PRIVATE_FOLDER if mode == PRIVATE_FILE else None)
        beside = path.with_name(f".{path.name}.{os.getpid()}{BUILDING}")
        _remove(beside)
        try:
            _fill(beside, checked, mode)
            replace_file(beside, path)
        finally:
            _remove(beside)


def _fill(path: Path, tables: Mapping[Table, Iterable[pl.DataFrame]], mode: int) -> None:
    # The file is made closed to others before the first record is in it.
    old_mask = os.umask(0o777 & ~mode)
    try:
        with duckdb.connect(str(path), config=SETTINGS) as connection:
            for table, frames in tables.items():
                for statement in sql_for_table(table):
                    connection.execute(statement)
                _insert(connection, table, iter(frames))
            connection.execute("CHECKPOINT")
    finally:
        os.umask(old_mask)
    path.chmod(mode)


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, frames: Iterator[pl.DataFrame]) -> None:
    """All frames by one statement: each by itself would be written twice, and by one core."""
    first = next(frames, None)
    if first is None:
        return
    schema = first.to_arrow().schema
    batches = (batch for frame in chain([first], frames) for batch in frame.to_arrow().to_batches(ROW_GROUP))
    connection.register("frame", pa.RecordBatchReader.from_batches(schema, batches))
    connection.execute(f'INSERT INTO "{table.name}" SELECT * FROM frame').fetchall()
    connection.unregister("frame")


def sql_for_table(table: Table) -> list[str]:
    """The statements that create `table` and comment on it and on every column."""
    columns = ", ".join(
        f'"{c.name}" {SQL_TYPES[c.type]}{"" if c.nullable else " NOT NULL"}' for c in table.columns
    )
    comments = [
        f'COMMENT ON COLUMN "{table.name}"."{c.name}" IS {_quoted(_comment(c.description, c.unit))}'
        for c in table.columns
    ]
    about_table = f'COMMENT ON TABLE "{table.name}" IS {_quoted(table.grain)}'
    return [f'CREATE TABLE "{table.name}" ({columns})', about_table, *comments]


def _comment(description: str, unit: str) -> str:
    return f"{description} [{unit}]" if unit else description


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def connect_read_only(path: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the file at `path`. Raises WorkspaceError where it is missing or
    unreadable.
    """
    if not path.is_file():
        raise WorkspaceError(f"There is no {path.name} in {path.parent}: run `needs build` first.")
    try:
        return duckdb.connect(str(path.resolve()), read_only=True, config=SETTINGS)
    except duckdb.Error as error:
        raise WorkspaceError(
            f"{path} cannot be read as a database; it may be damaged or of another version. "
            "Delete it and run `needs build`: it is made anew from raw/."
        ) from error


def read_table(path: Path, table: Table) -> pl.DataFrame:
    """All rows of `table` in the file at `path`, in the order of its key, with the declared types."""
    with connect_read_only(path) as connection:
        return _read(connection, table)


def read_pieces(path: Path, table: Table, partners: Iterable[str], after: str = "") -> Pieces:
    """The rows of `partners` in `table` (which has partner and month), a month of one partner at a time.
    `after`: only those of later months.
    """
    pieces = Pieces(table)
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    with connect_read_only(path) as connection:
        for partner in sorted(partners):
            months = f'SELECT DISTINCT month FROM "{table.name}" WHERE partner = ? AND month > ? ORDER BY 1'
            rows = f'SELECT {columns} FROM "{table.name}" WHERE partner = ? AND month = ?'
            for (month,) in connection.sql(months, params=[partner, after]).fetchall():
                found = connection.sql(rows, params=[partner, month])
                pieces.add(pl.from_arrow(found.to_arrow_table()))
    return pieces


def read_tables(path: Path, tables: tuple[Table, ...]) -> dict[Table, pl.DataFrame]:
    """Several tables of one file, read over one connection, so all of one build."""
    with connect_read_only(path) as connection:
        return {table: _read(connection, table) for table in tables}


def _read(connection: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    order = ", ".join(f'"{name}"' for name in table.key)
    query = f'SELECT {columns} FROM "{table.name}"' + (f" ORDER BY {order}" if order else "")
    return conform(table, pl.from_arrow(connection.sql(query).to_arrow_table()))


def write_file(path: Path, content: bytes, mode: int = PRIVATE_FILE) -> None:
    """Put a file with this content at `path`, whole or not at all, open to others as `mode` says from its
    first byte on. Its folder stands already.
    """
    with full_disk_is_told(path):
        beside = path.with_name(f".{path.name}{BUILDING}")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        replace_file(beside, path)


def replace_file(beside: Path, path: Path) -> None:
    """Put the finished file `beside` at `path`, with its content on the disk before the name points to it."""
    _sync(beside)
    beside.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in `folder` as they now are on the disk."""
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, mode: int | None = None) -> None:
    """Make `folder` (and those above) where absent; with `mode`, set who may open it and all it made."""
    made = [path for path in folder.parents if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *made) if mode is not None else ():
        if (path.stat().st_mode & 0o777) != mode:
            path.chmod(mode)


def remove_stale(folder: Path) -> list[str]:
    """Remove what killed runs left half-built in `folder`, under the workspace's lock. Returns the names."""
    stale = sorted(folder.glob(f".*{BUILDING}*"))
    for path in stale:
        _remove(path)
    return [path.name for path in stale]


def _remove(path: Path) -> None:
    """Remove a file or folder, and the log and spill folder that DuckDB keeps beside what it writes."""
    for name in (path.name, f"{path.name}.wal", f"{path.name}.tmp"):
        target = path.with_name(name)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)


@contextlib.contextmanager
def full_disk_is_told(path: Path) -> Iterator[None]:
    """Turn "no space left on device", from the system or from DuckDB, into a paragraph for a person."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        is_full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
        if not is_full and "no space left on device" not in str(error).lower():
            raise
        raise UserError(
            f"The disk that holds {path.parent} is full, so {path.name} was not written; the last good "
            "one is still in place. Free some space (or name another workspace with --data) and run it again."
        ) from error
