"""Puts an edition in place: built beside under a temporary name, then one rename, then the link.

Whoever has the edition before open keeps it: nothing that was published is changed or removed.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.editions.facts import manifest_table
from pipelines.paths import Workspace
from pipelines.schema import Table, TableError
from pipelines.sources.drawings import Drawing
from pipelines.tables.edition import MANIFEST
from pipelines.warehouse import (
    BUILDING,
    PUBLIC_FILE,
    full_disk_is_told,
    make_folder,
    remove_stale,
    replace_file,
    write_database,
)

AUDIENCES = ("public", "coalition")
DATABASE = "release.duckdb"


def write_edition(
    workspace: Workspace,
    edition: str,
    tables: Mapping[str, Mapping[Table, pl.DataFrame]],
    drawings: Mapping[str, Drawing],
    facts: Mapping[str, object],
) -> None:
    """Write `processed/editions/<edition>/<audience>/` for each audience of `tables`, unless it is there.

    Raises TableError for a table that no edition may hold, UserError on a full disk; both leave what was
    there.
    """
    refuse_private(table for of_audience in tables.values() for table in of_audience)
    final = workspace.editions / edition
    if final.is_dir():
        return
    beside = workspace.editions / f".{edition}{BUILDING}"
    with full_disk_is_told(final):
        make_folder(workspace.editions)
        remove_stale(workspace.editions)
        for audience, of_audience in tables.items():
            own = {"id": edition, "audience": audience, **facts}
            _write_audience(beside / audience, {**of_audience, MANIFEST: manifest_table(own)}, drawings, own)
        beside.rename(final)
        sync_folder(workspace.editions)


def refuse_private(tables: object) -> None:
    """Raise TableError for any table that is not declared public: records and true counts never leave."""
    private = sorted(table.name for table in tables if table.sensitivity != "public")
    if private:
        raise TableError(f"not public, so no part of an edition: {', '.join(private)}")


def point_to(workspace: Workspace, edition: str) -> None:
    """Let `processed/edition` name the edition. One rename: a reader sees the old one or the new one."""
    beside = workspace.processed / f".{workspace.edition_link.name}{BUILDING}"
    beside.unlink(missing_ok=True)
    beside.symlink_to(Path(workspace.editions.name) / edition)
    beside.replace(workspace.edition_link)
    sync_folder(workspace.processed)


def current_edition(workspace: Workspace) -> str | None:
    """The id that the link names, where that edition is whole."""
    link = workspace.edition_link
    if not link.is_symlink():
        return None
    edition = link.readlink().name
    whole = all(
        (workspace.editions / edition / audience / "manifest.json").is_file() for audience in AUDIENCES
    )
    return edition if whole else None


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_audience(
    folder: Path,
    tables: Mapping[Table, pl.DataFrame],
    drawings: Mapping[str, Drawing],
    facts: Mapping[str, object],
) -> None:
    write_database(folder / DATABASE, tables, mode=PUBLIC_FILE)
    boundaries = folder / "boundaries"
    make_folder(boundaries)
    for level, drawing in drawings.items():
        _write_json(boundaries / f"{level}.paths.json", drawing.paths)
        _write_json(boundaries / f"{level}.geojson", drawing.geojson)
    _write_json(folder / "manifest.json", dict(facts))


def _write_json(path: Path, content: object) -> None:
    beside = path.with_name(f".{path.name}{BUILDING}")
    beside.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    beside.chmod(PUBLIC_FILE)
    replace_file(beside, path)
