"""Census figures as the Bureau writes them: jam values, signs, controlled totals, two header rows."""

import polars as pl
import pytest

from pipelines.errors import SourceError
from pipelines.sources.census import read_census
from tests.sources.files import described

SITE = (
    "\ufeff"
    '"GEO_ID","NAME","B25034_001E","B25034_001M",\n'
    '"Geography","Geographic Area Name","Estimate!!Total:","Margin of Error!!Total:",\n'
    '"1400000US06037101110","Tract 1","1,652","97",\n'
    '"1400000US06037101122","Tract 2","0","13",\n'
    '"1600000US0644000","A city","1518992","*****",\n'
)


def rows_of(tmp_path, content: str, **facts) -> pl.DataFrame:
    return read_census(described(tmp_path / "acs.csv", content, "census", **facts)).rows


def test_wide_columns_become_one_row_per_area_and_variable(tmp_path):
    rows = rows_of(
        tmp_path,
        "code,name,B1_001E,B1_001M,B1_002E,B1_002M,B1_002PE,B1_002PM,B1_002V\na,A,100,10,20,5,20,4,15\n",
    )
    assert rows.select("variable", "estimate", "moe", "percent", "percent_moe", "cv").rows() == [
        ("B1_001", 100.0, 10.0, None, None, None),
        ("B1_002", 20.0, 5.0, 20.0, 4.0, 15.0),
    ]
    assert rows["area_level"].unique().to_list() == ["neighbourhood"]


@pytest.mark.parametrize("jam", ["-666666666", "-888888888", "-999999999", "-222222222", "-333333333.0"])
def test_a_jam_value_is_no_estimate(tmp_path, jam):
    row = rows_of(tmp_path, f"code,B1_001E,B1_001M\na,{jam},{jam}\n").row(0, named=True)
    assert (row["estimate"], row["moe"], row["is_controlled"]) == (None, None, False)


@pytest.mark.parametrize("sign", ["-555555555", "*****", "0"])
def test_a_controlled_total_has_a_margin_of_nothing(tmp_path, sign):
    row = rows_of(tmp_path, f"code,B1_001E,B1_001M\na,492734,{sign}\n").row(0, named=True)
    assert (row["estimate"], row["moe"], row["is_controlled"]) == (492734.0, 0.0, True)


def test_a_margin_of_0_on_an_estimate_of_0_is_not_controlled(tmp_path):
    row = rows_of(tmp_path, "code,B1_001E,B1_001M\na,0,0\n").row(0, named=True)
    assert (row["moe"], row["is_controlled"]) == (0.0, False)


@pytest.mark.parametrize(
    ("written", "meant"),
    [('"250,000+"', 250001.0), ('"2,500-"', 2499.0), ("**", None), ("(X)", None), ("-", None)],
)
def test_signs_mean_what_the_bureau_says(tmp_path, written, meant):
    assert rows_of(tmp_path, f"code,B1_001E\na,{written}\n")["estimate"].to_list() == [meant]


def test_the_census_sites_own_export_is_read_and_other_levels_are_counted(tmp_path):
    source = described(tmp_path / "site.csv", SITE, "census", layout="census_site", area_level="tract")
    reading = read_census(source)
    assert reading.rows.select("area_code", "estimate", "moe").rows() == [
        ("06037101110", 1652.0, 97.0),
        ("06037101122", 0.0, 13.0),
    ]
    assert reading.left_out == (("rows of summary level 160", 1),)


def test_a_summary_level_may_be_chosen(tmp_path):
    source = described(
        tmp_path / "site.csv", SITE, "census", layout="census_site", area_level="city", summary_level="160"
    )
    reading = read_census(source)
    assert reading.rows.select("area_code", "moe", "is_controlled").row(0) == ("0644000", 0.0, True)
    assert reading.left_out == (("rows of summary level 140", 2),)


def test_a_code_may_be_put_together_from_columns_as_the_api_serves_them(tmp_path):
    content = '"state","county","tract","NAME","B1_001E"\n"36","005","000100","x",7\n'
    rows = rows_of(tmp_path, content, layout="api_columns", code_column=["state", "county", "tract"])
    assert rows.select("area_code", "estimate", "moe").row(0) == ("36005000100", 7.0, None)


def test_codes_are_translated_by_the_sidecars_map(tmp_path):
    assert rows_of(tmp_path, "code,B1_001E\n101,7\n", code_map={"101": "MN01"})["area_code"][0] == "MN01"


def test_leading_zeros_stay(tmp_path):
    assert rows_of(tmp_path, "code,B1_001E\n007,7\n")["area_code"][0] == "007"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "is empty"),
        ("area,B1_001E\na,1\n", "lacks the column code"),
        ("code,name\na,A\n", "no column of figures"),
        ("code,B1_001E\na,1\nb,many\n", "line 3, column B1_001: a number was expected, not 'many'"),
        ("code,B1_001E\na,1\na,2\n", "2 rows stand for the same area_code, variable"),
        ("code,B1_001E\na,1,5\n", "not a comma-separated table"),
        ("code,B1_001E,B1_001E\na,1,5\n", "stands twice in the header"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_place(tmp_path, content, expected):
    with pytest.raises(SourceError, match=expected) as caught:
        rows_of(tmp_path, content)
    assert "acs.csv" in str(caught.value)
