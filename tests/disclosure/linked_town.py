"""A small city whose counts are published for areas that nest and areas that cut across."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from pipelines.disclosure.equations import block_keys, number_cells
from pipelines.disclosure.hierarchy import (
    Hierarchy,
    Link,
    area_links,
    complement_links,
    need_links,
    period_links,
    quarter_of,
    split_links,
)
from pipelines.tables.edition import COUNT_KEY

MONTHS = ("2025-01", "2025-02", "2025-03")
NEEDS = {"food": ("groceries", "hot_meals"), "money": ("cash_aid",), "pooled": ("legal", "safety")}
SPLITS = {"result": ("received", "turned_away"), "helped_by": ("mutual_aid", "not_received")}
COLUMN = {"all": None, "domain": "domain", "need": "need", "result": "result", "helped_by": "helped_by"}
Design = tuple[str, str, str, str]  # area level, period level, need level, outcome dimension

DESIGNS: tuple[Design, ...] = (
    *((area, "quarter", "all", "all") for area in ("city", "borough", "neighbourhood", "council")),
    *((area, "quarter", "domain", "all") for area in ("city", "borough", "neighbourhood", "council")),
    *((area, "month", "all", "all") for area in ("city", "borough")),
    ("city", "quarter", "need", "all"),
    *((area, "quarter", "all", split) for area in ("city", "neighbourhood", "council") for split in SPLITS),
)


class Town:
    """`cells` (cell, COUNT_KEY, value, is_published), `hierarchy`, and `records` of every month and block."""

    def __init__(self, seed: int = 1, mean: float = 5.0, designs: Sequence[Design] = DESIGNS) -> None:
        chance = np.random.default_rng(seed)
        boroughs = {"n1": "east", "n2": "east", "n3": "west", "n4": "west", "n5": "west"}
        blocks = [
            ("n1", "c1"),
            ("n2", "c1"),
            ("n2", "c2"),
            ("n3", "c2"),
            ("n4", "c1"),
            ("n4", "c2"),
            ("n5", "c2"),
        ]
        self.hierarchy = Hierarchy(tuple(_links(boroughs, blocks)))
        rows = [
            (
                m,
                f"{n}-{c}",
                n,
                c,
                boroughs[n],
                domain,
                need,
                *fate,
                int(chance.poisson(mean * chance.gamma(0.5))),
            )
            for m in MONTHS
            for n, c in blocks
            for domain, needs in NEEDS.items()
            for need in needs
            for fate in (("received", "mutual_aid"), ("turned_away", "not_received"))
        ]
        schema = [
            "month",
            "block",
            "neighbourhood",
            "council",
            "borough",
            "domain",
            "need",
            "result",
            "helped_by",
        ]
        records = pl.DataFrame(rows, schema=[*schema, "value"], orient="row")
        self.records = records.with_columns(
            city=pl.lit("town"), quarter=pl.col("month").map_elements(quarter_of, pl.String)
        )
        self.cells = self._cells(designs)

    def table(self, design: Design) -> pl.DataFrame:
        """COUNT_KEY and value of one table of true counts."""
        area, period, need, split = design
        key = {
            "measure": pl.lit("requests"),
            "outcome_dimension": pl.lit(split),
            "outcome_code": _code(split),
            "area_level": pl.lit(area),
            "area_code": pl.col(area),
            "area_vintage": pl.lit("2020"),
            "period_level": pl.lit(period),
            "period": pl.col(period),
            "need_level": pl.lit(need),
            "need_code": _code(need),
            "group_dimension": pl.lit("all"),
            "group_code": pl.lit("all"),
        }
        keyed = self.records.select(**{f"_{name}": e for name, e in key.items()}, value="value")
        renamed = keyed.rename({f"_{name}": name for name in key})
        return renamed.group_by(COUNT_KEY).agg(pl.col("value").sum())

    def _cells(self, designs: Sequence[Design]) -> pl.DataFrame:
        published = pl.concat([self.table(d) for d in designs])
        kinds = {("block", *design[1:]) for design in designs}
        blocks = pl.concat([self.table(kind) for kind in sorted(kinds)])
        needed = block_keys(published, self.hierarchy)
        linking = needed.join(blocks, on=list(COUNT_KEY), how="left", validate="1:1")
        both = [
            published.with_columns(is_published=pl.lit(True)),
            linking.with_columns(pl.col("value").fill_null(0), is_published=pl.lit(False)),
        ]
        return number_cells(pl.concat(both))


def _code(name: str) -> pl.Expr:
    return pl.lit("all") if COLUMN[name] is None else pl.col(COLUMN[name])


def _links(boroughs: dict[str, str], blocks: list[tuple[str, str]]) -> list[Link]:
    nested = [("city", "town", "borough", b) for b in sorted(set(boroughs.values()))]
    nested += [("borough", b, "neighbourhood", n) for n, b in boroughs.items()]
    nested += [("neighbourhood", n, "block", f"{n}-{c}") for n, c in blocks]
    councils = [("city", "town", "council", c) for c in ("c1", "c2")]
    councils += [("council", c, "block", f"{n}-{c}") for n, c in blocks]
    needs = [("all", "all", "domain", domain) for domain in NEEDS]
    needs += [("domain", domain, "need", need) for domain in NEEDS for need in NEEDS[domain]]
    fates = [("result", "received"), ("helped_by", "not_received")]
    return [
        *area_links(nested, "nested"),
        *area_links(councils, "council"),
        *period_links(MONTHS),
        *need_links(needs),
        *split_links("outcome", SPLITS),
        *complement_links("helped", fates),
    ]


def released(cells: pl.DataFrame, statuses: pl.DataFrame) -> pl.DataFrame:
    """What an edition would say of `cells`: the published ones with status, and a value where shown."""
    published = cells.filter(pl.col("is_published")).join(statuses, on="cell", how="left", validate="1:1")
    return published.with_columns(value=pl.when(pl.col("status") == "shown").then("value"))
