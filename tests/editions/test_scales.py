"""One colour scale for all periods and groups of an indicator, area level and need."""

import polars as pl

from pipelines.editions.scales import build_scales


def values(numbers, indicator="poverty", period="2025", level="district"):
    return pl.DataFrame(
        {"indicator": indicator, "area_level": level, "need_code": "all", "period": period, "value": numbers},
        schema_overrides={"value": pl.Float64},
    )


def test_five_classes_with_open_ends():
    scale = build_scales(values([10.0, 14.0, 22.0, 31.0]), ["poverty"])
    assert scale["class"].to_list() == [0, 1, 2, 3, 4]
    assert scale["low"].to_list() == [None, 15.0, 20.0, 25.0, 30.0]
    assert scale["high"].to_list() == [15.0, 20.0, 25.0, 30.0, None]


def test_all_periods_share_one_scale():
    both = pl.concat([values([10.0, 14.0]), values([22.0, 31.0], period="2024")])
    one = values([10.0, 14.0, 22.0, 31.0])
    assert build_scales(both, ["poverty"]).equals(build_scales(one, ["poverty"]))


def test_hidden_and_unmapped_figures_make_no_scale():
    frame = pl.concat([values([None, None]), values([1.0, 2.0], indicator="other")])
    assert build_scales(frame, ["poverty"]).is_empty()


def test_areas_that_do_not_differ_have_no_scale():
    assert build_scales(values([3.0, 3.0]), ["poverty"]).is_empty()


def test_levels_have_scales_of_their_own():
    both = pl.concat([values([1.0, 2.0]), values([100.0, 900.0], level="neighbourhood")])
    assert build_scales(both, ["poverty"]).group_by("area_level").len()["len"].to_list() == [5, 5]
