"""What two languages, two files or two copies of an edition say of the same thing."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.audit.finding import Attack

NAMED = re.compile(r"\{(\w+)[^{}]*\}")
FILES = ("release.duckdb", "manifest.json")
FOLDER = "boundaries"


def between_languages(labels: pl.DataFrame) -> Attack:
    """A sentence that has a number in one language must have it in every other."""
    found = [
        label
        for (label,), rows in labels.partition_by("label", as_dict=True, maintain_order=True).items()
        if len({frozenset(NAMED.findall(text)) for text in rows["text"]}) > 1
    ]
    return Attack("differences between languages", labels["label"].n_unique(), tuple(map(str, found)))


def files_left(folder: Path, manifest: Mapping[str, str]) -> Attack:
    """An edition is its tables, its manifest and its drawings: nothing else lies beside them to be copied."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found = [
        str(path.relative_to(folder))
        for path in paths
        if path.parent != folder / FOLDER and path.relative_to(folder).as_posix() not in FILES
    ]
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if {name: _text(value) for name, value in said.items()} != dict(manifest):
        found.append("manifest.json says something else than the table manifest")
    return Attack("files of the edition", len(paths), tuple(found))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
