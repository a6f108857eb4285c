"""The same seed gives the same bytes; what is written adds up; a real log is never replaced."""

import hashlib
import stat
from pathlib import Path

import polars as pl
import pytest
import yaml

from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.simulate import copy_public_raw, simulate

DEMO = Workspace(Path(__file__).parents[2] / "data")


def make(root: Path, **how) -> Workspace:
    workspace = Workspace(root)
    copy_public_raw(DEMO, workspace)
    simulate(workspace, **{"requests": 240, "partners": 4, "seed": 1, "months": 4} | how)
    return workspace


def digests(workspace: Workspace) -> dict[str, str]:
    files = [p for p in workspace.root.rglob("*") if p.is_file()]
    return {str(p.relative_to(workspace.root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def truth(workspace: Workspace, name: str) -> pl.DataFrame:
    return pl.read_parquet(workspace.truth / f"{name}.parquet")


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    first, again = make(tmp_path / "a"), make(tmp_path / "b")
    assert digests(first) == digests(again)
    other = digests(make(tmp_path / "c", seed=2))
    changed = {name for name, digest in digests(first).items() if other.get(name) != digest}
    logs = {name for name in digests(first) if name.startswith("raw/intake") and "mapping" not in name}
    assert {
        name for name in logs if Path(name).suffix in (".csv", ".xlsx") and "calendar" not in name
    } <= changed
    assert "raw/truth/truth.json" in changed and "processed/private/workspace.key" in changed


def test_a_second_run_replaces_the_first(tmp_path):
    workspace = make(tmp_path, partners=2)
    before = digests(workspace)
    simulate(workspace, requests=300, partners=1, seed=1, months=4)
    assert [p.name for p in workspace.intake.iterdir()] == ["harbor_neighbors"]
    simulate(workspace, requests=240, partners=2, seed=1, months=4)
    assert digests(workspace) == before


@pytest.mark.parametrize("partners", [1, 3])
def test_the_requests_asked_for_are_the_requests_written(tmp_path, partners):
    workspace = make(tmp_path, requests=333, partners=partners)
    assert truth(workspace, "requests")["requests"].sum() == 333
    assert truth(workspace, "requests")["partner"].n_unique() == partners


def test_every_file_is_accounted_for_to_the_last_row(small):
    account = truth(small, "row_account").group_by("partner", "file").agg(
        received=pl.col("rows").filter(pl.col("fate") == "received").sum(),
        fates=pl.col("rows").filter(pl.col("fate") != "received").sum(),
    )  # fmt: skip
    assert account["received"].to_list() == account["fates"].to_list()
    on_disk = {(p.parent.name, p.name) for p in small.intake.glob("*/*") if p.suffix not in (".yaml",)}
    on_disk = {pair for pair in on_disk if pair[1] != "calendar.csv"}
    assert set(account.select("partner", "file").iter_rows()) == on_disk


def test_loaded_rows_become_requests_step_by_step(small):
    steps = truth(small, "request_account").pivot(on="step", index="partner", values="rows")
    loaded = (
        truth(small, "row_account")
        .filter(pl.col("fate") == "loaded")
        .group_by("partner")
        .agg(pl.col("rows").sum())
    )
    both = steps.join(loaded, on="partner", validate="1:1")
    assert both.select((pl.col("loaded_rows") == pl.col("rows")).all()).item()
    assert both.select((pl.col("loaded_rows") == pl.col("ask_rows") + pl.col("offer_rows")).all()).item()
    assert both.select((pl.col("expanded") == pl.col("request_rows") + pl.col("folded")).all()).item()
    assert both["folded"].sum() > 0 and both["offer_rows"].sum() > 0
    requests = (
        truth(small, "requests").group_by("partner").agg(pl.len(), pl.col("requests").sum().alias("weight"))
    )
    both = both.join(requests, on="partner", validate="1:1")
    assert both["request_rows"].to_list() == both["len"].to_list()
    assert both["requests"].to_list() == both["weight"].to_list()


def test_every_fate_and_fault_is_planted(small):
    fates = set(truth(small, "row_account").select("fate", "reason").iter_rows())
    assert {
        ("duplicate", "same_row"),
        ("replaced", "later_file"),
        ("out_of_period", "before"),
        ("not_a_record", "total"),
    } <= fates
    shapes = set(truth(small, "quarantine")["shape"])
    assert {"telephone", "email", "social_security", ""} <= shapes


def test_one_household_asks_for_one_need_once_a_month(small):
    keyed = truth(small, "requests").filter("is_keyed")
    assert not keyed.select("partner", "household", "need", "month").is_duplicated().any()


def test_the_key_is_private_and_follows_from_the_seed(small, tmp_path):
    assert len(small.key_file.read_bytes()) == 32
    assert stat.S_IMODE(small.key_file.stat().st_mode) == 0o600
    assert make(tmp_path, seed=3, partners=1).key_file.read_bytes() == small.key_file.read_bytes()


def test_a_real_log_is_never_replaced(tmp_path):
    workspace = make(tmp_path, partners=2)
    sheet = workspace.intake / "front_stoop" / "partner.yaml"
    sheet.write_text(sheet.read_text().replace("is_simulated: true", "is_simulated: false"))
    before = digests(workspace)
    with pytest.raises(WorkspaceError, match="front_stoop does not say that it is simulated"):
        simulate(workspace, requests=240, partners=2, months=4)
    assert digests(workspace) == before


@pytest.mark.parametrize("how", [{"partners": 0}, {"partners": 9}, {"requests": 3}, {"months": 0}])
def test_what_cannot_be_drawn_is_refused(tmp_path, how):
    with pytest.raises(WorkspaceError):
        make(tmp_path, **how)


def test_the_calendar_covers_every_day_of_the_log(small):
    for path in small.intake.glob("*/calendar.csv"):
        spells = pl.read_csv(path, try_parse_dates=True)
        assert str(spells["from"][0]) == "2023-10-01" and str(spells["to"][-1]) == "2024-05-31"
        assert ((spells["from"][1:] - spells["to"][:-1]).dt.total_days() == 1).all()


def test_most_households_are_keyed_at_most_partners(small):
    shares = truth(small, "requests").group_by("partner").agg(pl.col("is_keyed").mean())
    assert (shares["is_keyed"] >= 0.88).sum() >= 6


def test_it_names_the_census_variable_that_is_missing(tmp_path):
    copy_public_raw(DEMO, Workspace(tmp_path))
    path = tmp_path / "raw" / "census" / "acs_neighbourhood.csv"
    kept = [c for c in pl.read_csv(path, infer_schema_length=0).columns if not c.startswith("B06012_002")]
    pl.read_csv(path, infer_schema_length=0).select(kept).write_csv(path)
    with pytest.raises(WorkspaceError, match="B06012_002"):
        simulate(Workspace(tmp_path), requests=100, partners=1, months=2)


def test_another_city_needs_no_file_of_plans(tmp_path):
    """Without raw/simulation.yaml nothing is planted, and telephones are 800-555-01xx."""
    copy_public_raw(DEMO, Workspace(tmp_path))
    (tmp_path / "raw" / "simulation.yaml").unlink()
    simulate(Workspace(tmp_path), requests=200, partners=3, months=3)
    assert "(800) 555-01" in (tmp_path / "raw/intake/front_stoop/Form Responses 1.csv").read_text()
    sheet = yaml.safe_load((tmp_path / "raw/intake/front_stoop/partner.yaml").read_text())
    assert sheet["service_area"] == "all"
