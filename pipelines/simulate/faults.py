"""The usual faults of a real file, planted in known numbers: each row carries the fate that it must meet."""

from datetime import timedelta

import numpy as np
import polars as pl

from pipelines.simulate.cells import columns_by_role, damage, words_by_code
from pipelines.simulate.chance import some
from pipelines.simulate.files import file_names
from pipelines.simulate.plan import Plan

FATE, REASON, AT, FILE, SHAPE = "_fate", "_reason", "_at", "_file", "_shape"
HIDDEN = (FATE, REASON, AT, FILE, SHAPE)
OVERLAP_DAYS = 7


def with_faults(
    plan: Plan, partner: dict, lines: pl.DataFrame, cells: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """All rows of the partner's files in order: cells, and `_file, _fate, _reason`."""
    moment = lines.select(pl.col("received_on").cast(pl.Datetime) + pl.duration(seconds="second")).to_series()
    good = cells.with_columns(
        moment.alias(AT),
        pl.lit("loaded").alias(FATE),
        pl.lit("all").alias(REASON),
        file_names(plan, partner, moment).alias(FILE),
        pl.lit("").alias(SHAPE),
    )
    parts = [_overlaps(plan, partner, good, rng)]
    faults = partner["faults"]
    parts.append(_copies(good, some(rng, faults.get("duplicates", 0), good.height), "duplicate", "same_row"))
    for fault in partner.get("identifiers", []):
        rows = damage(good, partner, plan, fault, rng)
        rows = rows.with_columns(pl.lit(fault["shape"]).alias(SHAPE))
        parts.append(_spoiled(partner, rows, "identifier", len(parts)))
    parts.append(_undated(partner, good, rng, len(parts)))
    parts.append(_too_early(plan, partner, good, rng, len(parts)))
    return pl.concat(parts).sort(FILE, AT, maintain_order=True)


def _copies(rows: pl.DataFrame, positions: np.ndarray, fate: str, reason: str) -> pl.DataFrame:
    return rows[positions].with_columns(pl.lit(fate).alias(FATE), pl.lit(reason).alias(REASON))


def _spoiled(partner: dict, rows: pl.DataFrame, reason: str, number: int) -> pl.DataFrame:
    """Rows that must be kept out, with request ids of their own."""
    named = _new_ids(partner, rows, number)
    return named.with_columns(pl.lit("quarantined").alias(FATE), pl.lit(reason).alias(REASON))


def _new_ids(partner: dict, rows: pl.DataFrame, number: int) -> pl.DataFrame:
    """Ids that no good row has: an X, and which fault it is. A log without ids needs none."""
    columns = columns_by_role(partner).get("request_id", [])
    ids = pl.lit(f"X{number}-") + pl.int_range(pl.len()).cast(pl.String)
    return rows.with_columns(ids.alias(column) for column in columns)


def _undated(partner: dict, good: pl.DataFrame, rng: np.random.Generator, number: int) -> pl.DataFrame:
    column = columns_by_role(partner)["received_on"][0]
    rows = good[some(rng, partner["faults"].get("without_date", 0), good.height)]
    return _spoiled(partner, rows.with_columns(pl.lit("").alias(column)), "no_date", number)


def _too_early(
    plan: Plan, partner: dict, good: pl.DataFrame, rng: np.random.Generator, number: int
) -> pl.DataFrame:
    """Rows of the weeks before the log begins, at the top of its first file."""
    rows = good[some(rng, partner["faults"].get("out_of_period", 0), good.height)]
    days = rng.integers(1, 60, size=rows.height)
    moments = [plan.start - timedelta(days=int(d)) for d in days]
    column = columns_by_role(partner)["received_on"][0]
    at = pl.Series(AT, moments, dtype=pl.Date).cast(pl.Datetime)
    named = _new_ids(partner, rows, number).with_columns(at, pl.lit(good[FILE].min()).alias(FILE))
    texts = at.dt.strftime(partner["writes"]["received_on"]).alias(column)
    return named.with_columns(texts, pl.lit("out_of_period").alias(FATE), pl.lit("before").alias(REASON))


def _overlaps(plan: Plan, partner: dict, good: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Rows of a month's last week stand again in the next month's file; some were still open in the first.

    The same row again is a duplicate; where the later one is corrected, the earlier is replaced.
    """
    if not partner["faults"].get("overlap"):
        return good
    following = dict(zip(*_neighbours(plan, partner), strict=True))
    last_week = (pl.col(AT).dt.month_end() - pl.col(AT)) < pl.duration(days=OVERLAP_DAYS)
    again = good.with_row_index("_row").filter(last_week & pl.col(FILE).is_in(list(following)))
    corrected = pl.Series(rng.random(again.height) < partner["faults"]["corrected"])
    status, open_word = (
        columns_by_role(partner)["result"][0],
        words_by_code(partner, "result")["no_result"][0],
    )
    corrected &= again[status] != open_word
    later = again.with_columns(
        pl.col(FILE).replace(following),
        pl.when(corrected).then(pl.lit("loaded")).otherwise(pl.lit("duplicate")).alias(FATE),
        pl.when(corrected).then(pl.lit("all")).otherwise(pl.lit("same_row")).alias(REASON),
    ).drop("_row")
    return pl.concat([_still_open(partner, good, again.filter(corrected)["_row"], status, open_word), later])


def _neighbours(plan: Plan, partner: dict) -> tuple[list[str], list[str]]:
    days = pl.date_range(plan.start, plan.known_until, interval="1mo", eager=True)[: plan.months]
    names = file_names(plan, partner, days.cast(pl.Datetime)).to_list()
    return names[:-1], names[1:]


def _still_open(
    partner: dict, good: pl.DataFrame, rows: pl.Series, status: str, open_word: str
) -> pl.DataFrame:
    """The first writing of rows that a later file corrects: open, nothing known of the result."""
    roles = columns_by_role(partner)
    blank = [name for role in ("result_on", "reason", "helped_by") for name in roles.get(role, [])]
    first = pl.int_range(pl.len()).is_in(rows.to_list())
    return good.with_columns(
        pl.when(first).then(pl.lit(open_word)).otherwise(pl.col(status)).alias(status),
        *(pl.when(first).then(pl.lit("")).otherwise(pl.col(name)).alias(name) for name in blank),
        pl.when(first).then(pl.lit("replaced")).otherwise(pl.col(FATE)).alias(FATE),
        pl.when(first).then(pl.lit("later_file")).otherwise(pl.col(REASON)).alias(REASON),
    )
