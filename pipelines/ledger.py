"""The files of the ledger: what was counted when a month closed, frozen for good, and the stamped records.

Below processed/ledger, one Parquet file per closed month and stage: the atoms, and the households behind
the published cells of the periods that end with the month. Below processed/private/stamps, the records as
they stood at the closing, kept only until their year has closed. Everything is private: folders 0700, files
0600.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from pipelines.closing import STAGES
from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.schema import Table, conform
from pipelines.tables.ledger import (
    LEDGER_ATOM,
    LEDGER_HOUSEHOLDS,
    LEDGER_LATE,
    LEDGER_RECORDED,
    LEDGER_ROWS,
    RESULT_STAMP,
    STAMP,
)
from pipelines.tables.warehouse import BLOCK_AREA
from pipelines.warehouse import (
    BUILDING,
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    full_disk_is_told,
    make_folder,
    remove_stale,
    replace_file,
)

REQUESTS, RESULTS = STAGES


def frozen_months(workspace: Workspace, stage: str) -> list[str]:
    """Months whose closing of `stage` is done: their atoms are in place."""
    return sorted(path.stem for path in (workspace.ledger / stage).glob("*.parquet"))


def read_atoms(workspace: Workspace, stage: str, months: Iterable[str]) -> pl.DataFrame:
    """LEDGER_ATOM of the frozen `months`."""
    return _read_all(LEDGER_ATOM, [_atoms_file(workspace, stage, m) for m in months])


def scan_atoms(workspace: Workspace, stage: str, months: Iterable[str]) -> pl.LazyFrame:
    """The same, read only as far as it is filtered."""
    files = [_atoms_file(workspace, stage, month) for month in months]
    return pl.scan_parquet(files) if files else LEDGER_ATOM.empty().lazy()


def read_households(workspace: Workspace, stage: str, months: Iterable[str]) -> pl.DataFrame:
    """LEDGER_HOUSEHOLDS of the periods that end with one of `months`."""
    return _read_all(LEDGER_HOUSEHOLDS, [_households_file(workspace, stage, m) for m in months])


def read_recorded(workspace: Workspace) -> pl.DataFrame:
    """LEDGER_RECORDED of every decided quarter."""
    return _read_all(LEDGER_RECORDED, sorted((workspace.ledger / "recorded").glob("*.parquet")))


def read_rows(workspace: Workspace) -> pl.DataFrame:
    """LEDGER_ROWS of every closed year."""
    return _read_all(LEDGER_ROWS, sorted((workspace.ledger / "rows").glob("*.parquet")))


def read_late(workspace: Workspace) -> pl.DataFrame:
    """LEDGER_LATE of every year whose results have closed."""
    return _read_all(LEDGER_LATE, sorted((workspace.ledger / "late").glob("*.parquet")))


def read_blocks(workspace: Workspace, version: str) -> pl.DataFrame:
    """BLOCK_AREA as it was when months of this version closed."""
    return _read_all(BLOCK_AREA, [_blocks_file(workspace, version)])


def facts_of(workspace: Workspace, stage: str, month: str) -> dict[str, str]:
    """The terms that the month was counted by, as `Terms.facts` of pipelines/freeze.py wrote them."""
    return pl.read_parquet_metadata(_atoms_file(workspace, stage, month))


def read_stamps(workspace: Workspace, stage: str, months: Sequence[str]) -> pl.DataFrame:
    """STAMP (of results: RESULT_STAMP) of `months`. Raises WorkspaceError where one is gone."""
    files = [_stamp_file(workspace, stage, month) for month in months]
    lost = [path for path in files if not path.is_file()]
    if lost:
        raise WorkspaceError(
            f"The records stamped at {len(lost)} closings are missing from {lost[0].parent}, so what came "
            "of them cannot be counted. Restore processed/private from the same backup as processed/ledger."
        )
    return _read_all(_stamp_table(stage), files)


def write_stamps(workspace: Workspace, stage: str, month: str, rows: pl.DataFrame) -> None:
    """Keep the records of a month as they stand at this closing."""
    _write(_stamp_file(workspace, stage, month), _stamp_table(stage), rows)


def write_recorded(workspace: Workspace, quarter: str, decided: pl.DataFrame) -> None:
    """Keep which partners wrote enough results in a quarter."""
    _write(_recorded_file(workspace, quarter), LEDGER_RECORDED, decided)


def write_rows(workspace: Workspace, year: str, rows: pl.DataFrame) -> None:
    """Keep what had become of the rows of a year when it closed."""
    _write(workspace.ledger / "rows" / f"{year}.parquet", LEDGER_ROWS, rows)


def write_late(workspace: Workspace, year: str, late: pl.DataFrame) -> None:
    """Keep how many requests of a year came late."""
    _write(_late_file(workspace, year), LEDGER_LATE, late)


def write_blocks(workspace: Workspace, version: str, places: pl.DataFrame) -> None:
    """Keep which block lies where, once per version."""
    path = _blocks_file(workspace, version)
    if not path.is_file():
        _write(path, BLOCK_AREA, places)


def write_closing(
    workspace: Workspace,
    stage: str,
    month: str,
    atoms: pl.DataFrame,
    households: pl.DataFrame,
    facts: Mapping[str, str],
) -> None:
    """Freeze one closing. Atoms come last: where they are, the closing is done and is never counted again."""
    _write(_households_file(workspace, stage, month), LEDGER_HOUSEHOLDS, households, facts)
    _write(_atoms_file(workspace, stage, month), LEDGER_ATOM, atoms, facts)


def clean_ledger(workspace: Workspace) -> None:
    """Remove what killed runs left half-written."""
    for folder in (workspace.ledger, workspace.private / "stamps"):
        for below in sorted(folder.glob("*/")):
            remove_stale(below)


def stamped_months(workspace: Workspace, stage: str) -> list[str]:
    """Months whose records are still kept as they stood when they closed."""
    return sorted(path.stem for path in (workspace.private / "stamps" / stage).glob("*.parquet"))


def uncounted_years(workspace: Workspace) -> list[str]:
    """Years whose results have closed, whose stamps are still here and whose late records are not counted."""
    done = {month[:4] for month in frozen_months(workspace, RESULTS) if month[5:] == "12"}
    stamped = {month[:4] for month in stamped_months(workspace, REQUESTS)}
    return sorted(year for year in done & stamped if not _late_file(workspace, year).is_file())


def counted_years(workspace: Workspace) -> list[str]:
    """Years that are done with: their results have closed and their late records are counted."""
    return sorted(path.stem for path in (workspace.ledger / "late").glob("*.parquet"))


def stamped_years(workspace: Workspace) -> list[str]:
    """Years of which requests were counted that still wait for their results, or for the end of the year."""
    return sorted({month[:4] for stage in STAGES for month in stamped_months(workspace, stage)})


def forget_stamps(workspace: Workspace) -> None:
    """Delete the stamped records of every year whose results have closed: nothing asks for them any more.

    Last to ask is the count of late records. A year whose December has not closed keeps its stamps: the
    households of a year are counted with its last month.
    """
    done = {month[:4] for month in frozen_months(workspace, RESULTS) if month[5:] == "12"}
    for stage in STAGES:
        for month in stamped_months(workspace, stage):
            if month[:4] in done and _late_file(workspace, month[:4]).is_file():
                _stamp_file(workspace, stage, month).unlink()


def _stamp_table(stage: str) -> Table:
    return STAMP if stage == REQUESTS else RESULT_STAMP


def _atoms_file(workspace: Workspace, stage: str, month: str) -> Path:
    return workspace.ledger / stage / f"{month}.parquet"


def _households_file(workspace: Workspace, stage: str, month: str) -> Path:
    return workspace.ledger / f"households_{stage}" / f"{month}.parquet"


def _recorded_file(workspace: Workspace, quarter: str) -> Path:
    return workspace.ledger / "recorded" / f"{quarter}.parquet"


def _blocks_file(workspace: Workspace, version: str) -> Path:
    return workspace.ledger / "blocks" / f"{version}.parquet"


def _late_file(workspace: Workspace, year: str) -> Path:
    return workspace.ledger / "late" / f"{year}.parquet"


def _stamp_file(workspace: Workspace, stage: str, month: str) -> Path:
    return workspace.private / "stamps" / stage / f"{month}.parquet"


def _write(path: Path, table: Table, frame: pl.DataFrame, facts: Mapping[str, str] | None = None) -> None:
    checked = conform(table, frame)
    with full_disk_is_told(path):
        make_folder(path.parent, PRIVATE_FOLDER)
        beside = path.with_name(f".{path.name}{BUILDING}")
        checked.write_parquet(beside, metadata=dict(facts) if facts else None)
        beside.chmod(PRIVATE_FILE)
        replace_file(beside, path)


def _read_all(table: Table, files: Sequence[Path]) -> pl.DataFrame:
    return pl.concat([table.empty(), *(pl.read_parquet(path) for path in files)])
