"""The entries of one catalog file, by id, with the workspace's overlay laid over them.

A workspace's file has the same name as the packaged one. An entry with a known id changes the fields it
gives; a new id is added; `remove: true` drops one where dropping is safe.
"""

from collections.abc import Iterable
from pathlib import Path

from pipelines.errors import CatalogError
from pipelines.yaml_file import Entry, nearest, read_yaml

Entries = dict[str, Entry]

REMOVABLE = ("release_tables", "indicators")


def read_section(packaged: Path, overlay: Path | None, section: str, others: Iterable[str] = ()) -> Entries:
    """The entries of list `section` of a packaged file, with those of the overlay's file of the same name."""
    entries = _list_entries(packaged, section, others)
    if overlay is not None and (overlay / packaged.name).is_file():
        entries = _lay_over(entries, _list_entries(overlay / packaged.name, section, others), section)
    return entries


def read_folder(packaged: Path, overlay: Path | None) -> Entries:
    """One entry per file `<id>.yaml` of a packaged folder, with those of the overlay's folder."""
    entries = _file_entries(packaged)
    if overlay is not None and (overlay / packaged.name).is_dir():
        entries = _lay_over(entries, _file_entries(overlay / packaged.name), packaged.name)
    return entries


def _list_entries(path: Path, section: str, others: Iterable[str]) -> Entries:
    document = read_yaml(path)
    known = [section, *others]
    for name in document.data:
        if name not in known:
            raise CatalogError(
                f"{document.place(name)}: `{name}` is not a section of this file.{nearest(name, known)} "
                f"Expected: {', '.join(known)}. Correct or delete it."
            )
    if section not in document.data:
        return {}
    rows = document.data[section]
    if not isinstance(rows, list):
        raise CatalogError(
            f"{document.place(section)}: `{section}` must be a list; start each entry with `- id:`."
        )
    return _by_id((document.at(section, number) for number in range(len(rows))), section)


def _file_entries(folder: Path) -> Entries:
    entries = _by_id((read_yaml(path) for path in sorted(folder.glob("*.yaml"))), folder.name)
    for name, entry in entries.items():
        file = entry.place().path
        if file.stem != name:
            raise CatalogError(
                f"{entry.place('id')}: the id is `{name}`, but the file is called {file.name}. "
                "Expected one name for both; rename the file or correct the id."
            )
    return entries


def _by_id(found: Iterable[Entry], section: str) -> Entries:
    entries: Entries = {}
    for entry in found:
        if not isinstance(entry.data, dict) or not isinstance(entry.data.get("id"), str):
            raise CatalogError(
                f"{entry.place()}: an entry of `{section}` has no id. Expected `id:` with a word in small "
                'letters (in quotes where it begins with a digit, as "0_3"); add it.'
            )
        name = entry.data["id"]
        if name in entries:
            raise CatalogError(
                f"{entry.place('id')}: the id `{name}` stands twice in `{section}`, first at "
                f"{entries[name].place('id')}. Expected each id once; delete or rename one."
            )
        entries[name] = entry
    return entries


def _lay_over(base: Entries, overlay: Entries, section: str) -> Entries:
    merged = dict(base)
    for name, entry in overlay.items():
        if "remove" in entry.data:
            _remove(merged, name, entry, section)
        else:
            merged[name] = _merge(base[name], entry) if name in base else entry
    return merged


def _remove(merged: Entries, name: str, entry: Entry, section: str) -> None:
    if section not in REMOVABLE or entry.data["remove"] is not True:
        raise CatalogError(
            f"{entry.place('remove')}: an entry of `{section}` cannot be removed. Expected `remove: true`, "
            f"and only in {' or '.join(REMOVABLE)}; delete the line."
        )
    if name not in merged:
        raise CatalogError(
            f"{entry.place('id')}: `{name}` is to be removed, but `{section}` has no such id."
            f"{nearest(name, merged)} Correct the id or delete the entry."
        )
    del merged[name]


def _merge(base: Entry, over: Entry) -> Entry:
    """`base` with the fields of `over`; a replaced field takes its lines along."""
    kept = {keys: place for keys, place in base.places.items() if not keys or keys[0] not in over.data}
    return Entry({**base.data, **over.data}, {**kept, **over.places})
