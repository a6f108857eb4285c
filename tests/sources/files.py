"""Builders: one described file in a folder."""

from pathlib import Path

from pipelines.sources.sidecars import SourceFile, read_sidecar
from tests.raw_town import write_sidecar

DEFAULTS = {
    "census": {"layout": "wide_suffix", "area_level": "neighbourhood", "code_column": "code"},
    "health": {"layout": "wide_columns", "area_level": "neighbourhood", "code_column": "code"},
    "boundaries": {"layout": "geojson", "area_level": "neighbourhood", "code_property": "code"},
}


def described(path: Path, content: str | bytes, kind: str, **facts: object) -> SourceFile:
    """Write `content` to `path` with a sidecar and read the sidecar back."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    write_sidecar(path, id=path.stem, kind=kind, **(DEFAULTS.get(kind, {}) | facts))
    return read_sidecar(path.with_name(f"{path.stem}.source.yaml"))
