"""Same partners: requests of those that were in through two years on end, apart from those of all others.

Where partners come and go, a change between two years may be a change of who keeps a log. A panel divides the
requests of a year's periods by whether their partner had requests in every month of this year and of the
one before (or after). Whole years decide, so that quarters of a panel add up to its year and every equation
of the other tables holds here too; a panel is therefore known once both years have closed.

A year between two others has a panel with each, and anyone can tell which partners are in one and not in the
other. So what is in both, in one or in neither is published and protected as well (`partner_panel_around`):
else a difference of two panels would be a count that nobody had looked at.

No code is one partner alone, since its counts would be that partner's own: the smallest partners of a panel
stand with the others where there would be too few of these.
"""

from collections.abc import Iterable, Mapping, Set

import polars as pl

from pipelines.catalog.models import PANEL_AFTER, PANEL_AROUND, PANEL_BEFORE
from pipelines.closing import whole_periods
from pipelines.disclosure.hierarchy import Link
from pipelines.editions.designs import Design
from pipelines.tables.ledger import LEDGER_HOUSEHOLDS

Panels = Mapping[int, frozenset[str]]  # the partners of a panel by the first of its two years

# First years of the pairs that a panel of a year is made of, from that year.
PAIRS = {PANEL_BEFORE: (-1,), PANEL_AFTER: (0,), PANEL_AROUND: (-1, 0)}
# Codes of PANEL_AROUND that make up each code of the other two.
MADE_OF = {
    (PANEL_BEFORE, "both"): ("both", "before_only"),
    (PANEL_BEFORE, "other"): ("after_only", "neither"),
    (PANEL_AFTER, "both"): ("both", "after_only"),
    (PANEL_AFTER, "other"): ("before_only", "neither"),
}


def panel_links() -> list[Link]:
    """Which codes of panels add up to which."""
    return [
        Link("group", f"{parent[0]}_parts", parent, (PANEL_AROUND, part))
        for parent, parts in MADE_OF.items()
        for part in parts
    ]


def find_panels(asked: pl.DataFrame, months: Iterable[str], at_least: int) -> Panels:
    """The panel of every two years on end that are whole among `months`.

    `asked`: month, partner, requests of closed months, no month of a partner twice. `at_least`: partners that
    a code must have if it has any. Where no panel is so, there is none.
    """
    years = [int(year) for year in whole_periods(tuple(months), "year")]
    by_year = asked.group_by("partner", year=pl.col("month").str.head(4).cast(pl.Int32)).agg(
        pl.col("requests").sum(), is_whole=pl.len() == 12
    )
    present = {year: set(by_year.filter(year=year)["partner"]) for year in years}
    whole = {year: set(by_year.filter("is_whole", year=year)["partner"]) for year in years}
    size = {(partner, year): n for partner, year, n in by_year.select("partner", "year", "requests").rows()}
    found: dict[int, frozenset[str]] = {}
    for year in (year for year in years if year + 1 in present):
        by_size = sorted(whole[year] & whole[year + 1], key=lambda p: (-size[p, year] - size[p, year + 1], p))
        while by_size and not _is_fair(set(by_size), year, present, found, at_least):
            by_size.pop()
        if by_size:
            found[year] = frozenset(by_size)
    return found


def _is_fair(
    panel: Set[str], year: int, present: Mapping[int, Set[str]], before: Panels, at_least: int
) -> bool:
    """Whether no code of the panel of `year` and the next, or of its overlap with the one before, is made of
    some partners but fewer than `at_least`.
    """
    parts = [panel, present[year] - panel, present[year + 1] - panel]
    if year - 1 in before:
        earlier = before[year - 1]
        parts += [panel & earlier, earlier - panel, panel - earlier, present[year] - panel - earlier]
    return all(not part or len(part) >= at_least for part in parts)


def known_periods(design: Design, periods: Iterable[str], panels: Panels) -> list[str]:
    """Those of `periods` of whose year the design's panel is known."""
    steps = PAIRS[design.group_dimension]
    return [p for p in periods if all(int(p[:4]) + step in panels for step in steps)]


def panel_members(panels: Panels, partners: Iterable[str], dimension: str) -> pl.DataFrame:
    """partner, year, group_code: under which code of the panel the requests of a partner's year count."""
    steps, names = PAIRS[dimension], list(partners)
    years = sorted({year - step for year in panels for step in steps})
    rows = [
        (partner, str(year), _code(dimension, [partner in panels[year + step] for step in steps]))
        for year in years
        if all(year + step in panels for step in steps)
        for partner in names
    ]
    schema = dict.fromkeys(("partner", "year", "group_code"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _code(dimension: str, is_in: list[bool]) -> str:
    if dimension != PANEL_AROUND:
        return "both" if is_in[0] else "other"
    before, after = is_in
    return {(True, True): "both", (True, False): "before_only", (False, True): "after_only"}.get(
        (before, after), "neither"
    )


def panel_atoms(atoms: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """LEDGER_ATOM of all requests of the panel's years, each under the code of its partner.

    `members`: `panel_members`.
    """
    named = atoms.drop("group_code").with_columns(year=pl.col("month").str.head(4))
    joined = named.join(members, on=["partner", "year"], how="inner", validate="m:1")
    return joined.select(atoms.columns)


def panel_households(households: pl.DataFrame, members: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """LEDGER_HOUSEHOLDS of a panel's cells: the fewest households that can stand behind each, and the most
    requests that one can have made.

    Households of two partners may be the same, so those of the partner with most of them are sure. Nobody
    asked a panel more often than all partners together.
    """
    place = [c for c in LEDGER_HOUSEHOLDS.key if c not in ("group_dimension", "group_code")]
    of_partners = households.filter(group_dimension="partner").rename({"group_code": "partner"})
    named = of_partners.with_columns(year=pl.col("period").str.head(4))
    joined = named.join(members, on=["partner", "year"], how="inner", validate="m:1")
    sure = joined.group_by(*place, "group_code").agg(pl.col("households").max())
    most = households.filter(group_dimension="all").select(*place, "most_by_one")
    both = sure.join(most, on=place, how="left", validate="m:1").with_columns(
        group_dimension=pl.lit(dimension)
    )
    return both.select(LEDGER_HOUSEHOLDS.column_names)
