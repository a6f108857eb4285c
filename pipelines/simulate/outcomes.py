"""What happened to each line, as its partner wrote it down, and the second contacts of some."""

import numpy as np
import polars as pl

from pipelines.simulate.chance import pick, pick_each
from pipelines.simulate.plan import Plan
from pipelines.simulate.world import World

RESULTS = ("received", "turned_away", "withdrew", "no_result")


def with_outcomes(
    world: World, plan: Plan, partner: dict, lines: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """Adds result, days (to what was written down; null where nothing was), reason and helped_by."""
    facts = _horizons(plan, lines)
    shares = _shares(world, plan, partner, lines, facts["domain"].to_list())
    result = np.array(RESULTS, dtype=object)[pick_each(rng, shares)]
    days = _days(plan, partner, lines, facts, result, rng)
    late = days > (plan.known_until.toordinal() - _ordinals(lines))
    result[late] = "no_result"
    written = np.isin(result, RESULTS[:3])
    return lines.with_columns(
        facts["shortest"],
        facts["longest"],
        result=pl.Series(result, dtype=pl.String),
        days=pl.Series(np.where(written, days, -1)).replace(-1, None),
        reason=pl.Series(pick(rng, plan.draws["reasons"], len(result)), dtype=pl.String),
        helped_by=pl.Series(
            pick(rng, partner.get("helped_by", {"unknown": 1}), len(result)), dtype=pl.String
        ),
    )


def _horizons(plan: Plan, lines: pl.DataFrame) -> pl.DataFrame:
    """Per line: its first need's domain, and the shortest and longest horizon of its needs."""
    horizons = pl.col("needs").list.eval(pl.element().replace_strict(plan.horizons, return_dtype=pl.Int64))
    return lines.select(
        pl.col("needs")
        .list.first()
        .replace_strict(plan.need_domains, return_dtype=pl.String)
        .alias("domain"),
        horizons.list.min().alias("shortest"),
        horizons.list.max().alias("longest"),
    )


def _shares(world: World, plan: Plan, partner: dict, lines: pl.DataFrame, domains: list[str]) -> np.ndarray:
    """Points of received, turned away, withdrew and nothing written down, per line."""
    written = partner["results"]
    points = np.array([float(plan.draws["turned_away_points"].get(domain, 0)) for domain in domains])
    points *= written["turned_away"] / 20
    points += partner["more_turned_away"][lines["block"].to_numpy()] + _by_group(plan, lines)
    received = np.full(len(points), float(written["received"]))
    nothing = 100.0 - sum(written.values())
    taken = np.minimum(points, received * 0.9)
    parts = [received - taken, written["turned_away"] + taken, float(written["withdrew"]), nothing]
    return np.stack(np.broadcast_arrays(*parts), axis=1)


def _by_group(plan: Plan, lines: pl.DataFrame) -> np.ndarray:
    """The planted points of the group that is turned away more, by the answer that its households gave."""
    planted = plan.planted.get("turned_away_by_group")
    if not planted:
        return np.zeros(lines.height)
    return float(planted["points"]) * lines[planted["dimension"]].is_in(planted["codes"]).to_numpy()


def _days(
    plan: Plan, partner: dict, lines: pl.DataFrame, facts: pl.DataFrame, result: np.ndarray, rng
) -> np.ndarray:
    """Days to the result. Help may come after the horizon; a refusal or lost contact is known before it.

    Partners that write no day of the result have 0 here: their status counts as it stands.
    """
    if not partner["writes"].get("result_on"):
        return np.zeros(len(result), dtype=np.int64)
    draws, horizon = plan.draws["days_to_result"], facts["shortest"].to_numpy()
    slow = rng.gamma(draws["shape"], draws["share_of_horizon"] / draws["shape"], size=len(result)) * (
        horizon + 1
    )
    slow = np.minimum(slow.astype(np.int64), int(draws["longest"]))
    within = (rng.random(len(result)) * (horizon + 1)).astype(np.int64)
    return np.where(result == "received", slow, within)


def _ordinals(lines: pl.DataFrame) -> np.ndarray:
    epoch_day = lines["received_on"].cast(pl.Int32).to_numpy().astype(np.int64)
    return epoch_day + 719_163  # date(1970, 1, 1).toordinal()


def second_contacts(plan: Plan, partner: dict, lines: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Later lines about the same requests: same household, needs, month and result, another day.

    Only lines that any reading counts alike: the result stays on the same side of every need's horizon
    whether days are counted from the first contact or from this one.
    """
    room = pl.col("received_on").dt.month_end().sub(pl.col("received_on")).dt.total_days()
    until_result = pl.min_horizontal(room, pl.col("days").fill_null(365))
    dated = bool(partner["writes"].get("result_on"))
    alike = pl.col("days").is_null() | (pl.col("days") <= pl.col("shortest"))
    gap = until_result if dated else room
    open_to_it = lines.filter(
        pl.col("is_keyed") & (gap >= 1) & alike if dated else pl.col("is_keyed") & (gap >= 1)
    )
    chosen = open_to_it.filter(pl.Series(rng.random(open_to_it.height) < plan.draws["repeat_contacts"]))
    most = chosen.select(gap.clip(1, 20)).to_series().to_numpy()
    shift = 1 + (rng.random(chosen.height) * most).astype(np.int64)
    return chosen.with_columns(
        received_on=pl.col("received_on") + pl.duration(days=pl.Series(shift)),
        days=pl.col("days") - pl.Series(shift) if dated else pl.col("days"),
    )
