"""Counts of households in the public gate: no line rules out a log that could be, and what they give away is
found.
"""

from functools import cache
from itertools import combinations_with_replacement, product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.disclosure import public_gate
from pipelines.disclosure.attack import Attack
from pipelines.disclosure.hierarchy import Hierarchy, area_links, need_links, split_links
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.public_system import read_published
from pipelines.tables.edition import COUNT_KEY

BANDS = (("1", 1), ("2", 2), ("3_plus", 3))
SPLIT = "requests_per_household"
PLACES, NEEDS = ("east", "west"), ("food", "money")
HIERARCHY = Hierarchy(
    (
        *area_links([("city", "town", "borough", place) for place in PLACES], "nested"),
        *need_links([("all", "all", "domain", need) for need in NEEDS]),
        *split_links("outcome", {SPLIT: [code for code, _ in BANDS]}),
    ),
    bands=tuple((SPLIT, code, least) for code, least in BANDS),
)
POLICY = DisclosurePolicy(households_from=2, households_round_to=2)
SPOTS = list(product(PLACES, NEEDS))
# How often one household asked in each place for each need: every way of asking one to three times.
WAYS = [way for way in product(range(4), repeat=len(SPOTS)) if 1 <= sum(way) <= 3]


def key(measure: str, place: str = "town", need: str = "all", band: str = "all") -> tuple[str, ...]:
    level, split = "city" if place == "town" else "borough", "all" if band == "all" else SPLIT
    need_level = "all" if need == "all" else "domain"
    return (measure, split, band, level, place, "2020", "year", "2025", need_level, need, "all", "all")


ASKED = [
    key("requests"),
    *(key("requests", place=p) for p in PLACES),
    *(key("requests", need=n) for n in NEEDS),
]
LINES = [("town", need) for need in ("all", *NEEDS)]
TOTALS = [key("households"), *(key("households", place=p) for p in PLACES)]
UNPUBLISHED = [key("households", need=need) for need in NEEDS]
DIVIDED = [key("households", *line, band) for line in LINES for band, _ in BANDS]
CELLS = [*ASKED, *TOTALS, *UNPUBLISHED, *DIVIDED]


def counts_of(way: tuple[int, ...]) -> list[int]:
    """What one household that asked in this way adds to each cell."""
    found = []
    for measure, _, band, _, place, _, _, _, _, need, _, _ in CELLS:
        asked = sum(
            n for n, (p, d) in zip(way, SPOTS, strict=True) if place in ("town", p) and need in ("all", d)
        )
        own = next((code for code, least in reversed(BANDS) if asked >= least), None)
        is_one = asked > 0 if band == "all" else own == band
        found.append(asked if measure == "requests" else int(is_one))
    return found


@cache
def all_logs() -> np.ndarray:
    """The cells of every log of one to four households."""
    each = np.array([counts_of(way) for way in WAYS])
    logs = [c for size in range(1, 5) for c in combinations_with_replacement(range(len(WAYS)), size)]
    return np.array([each[list(log)].sum(axis=0) for log in logs])


def published(values: np.ndarray, hide: frozenset[int], withheld: frozenset[int]) -> list[tuple]:
    """Status and value of each cell, as the rules have it. `hide`: places in ASKED; `withheld`: in LINES."""
    said = [("hidden", None) if i in hide and values[i] else ("shown", values[i]) for i in range(len(ASKED))]
    beside = dict(zip(ASKED, said, strict=True))
    for place, cell in enumerate(CELLS[len(ASKED) :], start=len(ASKED)):
        of = key("requests", cell[4], cell[9])
        gone = cell in UNPUBLISHED or (cell in DIVIDED and LINES.index((cell[4], cell[9])) in withheld)
        may_show = values[place] >= POLICY.households_from and beside[of][0] == "shown"
        rounded = (values[place] + 1) // 2 * 2
        said.append(("unknown", None) if gone else ("shown", rounded) if may_show else ("hidden", None))
    return said


def frame_of(said: list[tuple]) -> pl.DataFrame:
    rows = [
        (*cell, status, None if value is None else int(value))
        for cell, (status, value) in zip(CELLS, said, strict=True)
        if status != "unknown"
    ]
    schema = {**dict.fromkeys(COUNT_KEY, pl.String), "status": pl.String, "value": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def alike(said: list[tuple], logs: np.ndarray) -> np.ndarray:
    """The logs that would be published as `said`."""
    fits = np.ones(len(logs), dtype=bool)
    for place, (status, value) in enumerate(said):
        cell, values = CELLS[place], logs[:, place]
        if place < len(ASKED):
            fits &= values == value if status == "shown" else values >= 1
        elif status == "shown":
            fits &= (values + 1) // 2 * 2 == value
        elif status == "hidden" and said[ASKED.index(key("requests", cell[4], cell[9]))][0] == "shown":
            fits &= values < POLICY.households_from
    return logs[fits]


def gate_ranges(frame: pl.DataFrame) -> dict[tuple, tuple[float, float]]:
    """The exact whole-number range that the public gate's system leaves each cell."""
    system = read_published([frame], HIERARCHY, POLICY)
    attack = Attack(system.matrix, system.low, system.high, np.full(len(system.low), 6.0), POLICY)
    for place in range(len(system.keys)):
        attack.settle(place)
    low, high = attack.whole()
    return {name: (low[i], high[i]) for i, name in enumerate(system.keys)}


@settings(max_examples=60, deadline=None)
@given(
    log=st.lists(st.sampled_from(WAYS), min_size=1, max_size=4),
    hide=st.frozensets(st.integers(0, len(ASKED) - 1)),
    withheld=st.frozensets(st.integers(0, len(LINES) - 1)),
)
@pytest.mark.slow
def test_every_log_that_would_be_published_alike_lies_in_the_ranges(log, hide, withheld):
    said = published(np.array([counts_of(way) for way in log]).sum(axis=0), hide, withheld)
    ranges, logs = gate_ranges(frame_of(said)), alike(said, all_logs())
    assert len(logs)
    for cell, (low, high) in ranges.items():
        true = logs[:, CELLS.index(cell)]
        assert low <= true.min() and true.max() <= high, cell


def lines(asked: dict[tuple, int | None], households: dict[tuple, int | None]) -> pl.DataFrame:
    """Counts by cell; None is hidden."""
    both = {**asked, **households}
    rows = [(*cell, "hidden" if value is None else "shown", value) for cell, value in both.items()]
    schema = {**dict.fromkeys(COUNT_KEY, pl.String), "status": pl.String, "value": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def found(frame: pl.DataFrame) -> set[tuple]:
    report = public_gate.check([frame], HIERARCHY, DisclosurePolicy())
    return {cell for cell, what in report.findings if what == "range too narrow"}


def test_a_band_that_the_requests_leave_no_room_for_is_found():
    """130 requests less 100 households with one and 10 or more with two leave three with three at most."""
    bands = {
        key("households", band="1"): 100,
        key("households", band="2"): 20,
        key("households", band="3_plus"): None,
    }
    asked = {key("requests"): 150}
    assert found(lines(asked, bands)) == {key("households", band="3_plus")}
    assert found(lines({key("requests"): 300}, bands)) == set()


def test_a_band_that_the_total_and_the_others_tell_is_found():
    bands = {
        key("households", band="1"): 60,
        key("households", band="2"): 20,
        key("households", band="3_plus"): None,
    }
    asked = {key("requests"): 900}
    assert found(lines(asked, {**bands, key("households"): 75})) == {key("households", band="3_plus")}
    assert found(lines(asked, {**bands, key("households"): 90})) == set()


def test_households_beside_a_hidden_number_of_requests_are_found_to_bound_it():
    asked = {key("requests"): 62, key("requests", place="east"): None, key("requests", place="west"): None}
    alone = lines(asked, {})
    assert found(alone) == set()
    told = lines(asked, {key("households", place="east"): 60})
    assert key("requests", place="east") in found(told)


def test_a_district_that_the_city_and_the_others_tell_is_found():
    """At least 98 households in the city, at most 82 in the west: 16 to 19 in the east."""
    asked = {key("requests"): 400, key("requests", place="east"): 150, key("requests", place="west"): 250}
    totals = {
        key("households"): 100,
        key("households", place="west"): 80,
        key("households", place="east"): None,
    }
    assert found(lines(asked, totals)) == {key("households", place="east")}


def test_a_need_that_more_households_asked_three_times_for_than_for_all_cannot_be():
    asked = {key("requests"): 300, key("requests", need="food"): 200, key("requests", need="money"): 100}
    of_all = [(30, "1"), (30, "2"), (30, "3_plus")]
    of_food = [(20, "1"), (20, "2"), (45, "3_plus")]
    bands = {key("households", band=code): n for n, code in of_all}
    bands |= {key("households", need="food", band=code): n for n, code in of_food}
    report = public_gate.check([lines(asked, bands)], HIERARCHY, DisclosurePolicy())
    assert [what for _, what in report.findings] == [
        "the shown counts contradict each other, or a programme met its limit"
    ]


def test_households_that_nobody_asked_in_are_no_secret():
    asked = {key("requests"): 90, key("requests", place="east"): 0, key("requests", place="west"): 90}
    totals = {
        key("households"): 50,
        key("households", place="west"): 50,
        key("households", place="east"): None,
    }
    assert found(lines(asked, totals)) == set()


def test_a_rounded_count_is_known_to_its_rounding_and_no_better():
    frame = lines({key("requests"): 500}, {key("households"): 60})
    system = read_published([frame], HIERARCHY, DisclosurePolicy())
    place = system.keys.index(key("households"))
    assert (system.low[place], system.high[place]) == (58, 62)
    assert not system.hidden[place] and not system.unpublished[place]


def test_a_count_of_households_that_changed_between_editions_is_found():
    first, second = (lines({key("requests"): 500}, {key("households"): n}) for n in (60, 65))
    report = public_gate.check([first, second], HIERARCHY, DisclosurePolicy())
    assert (key("households"), "published twice, differently") in report.findings


@pytest.mark.parametrize(("step", "least"), [(0, 20), (5, 4)])
def test_a_policy_that_would_round_to_nothing_is_refused(step, least):
    with pytest.raises(ValueError, match="households_round_to"):
        DisclosurePolicy(households_from=least, households_round_to=step)
