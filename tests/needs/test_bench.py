"""`needs bench disclosure` and `tables`: what they print, and what they say when something is missing."""

import json
from pathlib import Path

import polars as pl
import pytest

from needs import bench_disclosure
from needs.bench_tables import as_table
from needs.main import main
from tests.disclosure.brute_force import margins


@pytest.fixture
def instances(tmp_path: Path) -> Path:
    """A folder with one small instance."""
    cells, equations = margins([[4, 30, 40, 9], [50, 60, 70, 12], [15, 8, 22, 31]])
    cells.select("cell", requests="value").write_parquet(tmp_path / "small_cells.parquet")
    equations.write_parquet(tmp_path / "small_equations.parquet")
    return tmp_path


def test_an_instance_is_measured_and_proved_twice(instances, capsys) -> None:
    assert main(["bench", "disclosure", "--instances", str(instances), "--only", "small", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["instance"] == "small"
    assert row["cells"] == 20
    assert row["sampled"] >= 4
    assert row["narrowest_sampled"] >= 6
    assert row["gate"] is True and row["range_under_6"] == row["unproved"] == 0
    assert row["ratio"] > 0


def test_the_table_has_a_line_for_each_instance(instances) -> None:
    text = bench_disclosure.as_table([bench_disclosure.measure(instances, "small")])
    assert len(text.splitlines()) == 3
    assert text.splitlines()[-1].startswith("| small | 20 |")


def test_what_one_subtraction_gives_away_is_seen_by_the_second_method(instances) -> None:
    cells, equations = bench_disclosure.read(instances, "small")
    alone = cells.select("cell", status=pl.when(cell=6).then(pl.lit("hidden")).otherwise(pl.lit("shown")))
    widths, _ = bench_disclosure.sample_widths(cells, equations, alone)
    assert widths == [0]


def test_a_row_with_a_narrow_range_does_not_hold(instances) -> None:
    row = bench_disclosure.measure(instances, "small")
    assert bench_disclosure.holds(row)
    for wrong in ({"gate": False}, {"unproved": 1}, {"narrowest_sampled": 5}):
        assert not bench_disclosure.holds(row | wrong)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name their folder after --instances"),
        (["--instances", "{empty}"], "There are no instances in"),
        (["--instances", "{full}", "--only", "other"], "There are: small, skewed."),
    ],
)
def test_what_is_missing_is_named(instances, tmp_path, capsys, words, said) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    given = [word.format(empty=empty, full=instances) for word in words]
    assert main(["bench", "disclosure", *given]) == 1
    assert said in " ".join(capsys.readouterr().err.split())


def test_designs_stand_beside_each_other() -> None:
    def row(design: str, tables: dict) -> dict:
        figures = {"cells": 1200, "hidden_share": 0.25, "hidden_share_from_threshold": 0.1, "withheld": 0}
        return {"design": design, **figures, "seconds": 61.2, "tables": tables}

    year, more = {"cells": 200, "hidden": 50, "shown": 0.93}, {"cells": 1000, "hidden": 250, "shown": 0.8}
    text = as_table(
        [row("packaged", {"finest_year": year}), row("wide", {"finest_year": year, "more": more})]
    )
    assert "| packaged | 1,200 | 25.0% | 10.0% | 0 | 61 |" in text
    assert "| finest_year | 200 | 25%, 93% | 25%, 93% |" in text
    assert "| more | 1,000 |  | 25%, 80% |" in text


def test_guesses_are_set_beside_the_luckiest_constant(instances) -> None:
    row = bench_disclosure.measure(instances, "small")
    assert 1 <= row["best_constant"] <= 10
    assert 0 < row["guessed_by_constant"] <= 1
    assert 0 <= row["guessed_by_least_squares"] <= 1


def test_a_count_that_sums_give_away_is_guessed() -> None:
    cells, equations = margins([[4, 30, 40, 9], [50, 60, 70, 12], [15, 8, 22, 31]])
    alone = cells.select("cell", status=pl.when(cell=6).then(pl.lit("hidden")).otherwise(pl.lit("shown")))
    value = cells.filter(cell=6)["value"].item()
    near, _, _ = bench_disclosure.guesses_near(cells, equations, alone)
    assert 1 <= value <= 10
    assert near == 1.0


def test_the_skewed_instance_is_skewed_and_adds_up(tmp_path) -> None:
    cells, equations = bench_disclosure.read(tmp_path, "skewed")
    sums = equations.join(cells, on="cell").group_by("equation").agg(
        total=(pl.col("value") * pl.col("coefficient")).sum()
    )  # fmt: skip
    assert (sums["total"] == 0).all()
    small = cells.filter(pl.col("value").is_between(1, 10))["value"]
    assert (small <= 3).mean() > 0.5
    assert abs(cells["value"].max() - 40_000) < 1000
