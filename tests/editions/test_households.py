"""What the public gate refuses of households is taken out of the edition, and nothing else."""

import polars as pl
import pytest

from pipelines.disclosure import public_gate
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.editions.history import HELD
from pipelines.editions.households import settle_households
from pipelines.tables.edition import COUNT, COUNT_KEY
from tests.disclosure.test_household_rows import HIERARCHY, key

POLICY = DisclosurePolicy()
NOTHING = COUNT.empty().select(HELD)
ROOMY = {"1": 100, "2": 40, "3_plus": None}
TIGHT = {"1": 100, "2": 20, "3_plus": None}


def counts(said: dict[tuple, int | None]) -> pl.DataFrame:
    """Released counts; None is hidden."""
    rows = [
        (*cell, 0, "hidden" if value is None else "shown", value, value, value)
        for cell, value in said.items()
    ]
    columns = {**dict.fromkeys(COUNT_KEY, pl.String), "by_zip": pl.Int64, "status": pl.String}
    columns |= dict.fromkeys(("value", "range_low", "range_high"), pl.Int64)
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    is_rounded = (pl.col("measure") == "households").cast(pl.Int64) * 2
    return frame.with_columns(
        range_low=(pl.col("value") - is_rounded).fill_null(0),
        range_high=(pl.col("value") + is_rounded).fill_null(19),
    )


def bands(of: dict[str, int | None], need: str = "all") -> dict[tuple, int | None]:
    return {key("households", need=need, band=code): value for code, value in of.items()}


def settled(
    asked: dict, households: dict, history: pl.DataFrame = NOTHING
) -> tuple[dict, pl.DataFrame, bool]:
    """Statuses of the households by key, all counts, and whether the gate let them through."""
    found, report = settle_households(counts(asked), counts(households), history, HIERARCHY, POLICY)
    of_households = found.filter(measure="households").select(*COUNT_KEY, "status").iter_rows()
    return {tuple(row[:-1]): row[-1] for row in of_households}, found, report.ok


def test_what_has_room_is_published_as_it_is():
    statuses, found, is_ok = settled({key("requests"): 400}, bands(ROOMY))
    assert is_ok and set(statuses.values()) == {"shown", "hidden"}
    assert found.filter(measure="requests")["status"].to_list() == ["shown"]


def test_the_last_bands_go_from_the_first_that_could_be_worked_out():
    """150 requests less those of 100 households and 20 leave one to four with three; the line of food has
    room.
    """
    asked = {key("requests"): 150, key("requests", need="food"): 145}
    before = counts({**asked, **bands(TIGHT)})
    assert not public_gate.check([before], HIERARCHY, POLICY).ok
    statuses, found, is_ok = settled(asked, bands(TIGHT))
    assert is_ok
    assert [statuses[key("households", band=code)] for code in TIGHT] == [
        "shown", "not_published", "not_published"
    ]  # fmt: skip
    assert found.filter(measure="requests")["value"].sum() == 150 + 145


def test_what_is_withheld_says_what_the_requests_leave():
    _, found, _ = settled({key("requests"): 150}, bands(TIGHT))
    withheld = found.filter(status="not_published").sort("outcome_code")
    assert withheld["value"].null_count() == 2
    # 98 households with one at least: 52 requests for households with two, or with three and more.
    assert withheld.select("range_low", "range_high").rows() == [(0, 26), (0, 17)]


def test_households_that_bound_a_hidden_number_of_requests_are_withheld_and_not_the_requests():
    asked = {key("requests"): 62, key("requests", place="east"): None, key("requests", place="west"): None}
    statuses, found, is_ok = settled(asked, {key("households", place="east"): 60})
    assert is_ok and statuses == {key("households", place="east"): "not_published"}
    assert found.filter(measure="requests")["status"].sort().to_list() == ["hidden", "hidden", "shown"]


def test_a_table_of_totals_goes_as_a_whole():
    """The city and the west tell the east to within three; both places go, the city stays."""
    asked = {key("requests"): 400, key("requests", place="east"): 150, key("requests", place="west"): 250}
    totals = {
        key("households"): 100,
        key("households", place="east"): None,
        key("households", place="west"): 80,
    }
    statuses, _, is_ok = settled(asked, totals)
    assert is_ok
    assert statuses == {
        key("households"): "shown",
        key("households", place="east"): "not_published",
        key("households", place="west"): "not_published",
    }


def test_what_was_released_before_is_not_taken_back():
    history = counts(bands(TIGHT)).select(HELD)
    statuses, _, is_ok = settled({key("requests"): 150}, bands(TIGHT), history)
    assert not is_ok
    assert "not_published" not in statuses.values()


@pytest.mark.parametrize("asked", [{key("requests"): 62, key("requests", place="east"): None}])
def test_a_refusal_that_households_do_not_cause_stays_one(asked):
    shown = {**asked, key("requests", place="west"): 60}
    _, _, is_ok = settled(shown, {key("households"): 40})
    assert not is_ok
