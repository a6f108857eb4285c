"""Public figures on the workspace's own areas."""

import polars as pl
import pytest

from pipelines.errors import SourceError
from pipelines.geography.fit import fit_census, fit_health
from pipelines.sources.census import read_census
from pipelines.sources.health import read_health
from tests.geography import world
from tests.sources.files import described


@pytest.fixture(scope="module")
def made():
    return world.geography()


def census(tmp_path, made, content: str, **facts):
    source = described(tmp_path / "acs.csv", content, "census", **facts)
    return fit_census(source, read_census(source), made)


def test_figures_of_own_areas_are_kept_parks_included(tmp_path, made):
    found = census(tmp_path, made, "code,B1_001E\nN1,5\nP1,0\n")
    assert found.rows.select("area_code", "estimate").rows() == [("N1", 5.0), ("P1", 0.0)]
    assert found.left_out == ()


def test_areas_that_are_not_ours_are_left_out_by_name(tmp_path, made):
    found = census(tmp_path, made, "code,B1_001E\nN1,5\nX1,7\nX2,7\n")
    assert found.rows["area_code"].to_list() == ["N1"]
    assert found.left_out == (("areas that are not in the area file (X1, X2)", 2),)


def test_a_file_of_which_nothing_is_ours_is_refused(tmp_path, made):
    with pytest.raises(SourceError, match=r"no code in it is one of level neighbourhood .* it has X1"):
        census(tmp_path, made, "code,B1_001E\nX1,7\n")


def test_census_figures_by_zip_are_carried_by_people(tmp_path, made):
    content = "code,B1_001E,B1_001M\n01001,400,40\n01002,65,13\n01009,9,1\n"
    found = census(tmp_path, made, content, area_level="zip")
    assert found.rows.select("area_level", "area_code", "estimate", "moe").rows() == [
        ("neighbourhood", "N1", 400.0, 40.0),
        ("neighbourhood", "N2", 65.0, 13.0),
    ]
    assert found.left_out == (("zip where nobody lives (01009), with them B1_001 9", 1),)


def test_health_counts_are_split_and_rates_averaged(tmp_path, made):
    columns = {
        "cases": {"measure": "cases", "value_type": "count"},
        "rate": {"measure": "rate", "value_type": "rate"},
        "rank": {"measure": "rank", "value_type": "rank"},
    }
    content = "code,cases,rate,rank\n01001,100,5,1\n01002,10,7,2\n"
    source = described(tmp_path / "c.csv", content, "health", area_level="zip", columns=columns)
    found = fit_health(source, read_health(source), made)
    assert found.rows.select("measure", "area_code", "value").sort("measure", "area_code").rows() == [
        ("cases", "N1", 100.0),
        ("cases", "N2", 10.0),
        ("rate", "N1", 5.0),
        ("rate", "N2", 7.0),
    ]
    assert found.left_out == (("ranks, which no average keeps", 2),)


def test_a_geography_that_nobody_knows_is_refused(tmp_path, made):
    with pytest.raises(SourceError, match=r"by parish, which is neither an area level .* nor a kind of code"):
        census(tmp_path, made, "code,B1_001E\n1,5\n", area_level="parish")


def test_totals_are_kept(tmp_path, made):
    found = census(tmp_path, made, "code,B1_001E\n01001,401\n01002,66\n", area_level="zip")
    assert found.rows.select(pl.col("estimate").sum()).item() == pytest.approx(467)
