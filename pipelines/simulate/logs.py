"""One partner's whole log: its lines, the rows of its files, and what must come out of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from pipelines.simulate import truth
from pipelines.simulate.cells import write_cells
from pipelines.simulate.chance import stream
from pipelines.simulate.draw import draw_lines, with_days
from pipelines.simulate.faults import FILE, HIDDEN, with_faults
from pipelines.simulate.files import write_file
from pipelines.simulate.outcomes import second_contacts, with_outcomes
from pipelines.simulate.places import KNOWN, with_place
from pipelines.simulate.plan import Plan, month_start
from pipelines.simulate.settings import has_household_key
from pipelines.simulate.world import World


@dataclass(frozen=True)
class PartnerTruth:
    """What must come out of one partner's files, as tables of the truth."""

    row_account: pl.DataFrame
    quarantine: pl.DataFrame
    request_account: pl.DataFrame
    requests: pl.DataFrame
    offers: pl.DataFrame


def make_log(world: World, plan: Plan, partner: dict, wanted: int, seed: int, folder: Path) -> PartnerTruth:
    """Write the partner's folder with `wanted` requests, and return what must come out of it."""
    rng = stream(seed, partner["folder"], "lines")
    lines = _lines(world, plan, partner, wanted, rng)
    contacts = second_contacts(plan, partner, lines.filter(~pl.col("is_offer")), rng)
    written = _in_order(pl.concat([lines, contacts]))
    cells = write_cells(world, plan, partner, written, stream(seed, partner["folder"], "cells"))
    rows = with_faults(plan, partner, written, cells, stream(seed, partner["folder"], "faults"))
    _write(plan, partner, rows, folder)
    return _truth(world, plan, partner, lines, contacts, rows)


def _lines(world: World, plan: Plan, partner: dict, wanted: int, rng: np.random.Generator) -> pl.DataFrame:
    """Asks and offers in order of time, with outcomes; `count` is 1 but for partners that only count."""
    asks = draw_lines(world, plan, partner, wanted, rng).with_columns(is_offer=pl.lit(False))
    parts = [asks]
    if partner["offers"]:
        offers = draw_lines(world, plan, partner, max(1, round(wanted * partner["offers"])), rng)
        after = asks["household"].max() + 1
        parts.append(
            offers.with_columns(pl.col("household") + after, is_keyed=pl.lit(False), is_offer=pl.lit(True))
        )
    lines = with_days(plan, pl.concat(parts), rng)
    if not has_household_key(partner):
        lines = lines.with_columns(is_keyed=pl.lit(False))
    lines = with_place(world, partner, lines)
    lines = _stopped_asking(partner, with_outcomes(world, plan, partner, lines, rng))
    lines = lines.with_columns(count=pl.lit(1, pl.Int64))
    return _counted(lines) if partner["is_count_only"] else lines


def _stopped_asking(partner: dict, lines: pl.DataFrame) -> pl.DataFrame:
    """From the month of its new form a partner leaves some questions out: the column stays, empty."""
    if partner["changed_month"] is None:
        return lines
    after = pl.col("month") >= partner["changed_month"]
    return lines.with_columns(
        pl.when(after).then(pl.lit("not_answered")).otherwise(pl.col(name)).alias(name)
        for name in partner["changed"]["no_longer_asks"]
    )


def _counted(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines as counts by day, place, need and result: the partner is open on Tuesdays and Saturdays."""
    weekday = pl.col("received_on").dt.weekday()
    back = pl.when(weekday < 2).then(weekday).when(weekday < 6).then(weekday - 2).otherwise(weekday - 6)
    moved = pl.col("received_on") - pl.duration(days=back.cast(pl.Int64))
    same_month = moved.dt.month() == pl.col("received_on").dt.month()
    lines = lines.with_columns(
        received_on=pl.when(same_month).then(moved).otherwise("received_on"), second=pl.lit(0)
    )
    # Where the file shows no ZIP code, one row counts all.
    lines = lines.with_columns(code=pl.when(pl.col("place") == KNOWN).then("code"))
    keys = ["received_on", "place", "code", "needs", "result"]
    first = [pl.col(name).first() for name in lines.columns if name not in (*keys, "count", "line")]
    counted = lines.group_by(keys, maintain_order=True).agg(pl.col("count").sum(), *first)
    ordered = counted.sort("received_on", "code", maintain_order=True).with_row_index("line")
    return ordered.select(lines.columns)


def _in_order(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.sort("received_on", "second", maintain_order=True).drop("line").with_row_index("line")


def _write(plan: Plan, partner: dict, rows: pl.DataFrame, folder: Path) -> None:
    for (name,), part in rows.group_by(FILE, maintain_order=True):
        write_file(folder / name, partner, part.drop(HIDDEN))
    _write_yaml(folder / "mapping.yaml", partner["mapping"])
    served = partner.get("served")
    area = "all" if not served else sorted(served["areas"])
    sheet = {"service_area": area, "is_simulated": True, **partner["partner"]}
    _write_yaml(folder / "partner.yaml", sheet)
    (folder / "calendar.csv").write_text(_calendar(plan, partner), encoding="utf-8")


def _write_yaml(path: Path, content: dict) -> None:
    with path.open("w", encoding="utf-8") as file:
        yaml.safe_dump(content, file, sort_keys=False, allow_unicode=True, width=120)


def _calendar(plan: Plan, partner: dict) -> str:
    """When the partner was open, closed, or on a new form."""
    events = [(n, n + 1, "paused", "Closed for repairs") for n in partner["closed_months"]]
    if partner["changed_month"] is not None:
        events.append(
            (
                partner["changed_month"],
                partner["changed_month"] + 1,
                "form_changed",
                "A new form with fewer questions",
            )
        )
    spells, at = [], 0
    for first, after, state, note in sorted(events):
        spells += [(at, first, "open", "")] if first > at else []
        spells.append((first, after, state, note))
        at = after
    spells += [(at, plan.months, "open", "")] if at < plan.months else []
    lines = [f"{month_start(plan, a)},{_last_day(plan, b)},{state},{note}" for a, b, state, note in spells]
    return "\n".join(["from,to,state,note", *lines]) + "\n"


def _last_day(plan: Plan, month: int) -> str:
    start = month_start(plan, month)
    return str(start.fromordinal(start.toordinal() - 1))


def _truth(
    world: World, plan: Plan, partner: dict, lines: pl.DataFrame, contacts: pl.DataFrame, rows: pl.DataFrame
) -> PartnerTruth:
    first_row = int(partner["mapping"]["format"].get("header_row", 1)) + 1
    not_records = 1 if partner.get("totals") else 0
    return PartnerTruth(
        truth.row_account(partner["folder"], rows, not_records),
        truth.quarantined_rows(partner["folder"], rows, first_row),
        truth.request_account(partner, lines, contacts),
        truth.expected_requests(world, plan, partner, lines),
        truth.expected_offers(plan, partner, lines),
    )
