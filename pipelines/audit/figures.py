"""Numbers that are made of counts: rates, shares, comparisons, findings, colour scales, ranges, households.

Each is computed again from the shown counts. A number that is not, or that undone leaves a hidden count
fewer values than it must have, is found.
"""

import json
from collections.abc import Collection

import polars as pl

from pipelines.audit.finding import HIDDEN, KEY, SHOWN, Attack, attack
from pipelines.estimates.scales import nice_breaks

ROUNDING = 1e-6
PER = {"per_100": 100.0, "per_1000": 1000.0}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
PLACE = [c for c in KEY if c not in ("measure", "outcome_dimension", "outcome_code")]
SIDE = ["indicator", "area_level", "area_code", "period", "need_code", "group_code"]
REST = "rest"
OF_LOG = ("log_rate", "log_share", "log_group_share")


def rates_and_shares(estimates: pl.DataFrame, indicators: pl.DataFrame, counts: pl.DataFrame) -> Attack:
    """Shown figures from the log: their counts must be shown too, and give the same figure."""
    of_log = indicators.filter(pl.col("kind").is_in(OF_LOG))
    rows = estimates.join(of_log.select("indicator", "kind", "unit", top="numerator"), on="indicator")
    known = _with_terms(rows, counts)
    told = known.filter(pl.col("numerator").is_not_null())
    differs = pl.col("known").is_null() | (pl.col("known") != pl.col("numerator"))
    is_share = pl.col("kind") != "log_rate"
    years = pl.col("period_level").replace_strict(MONTHS, return_dtype=pl.Float64) / 12
    per = pl.col("unit").replace_strict(PER, return_dtype=pl.Float64)
    again = pl.col("numerator") / pl.col("denominator") * per / pl.when(is_share).then(1.0).otherwise(years)
    off = (pl.col("value") - again).abs() > ROUNDING * pl.col("value").abs().clip(1.0)
    unsaid = pl.col("value").is_not_null() & (pl.col("numerator").is_null() | off.fill_null(True))
    found = pl.concat([told.filter(differs), known.filter(unsaid)]).unique(maintain_order=True)
    return attack("rates and shares times their denominators", known.height, found, ["indicator", *PLACE])


def ranges_of_figures(
    estimates: pl.DataFrame, indicators: pl.DataFrame, counts: pl.DataFrame, span: int
) -> Attack:
    """Ranges of hidden figures of one count: undone by the known denominator, they must leave it `span`."""
    of_log = indicators.filter(
        pl.col("kind").is_in(OF_LOG), ~pl.col("numerator").str.contains("+", literal=True)
    )
    rows = estimates.join(of_log.select("indicator", "kind", "unit", top="numerator"), on="indicator")
    known = _with_terms(rows, counts).filter(
        pl.col("status") == HIDDEN, pl.col("secret"), pl.col("denominator").is_not_null()
    )
    years = pl.col("period_level").replace_strict(MONTHS, return_dtype=pl.Float64) / 12
    per = pl.col("unit").replace_strict(PER, return_dtype=pl.Float64)
    times = pl.col("denominator") / per * pl.when(pl.col("kind") == "log_rate").then(years).otherwise(1.0)
    width = (pl.col("range_high") - pl.col("range_low")) * times
    found = known.filter(width < span - ROUNDING)
    return attack(
        "ranges of rates and shares times their denominators", known.height, found, ["indicator", *PLACE]
    )


def _with_terms(rows: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """`rows` with `known`, what shown counts say that their numerator is, and `secret`, whether a part of it
    is hidden. `top` is the indicator's numerator: MEASURE or MEASURE:SPLIT=CODE+CODE.
    """
    parts = [
        of.join(_term(str(top), counts), on=PLACE, how="left", validate="m:1", maintain_order="left")
        for (top,), of in rows.partition_by("top", as_dict=True, maintain_order=True).items()
    ]
    empty = rows.with_columns(known=pl.lit(None, pl.Float64), secret=pl.lit(False)).head(0)
    return pl.concat([empty, *parts])


def _term(top: str, counts: pl.DataFrame) -> pl.DataFrame:
    """PLACE, known, secret of one numerator: its parts added up, or the whole less all other parts."""
    measure, _, split = top.partition(":")
    dimension, _, codes = split.partition("=")
    wanted = codes.split("+") if codes else ["all"]
    of_measure = counts.filter(pl.col("measure") == measure)
    line = of_measure.filter(pl.col("outcome_dimension") == (dimension or "all"))
    is_part, shown = pl.col("outcome_code").is_in(wanted), pl.col("status") == SHOWN
    sums = line.group_by(PLACE, maintain_order=True).agg(
        there=is_part.sum(),
        parts=pl.when((shown & is_part).sum() == len(wanted)).then(pl.col("value").filter(is_part).sum()),
        others=pl.when((shown | is_part).all()).then(pl.col("value").filter(~is_part).sum()),
        secret=((pl.col("status") == HIDDEN) & is_part).any(),
    )
    whole = of_measure.filter(pl.col("outcome_dimension") == "all").select(*PLACE, whole="value")
    joined = sums.join(whole, on=PLACE, how="left", validate="1:1", maintain_order="left")
    less = pl.when(pl.col("there") == len(wanted)).then(pl.col("whole") - pl.col("others"))
    return joined.select(*PLACE, known=pl.coalesce("parts", less).cast(pl.Float64), secret="secret")


def comparisons_made(
    comparisons: pl.DataFrame, estimates: pl.DataFrame, not_a_group: Collection[str]
) -> Attack:
    """Both sides of a comparison must be figures that the edition shows, or the rest of shown groups.

    `not_a_group`: codes that name nobody, as `not_answered`; they are in no rest.
    """
    figures = pl.concat([_shown(estimates), _rest_of_groups(estimates, not_a_group)])
    other = [SIDE[0], *(f"other_{column}" for column in SIDE[1:])]
    is_rest = pl.col("other_group_code") == REST
    # The rest is that of the group on the first side, so it is looked up by both.
    rows = comparisons.with_columns(
        other_group_code=pl.when(is_rest)
        .then(pl.lit(f"{REST} ") + pl.col("group_code"))
        .otherwise("other_group_code")
    )
    found = [_unmet(rows, figures, "value", SIDE), _unmet(rows, figures, "other_value", other)]
    unmet = pl.concat(found).unique().sort("comparison_id")
    return attack("sides of comparisons", comparisons.height, unmet, ["comparison_id"])


def _shown(estimates: pl.DataFrame) -> pl.DataFrame:
    return estimates.filter(pl.col("status") == SHOWN).select(*SIDE, figure="value").unique()


def _rest_of_groups(estimates: pl.DataFrame, not_a_group: Collection[str]) -> pl.DataFrame:
    """SIDE (`rest CODE` for the group), figure: the share of all other groups, where every one is known."""
    groups = estimates.filter(
        pl.col("group_dimension") != "all", ~pl.col("group_code").is_in(list(not_a_group))
    )
    line = [c for c in ("indicator", *PLACE) if c != "group_code"]
    rest = {
        name: pl.when(pl.col(name).is_not_null().all().over(line)).then(
            pl.col(name).sum().over(line) - pl.col(name)
        )
        for name in ("numerator", "denominator")
    }
    return (
        groups.with_columns(**rest)
        .select(
            *(c for c in SIDE if c != "group_code"),
            group_code=pl.lit(f"{REST} ") + pl.col("group_code"),
            figure=PER["per_100"] * pl.col("numerator") / pl.col("denominator"),
        )
        .select(*SIDE, "figure")
        .unique()
    )


def _unmet(rows: pl.DataFrame, figures: pl.DataFrame, column: str, named: list[str]) -> pl.DataFrame:
    """comparison_id of the rows whose `column` is none of the figures of its side, `named`."""
    said = rows.filter(pl.col(column).is_not_null())
    joined = said.join(figures, left_on=named, right_on=SIDE, how="left", maintain_order="left")
    near = (pl.col("figure") - pl.col(column)).abs() <= ROUNDING * pl.col(column).abs().clip(1.0)
    met = joined.group_by("comparison_id").agg(met=near.fill_null(False).any())
    return met.filter(~pl.col("met")).select("comparison_id")


def findings_told(findings: pl.DataFrame, estimates: pl.DataFrame) -> Attack:
    """Each number in a sentence must be a shown figure of some place, rounded as sentences round."""
    shown = estimates.filter(pl.col("status") == SHOWN)["value"].drop_nulls()
    said = {*shown.round(0).to_list(), *shown.round(1).to_list()}
    told = findings.filter(~pl.col("is_empty"))
    untold = [
        any(isinstance(n, int | float) and n not in said for n in json.loads(text).values())
        for text in told["numbers"]
    ]
    rows = told.filter(pl.Series(untold, dtype=pl.Boolean))
    return attack("numbers in findings", told.height, rows, ["card", "position"])


def scales_drawn(scales: pl.DataFrame, estimates: pl.DataFrame) -> Attack:
    """The ends of colour classes must follow from the shown figures: a class of a hidden one tells of it."""
    key = ["indicator", "area_level", "need_code"]
    found = []
    for name, classes in scales.partition_by(key, as_dict=True, maintain_order=True).items():
        shown = estimates.filter(
            *(pl.col(column) == code for column, code in zip(key, name, strict=True)),
            pl.col("value").is_not_null(),
        )
        ends = classes.sort("class")["low"].drop_nulls().to_list()
        if ends != list(nice_breaks(shown["value"])):
            found.append(name)
    rows = pl.DataFrame(found, schema=dict.fromkeys(key, pl.String), orient="row")
    return attack("colour classes", scales.select(key).n_unique(), rows, key)


def tiers_told(estimates: pl.DataFrame) -> Attack:
    """How far a figure may be trusted is said of shown ones only: the tier of a hidden one tells its size."""
    unseen = estimates.filter(pl.col("status") != SHOWN)
    found = unseen.filter(
        pl.any_horizontal(pl.col("value", "lower", "upper", "cv", "reliability").is_not_null())
        & (pl.col("status") == HIDDEN)
    )
    return attack("tiers and margins of hidden figures", unseen.height, found, ["indicator", *PLACE])


def ranges_shown(counts: pl.DataFrame, span: int) -> Attack:
    """The range beside a hidden count, on hover and in pools: a pool with a hidden count in it is a range as
    wide as the ranges of its hidden counts together, so none may be narrower than `span` by itself.
    """
    hidden = counts.filter(pl.col("status") == HIDDEN, pl.col("measure") != "households")
    narrow = (pl.col("range_high") - pl.col("range_low") < span).fill_null(False)
    return attack("ranges on hover and in pools", hidden.height, hidden.filter(narrow))


def households_told(counts: pl.DataFrame, step: int, least: int) -> Attack:
    """Households are rounded, never few, and stand beside a shown number of requests."""
    households = counts.filter(pl.col("measure") == "households", pl.col("status") == SHOWN)
    beside = counts.filter(
        pl.col("measure") == "requests", pl.col("outcome_dimension") == "all", pl.col("status") == SHOWN
    ).select(*PLACE, asked="value")
    joined = households.join(beside, on=PLACE, how="left", validate="m:1", maintain_order="left")
    few = pl.col("value") < least - step // 2
    wrong = few | (pl.col("value") % step != 0) | pl.col("asked").is_null()
    return attack("rounded households", households.height, joined.filter(wrong))
