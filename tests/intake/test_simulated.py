"""Eight simulated partners in eight layouts: every row has the fate, and every request the codes, that were
planted.
"""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.intake import read_partner
from pipelines.intake.mapping import data_files, read_mapping
from pipelines.intake.scrub import take_its_place, write_clean_copy
from pipelines.intake.scrub_keys import keys_of_build
from pipelines.paths import Workspace
from pipelines.simulate.run import simulate
from tests.conftest import ROOT
from tests.intake.conftest import places_of
from tests.intake.partners import key_of

pytestmark = pytest.mark.slow

TOLD = (
    "month", "received_on", "domain", "need", "requests", "result", "days_to_help", "helped_by", "reason",
    "race_ethnicity", "age_band", "language", "housing", "disability", "work", "children",
)  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("demo"))
    for name in ("boundaries", "census"):
        shutil.copytree(ROOT / "data/raw" / name, workspace.raw / name)
    shutil.copy(ROOT / "data/raw/coalition.yaml", workspace.raw)
    simulate(workspace, requests=6000, partners=8, seed=3)
    return workspace


@pytest.fixture(scope="module")
def logs(workspace, catalog) -> dict:
    places = places_of(workspace)
    folders = sorted(path for path in workspace.intake.iterdir() if path.is_dir())
    return {folder.name: read_partner(folder, catalog, places, key_of) for folder in folders}


def test_the_clean_copies_of_all_files_come_to_the_same(workspace, logs, catalog, tmp_path):
    shutil.copytree(workspace.intake, tmp_path / "intake")
    places, today = places_of(workspace), date.today()
    kinds = set()
    for folder in sorted(path for path in (tmp_path / "intake").iterdir() if path.is_dir()):
        mapping, _ = read_mapping(folder)
        left_out = 0
        for path in data_files(folder):
            scrubbed = write_clean_copy(path, mapping, keys_of_build(mapping, today, key_of), today=today)
            take_its_place(scrubbed, path)
            left_out += scrubbed.left_out.height + scrubbed.only_dropped
            kinds.add(path.suffix)
        before, after = logs[folder.name], read_partner(folder, catalog, places, key_of)
        assert before.requests.equals(after.requests), folder.name
        assert before.offers.equals(after.offers)
        assert before.request_account.equals(after.request_account)
        is_received = pl.col("fate") == "received"
        rows = [log.row_account.filter(is_received)["rows"].sum() for log in (before, after)]
        assert rows[0] - rows[1] == left_out
    assert kinds == {".csv", ".tsv", ".xlsx", ".json"}


def truth(workspace: Workspace, name: str) -> pl.DataFrame:
    return pl.read_parquet(Path(workspace.truth) / f"{name}.parquet")


def test_every_row_of_every_file_meets_its_fate(workspace, logs):
    found = pl.concat(log.row_account for log in logs.values())
    keys = ["partner", "file", "fate"]
    tallied = found.group_by(keys).agg(pl.col("rows").sum()).filter(pl.col("rows") > 0).sort(keys)
    planted = truth(workspace, "row_account").group_by(keys).agg(pl.col("rows").sum().cast(pl.Int64))
    assert tallied.equals(planted.filter(pl.col("rows") > 0).sort(keys))


def test_every_kept_out_row_is_named_by_its_number(workspace, logs):
    columns = ["partner", "file", "row_number", "reason"]
    found = pl.concat(log.quarantine for log in logs.values()).select(columns)
    planted = truth(workspace, "quarantine").select(columns).cast({"row_number": pl.Int64})
    assert found.height >= 10
    assert found.sort(columns).equals(planted.sort(columns))


def test_both_accounts_end_at_the_planted_requests(workspace, logs):
    found = pl.concat(log.request_account for log in logs.values()).sort("partner", "step")
    planted = truth(workspace, "request_account").select(found.columns).cast({"rows": pl.Int64})
    assert found.equals(planted.sort("partner", "step"))


def test_every_request_has_the_planted_codes(workspace, logs):
    found = pl.concat(log.requests for log in logs.values()).select("partner", *TOLD)
    planted = truth(workspace, "requests").select("partner", *TOLD).cast(found.schema)
    assert found.sort(pl.all()).equals(planted.sort(pl.all()))


def test_offers_are_as_planted(workspace, logs):
    keys = ["partner", "month", "domain", "need"]
    found = pl.concat(log.offers for log in logs.values()).group_by(keys).agg(pl.col("offers").sum())
    planted = truth(workspace, "offers").select(*keys, "offers")
    assert found.sort(keys).equals(planted.sort(keys))
