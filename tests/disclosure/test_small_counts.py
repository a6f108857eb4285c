import polars as pl
import pytest

from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.small import mark_small

POLICY = DisclosurePolicy()


def is_small(**cell: int | bool | None) -> bool:
    return mark_small(pl.DataFrame({"cell": [1], **{k: [v] for k, v in cell.items()}}), POLICY)[
        "small"
    ].item()


@pytest.mark.parametrize(("value", "expected"), [(0, False), (1, True), (10, True), (11, False)])
def test_one_to_ten_are_small(value: int, expected: bool) -> None:
    assert is_small(value=value) is expected


@pytest.mark.parametrize(
    ("households", "expected"), [(1, True), (3, True), (10, True), (11, False), (None, False)]
)
def test_forty_requests_of_few_households_are_small(households: int | None, expected: bool) -> None:
    assert is_small(value=40, households=households) is expected


@pytest.mark.parametrize(
    ("value", "keyed", "expected"), [(19, 17, True), (20, 17, False), (19, 18, False), (12, 0, True)]
)
def test_the_threshold_is_twenty_where_few_requests_carry_a_key(
    value: int, keyed: int, expected: bool
) -> None:
    assert is_small(value=value, keyed=keyed) is expected


@pytest.mark.parametrize(
    ("rest", "expected"), [(0, False), (4, True), (10, True), (11, False), (None, False)]
)
def test_what_the_largest_partner_could_read_off_is_small(rest: int | None, expected: bool) -> None:
    assert is_small(value=400, partner_residual=rest) is expected


def test_a_zero_is_small_only_where_its_table_hides_zeros() -> None:
    assert is_small(value=0, zeros_hidden=True)
    assert not is_small(value=0, zeros_hidden=False)


def test_another_rule_hides_at_any_size() -> None:
    assert is_small(value=5000, must_hide=True)


@pytest.mark.parametrize("wrong", [{"threshold": 4}, {"threshold_unkeyed": 10}, {"range_at_least": 0}])
def test_a_policy_that_protects_too_little_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        DisclosurePolicy(**wrong)
