"""A partner's columns once more: its mapping, and a file that no longer fits it or that a person corrects."""

from collections.abc import Mapping as Lookup
from fnmatch import fnmatch
from pathlib import Path

from pipelines.intake.guess.from_file import Proposal, as_yaml, columns_of, constants_of, layout_of
from pipelines.intake.mapping import Mapping, data_files, same
from pipelines.yaml_file import read_yaml

BESIDE_THE_ROLE = ("codes", "time_zone", "shared")  # settings of a column that no proposal has
PROPOSED = ("formats", "part", "many", "need", "yes", "ask", "offer", "level")


def said_before(mapping: Mapping, proposal: Proposal) -> tuple[dict[str, str], dict[str, dict]]:
    """Role and settings of those columns of the file that the mapping knows, by the file's own headers."""
    roles, settings = {}, {}
    for guess in proposal.guesses:
        rule = mapping.rule_of(guess.column.header)
        if rule is not None:
            own = rule.model_dump(mode="json", exclude_unset=True)
            roles[guess.column.header] = rule.role
            settings[guess.column.header] = {name: own[name] for name in PROPOSED if name in own}
    return roles, settings


def remapped_text(folder: Path, proposal: Proposal, file: str, area_level: str) -> str:
    """mapping.yaml of `folder` with the columns of the proposal, and all else that it says.

    A column that only some of the partner's files have is optional from now on. Comments are kept where they
    stand above everything.
    """
    entry = read_yaml(folder / "mapping.yaml")
    content = dict(entry.data)
    is_alone = not [path for path in data_files(folder) if path.name != file]
    content["columns"] = _columns(content["columns"], columns_of(proposal, area_level), is_alone)
    content["codes"] = _codes(content.get("codes") or {}, proposal)
    content["files"] = patterns_for(content["files"], file)
    content["format"] = layout_of(proposal)
    content |= constants_of(proposal)
    text = (folder / "mapping.yaml").read_text(encoding="utf-8-sig")
    return _head(text) + as_yaml({key: value for key, value in content.items() if value != {}})


def patterns_for(patterns: list[str], file: str) -> list[str]:
    """The patterns of a mapping, with one more where none takes the file."""
    suffix = Path(file).suffix
    return patterns if any(fnmatch(file, p) for p in patterns) else [*patterns, f"*{suffix}"]


def _columns(before: Lookup[str, dict], now: Lookup[str, dict], is_alone: bool) -> dict[str, dict]:
    old_names = {same(name): name for name in before}
    columns = {}
    for name, rule in before.items():
        if same(name) not in {same(new) for new in now} and not is_alone:
            columns[name] = {**rule, "optional": True}
    for name, rule in now.items():
        old = before.get(old_names.get(same(name), ""))
        kept = BESIDE_THE_ROLE if old and old["role"] == rule["role"] else ()
        own = {**rule, **{key: old[key] for key in kept if key in old}}
        is_optional = old.get("optional", False) if old else not is_alone
        columns[old_names.get(same(name), name)] = {**own, **({"optional": True} if is_optional else {})}
    return columns


def _codes(before: Lookup[str, dict], proposal: Proposal) -> dict[str, dict]:
    """A person's codes, and those of the proposal for words that have none."""
    codes = {field: dict(words) for field, words in before.items()}
    for field, words in proposal.codes.items():
        own = codes.setdefault(field, {})
        known = {same(word) for word in own}
        own |= {word: code for word, code in words.items() if same(word) not in known}
    return codes


def _head(text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:at])
