"""Reads the catalog and refuses it, naming file and line, unless everything in it fits together."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pipelines.catalog import checks, rules, tightening, words
from pipelines.catalog.entries import Entries, read_folder, read_section
from pipelines.catalog.model import Catalog
from pipelines.catalog.models import (
    Denominator,
    Domain,
    GroupDimension,
    Indicator,
    Item,
    Need,
    OutcomeDimension,
    ReleaseTable,
)
from pipelines.catalog.policy import Policy, PolicyLine
from pipelines.errors import CatalogError
from pipelines.wording import load_wording
from pipelines.yaml_file import Entry, parse_entry, read_yaml

HERE = Path(__file__).parent
AnyItem = TypeVar("AnyItem", bound=Item)

SECTIONS: dict[str, tuple[str, type[Item], str]] = {
    "domains": ("needs.yaml", Domain, "domain"),
    "needs": ("needs.yaml", Need, "need"),
    "outcomes": ("results.yaml", OutcomeDimension, "outcome dimension"),
    "groups": ("groups.yaml", GroupDimension, "group dimension"),
    "denominators": ("denominators.yaml", Denominator, "denominator"),
    "indicators": ("indicators", Indicator, "indicator"),
    "release_tables": ("release_tables.yaml", ReleaseTable, "release table"),
    "policy": ("policy.yaml", PolicyLine, "constant"),
}
KNOWN_FILES = {file for file, _, _ in SECTIONS.values()} | {"wording"}


def load_catalog(overlay: Path | None = None) -> Catalog:
    """The packaged catalog, with the workspace's `raw/catalog/` laid over it by id where `overlay` is given.

    Raises CatalogError, one paragraph with file and line, on any fault: an unknown or repeated id, a text
    that is missing, a release table that breaks a rule of disclosure control, a loosened policy.
    """
    overlay = overlay if overlay is not None and overlay.is_dir() else None
    _check_overlay_files(overlay)
    entries = {section: _read(section, overlay) for section in SECTIONS}
    if overlay is not None:
        packaged = {section: _read(section, None) for section in ("domains", "groups", "policy")}
        tightening.check_only_tightened(packaged, entries)
    parts = {section: _parse(section, entries[section]) for section in SECTIONS}
    policy = _policy(parts.pop("policy"), entries["policy"], overlay)
    wording = load_wording(overlay / "wording" if overlay else None)
    catalog = Catalog(
        **parts,
        policy=policy,
        not_a_group=_not_a_group(),
        languages=wording.languages,
        version=_version(parts, policy),
    )
    checks.check_ids(catalog, entries)
    rules.check_release_tables(catalog, entries["release_tables"])
    words.check_words(catalog, entries, wording)
    return catalog


def _check_overlay_files(overlay: Path | None) -> None:
    for path in sorted(overlay.iterdir()) if overlay else ():
        if path.name not in KNOWN_FILES and not path.name.startswith("."):
            raise CatalogError(
                f"{path} line 1: a catalog has no file of this name. "
                f"Expected one of: {', '.join(sorted(KNOWN_FILES))}. Rename or delete it."
            )


def _read(section: str, overlay: Path | None) -> Entries:
    file = SECTIONS[section][0]
    if file == "indicators":
        return read_folder(HERE / file, overlay)
    others = [s for s, (f, _, _) in SECTIONS.items() if f == file and s != section]
    return read_section(
        HERE / file, overlay, section, [*others, "not_a_group"] if section == "groups" else others
    )


def _parse(section: str, entries: Entries) -> dict[str, Item]:
    _, model, noun = SECTIONS[section]
    items = {name: parse_entry(model, entry, f"{noun} `{name}`") for name, entry in entries.items()}
    if section == "indicators":
        return dict(sorted(items.items(), key=lambda pair: pair[1].position))
    return items


def _not_a_group() -> tuple[str, ...]:
    # Packaged only: every sum over groups, in every workspace, ends with the same two values.
    return tuple(read_yaml(HERE / "groups.yaml").data["not_a_group"])


def _policy(lines: Mapping[str, PolicyLine], entries: Entries, overlay: Path | None) -> Policy:
    if overlay is not None:
        tightening.check_policy_tightened(_parse("policy", _read("policy", None)), lines, entries)
    values = {name: line.value for name, line in lines.items()}
    places = {(name,): entries[name].place("value") for name in entries}
    whole = {(): read_yaml(HERE / "policy.yaml").place("policy"), **places}
    return parse_entry(Policy, Entry(values, whole), "policy")


def _version(parts: Mapping[str, Mapping[str, Item]], policy: Policy) -> str:
    """Twelve hex digits of the content: the same for the same catalog, whatever its comments and layout."""
    digest = sha256(policy.model_dump_json().encode())
    for section in sorted(parts):
        for name in parts[section]:
            digest.update(parts[section][name].model_dump_json().encode())
    return digest.hexdigest()[:12]
