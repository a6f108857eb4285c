"""Who asks one partner for what, where and when: households, their visits, and the lines of its log.

A line is what the partner writes down at once. Needs are unique within a household and month, so that each
need of each line is exactly one request.
"""

from datetime import date
from itertools import pairwise

import numpy as np
import polars as pl

from pipelines.simulate.chance import pick, pick_each, pick_number, pick_row
from pipelines.simulate.plan import Plan, month_start
from pipelines.simulate.world import World

POVERTY_FALLBACK = "residents"
GROUPS = ("race_ethnicity", "age_band", "language", "housing", "disability", "work", "children")
REQUESTS_PER_HOUSEHOLD = 2.0  # fewer than it will be, so that one batch mostly is enough; the rest is cut off
MONTHS_BEFORE = 12  # households began to come before the log does, or its first months would look empty


def draw_lines(
    world: World, plan: Plan, partner: dict, wanted: int, seed: np.random.Generator
) -> pl.DataFrame:
    """The lines of one partner with exactly `wanted` requests, in order of time.

    Columns: line, household, is_keyed, block (row number in `world.blocks`), place, month, day (of month),
    second, needs (list), and a column per group dimension.
    """
    homes = _homes(world, plan, partner)
    batches, have, first = [], 0, 0
    while have < wanted:
        batch = _visits(
            world, plan, partner, homes, max(50, int((wanted - have) / REQUESTS_PER_HOUSEHOLD)), seed
        )
        batch = batch.with_columns(pl.col("household") + first)
        first = batch["household"].max() + 1
        batches.append(_one_need_a_month(batch))
        have += batches[-1].height
    lines = _lines(pl.concat(batches).head(wanted), partner)
    return lines.join(
        _people(world, plan, partner, lines, seed), on="household", how="left", maintain_order="left"
    )


def _homes(world: World, plan: Plan, partner: dict) -> dict[str, np.ndarray]:
    """Where the partner's households live: a weight per block, and how much each domain is needed there."""
    domains = list(partner["domains"])
    relative = np.stack([_benchmark(world, plan, domain) for domain in domains], axis=1)
    shares = np.array([float(partner["domains"][d]) for d in domains])
    weights = (relative @ (shares / shares.sum())) * partner["reach"]
    return {"weights": weights / weights.sum(), "domains": relative * shares / weights[:, None].clip(1e-12)}


def _benchmark(world: World, plan: Plan, domain: str) -> np.ndarray:
    """Each block's share of the people whom the census counts as likely to have a need of this domain."""
    variable = plan.domain_benchmarks.get(domain)
    people = world.counted([variable]) if variable else world.blocks["residents"].to_numpy()
    return people / people.sum()


def _visits(
    world: World, plan: Plan, partner: dict, homes: dict, count: int, rng: np.random.Generator
) -> pl.DataFrame:
    """One row per household, visit and need, with the month; visits outside the log's months fall away."""
    blocks = rng.choice(world.blocks.height, size=count, p=homes["weights"])
    visits = pick_number(rng, plan.draws["visits"], count)
    household = np.repeat(np.arange(count), visits)
    first = rng.choice(plan.months + MONTHS_BEFORE, size=count, p=_first_visits(plan)) - MONTHS_BEFORE
    gaps = pick_number(rng, plan.draws["months_between"], len(household))
    starts = np.cumsum(visits) - visits
    gaps[starts] = 0
    run = np.cumsum(gaps)
    month = np.repeat(first, visits) + run - np.repeat(run[starts], visits)
    inside = (month >= 0) & (month < plan.months)
    kept_share = _kept_share(plan, partner)[np.where(inside, month, 0)]
    visit = np.flatnonzero(inside & (rng.random(len(month)) < kept_share))
    number = pick_number(rng, plan.draws["needs_per_visit"], len(visit))
    row = np.repeat(visit, number)
    needs = _needs(plan, partner, homes["domains"][blocks[household[row]]], month[row], rng)
    return pl.DataFrame(
        {
            "household": household[row],
            "visit": row,
            "block": blocks[household[row]],
            "month": month[row],
            "need": needs,
        }
    )


def _first_visits(plan: Plan) -> np.ndarray:
    """Each month's share of households that come for the first time, from a year before the log."""
    years = np.arange(plan.months + MONTHS_BEFORE) / 12
    volume = (1 + plan.draws["growth_per_year"]) ** years
    return volume / volume.sum()


def _kept_share(plan: Plan, partner: dict) -> np.ndarray:
    """Of the visits that people try to make, the share made: none while closed, fewer by a changed form."""
    share = np.ones(plan.months)
    if partner["changed_month"] is not None:
        share[partner["changed_month"] :] = partner["changed"]["volume"]
    share[partner["closed_months"]] = 0
    return share


def _needs(
    plan: Plan, partner: dict, wishes: np.ndarray, month: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """A need for each row: its domain by what the block needs and the season, then one of its needs."""
    domains = list(partner["domains"])
    season = np.array([plan.draws["domains"][domain]["season"] for domain in domains])
    calendar_month = (plan.start.month - 1 + month) % 12
    domain = pick_each(rng, wishes * season[:, calendar_month].T)
    needs = np.empty(len(domain), dtype=object)
    for number, name in enumerate(domains):
        where = np.flatnonzero(domain == number)
        weights = {n: w for n, w in plan.draws["domains"][name]["needs"].items() if n in partner["needs"]}
        needs[where] = pick(rng, weights, len(where))
    return needs


def _one_need_a_month(visits: pl.DataFrame) -> pl.DataFrame:
    return visits.unique(["household", "need", "month"], keep="first", maintain_order=True)


def _lines(requests: pl.DataFrame, partner: dict) -> pl.DataFrame:
    """One line per visit where the partner writes several needs in a row, else one per need."""
    if not partner["needs_in_a_row"]:
        return requests.select("household", "block", "month", pl.concat_list("need").alias("needs"))
    keys = ["household", "visit", "block", "month"]
    grouped = requests.group_by(keys, maintain_order=True).agg(pl.col("need").alias("needs"))
    return grouped.drop("visit")


def _people(
    world: World, plan: Plan, partner: dict, lines: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """One row per household: whether it has a key, how it is placed, and what it answered."""
    homes = lines.select("household", "block").unique("household", maintain_order=True)
    block, size = homes["block"].to_numpy(), homes.height
    columns = {
        "is_keyed": rng.random(size) < partner["is_keyed"],
        "place": pick(rng, partner["places"], size),
        "code_draw": rng.random(size),
        "area_draw": rng.random(size),
        "spot": rng.integers(1 << 30, size=size),
    }
    for dimension in GROUPS:
        columns[dimension] = _answers(world, plan, partner, dimension, block, rng)
    return homes.select("household").with_columns(
        **{k: pl.Series(v, strict=False) for k, v in columns.items()}
    )


def _answers(world: World, plan: Plan, partner: dict, dimension: str, block: np.ndarray, rng) -> np.ndarray:
    """Codes of one dimension: drawn from the block's census composition; not asked, or left blank by some."""
    if dimension not in partner["answered"]:
        return np.full(len(block), "not_asked", dtype=object)
    entries = plan.draws[dimension]
    codes = np.array(list(entries), dtype=object)
    people = world.blocks["residents"].to_numpy()
    shares = np.stack([_composition(world, entry, people) for entry in entries.values()], axis=1)
    answers = codes[pick_row(rng, shares + 1e-9, block)]
    answers[rng.random(len(block)) > partner["answered"][dimension]] = "not_answered"
    return answers


def _composition(world: World, entry: dict, people: np.ndarray) -> np.ndarray:
    counted = world.counted(entry["variables"]) if "variables" in entry else people * float(entry["share"])
    return counted * float(entry.get("weight", 1))


def with_days(plan: Plan, lines: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Lines with a day and a second, in order of time and numbered."""
    starts = [month_start(plan, number) for number in range(plan.months + 1)]
    lengths = np.array([(b - a).days for a, b in pairwise(starts)])
    first = np.array([start.toordinal() for start in starts[:-1]])
    month = lines["month"].to_numpy()
    day = first[month] + (rng.random(len(month)) * lengths[month]).astype(np.int64)
    second = rng.integers(8 * 3600, 20 * 3600, size=len(month))
    epoch = date(1970, 1, 1).toordinal()
    dated = lines.with_columns(
        received_on=pl.Series(day - epoch).cast(pl.Int32).cast(pl.Date), second=pl.Series(second)
    )
    return dated.sort("received_on", "second", maintain_order=True).with_row_index("line")
