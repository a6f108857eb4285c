"""What must hold over all partners together."""

from dataclasses import replace

import polars as pl
import pytest

from pipelines.build_checks import check_accounts, check_names, same_content
from pipelines.build_report import BuildReport, report_lines
from pipelines.errors import IntakeError
from pipelines.pieces import Pieces
from pipelines.tables.warehouse import REQUEST

# Of table `request` what the check looks at.
SHORT = replace(
    REQUEST, columns=tuple(c for c in REQUEST.columns if c.name in ("partner", "request_key", "requests"))
)


def account(*fates: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"partner": "p", "file": "f.csv", "fate": [f for f, _ in fates], "rows": [n for _, n in fates]}
    )


def test_an_account_that_does_not_add_up_is_our_own_fault():
    steps = pl.DataFrame({"partner": ["p"], "step": ["requests"], "rows": [3]})
    made = pl.DataFrame({"partner": ["p", "p"], "request_key": ["a", "b"], "requests": [1, 2]})
    check_accounts(account(("received", 5), ("loaded", 4), ("duplicate", 1)), steps, Pieces(SHORT, [made]))
    with pytest.raises(AssertionError, match="rows do not add up"):
        check_accounts(
            account(("received", 5), ("loaded", 3), ("duplicate", 1)), steps, Pieces(SHORT, [made])
        )
    with pytest.raises(AssertionError, match="requests do not add up"):
        check_accounts(account(("received", 5), ("loaded", 5)), steps, Pieces(SHORT, [made.head(1)]))


def inputs(*files: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(files, schema=["input", "sha256"], orient="row")


def test_files_of_one_content_are_noted_within_a_partner_and_refused_across(tmp_path):
    intake = tmp_path / "intake"
    for partner in ("a", "b"):
        (intake / partner).mkdir(parents=True)
        (intake / partner / "x.csv").write_text("1")
    within = inputs(("intake/a/x.csv", "1"), ("intake/a/y.csv", "1"), ("intake/a/mapping.yaml", "1"))
    assert same_content(intake, within) == (
        "intake/a/y.csv has the same content as x.csv: its rows count once.",
    )
    with pytest.raises(IntakeError, match=r"intake/a/x\.csv and intake/b/x\.csv have the same content"):
        same_content(intake, inputs(("intake/a/x.csv", "1"), ("intake/b/x.csv", "1")))
    assert same_content(intake, inputs(("census/a.csv", "1"), ("census/b.csv", "1"))) == ()


def test_two_partners_of_one_name_are_refused():
    rows = pl.DataFrame({"partner": ["a", "b", "c"], "name": ["One", "Two", "One"]})
    with pytest.raises(IntakeError, match="a and c have the same name"):
        check_names(rows)
    check_names(rows.head(2))


def test_the_report_tells_fates_with_their_reasons_and_what_is_not_coded():
    fates = [
        ("received", "all", 9),
        ("loaded", "all", 5),
        ("quarantined", "ssn", 1),
        ("quarantined", "phone", 3),
    ]
    rows = pl.DataFrame(
        {
            "partner": "p", "file": "f.csv", "fate": [f for f, _, _ in fates],
            "reason": [r for _, r, _ in fates], "rows": [n for _, _, n in fates],
        }
    )  # fmt: skip
    steps = pl.DataFrame({"partner": "p", "step": ["requests", "loaded_rows"], "rows": [4, 1234]})
    unmapped = pl.DataFrame({"partner": ["p"], "field": ["need"], "words": [2], "rows": [7]})
    placed = pl.DataFrame({"partner": ["p"], "placed_by": ["zip"], "requests": [4], "nowhere": [1]})
    codes = pl.DataFrame({"code_kind": ["zip"], "codes": [178], "split": [99], "empty": [2]})
    moves = pl.DataFrame({"block": ["b-1"], "moved_to": ["b-2"], "residents": [803.13], "reason": ["sliver"]})
    report = BuildReport(
        row_account=rows, request_account=steps, unmapped=unmapped, placed=placed, codes=codes, moves=moves,
        seconds=1.25,
        left_out=(("acs", "rows of summary level 160", 1),), notes=("copied",),
    )  # fmt: skip
    assert report_lines(report) == [
        "p",
        "  f.csv: received 9 rows = loaded 5 + quarantined 4 (ssn 1, phone 3)",
        "  loaded rows 1,234, requests 4",
        "  placed by zip 4; unknown or outside 1",
        "  not coded: need (2 words in 7 rows)",
        "Codes of zip: 178; 99 lie in several blocks, in 2 nobody lives (unknown).",
        "Slivers joined the largest block of their area: 1, 803 residents: b-1 to b-2 (803).",
        "acs: left out 1: rows of summary level 160",
        "Note: copied",
        "Built in 1.2 s.",
    ]


def test_several_files_have_a_line_of_their_sum():
    rows = pl.DataFrame(
        {
            "partner": "p",
            "file": ["a", "a", "b", "b"],
            "fate": ["received", "loaded"] * 2,
            "reason": "all",
            "rows": [3, 3, 4, 4],
        }
    )
    report = BuildReport(
        row_account=rows,
        request_account=pl.DataFrame(schema={"partner": pl.String, "step": pl.String, "rows": pl.Int64}),
        unmapped=pl.DataFrame(
            schema={"partner": pl.String, "field": pl.String, "words": pl.Int64, "rows": pl.Int64}
        ),
        placed=pl.DataFrame({"partner": ["p"], "placed_by": ["zip"], "requests": [7], "nowhere": [0]}),
        codes=pl.DataFrame(
            schema={"code_kind": pl.String, "codes": pl.Int64, "split": pl.Int64, "empty": pl.Int64}
        ),
        moves=pl.DataFrame(schema={"reason": pl.String, "residents": pl.Float64}),
    )
    assert "  all 2 files: received 7 rows = loaded 7" in report_lines(report)
