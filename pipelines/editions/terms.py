"""The release tables of the catalog laid over the areas of one workspace: designs, codes and who adds up to
whom.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.catalog.models import PANELS, PARTNER_PANEL
from pipelines.disclosure.hierarchy import (
    BLOCK,
    Hierarchy,
    Link,
    area_links,
    need_links,
    period_links,
    split_links,
)
from pipelines.editions.designs import PER_HOUSEHOLD, Design
from pipelines.editions.panels import panel_links

ALL = "all"
OUTSIDE = "outside"
LevelsOf = Callable[[str], Sequence[str]]


def designs_of(catalog: Catalog, levels_of: LevelsOf) -> tuple[Design, ...]:
    """A design per release table and level of the workspace that its role stands for; three for panels of
    partners.
    """
    found = [
        Design(
            table.measure,
            table.outcome_dimension,
            level,
            table.period_level,
            table.need_level,
            group,
            stage=catalog.closes_with(table),
            need_codes=catalog.need_codes(table),
            with_outside=table.with_outside,
            hide_zeros=table.hide_zeros,
            reveals=table.reveals,
        )
        for table in catalog.release_tables.values()
        for level in levels_of(table.area_level)
        for group in (PANELS if table.group_dimension == PARTNER_PANEL else (table.group_dimension,))
    ]
    return tuple(sorted(found))


def need_map(catalog: Catalog) -> pl.DataFrame:
    """need_level, need_code, need: under which codes each need counts; a pooled domain also under
    `pooled`.
    """
    rows = [(ALL, ALL, need) for need in catalog.needs]
    rows += [("need", need, need) for need in catalog.needs]
    parents = catalog.domain_parents
    for need, domain in catalog.need_parents.items():
        rows.append(("domain", domain, need))
        if parents[domain] != ALL:
            rows.append(("domain", parents[domain], need))
    return pl.DataFrame(rows, schema=["need_level", "need_code", "need"], orient="row")


def build_hierarchy(
    catalog: Catalog,
    places: pl.DataFrame,
    nested: Sequence[str],
    months: Iterable[str],
    designs: Iterable[Design],
) -> Hierarchy:
    """Every link between published cells. `places`: BLOCK_AREA. `nested`: area levels, coarse to fine."""
    links = [
        *_nested_links(places, nested),
        *_overlapping_links(places, nested),
        *period_links(months),
        *need_links(
            (*parent, *child) for parent, children in catalog.need_tree.items() for child in children
        ),
        *split_links("outcome", {name: catalog.outcome_codes(name) for name in catalog.outcomes}),
        *split_links("group", catalog.group_splits),
        *panel_links(),
        *_links_between_splits(catalog),
    ]
    return Hierarchy(
        tuple(links), zero_possible(catalog, designs), cuts=cuts_of(nested), bands=household_bands(catalog)
    )


def household_bands(catalog: Catalog) -> tuple[tuple[str, str, int], ...]:
    """Outcome dimension, code and fewest requests of the bands that households are divided into, rising."""
    codes = catalog.outcomes[PER_HOUSEHOLD].codes
    return tuple((PER_HOUSEHOLD, band.id, band.low) for band in sorted(codes, key=lambda band: band.low))


def cuts_of(nested: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Each nested level below the city, coarse to fine, and the level of its pieces; blocks for the last."""
    return (*((level, f"{BLOCK}@{level}") for level in nested[1:-1]), (nested[-1], BLOCK))


def piece_places(places: pl.DataFrame, nested: Sequence[str]) -> pl.DataFrame:
    """area_level, area_code, block of every piece: blocks that share an area of the nested level and of each
    overlapping one. `places`: BLOCK_AREA.
    """
    overlapping = sorted(set(places["area_level"].unique()) - set(nested))
    parts = [
        places.select("block").unique().select(area_level=pl.lit(BLOCK), area_code="block", block="block")
    ]
    for level, pieces in cuts_of(nested)[:-1] if overlapping else ():
        wide = _of_level(places, level)
        for other in overlapping:
            codes = _of_level(places, other).rename({"area_code": other})
            wide = wide.join(codes, on="block", how="inner", validate="1:1")
        code = pl.concat_str("area_code", *overlapping, separator="|")
        parts.append(wide.select(area_level=pl.lit(pieces), area_code=code, block="block"))
    return pl.concat(parts)


def _nested_links(places: pl.DataFrame, nested: Sequence[str]) -> list[Link]:
    rows = []
    for upper, lower in pairwise(nested):
        rows += [(upper, a, lower, b) for a, b in _pairs(places, upper, lower)]
    finest = nested[-1]
    rows += [(finest, area, BLOCK, block) for block, area in _of_level(places, finest).iter_rows()]
    return area_links(rows, "nested")


def _overlapping_links(places: pl.DataFrame, nested: Sequence[str]) -> list[Link]:
    """City to each overlapping area, that to its pieces from coarse to fine; nested areas to their pieces."""
    pieces = piece_places(places, nested)
    chain = [level for _, level in cuts_of(nested) if level in set(pieces["area_level"].unique())]
    links = []
    for level in sorted(set(places["area_level"].unique()) - set(nested)):
        both = pl.concat([places.select(pieces.columns), pieces])
        rows = [(nested[0], a, level, b) for a, b in _pairs(both, nested[0], level)]
        for upper, lower in pairwise([level, *chain]):
            rows += [(upper, a, lower, b) for a, b in _pairs(both, upper, lower)]
        links += area_links(rows, level)
    for level, cut in cuts_of(nested)[:-1]:
        if cut in chain:
            both = pl.concat([places.select(pieces.columns), pieces])
            rows = [(level, a, cut, b) for a, b in _pairs(both, level, cut)]
            links += area_links(rows, f"cut {level}")
    return links


def _pairs(places: pl.DataFrame, upper: str, lower: str) -> list[tuple[str, str]]:
    """(upper area, lower area), each lower area once: a level that nests has one parent per area."""
    both = _of_level(places, lower).join(_of_level(places, upper), on="block", how="inner", validate="1:1")
    pairs = both.select(pl.col("area_code_right"), pl.col("area_code")).unique().sort("area_code")
    if pairs["area_code"].is_duplicated().any():
        raise ValueError(f"level {lower} does not nest in {upper}")
    return list(pairs.iter_rows())


def _of_level(places: pl.DataFrame, level: str) -> pl.DataFrame:
    return places.filter(pl.col("area_level") == level).select("block", "area_code").sort("block")


def _links_between_splits(catalog: Catalog) -> list[Link]:
    """Equations between splits, said as further ways of dividing all requests: who helped divides the
    received.

    For left = right of `outcome_equations`, all = left + (every result that is not right).
    """
    links = []
    results = [("result", code) for code in catalog.outcome_codes("result")]
    for number, (left, right) in enumerate(catalog.outcome_equations):
        parts = [*left, *(pair for pair in results if pair not in right)]
        links += [Link("outcome", f"between_{number}", (ALL, ALL), part) for part in parts]
    return links


def zero_possible(catalog: Catalog, designs: Iterable[Design]) -> frozenset[tuple[str, str]]:
    """(column of COUNT_KEY, code) of the cells that may be 0 when they are hidden.

    Sensitive needs and groups hide their zeros, single needs where every table of them does, and a split that
    reveals hides whole lines.
    """
    designs = list(designs)
    by_need = [d for d in designs if d.need_level == "need"]
    pairs = {("need_code", code) for code in sensitive_needs(catalog)}
    pairs |= {("group_dimension", name) for name, group in catalog.groups.items() if group.is_sensitive}
    if by_need and all(d.hide_zeros for d in by_need):
        pairs.add(("need_level", "need"))
    pairs |= {split_column(d) for d in designs if d.reveals}
    return frozenset(pairs)


def split_column(design: Design) -> tuple[str, str]:
    """What a table that reveals takes apart: by outcome where it has one, else by group."""
    if design.outcome_dimension != ALL:
        return ("outcome_dimension", design.outcome_dimension)
    return ("group_dimension", design.group_dimension)


def sensitive_needs(catalog: Catalog) -> frozenset[str]:
    """Sensitive domains and their needs."""
    domains = {name for name, domain in catalog.domains.items() if domain.is_sensitive}
    return frozenset(domains | {need for need, domain in catalog.need_parents.items() if domain in domains})
