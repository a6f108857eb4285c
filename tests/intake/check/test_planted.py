"""The simulator's planted truths: the partner that changed its form and the one that closed for a month are
found, whether their calendars say so or not, and neither is taken for the other, nor for anybody else.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.build import build
from pipelines.catalog import Catalog
from pipelines.intake.check import Check, check
from pipelines.intake.check.own import read_own
from pipelines.paths import Workspace
from pipelines.simulate import copy_public_raw, simulate
from pipelines.wording import load_wording

PROJECT = Path(__file__).parents[3]
CHANGED, CLOSED = "front_stoop", "harbor_pantry"  # data/raw/simulation.yaml
TOWNS, AT_LEAST = 20, 18


def checked_town(root: Path, catalog: Catalog, requests: int, seed: int) -> dict[str, tuple[Check, Check]]:
    """By partner: its check, and that of the same log with an empty calendar."""
    workspace = Workspace(root)
    copy_public_raw(Workspace(PROJECT / "data"), workspace)
    simulate(workspace, requests=requests, partners=8, seed=seed)
    build(workspace)
    wording = load_wording()
    owns = read_own(workspace)
    return {
        own.partner: tuple(
            check(one, catalog, lambda key: wording.text("en", key))
            for one in (own, replace(own, calendar=own.calendar.clear()))
        )
        for own in owns
    }


def changed_its_form(found: Check) -> bool:
    """Told as that and as nothing else that breaks off."""
    forms = [(form.month, {jump.field for jump in form.jumps}) for form in found.form_changes]
    return forms == [("2025-03", {"race_ethnicity"})] and not found.gaps and found.stop is None


def closed_for_a_month(found: Check) -> bool:
    """Told as that and as no change of the form."""
    spans = [(str(gap.from_on) <= "2024-08-01", str(gap.to_on) >= "2024-08-31") for gap in found.gaps]
    return spans == [(True, True)] and not found.form_changes and found.stop is None


def others(town: dict[str, tuple[Check, Check]]) -> Iterator[Check]:
    """Those of which nothing is planted, without their calendars."""
    return (bare for partner, (_, bare) in town.items() if partner not in (CHANGED, CLOSED))


def breaks_off(found: Check) -> bool:
    return bool(found.form_changes or found.gaps or found.stop)


@pytest.mark.slow
def test_both_are_found_in_a_small_town(tmp_path, catalog):
    town = checked_town(tmp_path / "town", catalog, requests=30_000, seed=1)
    for declared, bare in (town[CHANGED], town[CLOSED]):
        assert not declared.stands_out and bare.stands_out
    assert all(changed_its_form(found) and not closed_for_a_month(found) for found in town[CHANGED])
    assert all(closed_for_a_month(found) and not changed_its_form(found) for found in town[CLOSED])
    assert len(list(others(town))) == 6
    assert not any(breaks_off(found) for found in others(town))


@pytest.mark.proof
def test_both_are_found_in_eighteen_of_twenty_towns(tmp_path, catalog, write_proof):
    form = closed = mistaken = loud = weeks = quiet = 0
    for seed in range(1, TOWNS + 1):
        town = checked_town(tmp_path / str(seed), catalog, requests=240_000, seed=seed)
        form += all(changed_its_form(found) for found in town[CHANGED])
        closed += all(closed_for_a_month(found) for found in town[CLOSED])
        mistaken += any(breaks_off(found) for found in others(town))
        quiet += sum(not found.stands_out for found in others(town))
        weeks += sum(len(found.weeks) for found in others(town))
        loud += sum(len(found.changes) for found in others(town))
    figures = {
        "towns": TOWNS,
        "form_found": form,
        "closing_found": closed,
        "towns_with_another_partner_taken_for_one": mistaken,
        "quiet_partners": 6 * TOWNS,
        "quiet_partners_without_a_finding": quiet,
        "quiet_weeks": weeks,
        "falls_and_rises_of_quiet_partners": loud,
    }
    write_proof("intake_check", figures)
    assert min(form, closed) >= AT_LEAST and mistaken == 0
    assert quiet >= 0.85 * 6 * TOWNS
