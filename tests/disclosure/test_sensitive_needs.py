import polars as pl
import pytest

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import protect
from pipelines.disclosure.reveals import mark_reveals
from pipelines.disclosure.sensitive import AreaOrder, TableDesign, faults, needs_at_level

ORDER = AreaOrder(("city", "borough", "district"), ("council",))
FINEST = {"food": "district", "legal": "borough", "safety": "borough", "other": "district"}
POOL = ("legal", "safety", "other")


@pytest.mark.parametrize("level", ["city", "borough"])
def test_each_stands_alone_down_to_its_finest_level(level: str) -> None:
    assert needs_at_level(level, FINEST, POOL, ORDER) == ("food", "legal", "other", "safety")


def test_below_it_even_the_harmless_part_of_the_pool_is_pooled() -> None:
    assert needs_at_level("district", FINEST, POOL, ORDER) == ("food", "pooled")


def test_a_level_that_cuts_across_counts_as_the_finest() -> None:
    assert "legal" not in needs_at_level("council", FINEST, POOL, ORDER)


def test_a_table_with_a_sensitive_need_below_its_level_is_refused() -> None:
    table = TableDesign("fine", "district", ("food", "legal"))
    assert faults([table], FINEST, {}, ORDER) == ["fine: legal may not stand alone at level district"]


def test_a_split_that_may_never_be_published_is_refused() -> None:
    tables = [
        TableDesign("a", "city", ("legal",), "language"),
        TableDesign("b", "borough", ("food",), "language"),
    ]
    wrong = faults(tables, FINEST, {"language": "city"}, ORDER, [("language", "legal")])
    assert wrong == [
        "a: legal may not be split by language",
        "b: language may not be split at level borough",
    ]


def test_a_sound_design_has_no_fault() -> None:
    tables = [TableDesign("a", "district", ("food", "pooled")), TableDesign("b", "city", ("legal",), "age")]
    assert faults(tables, FINEST, {"age": "district"}, ORDER) == []


def test_a_line_that_lies_in_one_value_is_hidden_whole() -> None:
    """Forty people asked and all were turned away: showing the split would tell that of each of them."""
    cells = pl.DataFrame(
        {
            "cell": range(9),
            "value": [40, 0, 40, 60, 30, 30, 100, 30, 70],
            "area": ["a", "a", "a", "b", "b", "b", "all", "all", "all"],
        }
    )
    splits = cells.filter(pl.col("cell").is_in([1, 2, 4, 5]))
    marked = mark_reveals(splits, ["area"]).select("cell", "must_hide", "zero_possible")
    full = cells.join(marked, on="cell", how="left").with_columns(
        pl.col("must_hide", "zero_possible").fill_null(False)
    )
    lines = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (6, 0, 3), (7, 1, 4), (8, 2, 5)]
    terms = [(e, c, -1 if i == 0 else 1) for e, line in enumerate(lines) for i, c in enumerate(line)]
    equations = pl.DataFrame(terms, schema=["equation", "cell", "coefficient"], orient="row")
    report = protect(full, equations, DisclosurePolicy())
    status = dict(report.statuses.select("cell", "status").iter_rows())
    assert (status[1], status[2]) == ("hidden", "hidden")
    assert report.unproved == ()
