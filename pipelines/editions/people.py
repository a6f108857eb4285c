"""Who stands behind the counts: partners, their rows in bands, months covered, what happened to them."""

import polars as pl

from pipelines.catalog.policy import Policy
from pipelines.closing import Closing, months_between
from pipelines.editions.terms import ALL
from pipelines.schema import conform
from pipelines.tables.accounts import REASONS_OF, ROW_FATES
from pipelines.tables.edition import COVERAGE, EDITION_PARTNER, EDITION_ROW_ACCOUNT, EVENT


def public_ids(partners: pl.DataFrame) -> pl.DataFrame:
    """partner, public: running ids p1, p2, ... in the order of the names that are public anyhow."""
    ordered = partners.sort("name", "partner").with_row_index("number", offset=1)
    return ordered.select("partner", public=pl.concat_str(pl.lit("p"), pl.col("number")))


def partner_table(
    partners: pl.DataFrame, rows: pl.DataFrame, recorded: pl.DataFrame, policy: Policy
) -> pl.DataFrame:
    """EDITION_PARTNER. `partners`: PARTNER, `rows`: LEDGER_ROWS of closed years, `recorded`: LEDGER_RECORDED.

    Of rows the last closed year alone is told: a sum over years is a running total, and moves with each.
    """
    last_year = rows.filter(pl.col("year") == pl.col("year").max())
    received = last_year.group_by("partner").agg(pl.col("rows").sum())
    rows_band = pl.lit("not_yet") if not rows.height else band(pl.col("rows").fill_null(0), policy)
    last = recorded.filter(pl.col("quarter") == pl.col("quarter").max()).select("partner", "is_recorded")
    joined = (
        partners.join(received, on="partner", how="left", validate="1:1")
        .join(last, on="partner", how="left", validate="1:1")
        .join(public_ids(partners), on="partner", validate="1:1")
    )
    shaped = joined.with_columns(
        rows_band=rows_band,
        writes_results=pl.col("is_recorded").fill_null(False),
    )
    return conform(EDITION_PARTNER, shaped.drop("partner").rename({"public": "partner"}))


def row_account_table(rows: pl.DataFrame, partners: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """EDITION_ROW_ACCOUNT of closed years: fates by partner, fates and reasons for all together, in bands.

    `rows`: LEDGER_ROWS, frozen when each year closed, so no edition can be subtracted from another. Every
    fate and reason stands there, come what may: what is absent would tell that it is none. A partner that
    has left is in the sums only.
    """
    ids = public_ids(partners)
    alone = rows.join(ids, on="partner", how="inner", validate="m:1").with_columns(partner="public")
    together = rows.with_columns(partner=pl.lit(ALL))
    by_fate = pl.concat([alone.select(rows.columns), together]).with_columns(reason=pl.lit(ALL))
    received = by_fate.with_columns(fate=pl.lit("received"))
    kind = ["year", "partner", "fate", "reason"]
    counted = pl.concat([by_fate, received, together.filter(pl.col("reason") != ALL)])
    found = _row_kinds(rows, ids).join(
        counted.group_by(kind).agg(pl.col("rows").sum()), on=kind, how="left", validate="1:1"
    )
    return conform(
        EDITION_ROW_ACCOUNT, found.with_columns(rows_band=band(pl.col("rows").fill_null(0), policy))
    )


def _row_kinds(rows: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    """year, partner, fate, reason of every line that the account of rows has."""
    years, partners = rows.select(pl.col("year").unique()), [ALL, *ids["public"]]
    kinds = [(partner, fate, ALL) for partner in partners for fate in ROW_FATES]
    kinds += [(ALL, fate, reason) for fate, reasons in REASONS_OF.items() for reason in reasons]
    schema = dict.fromkeys(("partner", "fate", "reason"), pl.String)
    return years.join(pl.DataFrame(kinds, schema=schema, orient="row"), how="cross")


def band(rows: pl.Expr, policy: Policy) -> pl.Expr:
    """Under 500 (none too), 500 to 2,000, more: exact side numbers would be counts that no gate has seen."""
    small = pl.when(rows < policy.band_small_below).then(pl.lit("under_500"))
    return (
        small.when(rows <= policy.band_large_from).then(pl.lit("500_to_2000")).otherwise(pl.lit("over_2000"))
    )


def partners_that_left(months: pl.DataFrame, partners: pl.DataFrame) -> pl.DataFrame:
    """partner, first_month, last_month of those that stand behind closed months (`months`: month, partner)
    but whose records are here no more.

    They are not named: a group may leave so as not to be known. How many there are is a fact of the edition.
    """
    gone = months.join(partners, on="partner", how="anti")
    month = pl.col("month")
    return gone.group_by("partner").agg(first_month=month.min(), last_month=month.max()).sort("partner")


def coverage_table(atoms: pl.DataFrame, closing: Closing, first: str, last: str) -> pl.DataFrame:
    """COVERAGE of every month of the log; an open month tells nothing. `atoms`: month and partner of
    requests.

    How many groups were at work is about groups, not people: that one stopped is what its calendar says
    aloud. It comes from the frozen ledger, so it stays when a partner leaves.
    """
    partners = atoms.group_by(period="month").agg(partners=pl.col("partner").n_unique())
    states = []
    for month in months_between(first, last):
        closed = "closed" if month in closing.results else "waiting"
        states.append((month, closed if month in closing.requests else "open"))
    frame = pl.DataFrame(states, schema={"period": pl.String, "state": pl.String}, orient="row")
    joined = frame.join(partners, on="period", how="left", validate="1:1").with_columns(
        partners=pl.when(pl.col("state") != "open").then(pl.col("partners")).fill_null(0)
    )
    return conform(COVERAGE, joined)


def event_table(calendar: pl.DataFrame, partners: pl.DataFrame) -> pl.DataFrame:
    """EVENT: what a reader of trends must know of each partner."""
    noteworthy = calendar.filter(pl.col("state") != "open")
    joined = noteworthy.join(public_ids(partners), on="partner", how="inner", validate="m:1")
    return conform(EVENT, joined.drop("partner").rename({"public": "partner", "state": "kind"}))


def partners_by_area(partners: pl.DataFrame, areas: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """area_level, area_code, partners: how many declare to serve the area, one that holds it or overlaps it.

    `areas`: AREA, `links`: AREA_LINK.
    """
    everywhere = partners.filter(pl.col("service_area") == "all").height
    declared = partners.filter(pl.col("service_area") != "all").select(
        "partner", area_code=pl.col("service_area").str.split(",")
    )
    named = declared.explode("area_code", empty_as_null=True, keep_nulls=True).with_columns(
        pl.col("area_code").str.strip_chars()
    )
    served = named.join(areas.select("area_level", "area_code"), on="area_code", how="inner")
    served = _with_linked(served, links)
    some = served.group_by("area_level", "area_code").agg(partners=pl.col("partner").n_unique())
    joined = areas.select("area_level", "area_code").join(some, on=["area_level", "area_code"], how="left")
    return joined.with_columns(pl.col("partners").fill_null(0) + everywhere)


def _with_linked(served: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """`served` with all areas inside, above or across each; a partner of a district works in its city too."""
    both = pl.concat(
        [
            links.select("area_level", "area_code", "other_level", "other_code"),
            links.select(
                area_level="other_level",
                area_code="other_code",
                other_level="area_level",
                other_code="area_code",
            ),
        ]
    )
    inside = links.filter(pl.col("kind") == "parent")
    down = _closure(
        served,
        inside.select(
            area_level="other_level", area_code="other_code", to_level="area_level", to_code="area_code"
        ),
    )
    up = _closure(
        served, inside.select("area_level", "area_code", to_level="other_level", to_code="other_code")
    )
    across = down.join(both, on=["area_level", "area_code"], how="inner").select(
        "partner", area_level="other_level", area_code="other_code"
    )
    return pl.concat([down, up, across]).unique()


def _closure(served: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    found = served.select("partner", "area_level", "area_code")
    edge = found
    while edge.height:
        edge = (
            edge.join(steps, on=["area_level", "area_code"], how="inner")
            .select("partner", area_level="to_level", area_code="to_code")
            .join(found, on=["partner", "area_level", "area_code"], how="anti")
            .unique()
        )
        found = pl.concat([found, edge])
    return found
