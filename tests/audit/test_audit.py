"""`needs audit` on a published town, and each attack by hand on a copy in which it must succeed."""

import json
import shutil

import numpy as np
import polars as pl
import pytest

from needs.main import main
from pipelines.audit import editions_apart, figures, guesses, words
from pipelines.audit.finding import HIDDEN, KEY, SHOWN
from pipelines.audit.ranges import ranges_of
from pipelines.audit.run import audit
from pipelines.audit.subtractions import CLICKS, subtractions
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.editions.terms import build_hierarchy
from pipelines.paths import Workspace
from pipelines.publish import publish, read_setting, terms_of
from pipelines.schema import conform
from pipelines.tables import edition as e
from pipelines.warehouse import read_tables
from tests.test_publish import DAY, SIZE
from tests.town import few_tables, make_town

SPAN = DisclosurePolicy().range_at_least
NOBODY = few_tables().not_a_group


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Workspace:
    workspace = make_town(tmp_path_factory.mktemp("town"), requests=SIZE)
    publish(workspace, DAY, catalog=few_tables())
    return workspace


@pytest.fixture(scope="module")
def tables(published) -> dict:
    return read_tables(published.edition_link / "coalition" / "release.duckdb", e.EDITION_TABLES)


@pytest.fixture(scope="module")
def hierarchy(published):
    setting = read_setting(published, DAY, few_tables())
    terms, coalition = terms_of(setting), setting.coalition
    nested = (coalition.city_level, *coalition.nested_levels)
    return build_hierarchy(setting.catalog, terms.places, nested, setting.closing.requests, terms.designs)


def shown_by_hand(counts: pl.DataFrame, hierarchy) -> pl.DataFrame:
    """A year of the city and its parts, all shown, except one part that is hidden."""
    links = hierarchy.frame().filter(dimension="area", parent_level="city", child_level="borough")
    codes = [*links["parent_code"].unique(), *links["child_code"]]
    line = counts.filter(
        pl.col("area_code").is_in(codes),
        pl.col("area_level").is_in(["city", "borough"]),
        measure="requests", outcome_dimension="all", need_level="all", group_dimension="all",
        period_level="year", period="2024",
    )  # fmt: skip
    assert line.height == len(codes)
    hidden = line.filter(area_code=links["child_code"][0]).select(
        *KEY, status=pl.lit(HIDDEN), value=pl.lit(None, pl.Int64)
    )
    rest = line.join(hidden, on=KEY, how="anti").select(
        *KEY, status=pl.lit(SHOWN), value=pl.when(area_level="city").then(900).otherwise(100).cast(pl.Int64)
    )
    return pl.concat([rest, hidden])


def test_an_edition_that_both_gates_let_through_holds(published) -> None:
    report = audit(published, catalog=few_tables())
    assert report.ok
    assert report.totals["hidden"] > 0
    assert report.totals["exact"] == report.totals["within_3"] == 0
    assert report.tables["hidden"].sum() == report.totals["hidden"]
    assert report.editions == 1
    tried = {one.name: one.tried for one in report.attacks}
    for name in (
        "differences between levels of area",
        "differences between dates",
        "ranges on hover and in pools",
    ):
        assert tried[name] > 0
    text = report.as_text()
    assert "Held: every hidden count can still be 7 numbers or more." in text
    assert json.loads(json.dumps(report.as_json()))["ok"] is True


def test_a_report_holds_no_count_of_people(published) -> None:
    """What it prints is about cells: the same report comes of a town in which every shown count is double."""
    report = audit(published, catalog=few_tables()).as_json()
    assert set(report["totals"]) == {"hidden", "exact", "within_1", "within_3", "narrowest"}
    assert "value" not in json.dumps(report)


def test_guesses_are_scored_against_the_ledger_where_there_are_enough_small_counts() -> None:
    keys = {column: [str(i) for i in range(60)] for column in KEY}
    truth = pl.DataFrame(keys | {"value": [3] * 30 + [6] * 30})
    guess = pl.DataFrame(keys | {"guess": [3.4] * 15 + [5.0] * 15 + [5.6] * 30})
    found = guesses.score(guess, truth, threshold=11)
    assert found == guesses.Guesses(small=60, least_squares=0.75, always_five=0.5)
    assert guesses.score(guess.head(49), truth, threshold=11) is None


def test_least_squares_finds_the_table_in_which_all_sums_come_out(tables, hierarchy) -> None:
    requests = tables[e.COUNT].filter(measure="requests")
    system = ranges_of([requests], hierarchy, DisclosurePolicy()).system
    found = guesses.least_squares(system)
    assert found.height == system.hidden.sum() > 0
    assert (found["guess"] >= 0).all()
    by_key = dict(zip(found.select(KEY).iter_rows(), found["guess"], strict=True))
    table = np.array([by_key.get(key, low) for key, low in zip(system.keys, system.low, strict=True)])
    whole = abs(system.matrix) @ system.unpublished.astype(float) == 0
    assert whole.any()
    assert np.abs((system.matrix @ table)[whole]).max() < 2


def test_without_a_ledger_guesses_are_made_and_not_scored(published, tmp_path) -> None:
    copied = tmp_path / "town"
    shutil.copytree(published.root, copied, symlinks=True)
    shutil.rmtree(copied / "processed" / "ledger")
    report = audit(Workspace(copied), catalog=few_tables())
    assert report.guesses is None
    assert "not scored" in report.as_text()


def test_an_edition_that_is_not_there_is_named_with_those_that_are(published, capsys) -> None:
    assert main(["audit", "1999-01-01-00000000", "--data", str(published.root)]) == 1
    said = capsys.readouterr().err
    assert "There is no edition 1999-01-01-00000000" in said
    assert published.edition_link.resolve().name in said


def test_one_count_shown_by_hand_is_found_by_the_solver(tables, hierarchy) -> None:
    good = ranges_of([tables[e.COUNT]], hierarchy, DisclosurePolicy())
    assert good.totals()["narrowest"].item() >= SPAN
    bad = ranges_of([shown_by_hand(tables[e.COUNT], hierarchy)], hierarchy, DisclosurePolicy())
    assert bad.totals()["exact"].item() >= 1


def test_a_subtraction_between_areas_is_found(tables, hierarchy) -> None:
    def found(counts: pl.DataFrame) -> dict[str, int]:
        return {one.name: len(one.found) for one in subtractions(counts, hierarchy, SPAN)}

    counts = editions_apart.known_of([tables[e.COUNT]])
    assert not any(found(counts).values())
    planted = editions_apart.known_of([shown_by_hand(tables[e.COUNT], hierarchy)])
    assert found(planted)[CLICKS["area"]] >= 1


def test_a_count_hidden_here_and_shown_there_is_found(tables) -> None:
    counts = tables[e.COUNT]
    hidden = counts.filter(status=HIDDEN)
    assert hidden.height
    told = hidden.head(1).with_columns(status=pl.lit(SHOWN), value=pl.lit(7, pl.Int64))
    other = pl.concat([counts.join(told, on=KEY, how="anti"), told])
    assert editions_apart.between_audiences({"public": counts, "coalition": counts}).found == ()
    assert len(editions_apart.between_audiences({"public": counts, "coalition": other}).found) == 1
    assert editions_apart.between_dates({"before": counts, "now": counts}).found == ()
    assert len(editions_apart.between_dates({"before": counts, "now": other}).found) == 1


def doctored(frame: pl.DataFrame, where: pl.Expr, **columns: object) -> pl.DataFrame:
    """`frame` with `columns` set in the first row for which `where` is true."""
    first = (where.fill_null(False)) & (where.fill_null(False).cum_sum() == 1)
    assert frame.select(first.sum()).item() == 1
    return frame.with_columns(
        pl.when(first).then(pl.lit(value)).otherwise(name).cast(frame.schema[name]).alias(name)
        for name, value in columns.items()
    )


def test_a_rate_of_a_hidden_count_is_found(tables) -> None:
    estimates, indicators, counts = tables[e.ESTIMATE], tables[e.INDICATOR], tables[e.COUNT]
    good = figures.rates_and_shares(estimates, indicators, counts)
    assert good.tried and not good.found
    is_rate = pl.col("indicator") == "requests_per_1000"
    hidden = is_rate & (pl.col("status") == HIDDEN)
    planted = doctored(estimates, hidden, value=3.2)
    assert len(figures.rates_and_shares(planted, indicators, counts).found) == 1
    planted = doctored(estimates, hidden, numerator=7.0)
    assert len(figures.rates_and_shares(planted, indicators, counts).found) == 1


def test_a_narrow_range_of_a_rate_is_found(tables) -> None:
    estimates, indicators, counts = tables[e.ESTIMATE], tables[e.INDICATOR], tables[e.COUNT]
    good = figures.ranges_of_figures(estimates, indicators, counts, SPAN)
    assert good.tried and not good.found
    hidden = (pl.col("indicator") == "requests_per_1000") & (pl.col("status") == HIDDEN)
    planted = doctored(estimates, hidden, range_low=1.0, range_high=1.1)
    assert len(figures.ranges_of_figures(planted, indicators, counts, SPAN).found) == 1


def test_a_narrow_range_beside_a_hidden_count_is_found(tables) -> None:
    counts = tables[e.COUNT]
    assert not figures.ranges_shown(counts, SPAN).found
    hidden = (pl.col("status") == HIDDEN) & (pl.col("measure") == "requests")
    planted = doctored(counts, hidden, range_low=2, range_high=4)
    assert len(figures.ranges_shown(planted, SPAN).found) == 1


def household(counts: pl.DataFrame, value: int) -> pl.DataFrame:
    """`counts` with households, so many, beside the first shown number of requests."""
    beside = counts.filter(measure="requests", outcome_dimension="all", status=SHOWN).head(1)
    count = beside.with_columns(measure=pl.lit("households"), value=pl.lit(value, pl.Int64))
    others = counts.join(count.select(KEY), on=KEY, how="anti")
    return conform(e.COUNT, pl.concat([others, count]))


@pytest.mark.parametrize(("value", "found"), [(25, 0), (20, 0), (23, 1), (15, 1)])
def test_households_that_are_few_or_not_rounded_are_found(tables, value: int, found: int) -> None:
    policy = DisclosurePolicy()
    counts = household(tables[e.COUNT], value)
    tried = figures.households_told(counts, policy.households_round_to, policy.households_from)
    assert tried.tried
    assert len(tried.found) == found


def test_households_beside_no_shown_requests_are_found(tables) -> None:
    counts = household(tables[e.COUNT], 25)
    key = counts.filter(measure="households", value=25).drop("measure").select(KEY[1:])
    alone = counts.filter(pl.col("measure") == "households").join(key, on=KEY[1:], how="semi")
    assert figures.households_told(alone, 5, 20).found


def comparison(estimates: pl.DataFrame, **said: object) -> pl.DataFrame:
    """A comparison of two shown figures; `said` takes the place of what it should say."""
    shown = estimates.filter(status=SHOWN, indicator="requests_per_1000")
    one, other = shown.row(0, named=True), shown.row(1, named=True)
    row = dict.fromkeys(e.COMPARISON.column_names)
    row |= {name: one[name] for name in one if name in row}
    row |= {f"other_{name}": other[name] for name in one if f"other_{name}" in row}
    row |= {"comparison_id": "c1", "value": one["value"], "other_value": other["value"]} | said
    return pl.DataFrame([row], schema=e.COMPARISON.empty().schema)


def test_a_comparison_with_a_figure_that_is_not_shown_is_found(tables) -> None:
    estimates = tables[e.ESTIMATE]
    good = figures.comparisons_made(comparison(estimates), estimates, NOBODY)
    assert (good.tried, good.found) == (1, ())
    for column in ("value", "other_value"):
        planted = comparison(estimates, **{column: 12.345})
        assert figures.comparisons_made(planted, estimates, NOBODY).found == ("c1",)


def test_the_rest_of_the_groups_is_computed_again(tables) -> None:
    estimates, made = tables[e.ESTIMATE], tables[e.COMPARISON]
    groups = made.filter(kind="group")
    assert groups["other_value"].drop_nulls().len()
    assert not figures.comparisons_made(made, estimates, NOBODY).found
    planted = doctored(
        made, (pl.col("kind") == "group") & pl.col("other_value").is_not_null(), other_value=1.5
    )
    assert len(figures.comparisons_made(planted, estimates, NOBODY).found) == 1


def test_a_number_in_a_sentence_that_no_figure_gives_is_found(tables) -> None:
    estimates = tables[e.ESTIMATE]
    known = round(estimates.filter(status=SHOWN)["value"][0])

    def told(number: float) -> pl.DataFrame:
        numbers = json.dumps({"area": "b1", "least": number})
        row = {"card": "where", "position": 0, "template": "finding.where.one", "numbers": numbers}
        row |= {"comparison_id": "c1", "is_empty": False}
        return pl.DataFrame([row], schema=e.FINDING.empty().schema)

    assert figures.findings_told(told(known), estimates).found == ()
    assert figures.findings_told(told(987_654), estimates).found == ("where 0",)
    assert not figures.findings_told(tables[e.FINDING], estimates).found


def test_the_tier_of_a_hidden_figure_is_found(tables) -> None:
    estimates = tables[e.ESTIMATE]
    good = figures.tiers_told(estimates)
    assert good.tried and not good.found
    planted = doctored(estimates, pl.col("status") == HIDDEN, reliability="good")
    assert len(figures.tiers_told(planted).found) == 1


def test_a_colour_class_that_no_shown_figure_gives_is_found(tables) -> None:
    scales, estimates = tables[e.SCALE], tables[e.ESTIMATE]
    good = figures.scales_drawn(scales, estimates)
    assert good.tried and not good.found
    planted = doctored(scales, pl.col("class") == 1, low=0.123)
    assert len(figures.scales_drawn(planted, estimates).found) == 1


def test_a_number_that_one_language_alone_tells_is_found(tables) -> None:
    labels = tables[e.LABEL]
    assert not words.between_languages(labels).found
    more = pl.col("text").str.contains("{n}", literal=True) & (pl.col("language") == "es")
    planted = doctored(labels, more, text="sin cifra")
    assert len(words.between_languages(planted).found) == 1


def test_a_file_left_in_an_edition_is_found(published, tables, tmp_path) -> None:
    folder = tmp_path / "coalition"
    shutil.copytree(published.edition_link / "coalition", folder)
    manifest = dict(tables[e.MANIFEST].iter_rows())
    assert not words.files_left(folder, manifest).found
    (folder / "true_counts.csv").write_text("", encoding="utf-8")
    assert words.files_left(folder, manifest).found == ("true_counts.csv",)
    assert len(words.files_left(folder, manifest | {"cells": "1"}).found) == 2
