"""Yes or no: would a difference hold without any one partner?"""

from datetime import date

import polars as pl
import pytest

from pipelines.editions.leave_one_out import holds_without_each
from pipelines.freeze import freeze
from pipelines.publish import count, read_setting, terms_of
from pipelines.tables import warehouse as w
from pipelines.tables.edition import COUNT, COUNT_KEY
from pipelines.warehouse import write_database
from tests.town import few_tables, make_town, town_tables

WORSE = "black"


def counted_town(folder, who_is_worse: list[str]):
    """A town where the named partners turn everyone of one group away, and nobody else is."""
    workspace = make_town(folder, requests=1200)
    tables = dict(town_tables(requests=1200))
    turned = (pl.col("race_ethnicity") == WORSE) & pl.col("partner").is_in(who_is_worse)
    tables[w.REQUEST] = tables[w.REQUEST].with_columns(
        result=pl.when(turned).then(pl.lit("turned_away")).otherwise(pl.lit("received")),
        partner=pl.when(pl.col("partner") == "birch").then(pl.lit("cedar")).otherwise("partner"),
    )
    write_database(workspace.warehouse, tables)
    setting = read_setting(workspace, date(2026, 6, 1), few_tables())
    terms = terms_of(setting)
    freeze(workspace, setting.closing, terms, lambda step: None)
    return setting, count(setting, terms)


def answer(folder, who_is_worse: list[str]) -> bool:
    """Whether the group's difference of the last year holds, all counts being shown."""
    setting, counted = counted_town(folder, who_is_worse)
    empty = {name: pl.lit(None).alias(name) for name in ("range_low", "range_high", "placed_by_zip")}
    shown = counted.cells.filter(pl.col("measure") == "requests")
    counts = shown.with_columns(pl.lit("shown").alias("status"), *empty.values()).select(COUNT.column_names)
    counts = counts.cast(COUNT.empty().schema)
    areas = setting.tables[w.AREA]
    found = holds_without_each(
        counts, counted.cells, counted.given, areas, setting.catalog, setting.coalition
    )
    mine = found.filter(pl.col("comparison_id").str.contains(f"group.city.TN.2025.*{WORSE}"))
    assert mine.height == 1, found["comparison_id"].to_list()
    assert found.columns == ["comparison_id", "holds"]
    return mine["holds"][0]


@pytest.mark.parametrize(("who", "holds"), [(["alder"], False), (["alder", "cedar", "dogwood"], True)])
@pytest.mark.slow
def test_a_difference_of_one_partner_alone_does_not_hold(tmp_path, who, holds):
    assert answer(tmp_path, who) is holds


@pytest.mark.slow
def test_the_partners_of_a_cell_add_up_to_it(tmp_path):
    _, counted = counted_town(tmp_path, ["alder"])
    sums = counted.given.group_by(COUNT_KEY).agg(own=pl.col("value").sum())
    joined = counted.cells.join(sums, on=COUNT_KEY, how="inner")
    assert joined.height > 50
    assert joined["own"].equals(joined["value"].alias("own"))
