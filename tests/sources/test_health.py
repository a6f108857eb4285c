"""Health figures in the long layout of PLACES and in wide tables with broken headers."""

import json

import pytest

from pipelines.errors import SourceError
from pipelines.sources.health import read_health
from tests.sources.files import described

PLACES_CSV = (
    "Year,LocationID,MeasureId,DataValueTypeID,Data_Value,Low_Confidence_Limit,High_Confidence_Limit,TotalPopulation\n"
    '2022,b0,DEPRESSION,CrdPrv,21.5,19.0,24.0,"6,000"\n'
    "2022,b1,DEPRESSION,CrdPrv,,,,5000\n"
)
WIDE = (
    '"Year","Neighborhood Tabulation Area NTA)","Supply Gap (lbs.)","Food Insecure Percentage"\n'
    '"2025","b0","-102,142.62","26.29%"\n'
    '"2025","b1","0",""\n'
    '"2024","b0","9","1%"\n'
)
WIDE_FACTS = {
    "code_column": "Neighborhood Tabulation Area NTA)",
    "year_column": "Year",
    "only_rows": {"Year": 2025},
    "columns": {
        "Supply Gap (lbs.)": {"measure": "supply_gap", "value_type": "count"},
        "Food Insecure Percentage": {"measure": "food_insecure", "value_type": "percent"},
    },
}


def test_places_in_csv_with_missing_values_and_limits(tmp_path):
    source = described(tmp_path / "places.csv", PLACES_CSV, "health", layout="places_long")
    rows = read_health(source).rows
    assert rows.select(
        "area_code", "measure", "value_type", "value", "lower", "upper", "population"
    ).rows() == [
        ("b0", "DEPRESSION", "CrdPrv", 21.5, 19.0, 24.0, 6000.0),
        ("b1", "DEPRESSION", "CrdPrv", None, None, None, 5000.0),
    ]


def test_places_as_socrata_serves_it(tmp_path):
    row = {
        "year": "2022", "locationid": "01003011601", "measureid": "GHLTH", "datavaluetypeid": "CrdPrv",
        "data_value": "18.8", "low_confidence_limit": "17.4", "high_confidence_limit": "20.3",
        "totalpopulation": "5969", "geolocation": {"type": "Point", "coordinates": [-87.5, 30.4]},
    }  # fmt: skip
    source = described(tmp_path / "places.json", json.dumps([row]), "health", layout="places_long")
    assert read_health(source).rows.select("area_code", "value", "population").row(0) == (
        "01003011601",
        18.8,
        5969.0,
    )


def test_a_wide_file_with_a_broken_header_thousands_and_percent_signs(tmp_path):
    reading = read_health(described(tmp_path / "food.csv", WIDE, "health", **WIDE_FACTS))
    assert reading.rows.select("area_code", "measure", "value_type", "year", "value").rows() == [
        ("b0", "food_insecure", "percent", "2025", 26.29),
        ("b0", "supply_gap", "count", "2025", -102142.62),
        ("b1", "food_insecure", "percent", "2025", None),
        ("b1", "supply_gap", "count", "2025", 0.0),
    ]
    assert reading.left_out == (("rows where Year is not 2025", 1),)


def test_two_years_of_one_measure_are_refused_until_one_is_chosen(tmp_path):
    facts = {name: fact for name, fact in WIDE_FACTS.items() if name != "only_rows"}
    with pytest.raises(SourceError, match="stand for the same area_code, measure, value_type"):
        read_health(described(tmp_path / "food.csv", WIDE, "health", **facts))


def test_the_people_behind_a_rate_are_kept(tmp_path):
    columns = {"cases": {"measure": "covid", "value_type": "count", "population": "people"}}
    source = described(
        tmp_path / "c.csv", "code,cases,people\n10001,12391,27613.09\n", "health", columns=columns
    )
    assert read_health(source).rows.select("value", "population").row(0) == (12391.0, 27613.09)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"code_column": "NTA"}, "lacks the column NTA"),
        ({"only_rows": {"Year": "1999"}}, "no row that its sidecar asks for"),
    ],
)
def test_what_the_sidecar_names_must_be_there(tmp_path, change, expected):
    with pytest.raises(SourceError, match=expected):
        read_health(described(tmp_path / "food.csv", WIDE, "health", **(WIDE_FACTS | change)))


def test_json_that_is_no_list_of_rows_is_refused(tmp_path):
    with pytest.raises(SourceError, match="not a JSON list of rows"):
        read_health(described(tmp_path / "p.json", "<html>", "health", layout="places_long"))
