"""What intake reads from the simulated files is what was planted: both accounts and every request."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.coalition import load_coalition
from pipelines.geography.build import City, Geography, build_geography
from pipelines.geography.levels import read_levels
from pipelines.intake import PartnerLog, read_partner
from pipelines.paths import Workspace
from pipelines.public_inputs import read_place_inputs
from pipelines.sources.sidecars import find_sources

pytestmark = pytest.mark.slow

PARTNERS = (
    "harbor_neighbors", "front_stoop", "harbor_helpline", "clinica_del_puerto", "harbor_pantry",
    "harbor_legal", "open_door", "harbor_tenants",
)  # fmt: skip
GROUPS = ["race_ethnicity", "age_band", "language", "housing", "disability", "work", "children"]


@pytest.fixture(scope="module")
def geography(small: Workspace) -> Geography:
    coalition = load_coalition(small)
    inputs = read_place_inputs(find_sources(small.raw), read_levels(coalition.area_levels))
    city = City(coalition.city.code, coalition.city.name)
    return build_geography(coalition.area_levels, city, inputs, sliver_under=1000)


@pytest.fixture(scope="module", params=PARTNERS)
def log(request, small: Workspace, geography: Geography) -> PartnerLog:
    key = small.key_file.read_bytes()
    return read_partner(small.intake / request.param, load_catalog(), geography.places(key), lambda year: key)


def expected(small: Workspace, log: PartnerLog, name: str) -> pl.DataFrame:
    table = pl.read_parquet(small.truth / f"{name}.parquet")
    return table.filter(pl.col("partner") == log.partner["partner"].item())


def assert_same(found: pl.DataFrame, planted: pl.DataFrame) -> None:
    names = planted.columns
    found, planted = (frame.select(names).sort(names, nulls_last=True) for frame in (found, planted))
    assert found.rows() == planted.rows()


def summed(requests: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return requests.group_by(columns).agg(pl.col("requests").sum())


def test_every_row_meets_its_fate(small, log):
    assert_same(
        log.row_account.filter(pl.col("rows") > 0),
        expected(small, log, "row_account").cast({"rows": pl.Int64}),
    )


def test_the_rows_kept_out_are_those_that_were_spoiled(small, log):
    assert_same(log.quarantine, expected(small, log, "quarantine").drop("shape"))


def test_loaded_rows_fold_into_the_planted_requests(small, log):
    assert_same(log.request_account, expected(small, log, "request_account"))
    by = ("month", "domain", "need", "result", "helped_by", "reason", "days_to_help")
    assert_same(summed(log.requests, *by), summed(expected(small, log, "requests"), *by))


def test_answers_are_those_that_households_gave(small, log):
    assert_same(summed(log.requests, *GROUPS), summed(expected(small, log, "requests"), *GROUPS))


def test_offers_never_count_as_need(small, log):
    found = log.offers.group_by("month", "domain", "need").agg(pl.col("offers").sum())
    assert_same(found, expected(small, log, "offers").drop("partner"))


def test_requests_lie_where_their_rows_can_tell(small, log, geography):
    """At each level that the truth knows of all of a partner's requests: a ZIP code tells only the first."""
    areas = geography.block_area.pivot(on="area_level", index="block", values="area_code")
    placed = log.requests.join(areas, on="block", how="left", validate="m:1")
    planted = expected(small, log, "requests")
    levels = [level for level in geography.levels.nested if planted[level].null_count() == 0]
    assert geography.levels.nested[0] in levels
    for level in levels:
        found = placed.with_columns(pl.col(level).fill_null("outside"))
        assert_same(summed(found, level), summed(planted, level))


def test_households_keep_their_keys(small, log):
    assert (
        log.requests["household_key"].is_not_null().sum()
        == expected(small, log, "requests")["is_keyed"].sum()
    )


def test_nothing_that_identifies_a_person_is_read(log):
    for table in (log.requests, log.offers, log.quarantine, log.unmapped):
        text = table.write_csv()
        assert "555-01" not in text and "example.org" not in text and "987-65" not in text


def test_every_partner_of_the_simulator_is_read_back(small):
    assert {path.name for path in Path(small.intake).iterdir()} == set(PARTNERS)
