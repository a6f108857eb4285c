from itertools import product

import polars as pl
import pytest

from pipelines.disclosure.equations import block_keys, build_equations
from pipelines.disclosure.hierarchy import DIMENSIONS, Hierarchy, Link, need_links, split_links
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.public_system import read_published
from pipelines.tables.edition import COUNT_KEY
from tests.disclosure.linked_town import DESIGNS, Town

TOWN = Town()


def slow_equations(cells: pl.DataFrame, hierarchy: Hierarchy) -> set[frozenset]:
    """Each equation as a set of (key, sign), by looking every part up in turn."""
    rows = {tuple(r) for r in cells.select(COUNT_KEY).iter_rows()}
    found = set()
    ways = {(link.dimension, link.partition) for link in hierarchy.links}
    for key, (dimension, partition) in product(rows, ways):
        at = COUNT_KEY.index(DIMENSIONS[dimension][0])
        links = [x for x in hierarchy.links if (x.dimension, x.partition) == (dimension, partition)]
        parts = _parts(key, at, links, rows)
        if parts and parts != [key]:
            found.add(frozenset([(key, -1), *((part, 1) for part in parts)]))
    return found


def _parts(
    key: tuple, at: int, links: list[Link], rows: set[tuple], is_top: bool = True
) -> list[tuple] | None:
    if key in rows and not is_top:
        return [key]
    children = [x.child for x in links if x.parent == key[at : at + 2]]
    below = [_parts((*key[:at], *child, *key[at + 2 :]), at, links, rows, False) for child in children]
    return None if not below or None in below else [part for parts in below for part in parts]


def said(cells: pl.DataFrame, equations: pl.DataFrame) -> set[frozenset]:
    keys = {row[0]: row[1:] for row in cells.select("cell", *COUNT_KEY).iter_rows()}
    groups = equations.group_by("equation").agg("cell", "coefficient")
    return {
        frozenset((keys[c], s) for c, s in zip(cells_, signs, strict=True))
        for _, cells_, signs in groups.iter_rows()
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_a_slow_twin_finds_the_same_equations(seed: int) -> None:
    town = Town(seed, designs=DESIGNS[seed:])
    equations = build_equations(town.cells, town.hierarchy)
    assert said(town.cells, equations) == slow_equations(town.cells, town.hierarchy)


def test_the_public_gate_reads_the_same_equations_and_blocks_from_the_keys() -> None:
    published = TOWN.cells.filter(pl.col("is_published")).with_columns(status=pl.lit("shown"))
    system = read_published([published], TOWN.hierarchy, DisclosurePolicy())
    assert set(system.keys) == {tuple(r) for r in TOWN.cells.select(COUNT_KEY).iter_rows()}
    coo = system.matrix.tocoo()
    rows: dict[int, set] = {}
    for row, column, sign in zip(*coo.coords, coo.data, strict=True):
        rows.setdefault(int(row), set()).add((system.keys[column], int(sign)))
    assert {frozenset(r) for r in rows.values()} == said(
        TOWN.cells, build_equations(TOWN.cells, TOWN.hierarchy)
    )


def test_every_equation_holds_on_true_counts() -> None:
    equations = build_equations(TOWN.cells, TOWN.hierarchy).join(
        TOWN.cells.select("cell", "value"), on="cell"
    )
    sums = equations.group_by("equation").agg((pl.col("value") * pl.col("coefficient")).sum())
    assert sums.height > 100
    assert (sums["value"] == 0).all()


def test_a_level_that_a_table_skips_does_not_cut_the_link() -> None:
    town = Town(designs=[("city", "month", "all", "all"), ("neighbourhood", "month", "all", "all")])
    equations = build_equations(town.cells, town.hierarchy)
    assert equations.group_by("equation").len()["len"].to_list() == [6] * 3


def test_a_parent_with_a_part_nowhere_in_the_system_has_no_equation() -> None:
    cells = TOWN.cells.filter(~pl.col("need_code").is_in(["money", "cash_aid"]))
    equations = build_equations(cells, TOWN.hierarchy)
    domains = cells.filter(pl.col("need_level") == "domain", pl.col("area_level") == "city")["cell"].to_list()
    totals = cells.filter(pl.col("need_level") == "all")["cell"].to_list()
    needs = equations.group_by("equation").agg(
        ((pl.col("coefficient") < 0) & pl.col("cell").is_in(totals)).any().alias("of_all"),
        pl.col("cell").is_in(domains).any().alias("with_domains"),
    )
    assert not needs.filter(pl.col("of_all") & pl.col("with_domains")).height


def test_blocks_are_asked_for_only_where_levels_cut_across() -> None:
    keys = block_keys(TOWN.cells.filter(pl.col("is_published")), TOWN.hierarchy)
    assert set(keys["period_level"]) == {"quarter"}
    assert "need" not in set(keys["need_level"])
    assert keys.height == 7 * (1 + 3 + 2 + 2)
    assert block_keys(TOWN.table(("city", "month", "all", "all")), TOWN.hierarchy).is_empty()


def test_households_add_up_to_nothing() -> None:
    households = TOWN.cells.with_columns(measure=pl.lit("households"))
    assert build_equations(households, TOWN.hierarchy).is_empty()


def test_links_name_each_part_once() -> None:
    links = [
        *need_links([("all", "all", "domain", "food")]),
        *split_links("group", {"age": ["old", "young"]}),
    ]
    frame = Hierarchy(tuple(links)).frame()
    assert frame.height == 3
    assert frame.filter(pl.col("dimension") == "group")["child_code"].to_list() == ["old", "young"]
