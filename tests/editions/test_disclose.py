"""The rules between true counts and the protection: which zeros hide, which lines reveal, how households
round.
"""

from datetime import date

import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.editions import disclose
from pipelines.editions.disclose import count_table, release_households, with_rules
from pipelines.editions.history import HELD
from pipelines.editions.terms import sensitive_needs
from pipelines.errors import DisclosureError
from pipelines.freeze import freeze
from pipelines.publish import count, read_setting, terms_of
from pipelines.tables.edition import COUNT, COUNT_KEY
from tests.town import few_tables, make_town

TABLES = ("nested_1_year_domain", "city_year_language")


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The small town with two sensitive tables more: few people ask for legal help, nobody for safety."""
    whole, few = load_catalog(), few_tables()
    more = {name: whole.release_tables[name] for name in TABLES}
    catalog = few.model_copy(update={"release_tables": {**few.release_tables, **more}})
    workspace = make_town(tmp_path_factory.mktemp("town"), requests=700)
    setting = read_setting(workspace, date(2026, 6, 1), catalog)
    terms = terms_of(setting)
    freeze(workspace, setting.closing, terms, lambda step: None)
    return count(setting, terms)


NOTHING = COUNT.empty().select(HELD)


def ruled(counted, history: pl.DataFrame = NOTHING, numbered: pl.DataFrame | None = None) -> pl.DataFrame:
    cells = counted.numbered if numbered is None else numbered
    sensitive = sensitive_needs(load_catalog())
    designs, hierarchy = counted.terms.designs, counted.hierarchy
    return with_rules(cells, counted.equations, designs, hierarchy, sensitive, history, "city")


@pytest.mark.slow
def test_the_totals_of_the_city_alone_are_kept(counted):
    kept = ruled(counted).filter("kept")
    assert set(kept["area_level"]) == {"city"}
    assert set(kept["period_level"]) >= {"quarter", "year"}
    codes = ["outcome_code", "need_code", "group_code"]
    assert kept.height and all(set(kept[column]) == {"all"} for column in codes)


def test_only_sensitive_codes_hide_their_zeros(counted):
    hidden = ruled(counted).filter("zeros_hidden")
    by_need = set(hidden.filter(group_dimension="all")["need_code"])
    assert by_need <= {"mental_health", "legal", "safety"} and "legal" in by_need
    assert set(hidden.filter(pl.col("group_dimension") != "all")["group_dimension"]) == {"language"}
    assert hidden.filter(~pl.col("zero_possible")).height == 0


def test_a_zero_that_a_shown_zero_tells_is_not_hidden(counted):
    """Where nobody asked for any pooled need, that is shown; hiding that nobody asked for one of them is
    idle.
    """
    cells = ruled(counted).filter(area_level="borough", need_level="domain", outcome_dimension="all")
    place = ["area_code", "period"]
    pooled = cells.filter(need_code="pooled").select(*place, whole="value")
    parts = cells.filter(pl.col("need_code").is_in(["mental_health", "legal", "safety"])).join(
        pooled, on=place
    )
    nobody, somebody = parts.filter(pl.col("whole") == 0), parts.filter(pl.col("whole") > 0)
    assert nobody.height > 0 and not nobody["zeros_hidden"].any()
    assert somebody.height > 0 and somebody["zeros_hidden"].all()


def line_of_results(counted) -> pl.DataFrame:
    """Five cells: the results of one borough and year that has several of them."""
    line = counted.numbered.filter(
        area_level="borough", outcome_dimension="result", period="2025", area_code="b0"
    )
    assert (line["value"] > 0).sum() >= 3
    return line


@pytest.mark.parametrize(("code", "reveals"), [("turned_away", True), ("not_recorded", False)])
def test_a_line_that_lies_in_one_value_is_hidden_whole(counted, code, reveals):
    line = line_of_results(counted)
    in_line = pl.col("cell").is_in(line["cell"].implode())
    whole = pl.when(pl.col("outcome_code") == code).then(line["value"].sum()).otherwise(0)
    moved = counted.numbered.with_columns(value=pl.when(in_line).then(whole).otherwise("value"))
    found = ruled(counted, numbered=moved).filter(in_line)
    assert found["must_hide"].to_list() == [reveals] * 5
    assert not ruled(counted).filter(in_line)["must_hide"].any()


def test_what_was_released_keeps_its_status(counted):
    history = (
        counted.numbered.filter("is_published")
        .head(3)
        .select(*COUNT_KEY, "value", status=pl.Series(["shown", "hidden", "not_published"]))
    )
    frozen = ruled(counted, history).filter(pl.col("frozen").is_not_null())
    assert frozen.sort("cell")["frozen"].to_list() == ["shown", "hidden", "not_published"]


def test_a_shown_count_that_would_change_stops_everything(counted):
    history = (
        counted.numbered.filter("is_published")
        .head(1)
        .select(*COUNT_KEY, value=pl.col("value") + 1, status=pl.lit("shown"))
    )
    with pytest.raises(DisclosureError, match="1 counts that were already shown"):
        ruled(counted, history)


@pytest.mark.parametrize(
    ("true", "beside", "status", "value", "low", "high"),
    [
        (0, "shown", "hidden", None, 0, 0),
        (12, "shown", "hidden", None, 1, 12),
        (19, "shown", "hidden", None, 1, 19),
        (20, "shown", "shown", 20, 18, 22),
        (22, "shown", "shown", 20, 18, 22),
        (23, "shown", "shown", 25, 23, 27),
        (12, "hidden", "hidden", None, 0, None),
        (40, "hidden", "hidden", None, 0, None),
    ],
)
def test_households_are_shown_from_twenty_rounded_and_only_beside_shown_requests(
    counted, true, beside, status, value, low, high
):
    cell = counted.cells.filter(
        measure="households", outcome_dimension="all", area_level="city", period="2025"
    )
    cell = cell.filter(area_code="TN").with_columns(value=pl.lit(true, pl.Int64))
    requests = cell.with_columns(measure=pl.lit("requests"), status=pl.lit(beside))
    found = release_households(cell, requests, NOTHING, load_catalog().policy).row(0, named=True)
    said = (found["status"], found["value"], found["range_low"], found["range_high"])
    assert said == (status, value, low, high)


@pytest.mark.parametrize("before", [("shown", 45), ("hidden", None), ("not_published", None)])
def test_a_count_of_households_stays_as_it_was_released(counted, before):
    cell = counted.cells.filter(measure="households", outcome_dimension="all", period="2025", area_code="TN")
    requests = cell.with_columns(measure=pl.lit("requests"), status=pl.lit("shown"))
    status, value = before
    history = cell.select(COUNT_KEY).with_columns(status=pl.lit(status), value=pl.lit(value, pl.Int64))
    found = release_households(cell, requests, history.select(HELD), load_catalog().policy)
    assert found.select("status", "value").row(0) == before


@pytest.mark.parametrize(
    ("by_zip", "status", "band"),
    [(9, "shown", "under_10"), (10, "shown", "10_to_30"), (30, "shown", "10_to_30"), (31, "shown", "over_30"),
     (31, "hidden", None)],
)  # fmt: skip
def test_the_share_placed_by_zip_is_a_band_of_a_shown_count(counted, by_zip, status, band):
    key = counted.numbered.filter(measure="requests").head(1).select(COUNT_KEY)
    cell = key.with_columns(
        value=pl.lit(100 if status == "shown" else None, pl.Int64),
        status=pl.lit(status),
        range_low=pl.lit(None, pl.Int64),
        range_high=pl.lit(None, pl.Int64),
        by_zip=pl.lit(by_zip, pl.Int64),
    )
    found = count_table(cell, cell.clear())
    assert found["placed_by_zip"].to_list() == [band]
    assert "by_zip" not in found.columns


def test_the_search_has_a_seed_that_only_the_workspace_knows():
    policy = load_catalog().policy
    one, other = (disclose.disclosure_policy(policy, bytes([n]) * 32) for n in (1, 2))
    assert one.seed != other.seed
    assert (one.threshold, one.range_at_least) == (11, 6)
