"""Real census tables: every derived figure recomputes, and the Census site's own export is read."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.sources.census import read_census
from pipelines.sources.sidecars import SourceFile, read_sidecar
from tests.real_data.recompute import ROUNDING, differences, published, with_denominators
from tests.sources.files import described

pytestmark = pytest.mark.real_data
DEMO = Path(__file__).parents[2] / "data" / "raw" / "census"


@pytest.fixture(scope="module")
def dictionary(shared) -> pl.DataFrame:
    return pl.read_csv(shared / "real/nyc/acs_councilcount/data_dictionary_2023.csv")


def source_of(tmp_path, path: Path, **facts) -> SourceFile:
    return described(tmp_path / path.name, path.read_bytes(), "census", **facts)


@pytest.mark.parametrize(
    ("name", "column", "areas", "derived"),
    [
        ("nta-geographies_2023.csv", "nta_code", 262, (40171, 37450, 37450)),
        ("borough-geographies_2023.csv", "borough", 5, (945, 945, 945)),
        ("modzcta-geographies_2023.csv", "modzcta", 178, (33453, 32296, 32296)),
        ("nyc-wide_estimates_2023.csv", "city", 1, (189, 189, 189)),
    ],
)
def test_every_percent_margin_and_cv_recomputes_within_its_rounding(
    tmp_path, shared, dictionary, name, column, areas, derived
):
    path = shared / "real/nyc/acs_councilcount" / name
    rows = read_census(source_of(tmp_path, path, area_level="any", code_column=column)).rows
    assert rows["area_code"].n_unique() == areas
    checked = with_denominators(rows, dictionary)
    assert tuple(published(checked).values()) == derived
    assert max(differences(checked).values()) <= ROUNDING


@pytest.mark.parametrize("level", ["neighbourhood", "borough", "city"])
def test_every_percent_margin_and_cv_of_the_demo_recomputes_within_its_rounding(dictionary, level):
    rows = read_census(read_sidecar(DEMO / f"acs_{level}.source.yaml")).rows
    checked = with_denominators(rows, dictionary)
    assert min(published(checked).values()) > 60
    assert max(differences(checked).values()) <= ROUNDING


def test_cvs_of_the_demos_districts_recompute_too(dictionary):
    """Their percents do not: the publisher derived them from other parts, so no page may show them beside E
    and M.
    """
    for level in ("district", "council"):
        checked = with_denominators(
            read_census(read_sidecar(DEMO / f"acs_{level}.source.yaml")).rows, dictionary
        )
        assert differences(checked)["cv"] <= ROUNDING
        assert differences(checked)["percent"] > 0.1


def test_a_table_as_the_census_site_serves_it(tmp_path, shared):
    """Los Angeles County: read and checked by the same reader, though nothing here maps it."""
    path = shared / "real" / "wire" / "ACSDT5Y2022.B25034-Data.csv"
    reading = read_census(source_of(tmp_path, path, layout="census_site", area_level="tract"))
    assert reading.rows["area_code"].n_unique() == 2498
    assert reading.left_out == (("rows of summary level 160", 1),)
    assert reading.rows.height == 2498 * 11
    assert reading.rows["area_code"].str.starts_with("06037").all()
    first = reading.rows.filter(pl.col("area_code") == "06037101110", pl.col("variable") == "B25034_001")
    assert first.select("estimate", "moe").row(0) == (1652.0, 97.0)


def test_the_parts_of_the_census_sites_table_sum_to_its_total(tmp_path, shared):
    path = shared / "real" / "wire" / "ACSDT5Y2022.B25034-Data.csv"
    rows = read_census(source_of(tmp_path, path, layout="census_site", area_level="tract")).rows
    is_total = pl.col("variable") == "B25034_001"
    sums = rows.group_by("area_code").agg(
        total=pl.col("estimate").filter(is_total).sum(), parts=pl.col("estimate").filter(~is_total).sum()
    )
    assert sums.filter(pl.col("total") != pl.col("parts")).height == 0


@pytest.mark.slow
def test_a_table_in_the_columns_of_the_census_api(tmp_path, shared):
    path = shared / "real" / "nyc" / "acs_raw" / "acs_5yr_2024_B17020.csv"
    columns = ["state", "county", "tract"]
    rows = read_census(
        source_of(tmp_path, path, layout="api_columns", area_level="tract", code_column=columns)
    ).rows
    assert rows["area_code"].n_unique() == 2327
    assert rows["moe"].null_count() == rows.height
    assert rows["area_code"].str.len_chars().unique().to_list() == [11]
