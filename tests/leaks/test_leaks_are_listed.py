import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_list_names_exists_and_every_test_here_is_named() -> None:
    named = NAMED.findall((ROOT / "docs" / "leaks.md").read_text(encoding="utf-8"))
    assert len(named) > 25
    for file, name in named:
        assert name in named_in(ROOT / file), f"{file}::{name}"
    here = named_in(Path(__file__).with_name("test_leaks.py"))
    assert here <= {name for file, name in named if file == "tests/leaks/test_leaks.py"}
