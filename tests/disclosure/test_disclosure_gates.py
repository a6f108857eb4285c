import polars as pl
import pytest

from pipelines.disclosure import private_gate, public_gate
from pipelines.disclosure.equations import build_equations
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import protect
from tests.disclosure.linked_town import DESIGNS, Town, released

POLICY = DisclosurePolicy()
TOWN = Town(1, mean=10)
EQUATIONS = build_equations(TOWN.cells, TOWN.hierarchy)
CELLS = TOWN.cells.select("cell", "value", "is_published")
REPORT = protect(CELLS, EQUATIONS, POLICY)
PUBLIC = released(TOWN.cells, REPORT.statuses)


def with_shown(cell: int) -> pl.DataFrame:
    """PUBLIC with one hidden cell shown by hand."""
    truth = TOWN.cells.filter(pl.col("cell") == cell)["value"].item()
    here = pl.col("cell") == cell
    return PUBLIC.with_columns(
        status=pl.when(here).then(pl.lit("shown")).otherwise("status"),
        value=pl.when(here).then(truth).otherwise("value"),
    )


def test_what_was_protected_passes_both_gates() -> None:
    report = public_gate.check([PUBLIC], TOWN.hierarchy, POLICY)
    assert report.ok
    assert (report.hidden, report.exact, report.within_3) == ((PUBLIC["status"] == "hidden").sum(), 0, 0)
    assert report.narrowest == 6
    assert report.unpublished > 0
    private = private_gate.check(CELLS, EQUATIONS, PUBLIC, REPORT.proofs, POLICY)
    assert private.ok
    assert private.certified >= report.hidden


def test_hiding_small_counts_alone_is_refused() -> None:
    small = pl.col("value").is_between(1, 10)
    alone = TOWN.cells.filter(pl.col("is_published")).with_columns(
        status=pl.when(small).then(pl.lit("hidden")).otherwise(pl.lit("shown")),
        value=pl.when(~small).then("value"),
    )
    report = public_gate.check([alone], TOWN.hierarchy, POLICY)
    assert not report.ok
    assert report.exact > 0
    assert not private_gate.check(CELLS, EQUATIONS, alone, REPORT.proofs, POLICY).ok


def test_cells_shown_by_hand_are_found() -> None:
    """A proof may not need one certain neighbour; showing them one after the other soon gives a cell away."""
    refused = 0
    neighbours = PUBLIC.filter(pl.col("status") == "hidden").join(CELLS.rename({"value": "truth"}), on="cell")
    for cell in neighbours.filter(pl.col("truth") > 10)["cell"]:
        leak = with_shown(cell)
        report = public_gate.check([leak], TOWN.hierarchy, POLICY)
        refused += not report.ok
        assert report.ok == (report.narrowest >= 6)
    assert refused >= neighbours.filter(pl.col("truth") > 10).height / 2


def test_a_small_count_shown_by_hand_is_found_by_the_private_gate() -> None:
    small = PUBLIC.filter(pl.col("status") == "hidden").join(CELLS.rename({"value": "truth"}), on="cell")
    cell = small.filter(pl.col("truth") <= 10)["cell"].min()
    report = private_gate.check(CELLS, EQUATIONS, with_shown(cell), REPORT.proofs, POLICY)
    assert not report.ok
    assert report.small_shown == 1
    assert (cell, "small and shown") in report.findings


def test_a_table_added_later_that_shares_a_margin_is_found() -> None:
    """Council districts were not thought of when the rest was protected."""
    alone = Town(1, mean=10, designs=[d for d in DESIGNS if d[0] != "council"])
    equations = build_equations(alone.cells, alone.hierarchy)
    first = released(
        alone.cells, protect(alone.cells.select("cell", "value", "is_published"), equations, POLICY).statuses
    )
    assert public_gate.check([first], alone.hierarchy, POLICY).ok
    added = pl.concat([alone.table(d) for d in DESIGNS if d[0] == "council" or d[2] == "need"])
    every_month = pl.concat([alone.table(("neighbourhood", "month", "domain", "all")), added])
    leak = every_month.with_columns(status=pl.lit("shown"))
    report = public_gate.check([first, leak], alone.hierarchy, POLICY)
    assert not report.ok
    assert all(len(key) in (0, 12) for key, _ in report.findings)


def test_a_count_that_changed_between_two_editions_is_found() -> None:
    moved = PUBLIC.with_columns(value=pl.col("value") + (pl.col("cell") == PUBLIC["cell"].min()))
    report = public_gate.check([PUBLIC, moved], TOWN.hierarchy, POLICY)
    assert not report.ok
    assert "published twice, differently" in {what for _, what in report.findings}


def test_a_cell_hidden_in_one_audience_and_shown_in_the_other_is_found() -> None:
    cell = PUBLIC.filter(pl.col("status") == "hidden")["cell"].min()
    report = public_gate.check([PUBLIC, with_shown(cell)], TOWN.hierarchy, POLICY)
    assert not report.ok


def test_the_same_counts_in_both_audiences_and_history_are_one_system() -> None:
    once = public_gate.check([PUBLIC], TOWN.hierarchy, POLICY)
    assert public_gate.check([PUBLIC, PUBLIC.head(40), PUBLIC], TOWN.hierarchy, POLICY) == once


def test_not_yet_in_an_older_edition_contradicts_nothing() -> None:
    older = PUBLIC.head(20).with_columns(status=pl.lit("not_yet"), value=pl.lit(None, pl.Int64))
    assert public_gate.check([older, PUBLIC], TOWN.hierarchy, POLICY).ok
    assert public_gate.check([PUBLIC, older], TOWN.hierarchy, POLICY).ok


def test_counts_that_do_not_add_up_are_refused_by_both() -> None:
    shown = PUBLIC.filter(pl.col("status") == "shown", pl.col("area_level") == "city")["cell"].min()
    wrong = PUBLIC.with_columns(value=pl.col("value") + (pl.col("cell") == shown))
    assert not public_gate.check([wrong], TOWN.hierarchy, POLICY).ok
    private = private_gate.check(CELLS, EQUATIONS, wrong, REPORT.proofs, POLICY)
    assert private.altered == 1
    broken = CELLS.with_columns(value=pl.col("value") + (pl.col("cell") == shown))
    assert private_gate.check(broken, EQUATIONS, PUBLIC, REPORT.proofs, POLICY).broken_equations > 0


def test_a_published_cell_that_was_left_out_is_found() -> None:
    report = private_gate.check(CELLS, EQUATIONS, PUBLIC.head(PUBLIC.height - 1), REPORT.proofs, POLICY)
    assert not report.ok
    assert "status missing" in {what for _, what in report.findings}


def test_a_block_that_one_subtraction_gives_away_is_found() -> None:
    """Neighbourhood n1 lies in c1, n2 in both: shown n1, n2 and districts leave the blocks of n2 and n4."""
    designs = [(area, "quarter", "all", "all") for area in ("neighbourhood", "council")]
    town = Town(2, mean=0.4, designs=designs)
    shown = town.cells.filter(pl.col("is_published")).with_columns(status=pl.lit("shown"))
    report = public_gate.check([shown], town.hierarchy, POLICY)
    assert report.hidden == 0
    assert report.unpublished_small > 0
    assert not report.ok


@pytest.mark.parametrize("gate", ["public", "private"])
def test_findings_hold_no_value(gate: str) -> None:
    alone = TOWN.cells.filter(pl.col("is_published")).with_columns(
        status=pl.when(pl.col("value").is_between(1, 10)).then(pl.lit("hidden")).otherwise(pl.lit("shown"))
    )
    if gate == "public":
        findings = public_gate.check([alone], TOWN.hierarchy, POLICY).findings
        assert all(isinstance(part, str) for key, _ in findings for part in key)
    else:
        findings = private_gate.check(CELLS, EQUATIONS, alone, REPORT.proofs, POLICY).findings
        assert {what for _, what in findings} <= {
            "range too narrow",
            "small and shown",
            "shown with another value",
        }
    assert findings
