"""Each nasty file comes to exactly the two accounts that are written beside it."""

import polars as pl
import pytest

from pipelines.intake import read_partner
from pipelines.tables.accounts import REQUEST_STEPS
from tests.intake.nasty import CASES
from tests.intake.nasty.case import Case
from tests.intake.partners import key_of


def test_there_are_enough_of_them_and_no_two_alike() -> None:
    assert len(CASES) >= 40
    assert (
        len({case.name for case in CASES})
        == len({tuple(case.files.values()) for case in CASES})
        == len(CASES)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_accounts(tmp_path, catalog, places, case: Case) -> None:
    case.write(tmp_path / "stoop")
    log = read_partner(tmp_path / "stoop", catalog, places, key_of)
    rows = log.row_account.group_by("fate", "reason").agg(pl.col("rows").sum()).filter(
        (pl.col("rows") > 0) | pl.col("fate").is_in(["received", "loaded"])
    )  # fmt: skip
    found = {fate if why == "all" else f"{fate}:{why}": number for fate, why, number in rows.iter_rows()}
    expected = {part.split()[0]: int(part.split()[1]) for part in case.rows.split(", ")}
    assert found == expected
    assert expected["received"] == sum(n for fate, n in expected.items() if fate != "received")
    steps = dict(log.request_account.select("step", "rows").iter_rows())
    assert steps == dict(zip(REQUEST_STEPS, map(int, case.requests.split()), strict=True))
