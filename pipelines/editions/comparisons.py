"""Table `comparison`: differences of the share turned away, each with its interval and its verdict."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from pipelines.catalog.model import Catalog
from pipelines.catalog.policy import Policy
from pipelines.coalition import Coalition
from pipelines.editions.pairs import build_pairs
from pipelines.editions.policies import verdict_policy
from pipelines.editions.repeats import repeat_factors, with_factor
from pipelines.estimates import differences
from pipelines.estimates.differences import Difference
from pipelines.estimates.tipping import tipping_point
from pipelines.estimates.verdicts import Facts, Side, benjamini_hochberg, verdict
from pipelines.schema import conform
from pipelines.tables.edition import COMPARISON

SCOPE = "verdict_scope.people_who_asked"
# A band says that a share of the cell is placed by ZIP; the rule takes the most that the band allows.
MOST_OF_BAND = {"under_10": 10.0, "10_to_30": 30.0, "over_30": 100.0}
CHANGES_WORK = ("form_changed", "hours_changed", "paused")
TWO_SIDES = ("first", "other")


def build_comparisons(
    counts: pl.DataFrame,
    areas: pl.DataFrame,
    catalog: Catalog,
    coalition: Coalition,
    changes: pl.DataFrame | None = None,
    leave_one_out: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """COMPARISON of what released counts say: known pairs only, where a count is hidden there is no row.

    `changes` (from_on, to_on): when a partner's form, hours or membership changed (`changes_of_partners`);
    a comparison in time that holds one says nothing. `leave_one_out` (comparison_id, holds): the gate's
    answer whether a difference holds without any one partner; a comparison it does not name is at most
    probable.
    """
    pairs = _known(build_pairs(counts, areas, catalog, coalition))
    factors = repeat_factors(counts, coalition.city_level, coalition.city.code)
    pairs = with_factor(pairs, factors, catalog)
    frame = _with_figures(pairs, catalog.policy)
    latest = frame.filter(pl.col("period") == pl.col("period").max())
    with_q = latest.with_columns(_q_of("p").alias("q"), _q_of("p_upper").alias("q_upper"))
    judged = _judged(with_q, frame, catalog.policy, changes, leave_one_out)
    return conform(COMPARISON, judged.with_columns(pl.col(pl.Float64).fill_nan(None)))


def released_differences(
    counts: pl.DataFrame, areas: pl.DataFrame, catalog: Catalog, coalition: Coalition
) -> pl.DataFrame:
    """comparison_id and difference in points, for the gate to compare counts with and without one partner."""
    known = _known(build_pairs(counts, areas, catalog, coalition))
    first, other = pl.col("x_low") / pl.col("n_low"), pl.col("other_x_low") / pl.col("other_n_low")
    return known.select("comparison_id", difference=100 * (first - other))


def holds_without(
    differences_of_all: pl.DataFrame, without_one: Iterable[pl.DataFrame], policy: Policy
) -> pl.DataFrame:
    """comparison_id, holds: same sign, and at least the policy's part of the smallest difference, whichever
    one partner is left out. A comparison that no longer can be made without one does not hold.
    """
    least = policy.smallest_difference_points * policy.holding_share_of_smallest
    result = differences_of_all.select("comparison_id", "difference", holds=pl.lit(True))
    for one in without_one:
        left = one.select("comparison_id", without="difference")
        joined = result.join(left, on="comparison_id", how="left", validate="1:1", maintain_order="left")
        same = (pl.col("without") * pl.col("difference") > 0) & (pl.col("without").abs() >= least)
        result = joined.with_columns(holds=pl.col("holds") & same.fill_null(False)).drop("without")
    return result.select("comparison_id", "holds")


def changes_of_partners(events: pl.DataFrame, partners: pl.DataFrame, through: str) -> pl.DataFrame:
    """from_on, to_on of every change of a partner's form, hours or membership.

    `events`: EVENT; `partners`: first_month and last_month, in which each joined and left; `through` is the
    last month of the log (2025-12), in which nobody can be said to have left.
    """
    kept = events.filter(pl.col("kind").is_in(CHANGES_WORK)).select("from_on", "to_on")
    start = partners["first_month"].min()
    joined = partners.filter(pl.col("first_month") > start)["first_month"]
    left = partners.filter(pl.col("last_month") < through)["last_month"]
    days = [date.fromisoformat(f"{month}-15") for month in (*joined, *left)]
    moved = pl.DataFrame({"from_on": days, "to_on": days}, schema={"from_on": pl.Date, "to_on": pl.Date})
    return pl.concat([kept, moved]).unique(maintain_order=True)


def _known(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs whose turned away and whose results are known on both sides."""
    exact = [
        pl.col(f"{side}{name}_low") == pl.col(f"{side}{name}_high")
        for side in ("", "other_")
        for name in "xn"
    ]
    return pairs.filter(pl.all_horizontal(exact), pl.col("n_low") > 0, pl.col("other_n_low") > 0)


def _with_figures(pairs: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Difference and ratio with 95 % limits, the 90 % limits of the difference, p, tipping point; points."""
    found = _difference(pairs, policy.confidence)
    narrow = _difference(pairs, policy.about_same_confidence)
    x1, n1, x2, n2 = _arrays(pairs, "x_low", "n_low", "other_x_low", "other_n_low")
    valued = pairs.with_columns(pl.Series("value", 100 * x1 / n1), pl.Series("other_value", 100 * x2 / n2))
    return valued.with_columns(
        pl.Series("difference", 100 * found.difference),
        pl.Series("difference_lower", 100 * found.difference_lower),
        pl.Series("difference_upper", 100 * found.difference_upper),
        pl.Series("ratio", found.ratio), pl.Series("ratio_lower", found.ratio_lower),
        pl.Series("ratio_upper", found.ratio_upper), pl.Series("p", found.p),
        pl.Series("lower_90", 100 * narrow.difference_lower),
        pl.Series("upper_90", 100 * narrow.difference_upper),
        pl.Series("tipping_point", _tipping(pairs)),
        pl.Series("p_upper", _p_by_upper_reading(valued, policy)),
    )  # fmt: skip


def _q_of(p: str) -> pl.Expr:
    """Benjamini-Hochberg over all comparisons of a kind: software picks which of them a reader sees."""
    values = pl.col(p).fill_null(float("nan"))
    q = values.map_batches(lambda x: pl.Series(benjamini_hochberg(x)), return_dtype=pl.Float64)
    return q.over("kind")


def _difference(
    pairs: pl.DataFrame, confidence: float, more: ArrayLike = 0.0, other_more: ArrayLike = 0.0
) -> Difference:
    """An area is part of its city; two years, or a group and the rest, are separate. `more` and `other_more`
    are requests counted as turned away beside those that were.
    """
    x1, n1, x2, n2, factor = _arrays(pairs, "x_low", "n_low", "other_x_low", "other_n_low", "factor")
    x1, x2 = x1 + more, x2 + other_more
    factor = np.where(np.isnan(factor), 1.0, factor)
    is_part = (pairs["kind"] == "area").to_numpy()
    in_whole = (np.where(is_part, values, np.nan) for values in (x2, n2))
    whole = differences.of_part_and_whole(x1, n1, *in_whole, factor, confidence)
    apart = differences.of_shares(x1, n1, x2, n2, factor, factor, confidence)
    return Difference(*(np.where(is_part, a, b) for a, b in zip(whole, apart, strict=True)))


def _tipping(pairs: pl.DataFrame) -> np.ndarray:
    """Smallest tipping point over hidden unwritten results; an area is set against the rest of its city."""
    x1, n1, x2, n2 = _arrays(pairs, "x_low", "n_low", "other_x_low", "other_n_low")
    is_part = (pairs["kind"] == "area").to_numpy()
    found = []
    for first, other in _corners(pairs):
        rest = [
            np.where(is_part, whole - part, whole) for part, whole in ((x1, x2), (first, other), (n1, n2))
        ]
        found.append(tipping_point(x1, first, n1, rest[0], np.maximum(rest[1], 0), rest[2]))
    return np.minimum(np.min(found, axis=0), 100.0)


def _p_by_upper_reading(pairs: pl.DataFrame, policy: Policy) -> np.ndarray:
    """p of the difference of turned away plus no result written down, at the worst end of hidden ranges; 1
    where its sign is the other one.
    """
    value, other = (pairs[name].to_numpy() for name in ("value", "other_value"))
    sign, found = np.sign(value - other), []
    for corner in _corners(pairs):
        upper = _difference(pairs, policy.confidence, *corner)
        found.append(np.where(np.sign(upper.difference) == sign, upper.p, 1.0))
    return np.max(found, axis=0)


def _corners(pairs: pl.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    first, other = _arrays(pairs, "u_low", "u_high"), _arrays(pairs, "other_u_low", "other_u_high")
    return [(a, b) for a in first for b in other]


def _judged(
    latest: pl.DataFrame, frame: pl.DataFrame, policy: Policy,
    changes: pl.DataFrame | None, leave_one_out: pl.DataFrame | None,
) -> pl.DataFrame:  # fmt: skip
    """`latest` with verdict, reasons and scope."""
    before = {_without_period(row): row["difference"] for row in frame.iter_rows(named=True)}
    answers = (
        {} if leave_one_out is None else dict(leave_one_out.select("comparison_id", "holds").iter_rows())
    )
    rule, rows = verdict_policy(policy), []
    for row in latest.iter_rows(named=True):
        past = before.get(_without_period(row | {"period": str(int(row["period"]) - 1)}))
        holds, both = answers.get(row["comparison_id"]), row["q_upper"] <= rule.clear_p
        facts = _facts(row, past, holds, both, _changed(row, changes))
        found = verdict(facts, rule)
        rows.append((found.verdict, ",".join(found.reasons)))
    judged = pl.DataFrame(rows, schema={"verdict": pl.String, "reasons": pl.String}, orient="row")
    return pl.concat([latest, judged], how="horizontal").with_columns(scope=pl.lit(SCOPE))


def _facts(row: dict, past: float | None, holds: bool | None, both: bool, changed: bool) -> Facts:
    is_change = row["kind"] == "period"
    return Facts(
        measure="share",
        first=_side(row, ""),
        other=_side(row, "other_"),
        difference=row["difference"],
        lower_90=row["lower_90"],
        upper_90=row["upper_90"],
        p=row["q"],
        # A factor that is not known is a variance that is too small: such a difference is never clear.
        holds_without_largest=holds if row["factor"] is not None or holds is False else None,
        before=None if is_change else past,
        needs_before=not is_change,
        tipping_point=row["tipping_point"],
        # A bare sign lets uneven recording through: in towns where nothing differs but how often results are
        # written down, one edition in six then had a clear difference. So the sign has to be significant.
        holds_by_both_readings=both,
        changed_inside_periods=is_change and changed,
    )


def _side(row: dict, prefix: str) -> Side:
    """Known results and how many are recorded, at the least that hidden counts allow."""
    size, unwritten, everyone = row[f"{prefix}n_low"], row[f"{prefix}u_high"], row[f"{prefix}all_high"]
    known = size - unwritten if unwritten is not None else 0
    included = 100 * size / everyone if everyone else 0.0
    band = row[f"{prefix}zip_band"]
    return Side(
        known=known,
        recorded=(included, 100 * known / size),
        group_unknown=row["group_unknown"],
        placed_by_zip=MOST_OF_BAND.get(band) if band else None,
    )


def _changed(row: dict, changes: pl.DataFrame | None) -> bool:
    """Whether a change lies inside the two years compared."""
    if changes is None:
        return False
    start, end = date(int(row["other_period"]), 1, 1), date(int(row["period"]), 12, 31)
    return not changes.filter(pl.col("from_on") <= end, pl.col("to_on") >= start).is_empty()


def _without_period(row: dict) -> tuple:
    """What makes a comparison the same one in another year."""
    names = ("kind", "period", "area_level", "area_code", "need_code", "group_dimension", "group_code")
    return tuple(row[name] for name in names)


def _arrays(frame: pl.DataFrame, *names: str) -> list[np.ndarray]:
    return [frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in names]
