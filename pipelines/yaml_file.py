"""Reads a YAML file together with the line of each value, so that every fault can name file and line.

Read as nodes, not as ready values: codes such as `0_3`, `015` or `no` stay text, as a person wrote them,
and a key written twice is a fault instead of a silent last-one-wins.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.cyaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from pipelines.errors import CatalogError, UserError

Keys = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

PACKAGES = Path(__file__).parents[1]


class _Parser(CParser, BaseResolver):
    """Text to nodes. Few plain words mean anything: `no`, `12:30`, `015` and dates are text."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        BaseResolver.__init__(self)


for _tag, _plain_word, _first in (
    ("null", r"~|null|Null|NULL|", "~nN"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    _firsts = [*_first, ""] if _tag == "null" else list(_first)
    _Parser.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_plain_word})\Z"), _firsts)


@dataclass(frozen=True)
class Place:
    """A line of a file, as it is named in a fault."""

    path: Path
    line: int

    def __str__(self) -> str:
        shown = self.path.relative_to(PACKAGES) if self.path.is_relative_to(PACKAGES) else self.path
        return f"{shown} line {self.line}"


@dataclass(frozen=True)
class Entry:
    """A piece of a YAML file: plain data, and where each value of it stands (keys of the way down)."""

    data: Any
    places: Mapping[Keys, Place] = field(repr=False)

    def place(self, *keys: str | int) -> Place:
        """Where the value at `keys` stands, or the nearest thing around it that was written down."""
        for length in range(len(keys), -1, -1):
            if keys[:length] in self.places:
                return self.places[keys[:length]]
        raise AssertionError("an entry has no place of its own")

    def at(self, *keys: str | int) -> "Entry":
        """The part of this entry at `keys`."""
        data = self.data
        for key in keys:
            data = data[key]
        depth = len(keys)
        return Entry(data, {k[depth:]: p for k, p in self.places.items() if k[:depth] == keys})


def read_yaml(path: Path, fault: type[UserError] = CatalogError) -> Entry:
    """The content of a YAML file that holds one mapping; raises `fault`, naming file and line, on any
    other.
    """
    return _read_packaged(path, fault) if path.is_relative_to(PACKAGES / "pipelines") else _read(path, fault)


@lru_cache(maxsize=256)
def _read_packaged(path: Path, fault: type[UserError]) -> Entry:
    # Our own files do not change while a program runs, and one command loads the catalog several times.
    return _read(path, fault)


def _read(path: Path, fault: type[UserError]) -> Entry:
    root = _compose(path, _read_text(path, fault), fault)
    if not isinstance(root, MappingNode):
        line = root.start_mark.line + 1 if root is not None else 1
        raise fault(
            f"{Place(path, line)}: the file is empty or does not hold `name: value` pairs. "
            "Expected at least one such pair; fill the file or delete it."
        )
    places: dict[Keys, Place] = {(): Place(path, 1)}
    return Entry(_plain(root, (), path, places, fault), places)


def parse_entry(
    model: type[Model],
    entry: Entry,
    what: str,
    fault: type[UserError] = CatalogError,
    *,
    is_private: bool = False,
) -> Model:
    """`entry` as a `model`; raises `fault` with file, line, what was expected and what to do.

    `is_private`: what is written there may come from a partner's rows, so the fault does not repeat it.
    """
    if not isinstance(entry.data, dict):
        raise fault(
            f"{entry.place()}: {what} must be `name: value` pairs; write its fields on lines of their own."
        )
    try:
        return model.model_validate(entry.data)
    except ValidationError as error:
        # A field that is not known comes first: where a name is mistyped, the right one is missing as well.
        first = min(error.errors(include_url=False), key=lambda e: e["type"] != "extra_forbidden")
    keys = tuple(first["loc"])
    raise fault(f"{entry.place(*keys)}: {what}: {_explain(model, first, keys, is_private)}")


def nearest(word: str, known: Mapping | list | tuple | set) -> str:
    """A hint for a person: ` Did you mean x?`, or nothing where no known word is close."""
    close = get_close_matches(str(word), [str(k) for k in known], n=1)
    return f" Did you mean `{close[0]}`?" if close else ""


def _read_text(path: Path, fault: type[UserError]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise fault(
            f"{path}: the file is not there. Expected a YAML file; put it there and run again."
        ) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise fault(
            f"{Place(path, line)}: the file is not UTF-8 text. Save it again with the encoding UTF-8."
        ) from None


def _compose(path: Path, text: str, fault: type[UserError]) -> Node | None:
    try:
        return yaml.compose(text, Loader=_Parser)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise fault(
            f"{Place(path, line)}: this is not YAML: {error.problem or error.context}. "
            "Mend the line (indent with spaces; put text that holds `: ` or ` #` in quotes)."
        ) from None
    except yaml.YAMLError as error:
        raise fault(f"{Place(path, 1)}: this is not YAML: {error}. Mend the file.") from None


def _plain(node: Node, keys: Keys, path: Path, places: dict[Keys, Place], fault: type[UserError]) -> Any:
    """The node as dict, list, text, number, true/false or None; fills `places` on the way."""
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            places[(*keys, number)] = Place(path, item.start_mark.line + 1)
        return [_plain(item, (*keys, n), path, places, fault) for n, item in enumerate(node.value)]
    content = {}
    for key_node, value_node in node.value:
        key = key_node.value
        place = Place(path, key_node.start_mark.line + 1)
        if not isinstance(key_node, ScalarNode):
            raise fault(f"{place}: a name of several parts was found. Expected one word before the colon.")
        if key in content:
            raise fault(
                f"{place}: `{key}` stands twice, first at line {places[(*keys, key)].line}. "
                "Expected each name once; join the two or rename one."
            )
        places[(*keys, key)] = place
        content[key] = _plain(value_node, (*keys, key), path, places, fault)
    return content


def _scalar(node: ScalarNode) -> Any:
    kind = str(node.tag).rpartition(":")[2]
    if kind == "int":
        return int(node.value)
    if kind == "float":
        return float(node.value)
    if kind == "bool":
        return node.value.lower() == "true"
    return None if kind == "null" else node.value


def _explain(model: type[BaseModel], error: dict, keys: Keys, is_private: bool) -> str:
    """One pydantic error in words: what is wrong, what was expected, what to do."""
    name = ".".join(str(key) for key in keys)
    if error["type"] == "missing":
        return f"the field `{name}` is missing. Expected it here; add it."
    if error["type"] == "extra_forbidden":
        known = list(model.model_fields) if len(keys) == 1 else []
        fields = f" Expected one of: {', '.join(known)}." if known else ""
        hint = nearest(str(keys[-1]), known)
        return f"`{name}` is not a field that is known here.{hint}{fields} Correct or delete it."
    if error["type"] in ("value_error", "assertion_error"):
        return f"`{name}`: {error['ctx']['error']}" if keys else str(error["ctx"]["error"])
    expected = error["msg"][0].lower() + error["msg"][1:]
    is_now = "is written" if is_private else f"is {error['input']!r}"
    return f"`{name}` {is_now}, but {expected.replace('input ', 'it ')}. Correct the value."
