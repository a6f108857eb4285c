"""Rules of docs/architecture.md beyond the import linter: which single files may use a library."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("needs", "pipelines", "dashboard", "desk")

MAY_IMPORT = {
    "duckdb": {
        "pipelines/warehouse.py",
        "pipelines/tabulate.py",
        "dashboard/edition.py",
        "needs/bench.py",
        "needs/bench_intake.py",
        "pipelines/intake/digests.py",
    },
    "geopandas": {"pipelines/sources/boundaries.py", "pipelines/geography/"},
}
DASHBOARD_MAY_SEE = {"catalog", "wording", "paths", "errors", "schema", "tables", "estimates", "identifiers"}


def python_files() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    """Full names of all that the file imports, inside functions too."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def imported_modules(path: Path) -> set[str]:
    """Top-level names of all that the file imports."""
    return {name.split(".")[0] for name in imports(path)}


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_only_the_named_files_import_the_library(library):
    users = {str(p.relative_to(ROOT)) for p in python_files() if library in imported_modules(p)}
    assert [user for user in users if not user.startswith(tuple(MAY_IMPORT[library]))] == []


def test_the_dashboard_sees_of_the_pipelines_only_words_tables_and_formulas():
    for path in sorted((ROOT / "dashboard").rglob("*.py")):
        seen = {name.split(".")[1] for name in imports(path) if name.startswith("pipelines.")}
        assert seen <= DASHBOARD_MAY_SEE, f"{path.name} sees {seen - DASHBOARD_MAY_SEE}"


def test_nothing_asks_the_network():
    """No package of ours imports a client for anything beyond this machine."""
    clients = {"requests", "urllib3", "httpx", "aiohttp", "ftplib", "smtplib"}
    assert {str(p) for p in python_files() if imported_modules(p) & clients} == set()


def test_no_page_holds_sql():
    for path in (ROOT / "dashboard" / "app_pages").glob("*.py"):
        words = path.read_text(encoding="utf-8").upper()
        assert "SELECT " not in words, f"{path.name} holds SQL"


def test_no_package_holds_a_place():
    """A second city is a second workspace: no borough, code or city of the demo stands in code or catalog."""
    places = ("New York", "NYC", "Brooklyn", "Manhattan", "Bronx", "BK01", "MN01", "BX01", "2263", "nta2020")
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.suffix in {".py", ".yaml", ".js", ".css"}:
                text = path.read_text(encoding="utf-8")
                found = [place for place in places if place in text]
                assert not found, f"{path.relative_to(ROOT)} names {found}"
