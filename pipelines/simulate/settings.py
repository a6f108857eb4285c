"""What one partner's plan means in this world: months as numbers, weights per block, its mapping.yaml."""

import copy
from datetime import date
from typing import Any

import numpy as np

from pipelines.simulate.cells import columns_by_role, words_by_code
from pipelines.simulate.chance import stream
from pipelines.simulate.plan import Plan, month_start
from pipelines.simulate.world import World

DEFAULTS = {"offers": 0, "faults": {}, "identifiers": [], "words": {}, "is_count_only": False}


def settle(world: World, plan: Plan, packaged: dict[str, Any], seed: int) -> dict[str, Any]:
    """The partner's plan with everything that depends on the workspace filled in."""
    partner = DEFAULTS | copy.deepcopy(packaged)
    partner["mapping"] = _mapping(world, plan, partner)
    if partner["partner"].get("agrees", {}).get("place") == "COARSEST":
        partner["partner"]["agrees"]["place"] = world.nested[0]
    partner["needs"] = set(words_by_code(partner, "need")) | _flagged(partner)
    if partner["words"].get("unmapped"):
        partner["needs"].add("unmapped")
    for about in partner["mapping"]["columns"].values():
        if about["role"] == "tract" and world.codes["tract"].is_empty():
            about["role"] = "zip"
    if "outside" not in partner["words"] and not plan.outside:
        partner["places"]["outside"] = 0
    partner["closed_months"] = _planted_months(plan, "paused", partner["folder"])
    partner["changed_month"] = next(iter(_planted_months(plan, "form_changed", partner["folder"])), None)
    partner["more_turned_away"] = _in_areas(world, plan.planted.get("turned_away_more"), "points", 0.0)
    partner["reach"] = _reach(world, plan, partner, seed)
    return partner


def _mapping(world: World, plan: Plan, partner: dict) -> dict[str, Any]:
    """The partner's mapping.yaml: the finest level by name, the log's period, its words for no place."""
    mapping = {"partner": partner["folder"], **partner["mapping"]}
    for about in mapping["columns"].values():
        if about.get("level") == "FINEST":
            about["level"] = world.finest
    if partner["faults"].get("out_of_period"):
        last = date.fromordinal(month_start(plan, plan.months).toordinal() - 1)
        mapping["period"] = {"from": plan.start, "to": last}
    words = partner["words"]
    special = {words[place]: place for place in ("no_fixed_address", "outside") if place in words}
    special |= {code.lstrip("0") if partner.get("drops_zeros") else code: "outside" for code in plan.outside}
    if special:
        mapping["missing_place"] = special
    return mapping


def _flagged(partner: dict) -> set[str]:
    return {about["need"] for about in partner["mapping"]["columns"].values() if about["role"] == "need_flag"}


def _planted_months(plan: Plan, what: str, folder: str) -> list[int]:
    """Numbers of the months in which this partner's calendar has the planted state; none outside the log."""
    planted = plan.planted.get(what)
    if not planted or planted["partner"] != folder:
        return []
    year, month = (int(part) for part in str(planted["month"]).split("-"))
    number = (year - plan.start.year) * 12 + month - plan.start.month
    return [number] if 0 <= number < plan.months else []


def _in_areas(world: World, planted: dict | None, key: str, otherwise: float) -> np.ndarray:
    """Per block: the planted figure in the planted areas, else `otherwise`."""
    if not planted:
        return np.full(world.blocks.height, otherwise)
    inside = world.blocks[planted["level"]].is_in(planted["areas"]).to_numpy()
    return np.where(inside, float(planted[key]), otherwise)


def _reach(world: World, plan: Plan, partner: dict, seed: int) -> np.ndarray:
    """Per block: whether the partner works there, and how readily people there make contact."""
    areas, number = np.unique(world.blocks[world.finest].to_numpy(), return_inverse=True)
    known = np.exp(stream(seed, "reach").normal(0, float(plan.draws["reach_spread"]), size=len(areas)))[
        number
    ]
    served = partner.get("served")
    works_there = (
        world.blocks[served["level"]].is_in(served["areas"]).to_numpy() if served else np.ones(len(number))
    )
    return known * works_there * _in_areas(world, plan.planted.get("under_reported"), "factor", 1.0)


def has_household_key(partner: dict) -> bool:
    """Whether the partner's file has a column of household keys."""
    return bool(columns_by_role(partner).get("household_key"))
