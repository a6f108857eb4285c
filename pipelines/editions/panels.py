"""Same partners: requests of those that were in through two years on end, apart from those of all others.

Where partners come and go, a change between two years may be a change of who keeps a log. A panel divides the
requests of a year's periods by whether their partner had requests in every month of this year and of the
one before (or after). Whole years decide, so that quarters of a panel add up to its year and every equation
of the other tables holds here too; a panel is therefore known once both years have closed.

A year between two others has a panel with each, and anyone can tell which partners are in one and not in the
other. So what is in both, in one or in neither is published and protected as well (`partner_panel_around`):
else a difference of two panels would be a count that nobody had looked at.
"""

from collections.abc import Iterable

import polars as pl

from pipelines.catalog.models import PANEL_AFTER, PANEL_AROUND, PANEL_BEFORE
from pipelines.closing import whole_periods
from pipelines.disclosure.hierarchy import Link
from pipelines.editions.designs import Design
from pipelines.tables.ledger import LEDGER_HOUSEHOLDS

OTHER_YEARS = {PANEL_BEFORE: (-1,), PANEL_AFTER: (1,), PANEL_AROUND: (-1, 1)}
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


def known_periods(design: Design, periods: Iterable[str], months: tuple[str, ...]) -> list[str]:
    """Those of `periods` whose panel is known: their year and each other one are whole among `months`."""
    years = set(whole_periods(months, "year"))
    steps = (0, *OTHER_YEARS[design.group_dimension])
    return [p for p in periods if years.issuperset(str(int(p[:4]) + step) for step in steps)]


def panel_members(partners_by_month: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """partner, year, group_code: under which code of the panel the requests of a partner's year count.

    `partners_by_month`: month, partner.
    """
    by_year = partners_by_month.group_by("partner", year=pl.col("month").str.head(4).cast(pl.Int32)).agg(
        is_whole=pl.col("month").n_unique() == 12
    )
    whole = by_year.filter("is_whole").select("partner", "year")
    found = by_year
    for name, step in (("before", -1), ("after", 1)):
        beside = whole.select("partner", pl.col("year") - step, is_beside=pl.lit(True))
        joined = found.join(beside, on=["partner", "year"], how="left", validate="1:1")
        is_in = pl.col("is_whole") & pl.col("is_beside").fill_null(False)
        found = joined.with_columns(is_in.alias(name)).drop("is_beside")
    return found.select("partner", pl.col("year").cast(pl.String), group_code=_code(dimension)).sort(
        "partner", "year"
    )


def _code(dimension: str) -> pl.Expr:
    before, after = pl.col("before"), pl.col("after")
    if dimension == PANEL_AROUND:
        both = pl.when(before & after).then(pl.lit("both"))
        one = both.when(before).then(pl.lit("before_only")).when(after).then(pl.lit("after_only"))
        return one.otherwise(pl.lit("neither"))
    is_in = before if dimension == PANEL_BEFORE else after
    return pl.when(is_in).then(pl.lit("both")).otherwise(pl.lit("other"))


def panel_atoms(atoms: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """LEDGER_ATOM of all requests, each under the code of its partner. `members`: `panel_members`."""
    named = atoms.drop("group_code").with_columns(year=pl.col("month").str.head(4))
    joined = named.join(members, on=["partner", "year"], how="left", validate="m:1", maintain_order="left")
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
    both = sure.join(most, on=place, how="inner", validate="m:1").with_columns(
        group_dimension=pl.lit(dimension)
    )
    return both.select(LEDGER_HOUSEHOLDS.column_names)
