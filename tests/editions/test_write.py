"""An edition appears whole or not at all, and holds nothing that is not declared public."""

import json

import duckdb
import pytest

from pipelines.editions import write
from pipelines.editions.facts import content_hash
from pipelines.paths import Workspace
from pipelines.schema import TableError
from pipelines.sources.drawings import Drawing
from pipelines.tables import ledger, warehouse
from pipelines.tables.edition import COUNT, MANIFEST, POLICY

FACTS = {"format": 1, "as_of": "2025-02-14", "is_simulated": True}
PATHS = {"viewBox": "0 0 10 10", "paths": {"a": "M0 0l1 0 0 1Z"}}
DRAWN = {"ward": Drawing("ward", PATHS, {"type": "FeatureCollection", "features": []})}
PRIVATE = [
    t
    for t in (
        *warehouse.WAREHOUSE_TABLES,
        ledger.LEDGER_ATOM,
        ledger.LEDGER_HOUSEHOLDS,
        ledger.LEDGER_RECORDED,
        ledger.STAMP,
        ledger.RESULT_STAMP,
    )
    if t.sensitivity != "public"
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    (tmp_path / "processed").mkdir()
    return Workspace(tmp_path)


def write_one(workspace: Workspace, edition: str) -> None:
    tables = {audience: {COUNT: COUNT.empty(), POLICY: POLICY.empty()} for audience in write.AUDIENCES}
    write.write_edition(workspace, edition, tables, DRAWN, FACTS)
    write.point_to(workspace, edition)


@pytest.mark.parametrize("table", PRIVATE, ids=lambda table: table.name)
def test_a_table_that_is_not_public_is_refused(workspace, table):
    tables = {"public": {COUNT: COUNT.empty(), table: table.empty()}}
    with pytest.raises(TableError, match=table.name):
        write.write_edition(workspace, "2025-02-14-aaaaaaaa", tables, DRAWN, FACTS)
    assert not workspace.editions.exists()


def test_every_kind_of_private_table_was_tried():
    assert {table.sensitivity for table in PRIVATE} == {"record", "ledger", "private"}


def test_each_audience_is_complete_by_itself(workspace):
    write_one(workspace, "2025-02-14-aaaaaaaa")
    for audience in write.AUDIENCES:
        folder = workspace.edition_link / audience
        said = json.loads((folder / "manifest.json").read_text())
        assert said == {"id": "2025-02-14-aaaaaaaa", "audience": audience, **FACTS}
        assert json.loads((folder / "boundaries" / "ward.paths.json").read_text()) == PATHS
        with duckdb.connect(str(folder / "release.duckdb"), read_only=True) as connection:
            rows = dict(connection.execute("select name, value from manifest").fetchall())
            assert rows["is_simulated"] == "true" and rows["audience"] == audience


def test_every_column_has_a_comment(workspace):
    write_one(workspace, "2025-02-14-aaaaaaaa")
    path = workspace.edition_link.resolve() / "public" / "release.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        comments = connection.execute("select comment from duckdb_columns() where not internal").fetchall()
    assert len(comments) == len(COUNT.columns) + len(POLICY.columns) + len(MANIFEST.columns)
    assert all(comment for (comment,) in comments)


def test_the_link_is_relative_and_moves_in_one_step(workspace):
    write_one(workspace, "2025-02-14-aaaaaaaa")
    before = workspace.edition_link.resolve()
    write_one(workspace, "2025-05-15-bbbbbbbb")
    assert str(workspace.edition_link.readlink()) == "editions/2025-05-15-bbbbbbbb"
    assert before.is_dir()
    assert write.current_edition(workspace) == "2025-05-15-bbbbbbbb"


def test_an_edition_that_is_there_is_not_written_again(workspace):
    write_one(workspace, "2025-02-14-aaaaaaaa")
    path = workspace.editions / "2025-02-14-aaaaaaaa" / "public" / "manifest.json"
    before = path.stat().st_mtime_ns
    write_one(workspace, "2025-02-14-aaaaaaaa")
    assert path.stat().st_mtime_ns == before


def test_half_an_edition_of_a_killed_run_goes_and_is_never_current(workspace):
    write_one(workspace, "2025-02-14-aaaaaaaa")
    half = workspace.editions / f".2025-05-15-bbbbbbbb{write.BUILDING}" / "public"
    half.mkdir(parents=True)
    (half / "release.duckdb").write_bytes(b"half")
    assert write.current_edition(workspace) == "2025-02-14-aaaaaaaa"
    write_one(workspace, "2025-08-14-cccccccc")
    names = sorted(path.name for path in workspace.editions.iterdir())
    assert names == ["2025-02-14-aaaaaaaa", "2025-08-14-cccccccc"]


def test_a_link_to_an_edition_that_is_not_whole_counts_for_nothing(workspace):
    write_one(workspace, "2025-02-14-aaaaaaaa")
    (workspace.edition_link.resolve() / "coalition" / "manifest.json").unlink()
    assert write.current_edition(workspace) is None


def test_the_id_follows_the_content_and_nothing_else():
    tables = {POLICY: POLICY.empty()}
    more = {POLICY: POLICY.empty().vstack(POLICY.empty().clear(1).fill_null("x"))}
    assert content_hash(tables, DRAWN, FACTS) == content_hash(dict(tables), dict(DRAWN), dict(FACTS))
    assert content_hash(tables, DRAWN, FACTS) != content_hash(more, DRAWN, FACTS)
    assert content_hash(tables, {}, FACTS) != content_hash(tables, DRAWN, FACTS)
    assert content_hash(tables, DRAWN, FACTS | {"as_of": "2025-02-15"}) != content_hash(tables, DRAWN, FACTS)
