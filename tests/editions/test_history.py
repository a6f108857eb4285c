"""What was ever released is never forgotten, and never said in two ways."""

import polars as pl
import pytest

from pipelines.editions.history import editions_kept, keep, read_history
from pipelines.errors import DisclosureError
from pipelines.paths import Workspace
from pipelines.tables.edition import COUNT

CELL = {
    "measure": "requests", "outcome_dimension": "all", "outcome_code": "all", "area_level": "city",
    "area_code": "TN", "area_vintage": "2025", "period_level": "year", "period": "2025", "need_level": "all",
    "need_code": "all", "group_dimension": "all", "group_code": "all", "value": 40, "status": "shown",
}  # fmt: skip


def counts(**changes: object) -> pl.DataFrame:
    rest = {"range_low": None, "range_high": None, "placed_by_zip": None}
    return pl.DataFrame([{**CELL, **rest, **changes}], schema=COUNT.empty().schema)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path)


def test_a_workspace_without_editions_knows_nothing(workspace):
    assert read_history(workspace).height == 0
    assert editions_kept(workspace) == []


def test_the_same_count_in_two_editions_is_known_once(workspace):
    keep(workspace, "2025-02-14-aaaaaaaa", "public", counts())
    keep(workspace, "2025-02-14-aaaaaaaa", "coalition", counts())
    keep(workspace, "2025-05-15-bbbbbbbb", "public", pl.concat([counts(), counts(period="2024")]))
    assert read_history(workspace)["period"].to_list() == ["2024", "2025"]
    assert editions_kept(workspace) == ["2025-02-14-aaaaaaaa", "2025-05-15-bbbbbbbb"]


@pytest.mark.parametrize("changes", [{"value": 41}, {"value": None, "status": "hidden"}])
def test_editions_that_contradict_each_other_stop_everything(workspace, changes):
    keep(workspace, "2025-02-14-aaaaaaaa", "public", counts())
    keep(workspace, "2025-05-15-bbbbbbbb", "public", counts(**changes))
    with pytest.raises(DisclosureError, match="1 counts"):
        read_history(workspace)
