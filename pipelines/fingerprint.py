"""What a build was made of: every file of raw/ by content, and the code. The same again means no work."""

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.errors import WorkspaceError
from pipelines.forgotten import read_forgotten
from pipelines.paths import Workspace
from pipelines.schema import conform
from pipelines.sources.sidecars import sha256_of
from pipelines.tables.warehouse import BUILD
from pipelines.warehouse import read_table
from pipelines.workspace_key import read_keys

PACKAGE = Path(__file__).parent
TRUTH = "truth"
LEFT_OUT = "left out: "


def take_fingerprint(workspace: Workspace) -> pl.DataFrame:
    """Table `build`: a checksum per file below raw/ (but the simulator's truth), of the catalog, of the
    code and of the keys.
    """
    rows = [
        (path.relative_to(workspace.raw).as_posix(), sha256_of(path)) for path in raw_files(workspace.raw)
    ]
    rows += [("catalog", _sha256_of_all("*.yaml")), ("code", _sha256_of_all("*.py"))]
    taken = conform(BUILD, pl.DataFrame(rows, schema=BUILD.column_names, orient="row"))
    return with_keys(_with_mark(taken, read_forgotten(workspace).through), read_keys(workspace))


def _with_mark(fingerprint: pl.DataFrame, through: str | None) -> pl.DataFrame:
    """With the last month whose records are dropped, where some are."""
    mark = pl.DataFrame({"input": ["forgotten"], "sha256": [through]}, schema=fingerprint.schema)
    return pl.concat([fingerprint, mark.drop_nulls()])


def with_keys(fingerprint: pl.DataFrame, keys: Mapping[str, bytes]) -> pl.DataFrame:
    """With what tells one key from another, and tells nothing of it. `keys`: by name, as `read_keys`."""
    told = {name: hmac.digest(key, b"build", "sha256").hex() for name, key in keys.items()}
    others = fingerprint.filter(~pl.col("input").is_in(list(told)))
    rows = pl.DataFrame({"input": list(told), "sha256": list(told.values())}, schema=fingerprint.schema)
    return conform(BUILD, pl.concat([others, rows]))


def mark_left_out(fingerprint: pl.DataFrame, partners: list[str]) -> pl.DataFrame:
    """A build that left partners out is never the last word: the next one tries them again."""
    marks = pl.DataFrame({"input": [LEFT_OUT + partner for partner in partners], "sha256": ""}, strict=False)
    return conform(
        BUILD, pl.concat([fingerprint, marks.cast(fingerprint.schema)]) if partners else fingerprint
    )


def is_unchanged(workspace: Workspace, fingerprint: pl.DataFrame) -> bool:
    """Whether the warehouse in place was made of exactly these inputs; one that cannot be read was not."""
    try:
        return read_table(workspace.warehouse, BUILD).equals(fingerprint)
    except WorkspaceError:
        return False


def raw_files(raw: Path, folder: Path | None = None) -> list[Path]:
    """The files below `raw` (or a folder of it) that a build is made of."""
    return sorted(
        path
        for path in (folder or raw).rglob("*")
        if path.is_file() and path.relative_to(raw).parts[0] != TRUTH and path.name[0] not in ".~"
    )


def _sha256_of_all(pattern: str) -> str:
    """One checksum over files of this package: their names and contents."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob(pattern)):
        digest.update(f"{path.relative_to(PACKAGE).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()
