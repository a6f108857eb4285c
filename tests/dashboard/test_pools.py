"""Places added up: the sum of what is shown, and a range where one of them is hidden."""

import pytest

from dashboard.pools import Pool, pool_of
from dashboard.rows import Count
from tests.dashboard.full_town import full_town, opened, screen

__all__ = ["full_town"]
pytestmark = pytest.mark.usefixtures("full_town")
BLANK = dict.fromkeys(Count._fields)


def count(value: int | None, low: int | None = None, high: int | None = None, status: str = "") -> Count:
    status = status or ("shown" if value is not None else "hidden")
    return Count(**{**BLANK, "value": value, "range_low": low, "range_high": high, "status": status})


def test_shown_counts_are_added_up() -> None:
    pool = pool_of([count(40), count(0), count(15)])
    assert pool == Pool(55, 55, 0, 0)
    assert pool.is_known


def test_a_hidden_count_makes_the_sum_a_range_as_wide_as_its_own() -> None:
    pool = pool_of([count(40), count(None, 1, 17), count(15)])
    assert pool == Pool(56, 72, 1, 0)
    assert not pool.is_known
    assert pool.high - pool.low == 17 - 1


def test_without_an_upper_limit_there_is_a_least_only() -> None:
    assert pool_of([count(40), count(None, 1, None), count(None, 1, 9)]) == Pool(42, None, 2, 0)


@pytest.mark.parametrize("missing", [None, count(None, status="not_published")])
def test_a_place_without_a_count_is_counted_as_absent(missing: Count | None) -> None:
    pool = pool_of([count(40), missing])
    assert pool.absent == 1
    assert not pool.is_known


def pooled(**view: str) -> str:
    return screen(opened("place", area_level="borough", area="pool:B1+B2", **view))


def test_the_page_adds_two_places_up() -> None:
    html = pooled(need="food", period="2025")
    assert "These 2 places together" in html
    assert "2,400 requests for food came from them in 2025." in html
    assert "All below is about" in html
    box = html[html.index("2,400 requests") - 200 : html.index("2,400 requests")]
    assert "EXAMPLE, NOT REAL" in box


def test_the_page_gives_a_range_where_a_count_is_hidden() -> None:
    html = pooled(need="pooled", period="2025")
    assert "Between 2 and 34 requests for other or private help came from them in 2025" in html
    assert "hidden to protect people" in html


def test_in_spanish() -> None:
    assert "De ellos llegaron" in pooled(need="food", period="2025", language="es")


def test_one_place_has_no_such_section() -> None:
    assert "places together" not in screen(opened("place", area_level="borough", area="B1"))
