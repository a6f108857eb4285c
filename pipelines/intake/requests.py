"""Coded rows to requests: one household, need and month make one; the rest are contacts."""

import polars as pl

from pipelines.intake.coding import NO_RESULT, RESULT_ORDER
from pipelines.intake.digests import keyed_digests
from pipelines.intake.duplicates import row_id
from pipelines.intake.household_keys import Households
from pipelines.intake.roles import GROUPS

FIRST = (
    "received_at",
    "row_id",
)  # which contact is the first; the row itself decides between two at one instant
UNIT = ("unit", "need", "month")


def with_household(rows: pl.DataFrame, households: Households) -> pl.DataFrame:
    """Adds `row_id`, `month`, `household_key` (HMAC of partner, year and household id; null where there is
    none) and `unit`, whose requests are folded: the household, else the record, else the row by itself.
    """
    keys = households.keys_of(rows["household"])
    rows = rows.with_columns(rows["received_at"].dt.strftime("%Y-%m").alias("month"), keys, row_id=row_id())
    record = pl.when(pl.col("request_id").is_not_null()).then("r|" + pl.col("request_id")).otherwise("row_id")
    return rows.with_columns(pl.coalesce("household_key", record).alias("unit"))


def expand(asks: pl.DataFrame, horizons: dict[str, int]) -> pl.DataFrame:
    """One row per ask and need, with `result` and `days` as they stood when the need's horizon had passed.

    The horizon runs from the first contact of the household, need and month. A result without a day counts
    as it was logged; one with a later day had not happened yet.
    """
    rows = asks.explode("needs").rename({"needs": "need"})
    first = pl.col("received_at").min().over(UNIT).dt.date()
    horizon = pl.col("need").replace_strict(horizons, return_dtype=pl.Int64)
    days = (pl.col("result_at").dt.date() - first).dt.total_days()
    is_late = (days > horizon).fill_null(False)
    rows = rows.with_columns(
        pl.when(is_late).then(pl.lit(NO_RESULT)).otherwise("logged").alias("result"), days.alias("days")
    )
    # A day of help before the first contact is a typing error: help was given, how fast is not known.
    is_known = (pl.col("result") == "received") & (pl.col("days") >= 0)
    return rows.with_columns(pl.when(is_known).then("days").alias("days_to_help"))


def fold(
    expanded: pl.DataFrame, partner: str, key: bytes, domains: dict[str, str], counts: bool
) -> pl.DataFrame:
    """The columns of table `request` but those that the partner may hold back.

    The first contact stands for the request: its day, place and groups. Its result is the best known of all
    contacts: received, else turned away, else withdrew, else nothing written down. `counts`: a row stands
    for as many requests as it says.
    """
    rank = pl.col("result").replace_strict(
        {code: n for n, code in enumerate(RESULT_ORDER)}, return_dtype=pl.Int64
    )
    ranked = expanded.with_columns(rank.alias("rank"))
    is_repeated = pl.struct(UNIT).is_duplicated()
    once = _of_one_contact(ranked.filter(~is_repeated), counts)
    folded = _of_contacts(ranked.filter(is_repeated), counts)
    return _finished(pl.concat([once, folded.select(once.columns)]), partner, key, domains)


def _of_one_contact(rows: pl.DataFrame, counts: bool) -> pl.DataFrame:
    """What `_of_contacts` gives where each row is a request by itself, as most are: nothing to compare."""
    is_help, is_no = pl.col("result") == "received", pl.col("result") == "turned_away"
    return rows.select(
        *UNIT, "household_key", "received_at", "block", "placed_by", *GROUPS,
        (pl.col("weight").cast(pl.Int64) if counts else pl.lit(1, pl.Int64)).alias("requests"),
        pl.lit(1, pl.Int64).alias("contacts"), "is_recurring", "rank", "days_to_help",
        pl.when(is_help).then("helped_by").alias("helped_by"),
        pl.when(is_no).then("reason_code").alias("reason_code"),
    )  # fmt: skip


def _of_contacts(rows: pl.DataFrame, counts: bool) -> pl.DataFrame:
    ordered = rows.sort(*UNIT, *FIRST)
    is_help, is_no = pl.col("result") == "received", pl.col("result") == "turned_away"
    by_speed = (
        pl.col("helped_by")
        .filter(is_help)
        .sort_by(pl.col("days_to_help").filter(is_help), nulls_last=True, maintain_order=True)
    )
    return ordered.group_by(UNIT, maintain_order=True).agg(
        pl.first("household_key", "received_at", "block", "placed_by", *GROUPS),
        (pl.sum("weight").cast(pl.Int64) if counts else pl.lit(1, pl.Int64)).alias("requests"),
        pl.len().cast(pl.Int64).alias("contacts"),
        pl.any("is_recurring"),
        pl.min("rank"),
        pl.min("days_to_help"),
        by_speed.first().alias("helped_by"),
        pl.col("reason_code").filter(is_no).first().alias("reason_code"),
    )


def _finished(folded: pl.DataFrame, partner: str, key: bytes, domains: dict[str, str]) -> pl.DataFrame:
    message = pl.concat_str(pl.lit(partner), *UNIT, separator="|")
    result = pl.col("rank").replace_strict(dict(enumerate(RESULT_ORDER)), return_dtype=pl.String)
    named = folded.with_columns(
        message.alias("message"),
        result.alias("result"),
        pl.col("received_at").dt.date().alias("received_on"),
        pl.col("need").replace_strict(domains, return_dtype=pl.String).alias("domain"),
    )
    is_help, is_no = pl.col("result") == "received", pl.col("result") == "turned_away"
    return named.with_columns(
        pl.lit(partner).alias("partner"),
        keyed_digests(named["message"], key).alias("request_key"),
        pl.when(is_help).then("helped_by").otherwise(pl.lit("not_received")).alias("helped_by"),
        pl.when(is_no).then("reason_code").otherwise(pl.lit("not_turned_away")).alias("reason"),
    )


def offers_of(rows: pl.DataFrame, partner: str, key: bytes, domains: dict[str, str]) -> pl.DataFrame:
    """The columns of table `offer`: one per offer and need; offers are not folded."""
    each = rows.explode("needs").rename({"needs": "need"})
    message = pl.concat_str(
        pl.lit("offer"), pl.lit(partner), "unit", "row_id", "need", "month", separator="|"
    )
    each = each.with_columns(message.alias("message"))
    return each.with_columns(
        pl.lit(partner).alias("partner"),
        keyed_digests(each["message"], key).alias("offer_key"),
        pl.col("need").replace_strict(domains, return_dtype=pl.String).alias("domain"),
        pl.col("weight").alias("offers"),
    )
