"""Every folder of faults/ is a workspace's overlay with one fault, named for it.

The first line of its file says what the message must hold: `# expect: line N: words`.
"""

from pathlib import Path

import pytest

from pipelines.catalog import load_catalog
from pipelines.errors import CatalogError, UserError

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "faults"
FAULTS = sorted(FOLDER.rglob("*.yaml"))


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.relative_to(FOLDER).parts[0])
def test_a_fault_names_file_line_and_remedy(path):
    expected = path.read_bytes().split(b"\n", 1)[0].decode().removeprefix("# expect: ")
    overlay = path.parent.parent if path.parent.name == "indicators" else path.parent
    with pytest.raises(CatalogError) as fault:
        load_catalog(overlay)
    message = str(fault.value)
    assert message.startswith(f"{path.relative_to(ROOT)} {expected}")
    assert "\n" not in message
    assert message.endswith(".")


def test_there_are_as_many_faults_as_folders():
    assert len(list(FOLDER.iterdir())) == len(FAULTS) >= 60


def test_removing_a_total_names_the_table_that_leans_on_it(tmp_path):
    (tmp_path / "release_tables.yaml").write_text("release_tables:\n  - {id: nested_2_year, remove: true}\n")
    with pytest.raises(
        CatalogError, match=r"release_tables\.yaml line \d+: release table `nested_2_year_domain`"
    ):
        load_catalog(tmp_path)


def test_a_packaged_line_is_named_without_the_path_of_the_machine(tmp_path):
    (tmp_path / "release_tables.yaml").write_text("release_tables:\n  - {id: city_year, remove: true}\n")
    with pytest.raises(CatalogError, match=r"^pipelines/catalog/release_tables\.yaml line "):
        load_catalog(tmp_path)


def test_a_fault_of_the_catalog_is_shown_as_a_paragraph_with_exit_code_1():
    assert issubclass(CatalogError, UserError)
    assert CatalogError.exit_code == 1
