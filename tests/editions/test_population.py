"""Denominators from census figures."""

import polars as pl

from pipelines.editions.population import build_population
from tests.editions.figures import CITY, census_frame, source_frame


def test_population_sums_variables_and_knows_groups():
    rows = [
        {"variable": "DP05_0012", "estimate": 10.0, "moe": 3.0},
        {"variable": "DP05_0013", "estimate": 20.0, "moe": 4.0},
        {"variable": "B01001_001", "estimate": 100.0, "moe": 0.0},
        {"variable": "B01001_001", "estimate": 50.0, "moe": 5.0, "area_level": "district", "area_code": "d1"},
    ]
    names = {
        "residents": ("B01001_001",),
        "age_band.45_64": ("DP05_0012", "DP05_0013"),
        "adults": ("DP05_0021",),
    }
    found = build_population(census_frame(rows), source_frame(), names)
    kept = found.select("denominator", "area_code", "group_dimension", "group_code", "value", "moe", "period")
    assert kept.rows() == [
        ("age_band.45_64", CITY, "age_band", "45_64", 30.0, 5.0, "2019-2023"),
        ("residents", CITY, "all", "all", 100.0, 0.0, "2019-2023"),
        ("residents", "d1", "all", "all", 50.0, 5.0, "2019-2023"),
    ]


def test_an_area_that_lacks_a_variable_has_no_sum():
    rows = [{"variable": "DP05_0012", "estimate": 10.0, "moe": 3.0}]
    assert build_population(
        census_frame(rows), source_frame(), {"both": ("DP05_0012", "DP05_0013")}
    ).is_empty()


def test_an_unknown_margin_stays_unknown():
    rows = [{"variable": "B01001_001", "estimate": 10.0}]
    found = build_population(census_frame(rows), source_frame(), {"residents": ("B01001_001",)})
    assert found.select("value", "moe").row(0) == (10.0, None)


def test_the_first_source_by_name_counts_where_two_have_a_figure():
    rows = [
        {"variable": "B01001_001", "estimate": 10.0, "source": "b"},
        {"variable": "B01001_001", "estimate": 20.0, "source": "a"},
    ]
    sources = source_frame().vstack(source_frame()).with_columns(source=pl.Series(["a", "b"]))
    found = build_population(census_frame(rows), sources, {"residents": ("B01001_001",)})
    assert found.select("value", "source").rows() == [(20.0, "a")]
