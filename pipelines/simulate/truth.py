"""What must come out: both accounts of every file, and every request. Only tests read it."""

import json
from pathlib import Path

import polars as pl

from pipelines.simulate.cells import columns_by_role, words_by_code
from pipelines.simulate.draw import GROUPS
from pipelines.simulate.faults import FATE, FILE, REASON, SHAPE
from pipelines.simulate.places import KNOWN, tells_block
from pipelines.simulate.plan import Plan
from pipelines.simulate.world import World


def row_account(folder: str, rows: pl.DataFrame, not_records: int) -> pl.DataFrame:
    """Rows by partner, file, fate and reason, as the table `row_account` has them."""
    fates = rows.group_by(
        pl.col(FILE).alias("file"), pl.col(FATE).alias("fate"), pl.col(REASON).alias("reason")
    ).len("rows")
    received = fates.group_by("file").agg(
        pl.lit("received").alias("fate"), pl.lit("all").alias("reason"), pl.col("rows").sum()
    )
    extra = received.with_columns(
        fate=pl.lit("not_a_record"), reason=pl.lit("total"), rows=pl.lit(not_records, pl.UInt32)
    )
    received = received.with_columns(pl.col("rows") + not_records)
    parts = [fates, received.select(fates.columns), *([extra.select(fates.columns)] if not_records else [])]
    return pl.concat(parts).with_columns(partner=pl.lit(folder)).sort("file", "fate", "reason")


def quarantined_rows(folder: str, rows: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """File, row number (the header's row is counted) and reason of each row that must be kept out."""
    numbered = rows.with_columns((pl.int_range(pl.len()).over(FILE) + first_row).alias("row_number"))
    kept_out = numbered.filter(pl.col(FATE) == "quarantined")
    return kept_out.select(
        partner=pl.lit(folder), file=FILE, row_number="row_number", reason=REASON, shape=SHAPE
    )


def expected_requests(world: World, plan: Plan, partner: dict, lines: pl.DataFrame) -> pl.DataFrame:
    """One row per request: what it is, where it can be placed, how it ended at its horizon, who asked."""
    asks = lines.filter(~pl.col("is_offer")).explode("needs").rename({"needs": "need"})
    asks = asks.with_columns(
        partner=pl.lit(partner["folder"]),
        month=pl.col("received_on").dt.strftime("%Y-%m"),
        domain=pl.col("need").replace_strict(plan.need_domains, return_dtype=pl.String),
        horizon=pl.col("need").replace_strict(plan.horizons, return_dtype=pl.Int64),
        requests=pl.col("count"),
    )
    asks = _outcomes(partner, asks).with_columns(_answer(partner, name) for name in GROUPS)
    asks = asks.with_columns(_places(world, partner, asks))
    return asks.select(
        "partner", "month", "received_on", "domain", "need", "requests", "result", "days_to_help",
        "helped_by", "reason", "is_keyed", "household", "place", *world.nested, "block", *GROUPS,
    )  # fmt: skip


def _outcomes(partner: dict, asks: pl.DataFrame) -> pl.DataFrame:
    """The result at the horizon: help that came later was not yet there."""
    dated = bool(partner["writes"].get("result_on"))
    in_time = pl.col("days") <= pl.col("horizon") if dated else pl.lit(True)
    late = (pl.col("result") == "received") & ~in_time
    asks = asks.with_columns(result=pl.when(late).then(pl.lit("no_result")).otherwise("result"))
    received, refused = pl.col("result") == "received", pl.col("result") == "turned_away"
    return asks.with_columns(
        days_to_help=pl.when(received & dated).then("days"),
        helped_by=pl.when(received)
        .then(_known(partner, "helped_by", "unknown"))
        .otherwise(pl.lit("not_received")),
        reason=pl.when(refused)
        .then(_known(partner, "reason", "not_stated"))
        .otherwise(pl.lit("not_turned_away")),
    )


def _known(partner: dict, role: str, otherwise: str) -> pl.Expr:
    """The code, where the partner has a column and a word for it."""
    words = list(words_by_code(partner, role)) if role in columns_by_role(partner) else []
    if role == "reason" and partner["words"].get("sensitive_reasons"):
        words.append("rules_excluded")
    return pl.when(pl.col(role).is_in(words)).then(pl.col(role)).otherwise(pl.lit(otherwise))


def _answer(partner: dict, dimension: str) -> pl.Expr:
    """The group code; blank where the partner has no word for it; not asked where it has no column."""
    roles = columns_by_role(partner)
    if dimension == "age_band" and "age" in roles:
        return pl.col(dimension)
    if dimension not in roles:
        return pl.lit("not_asked").alias(dimension)
    words = [*words_by_code(partner, dimension), *(["multiracial"] if dimension == "race_ethnicity" else [])]
    return (
        pl.when(pl.col(dimension).is_in(words))
        .then(dimension)
        .otherwise(pl.lit("not_answered"))
        .alias(dimension)
    )


def _places(world: World, partner: dict, asks: pl.DataFrame) -> list[pl.Expr]:
    """The area at each nested level and the block, null where a row does not tell; words for no place."""
    is_known = pl.col("place") == KNOWN
    columns = []
    for level in (*world.nested, "block"):
        codes = world.blocks[level][asks["block"]].alias(level)
        tells = is_known if level == world.nested[0] else pl.col("is_fine")
        tells = tells & tells_block(partner) if level == "block" else tells
        other = pl.lit(None) if level == "block" else pl.when(~is_known).then("place")
        columns.append(pl.when(tells).then(pl.lit(codes)).otherwise(other).alias(level))
    return columns


def expected_offers(plan: Plan, partner: dict, lines: pl.DataFrame) -> pl.DataFrame:
    """Offers by partner, month, domain and need."""
    offers = lines.filter("is_offer").explode("needs").rename({"needs": "need"})
    return (
        offers.with_columns(
            partner=pl.lit(partner["folder"]),
            month=pl.col("received_on").dt.strftime("%Y-%m"),
            domain=pl.col("need").replace_strict(plan.need_domains, return_dtype=pl.String),
        )
        .group_by("partner", "month", "domain", "need")
        .agg(pl.len().alias("offers").cast(pl.Int64))
        .sort("partner", "month", "need")
    )


def request_account(partner: dict, lines: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """The steps from loaded rows to requests, as the table `request_account` has them."""
    asks, offers = lines.filter(~pl.col("is_offer")), lines.filter("is_offer")
    again = int(contacts["needs"].list.len().sum() or 0)
    requests = int(asks["needs"].list.len().sum() or 0)
    steps = {
        "loaded_rows": lines.height + contacts.height,
        "offer_rows": offers.height,
        "ask_rows": asks.height + contacts.height,
        "expanded": requests + again,
        "folded": again,
        "request_rows": requests,
        "requests": int(asks.select(pl.col("count") * pl.col("needs").list.len()).to_series().sum()),
    }
    return pl.DataFrame({"partner": partner["folder"], "step": list(steps), "rows": list(steps.values())})


def write_truth(folder: Path, tables: dict[str, pl.DataFrame], planted: dict, totals: dict) -> None:
    """truth.json and one Parquet file per table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
    text = json.dumps({"planted": planted, "totals": totals}, indent=1, sort_keys=True, default=str)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")


def totals(requests: pl.DataFrame, coarsest: str) -> dict:
    """Exact totals: of all, by month and domain, by coarsest area and year, by result, by partner."""

    def by(*columns: str) -> dict:
        grouped = requests.group_by(columns).agg(pl.col("requests").sum()).sort(columns)
        return {" ".join(row[:-1]): row[-1] for row in grouped.iter_rows()}

    requests = requests.with_columns(year=pl.col("month").str.head(4))
    return {
        "requests": int(requests["requests"].sum()),
        "month_domain": by("month", "domain"),
        "area_year": by(coarsest, "year"),
        "result": by("result"),
        "partner": by("partner"),
    }
