"""The note beside every public file (`<stem>.source.yaml`): what the file is, where it comes from, its
checksum.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from pipelines.errors import SourceError
from pipelines.schema import conform
from pipelines.tables.warehouse import SOURCE
from pipelines.yaml_file import parse_entry, read_yaml

SUFFIX = ".source.yaml"
DATA_SUFFIXES = (".csv", ".json", ".geojson", ".parquet")
NOT_PUBLIC = ("intake", "catalog", "truth")
LAYOUTS = {
    "census": ("wide_suffix", "census_site", "api_columns"),
    "health": ("places_long", "wide_columns"),
    "boundaries": ("geojson",),
    "areas": ("csv",),
    "blocks": ("csv",),
    "place_codes": ("csv",),
}


class WideColumn(BaseModel):
    """One column of a wide health file: the measure that it holds; only a `count` adds up over areas."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    value_type: Literal["count", "rate", "percent", "score", "rank"]
    population: str | None = None


class Sidecar(BaseModel):
    """What a sidecar may say. Codes and years are text, however YAML reads them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    file: str
    kind: Literal["census", "health", "boundaries", "areas", "blocks", "place_codes"]
    layout: str = "csv"
    title: str
    publisher: str
    licence: str
    url: str
    vintage: str
    retrieved_on: date
    sha256: str
    is_simulated: bool = False
    caveat: str | None = None
    taken_from: str | None = None
    area_level: str | None = None
    code_column: str | tuple[str, ...] | None = None
    code_property: str | None = None
    code_map: dict[str, str] = {}
    summary_level: str | None = None
    year: str | None = None
    year_column: str | None = None
    only_rows: dict[str, str] = {}
    columns: dict[str, WideColumn] = {}

    @field_validator("vintage", "year", "summary_level", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) else value

    @field_validator("code_map", "only_rows", mode="before")
    @classmethod
    def _text_items(cls, value: dict) -> dict[str, str]:
        return {str(key): str(item) for key, item in value.items()}

    @model_validator(mode="after")
    def _is_complete(self) -> "Sidecar":
        if self.layout not in LAYOUTS[self.kind]:
            raise ValueError(f"layout of kind {self.kind} is one of {', '.join(LAYOUTS[self.kind])}")
        if self.kind in ("census", "health", "boundaries") and not self.area_level:
            raise ValueError(f"kind {self.kind} needs area_level")
        if self.layout in ("wide_suffix", "api_columns", "wide_columns") and not self.code_column:
            raise ValueError(f"layout {self.layout} needs code_column")
        if self.kind == "boundaries" and not self.code_property:
            raise ValueError("kind boundaries needs code_property")
        if self.layout == "wide_columns" and not self.columns:
            raise ValueError("layout wide_columns needs columns")
        return self


@dataclass(frozen=True)
class SourceFile:
    """A public file together with what its sidecar says of it."""

    about: Sidecar
    path: Path


def find_sources(raw: Path) -> list[SourceFile]:
    """Every described file below `raw`, by id, each with the content that its sidecar describes.

    Raises SourceError for a fault in a sidecar, a file without one, an id used twice, or another checksum.
    """
    sidecars = sorted(path for path in raw.rglob(f"*{SUFFIX}") if _is_public(raw, path))
    sources = [read_sidecar(path) for path in sidecars]
    _check_ids(sources)
    _check_undescribed(raw, {source.path for source in sources})
    for source in sources:
        _check_content(source)
    return sorted(sources, key=lambda source: source.about.id)


def read_sidecar(path: Path) -> SourceFile:
    """The sidecar at `path` and the file that it names. Raises SourceError with file, line and key."""
    about = parse_entry(Sidecar, read_yaml(path, SourceError), "the description of a source", SourceError)
    data = path.parent / about.file
    if not data.is_file():
        raise SourceError(f"{path} describes the file {about.file}, which is not beside it: put it there.")
    return SourceFile(about, data)


def source_table(sources: Iterable[SourceFile]) -> pl.DataFrame:
    """One row per described file, as table `source`."""
    rows = [{"source": s.about.id, **s.about.model_dump(include=set(SOURCE.column_names))} for s in sources]
    return conform(SOURCE, pl.DataFrame(rows, schema=SOURCE.empty().schema))


def sha256_of(path: Path) -> str:
    """The checksum of a file's content, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_public(raw: Path, path: Path) -> bool:
    return path.relative_to(raw).parts[0] not in NOT_PUBLIC


def _check_ids(sources: list[SourceFile]) -> None:
    for source_id, times in Counter(source.about.id for source in sources).items():
        if times > 1:
            files = ", ".join(str(s.path) for s in sources if s.about.id == source_id)
            raise SourceError(
                f"The source id {source_id} is used {times} times ({files}): give each its own."
            )


def _check_undescribed(raw: Path, described: set[Path]) -> None:
    for path in sorted(raw.rglob("*")):
        if path.suffix in DATA_SUFFIXES and _is_public(raw, path) and path not in described:
            raise SourceError(
                f"{path} has no sidecar, so nobody could tell where it comes from. Describe it in "
                f"{path.stem}{SUFFIX} beside it (id, kind, title, publisher, sha256, ...) or take it away."
            )


def _check_content(source: SourceFile) -> None:
    found = sha256_of(source.path)
    if found != source.about.sha256:
        raise SourceError(
            f"{source.path} is not the file that its sidecar describes: the checksum there is "
            f"{source.about.sha256}, the file has {found}. Take it from its publisher again, or, if the "
            "change is meant, put the new checksum and the day it was retrieved in the sidecar."
        )
