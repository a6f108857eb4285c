"""Small changes to the text of a mapping.yaml: every other line of it, and every comment, stays in place."""

import json
from collections.abc import Mapping

import yaml
from yaml.nodes import MappingNode, Node

Codes = Mapping[str, Mapping[str, str | None]]
STEP = "  "


def with_codes(text: str, codes: Codes) -> str:
    """`text` with more words coded. `codes`: per field, each word and its code (None: it says nothing)."""
    for field, words in codes.items():
        if words:
            text = _with_words(text, field, words)
    return text


def with_pattern(text: str, pattern: str) -> str:
    """`text` with one more pattern of files."""
    files = _child(_root(text), "files")
    item = json.dumps(pattern, ensure_ascii=False)
    if files.flow_style:
        return _put(text, files.start_mark.index + 1, f"{item}, ")
    # In a block the mark of a sequence is its first dash.
    column, at = files.start_mark.column, files.start_mark.index
    return _put(text, at - column, f"{' ' * column}- {item}\n")


def _with_words(text: str, field: str, words: Mapping[str, str | None]) -> str:
    root = _root(text)
    codes = _child(root, "codes")
    if codes is None:
        lines = "".join(f"{STEP * 2}{_quoted(word)}: {_code(code)}\n" for word, code in words.items())
        return f"{text.rstrip()}\ncodes:\n{STEP}{field}:\n{lines}"
    of_field = _child(codes, field)
    if of_field is None:
        return _add(text, codes, {field: words})
    return _add(text, of_field, words)


def _add(text: str, node: MappingNode, content: Mapping) -> str:
    """`text` with `content` as the first entries of the mapping at `node`."""
    if node.flow_style:
        inside = ", ".join(f"{_quoted(key)}: {_flow(value)}" for key, value in content.items())
        return _put(text, node.start_mark.index + 1, f"{inside}, " if node.value else inside)
    first = node.value[0][0].start_mark
    indent = " " * first.column
    lines = "".join(f"{indent}{_quoted(key)}: {_flow(value)}\n" for key, value in content.items())
    return _put(text, first.index - first.column, lines)


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(key)}: {_code(code)}" for key, code in value.items()) + "}"
    return _code(value)


def _code(code: object) -> str:
    return "null" if code is None else _quoted(str(code)) if str(code).casefold() in _NOT_PLAIN else str(code)


_NOT_PLAIN = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n", "~"})


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _put(text: str, at: int, piece: str) -> str:
    return text[:at] + piece + text[at:]


def _root(text: str) -> MappingNode:
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _child(node: MappingNode, name: str) -> Node | None:
    return next((value for key, value in node.value if key.value == name), None)
