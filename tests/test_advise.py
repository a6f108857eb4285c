"""`needs publish --advise`: what the search keeps, and that a trial leaves the workspace as it was."""

from datetime import date
from pathlib import Path

import pytest

from needs.main import main
from pipelines.advise import MARK, TABLES_FILE, Advice, TableShare, _Search, advise, write_overlay
from pipelines.catalog import Catalog, load_catalog
from pipelines.catalog.rules import without_total
from pipelines.paths import Workspace
from pipelines.publish import publish
from tests.town import few_tables, make_town

DAY = date(2025, 8, 20)
WHOLE = few_tables()


def share(name: str, shown: float, cells: int = 10) -> TableShare:
    return TableShare(name, cells, 1, shown, needed=0.7)


def search(bad: set[frozenset[str]]) -> tuple[_Search, list[TableShare]]:
    """A search over FEW_TABLES in which every table of a set of `bad` fails when all of it is there."""
    names = [name for name, table in WHOLE.release_tables.items() if table.measure != "households"]

    def shares_of(catalog: Catalog) -> list[TableShare]:
        there = set(catalog.release_tables)
        failing = set().union(*(group for group in bad if group <= there))
        return [share(name, 0.1 if name in failing else 0.9) for name in names if name in there]

    found = _Search(shares_of, WHOLE)
    return found, found.run([share(name, 1.0, number) for number, name in enumerate(names)])


def test_where_every_table_holds_one_trial_is_enough() -> None:
    found, kept = search(set())
    assert found.rounds == 1
    assert not found.left_out and not found.leaned
    assert len(kept) == len([t for t in WHOLE.release_tables.values() if t.measure != "households"])


def test_what_fails_alone_is_left_out_with_what_leans_on_it() -> None:
    found, kept = search({frozenset({"nested_1_year"})})
    assert set(found.left_out) == {"nested_1_year"}
    assert {"nested_2_year", "finest_year", "nested_1_year_result"} <= set(found.leaned)
    assert all(one.holds for one in kept)
    left = {name: WHOLE.release_tables[name] for name in (one.table for one in kept)}
    assert without_total(WHOLE.model_copy(update={"release_tables": left})) == []


def test_of_two_that_fail_together_the_dearer_one_is_kept() -> None:
    found, kept = search({frozenset({"overlapping_year", "city_year_race_ethnicity"})})
    assert "city_year_race_ethnicity" in found.left_out
    assert "overlapping_year" in {one.table for one in kept}


def test_what_would_fail_at_best_is_never_tried() -> None:
    names = ["city_month", "city_quarter", "city_year"]
    tried: list[set[str]] = []

    def shares_of(catalog: Catalog) -> list[TableShare]:
        tried.append(set(catalog.release_tables))
        return [share(name, 0.9) for name in names if name in catalog.release_tables]

    found = _Search(shares_of, WHOLE)
    found.run([share("city_month", 0.2), share("city_quarter", 0.9), share("city_year", 0.9)])
    assert all("city_month" not in names for names in tried)
    assert set(found.left_out) == {"city_month"}


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a workspace's folder, but for the lock."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.mark.slow
def test_a_trial_publishes_nothing_and_leaves_nothing_behind(tmp_path) -> None:
    workspace = make_town(tmp_path / "town", requests=700)
    publish(workspace, date(2025, 2, 20), catalog=few_tables())
    before = files(workspace.root)
    said: list[str] = []
    found = advise(workspace, DAY, said.append, few_tables())
    assert files(workspace.root) == before
    assert found.rounds >= 1 and said
    assert all(one.holds for one in found.kept)
    assert found.left_out
    text = found.as_text()
    assert f"Your log supports {len(found.kept)} tables" in text
    assert all(one.table in text for one in (*found.kept, *found.left_out))


def advice(**left_out: float) -> Advice:
    return Advice(1, (), tuple(share(name, shown) for name, shown in left_out.items()), ())


def test_advice_is_a_file_that_the_catalog_reads(tmp_path) -> None:
    workspace = Workspace(tmp_path)
    assert write_overlay(workspace, advice(city_year_children_result=0.2))
    catalog = load_catalog(workspace.catalog_overlay)
    gone = set(load_catalog().release_tables) - set(catalog.release_tables)
    assert gone == {"city_year_children_result"}
    assert write_overlay(workspace, advice())
    assert load_catalog(workspace.catalog_overlay).release_tables == load_catalog().release_tables


def test_a_choice_made_by_hand_is_not_overwritten(tmp_path) -> None:
    workspace = Workspace(tmp_path)
    path = workspace.catalog_overlay / TABLES_FILE
    path.parent.mkdir(parents=True)
    path.write_text("release_tables: []\n", encoding="utf-8")
    assert not write_overlay(workspace, advice(city_year_children_result=0.2))
    assert MARK not in path.read_text(encoding="utf-8")


def test_write_without_advise_says_what_to_do(tmp_path, capsys) -> None:
    assert main(["publish", "--write", "--data", str(tmp_path)]) == 1
    assert "needs publish --advise --write" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("shown", [0.71, 1.0])
def test_a_table_holds_from_what_is_needed(shown: float) -> None:
    assert share("city_year", shown).holds
    assert not share("city_year", 0.69).holds
