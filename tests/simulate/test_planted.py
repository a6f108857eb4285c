"""The planted truths can be found in what is planted, and are as large as the truth file says."""

import json
from pathlib import Path

import polars as pl
import pytest

from pipelines.paths import Workspace
from pipelines.simulate import copy_public_raw, simulate

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("demo"))
    copy_public_raw(Workspace(Path(__file__).parents[2] / "data"), workspace)
    simulate(workspace, requests=30_000, partners=8, seed=1)
    return workspace


@pytest.fixture(scope="module")
def requests(demo) -> pl.DataFrame:
    return pl.read_parquet(demo.truth / "requests.parquet").with_columns(
        neighbourhood=pl.col("neighbourhood").fill_null(""), district=pl.col("district").fill_null("")
    )


@pytest.fixture(scope="module")
def planted(demo) -> dict:
    return json.loads((demo.truth / "truth.json").read_text())


def share(requests: pl.DataFrame, result: str) -> float:
    weights = requests["requests"]
    return weights.filter(requests["result"] == result).sum() / weights.sum()


def test_totals_of_the_truth_file_add_up(planted, requests):
    totals = planted["totals"]
    assert totals["requests"] == 30_000 == requests["requests"].sum()
    for split in ("month_domain", "area_year", "result", "partner"):
        assert sum(totals[split].values()) == 30_000
    assert len({key.split()[0] for key in totals["month_domain"]}) == 36


def test_people_are_turned_away_more_in_the_planted_districts(planted, requests):
    areas = planted["planted"]["turned_away_more"]["areas"]
    placed = requests.filter(pl.col("district") != "")
    inside = placed.filter(pl.col("district").is_in(areas))
    outside = placed.filter(~pl.col("district").is_in([*areas, "unknown", "outside", "no_fixed_address"]))
    assert inside["requests"].sum() > 300
    assert 0.13 < share(inside, "turned_away") - share(outside, "turned_away") < 0.27


def test_few_make_contact_in_the_planted_neighbourhoods(planted, requests, demo):
    """Requests per poor resident, against the other neighbourhoods of their own district."""
    areas = planted["planted"]["under_reported"]["areas"]
    census = pl.read_csv(demo.raw / "census" / "acs_neighbourhood.csv", infer_schema_length=None)
    poor = census.select(pl.col("nta_code").alias("neighbourhood"), pl.col("B06012_002E").alias("poor"))
    near = poor.filter(pl.col("neighbourhood").str.starts_with("QN07"))
    counted = near.join(
        requests.group_by("neighbourhood").agg(pl.col("requests").sum()), on="neighbourhood", how="left"
    )
    rates = counted.group_by(pl.col("neighbourhood").is_in(areas).alias("planted")).agg(
        rate=pl.col("requests").sum() / pl.col("poor").sum()
    )
    rates = dict(rates.iter_rows())
    assert rates[True] < 0.4 * rates[False]


def test_a_partner_is_closed_for_a_month(planted, requests):
    paused = planted["planted"]["paused"]
    months = requests.filter(pl.col("partner") == paused["partner"])["month"].unique()
    assert paused["month"] not in months.to_list() and len(months) == 35


def test_a_new_form_asks_less_and_reaches_fewer(planted, requests):
    changed = planted["planted"]["form_changed"]
    log = requests.filter(pl.col("partner") == changed["partner"])
    before, after = (
        log.filter(pl.col("month") < changed["month"]),
        log.filter(pl.col("month") >= changed["month"]),
    )
    assert set(after["race_ethnicity"]) == {"not_answered"}
    assert before["race_ethnicity"].n_unique() > 5
    assert after.height / 19 < 0.8 * before.height / 17


def test_five_partners_write_down_enough_results_and_the_others_a_third_to_a_half(requests):
    recorded = requests.group_by("partner").agg(
        share=1 - (pl.col("requests") * (pl.col("result") == "no_result")).sum() / pl.col("requests").sum()
    )
    shares = recorded["share"].sort()
    assert (shares >= 0.62).sum() >= 5
    assert all(0.35 <= value <= 0.5 for value in shares.filter(shares < 0.6))


def test_no_partner_has_more_than_half(requests):
    shares = requests.group_by("partner").agg(pl.col("requests").sum())["requests"] / 30_000
    assert shares.max() < 0.5


def test_requests_per_household_have_a_long_tail(requests):
    keyed = requests.filter("is_keyed").with_columns(year=pl.col("month").str.head(4))
    sizes = keyed.group_by("partner", "household", "year").len()["len"]
    assert 0.3 < (sizes == 1).mean() < 0.75 and (sizes >= 13).sum() > 5


def test_the_planted_group_is_turned_away_more_everywhere(planted, requests):
    group = planted["planted"]["turned_away_by_group"]
    known = requests.filter(~pl.col(group["dimension"]).is_in(["not_answered", "not_asked"]))
    inside = known.filter(pl.col(group["dimension"]).is_in(group["codes"]))
    outside = known.filter(~pl.col(group["dimension"]).is_in(group["codes"]))
    assert 0.04 < share(inside, "turned_away") - share(outside, "turned_away") < 0.12


def test_a_log_is_as_full_in_its_first_months_as_later(requests):
    by_month = requests.group_by("month").agg(pl.col("requests").sum()).sort("month")["requests"]
    assert by_month.head(6).mean() > 0.8 * by_month.mean()
