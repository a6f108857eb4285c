"""The draw by ZIP: stable, in proportion to residents, and its own for each workspace."""

import hashlib
import hmac

import polars as pl
import pytest

from pipelines.geography.draws import Shares, uniform

ROWS = pl.DataFrame(
    {"code": ["1", "1", "1", "2"], "block": ["c", "a", "b", "x"], "share": [0.2, 0.5, 0.3, 1.0]}
)
KEY = b"key"


def draw(keys: list[str], code: str = "1", key: bytes = KEY) -> list[str]:
    return Shares(ROWS).draw(pl.Series([code] * len(keys)), pl.Series(keys), key).to_list()


def test_the_slow_way_gives_the_same_blocks():
    """HMAC-SHA256(key, household|code), its first 53 bits as a number, along the blocks in order."""
    keys = [f"h{n}" for n in range(500)]
    expected = []
    for household in keys:
        digest = hmac.new(KEY, f"{household}|1".encode(), hashlib.sha256).digest()
        point = (int.from_bytes(digest[:8], "big") >> 11) / 2**53
        expected.append("a" if point < 0.5 else "b" if point < 0.8 else "c")
    assert draw(keys) == expected


def test_a_household_stays_where_it_was_drawn():
    assert draw(["h7", "h8", "h7"]) == draw(["h7", "h8", "h7"])
    assert draw(["h7"])[0] == draw(["h1", "h2", "h7"])[2]


def test_draws_follow_residents():
    found = pl.Series(draw([f"h{n}" for n in range(20000)])).value_counts(normalize=True)
    shares = dict(found.iter_rows())
    assert shares == {
        "a": pytest.approx(0.5, abs=0.015),
        "b": pytest.approx(0.3, abs=0.015),
        "c": pytest.approx(0.2, abs=0.015),
    }


def test_another_workspace_draws_otherwise():
    keys = [f"h{n}" for n in range(200)]
    assert draw(keys) != draw(keys, key=b"other")


def test_a_code_of_one_block_needs_no_draw_and_an_unknown_one_has_none():
    found = Shares(ROWS).draw(pl.Series(["2", "9", None]), pl.Series(["a", "b", "c"]), KEY)
    assert found.to_list() == ["x", None, None]


def test_numbers_are_from_0_up_to_but_not_1():
    points = uniform(KEY, pl.Series([f"h{n}" for n in range(5000)]), pl.Series(["1"] * 5000))
    assert points.min() >= 0 and points.max() < 1
    assert points.mean() == pytest.approx(0.5, abs=0.02)


def test_the_form_of_the_codes():
    assert Shares(ROWS).form == r"^(\d{1})$"
