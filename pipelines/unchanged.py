"""Which partners need not be read again: their rows stand in the last warehouse, made of the same files."""

import polars as pl

from pipelines.errors import WorkspaceError
from pipelines.fingerprint import LEFT_OUT, raw_files
from pipelines.paths import Workspace
from pipelines.sources.sidecars import sha256_of
from pipelines.tables.warehouse import BUILD, PARTNER, ROW_ACCOUNT
from pipelines.warehouse import read_table

INTAKE = "intake/"
NOT_YET = "after"  # a row of a day to come may be in time today


def unchanged_partners(workspace: Workspace, inputs: pl.DataFrame) -> frozenset[str]:
    """Partners whose files are as they were, where nothing but partners' files has changed.

    `inputs`: table `build` as it is now. Catalog, code, public files and the key bear on every row: with
    one of them changed, all partners are read again.
    """
    try:
        before = read_table(workspace.warehouse, BUILD)
        held = set(read_table(workspace.warehouse, PARTNER)["partner"])
        account = read_table(workspace.warehouse, ROW_ACCOUNT)
    except WorkspaceError:
        return frozenset()
    changed = _changed(before.filter(~pl.col("input").str.starts_with(LEFT_OUT)), inputs)
    if not all(name.startswith(INTAKE) and name.count("/") > 1 for name in changed):
        return frozenset()
    waiting = account.filter((pl.col("reason") == NOT_YET) & (pl.col("rows") > 0))["partner"]
    return frozenset(held - {name.split("/")[1] for name in changed} - set(waiting))


def is_built(workspace: Workspace, partner: str) -> bool:
    """Whether the warehouse holds this partner's files as they are now."""
    try:
        before = read_table(workspace.warehouse, BUILD)
    except WorkspaceError:
        return False
    start = f"{INTAKE}{partner}/"
    files = raw_files(workspace.raw, workspace.intake / partner)
    rows = [(path.relative_to(workspace.raw).as_posix(), sha256_of(path)) for path in files]
    now = pl.DataFrame(rows, schema=before.schema, orient="row")
    was_read = not before["input"].is_in([LEFT_OUT + partner]).any()
    return was_read and not _changed(before.filter(pl.col("input").str.starts_with(start)), now)


def _changed(before: pl.DataFrame, now: pl.DataFrame) -> set[str]:
    """Inputs that came, went or have another content."""
    keys = ["input", "sha256"]
    gone, new = before.join(now, on=keys, how="anti"), now.join(before, on=keys, how="anti")
    return {*gone["input"], *new["input"]}
