"""The two accounts that always add up: what became of each row, and how rows became requests.

A sum that does not hold is a fault of ours, so it fails as an assertion and not as a UserError.
"""

import polars as pl

from pipelines.intake.rows import texts_of
from pipelines.schema import conform
from pipelines.tables.accounts import FORGOTTEN, REQUEST_STEPS, UNDATED
from pipelines.tables.warehouse import QUARANTINE, REQUEST_ACCOUNT, ROW_ACCOUNT, ROW_YEAR


def row_account(partner: str, labels: tuple[str, ...], fates: pl.DataFrame) -> pl.DataFrame:
    """Table `row_account`. `fates`: file, fate and reason of every row that was received."""
    files = (
        pl.DataFrame({"file": labels})
        .with_row_index("number")
        .select(pl.col("number").cast(pl.Int32), "file")
    )
    counts = texts_of(fates.group_by("file", "fate", "reason").len("rows")).rename({"file": "number"})
    received = files.join(fates.group_by(number="file").len("rows"), on="number", how="left")
    loaded = files.join(counts.filter(pl.col("fate") == "loaded"), on="number", how="left")
    others = counts.filter(pl.col("fate") != "loaded").join(files, on="number", validate="m:1")
    parts = [
        received.select(
            "file",
            pl.lit("received").alias("fate"),
            pl.lit("all").alias("reason"),
            pl.col("rows").fill_null(0),
        ),
        loaded.select(
            "file", pl.lit("loaded").alias("fate"), pl.lit("all").alias("reason"), pl.col("rows").fill_null(0)
        ),
        others.select("file", "fate", "reason", "rows"),
    ]
    account = pl.concat([part.cast({"rows": pl.Int64}) for part in parts])
    check_rows(account)
    return conform(ROW_ACCOUNT, account.with_columns(pl.lit(partner).alias("partner")))


def row_years(partner: str, fates: pl.DataFrame) -> pl.DataFrame:
    """Table `row_year`. `fates`: fate, reason and received_at of every row that was received.

    A date outside the partner's period is most often a typing error: its year says nothing. One of a month
    that is forgotten lies in a year that is accounted for already.
    """
    is_dated = ~pl.col("fate").is_in(["out_of_period", "not_a_record"]) | (pl.col("reason") == FORGOTTEN)
    year = pl.when(is_dated).then(pl.col("received_at").dt.year().cast(pl.String)).fill_null(UNDATED)
    counts = fates.group_by("fate", "reason", year=year).len("rows")
    return conform(ROW_YEAR, counts.with_columns(partner=pl.lit(partner)))


def check_rows(account: pl.DataFrame) -> None:
    """Per file: received = loaded + duplicate + replaced + quarantined + out_of_period + not_a_record."""
    is_received = pl.col("fate") == "received"
    sums = account.group_by("file").agg(
        pl.col("rows").filter(is_received).sum().alias("received"),
        pl.col("rows").filter(~is_received).sum().alias("accounted"),
    )
    off = sums.filter(pl.col("received") != pl.col("accounted")).height
    assert off == 0, f"the row account does not add up in {off} files"


def request_account(partner: str, steps: dict[str, int]) -> pl.DataFrame:
    """Table `request_account` of `steps` (one number per REQUEST_STEPS)."""
    assert tuple(steps) == REQUEST_STEPS
    assert steps["loaded_rows"] == steps["offer_rows"] + steps["ask_rows"], (
        "asks and offers are not all loaded rows"
    )
    assert steps["expanded"] == steps["folded"] + steps["request_rows"], (
        "contacts were lost on the way to requests"
    )
    assert steps["expanded"] >= steps["ask_rows"], "an ask came to no request"
    rows = pl.DataFrame({"partner": partner, "step": list(steps), "rows": list(steps.values())})
    return conform(REQUEST_ACCOUNT, rows)


def quarantine(partner: str, labels: tuple[str, ...], fates: pl.DataFrame) -> pl.DataFrame:
    """Table `quarantine`: row numbers and reasons, so that a person can look into the partner's own file."""
    rows = fates.filter(pl.col("fate") == "quarantined")
    names = dict(enumerate(labels))
    return conform(
        QUARANTINE,
        rows.with_columns(
            pl.lit(partner).alias("partner"),
            pl.col("file").replace_strict(names, return_dtype=pl.String).alias("file"),
        ),
    )
