"""Where nothing truly differs, nothing may be called clear; where something does, it is found."""

import numpy as np
import polars as pl
import pytest

from pipelines.catalog import load_catalog
from pipelines.editions.comparisons import build_comparisons, released_differences
from tests.editions.figures import area_frame, coalition, count_frame
from tests.editions.null_town import DISTRICTS, null_town

CATALOG, COALITION = load_catalog(), coalition()
AREAS = area_frame({"district": DISTRICTS})


def judged(rows) -> pl.DataFrame:
    """Comparisons with the gate's answer always yes: the test must not lean on it."""
    counts = count_frame(rows)
    known = released_differences(counts, AREAS, CATALOG, COALITION)
    answers = known.select("comparison_id", holds=pl.lit(True))
    return build_comparisons(counts, AREAS, CATALOG, COALITION, leave_one_out=answers)


def share_with(verdict: str, towns: int, first_seed: int = 0) -> float:
    found = [
        verdict in set(judged(null_town(seed))["verdict"]) for seed in range(first_seed, first_seed + towns)
    ]
    return float(np.mean(found))


def with_planted(rows: list[dict], district: str, points: float) -> list[dict]:
    """In one district some who had been helped are turned away instead, in both years; the city follows."""
    made = [dict(row) for row in rows]
    for year in ("2024", "2025"):
        key = {"period": year, "outcome_dimension": "result"}
        inside = {
            r["outcome_code"]: r for r in made if r["area_code"] == district and r.items() >= key.items()
        }
        city = {r["outcome_code"]: r for r in made if r["area_level"] == "city" and r.items() >= key.items()}
        moved = round(points / 100 * sum(row["value"] for row in inside.values()))
        for place in (inside, city):
            place["received"]["value"] -= moved
            place["turned_away"]["value"] += moved
    return made


def test_a_few_null_towns_have_nothing_clear():
    assert share_with("clear", 4) == 0


def test_a_planted_district_is_found_and_no_other():
    rows = with_planted(null_town(1), "d07", 22)
    clear = judged(rows).filter(verdict="clear")
    assert clear["area_code"].to_list() == ["d07"]


@pytest.mark.proof
def test_at_most_one_null_edition_in_twenty_says_clear(write_proof):
    towns = 200
    clear, probable = (share_with(verdict, towns, first_seed=100) for verdict in ("clear", "probable"))
    write_proof("null_towns", {"towns": towns, "share_with_clear": clear, "share_with_probable": probable})
    assert clear <= 0.05
