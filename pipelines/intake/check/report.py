"""All checks of one partner together, as text for a person and as a dictionary for programs."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.catalog import Catalog, load_catalog
from pipelines.intake.check.advice import Advice, advise
from pipelines.intake.check.changes import Change, comparable_weeks, find_changes
from pipelines.intake.check.completeness import add_status, count_answers
from pipelines.intake.check.form_changes import FormChange, find_form_changes
from pipelines.intake.check.gaps import Gap, find_gaps, find_stop
from pipelines.intake.check.own import Own, read_own
from pipelines.intake.check.results import count_results
from pipelines.intake.check.rows import count_rows
from pipelines.intake.check.series import Week, asked_for, askers_by_day
from pipelines.intake.check.spells import read_spells
from pipelines.paths import Workspace
from pipelines.wording import load_wording


@dataclass(frozen=True)
class Check:
    """What was found. `weeks`: those that were compared; `label`: words of the screen by key; `threshold`:
    counts from 1 to below it are small.
    """

    own: Own
    answers: pl.DataFrame
    results: pl.DataFrame
    weeks: tuple[Week, ...]
    changes: tuple[Change, ...]
    form_changes: tuple[FormChange, ...]
    gaps: tuple[Gap, ...]
    stop: Gap | None
    rows: pl.DataFrame
    advice: tuple[Advice, ...]
    label: Callable[[str], str]
    threshold: int
    enough_results: float

    @property
    def stands_out(self) -> bool:
        """Whether something broke off or changed that the partner's calendar does not explain."""
        found = (*self.changes, *self.form_changes, *self.gaps, *([self.stop] if self.stop else []))
        return not all(one.is_explained for one in found)


def check_partners(workspace: Workspace, partner: str | None = None) -> list[Check]:
    """The checks of one partner, or of all. Raises UserError: nothing is built, or no such partner is."""
    owns = read_own(workspace, partner)
    catalog = load_catalog(workspace.catalog_overlay)
    wording = load_wording(workspace.catalog_overlay / "wording")
    return [check(own, catalog, lambda key: wording.text("en", key)) for own in owns]


def check(own: Own, catalog: Catalog, label: Callable[[str], str]) -> Check:
    """All checks of one partner."""
    spells, askers = read_spells(own.calendar), askers_by_day(asked_for(own.requests))
    results = count_results(own.requests, catalog.horizon_days)
    passed = results["month"].to_list()
    gaps, forms = find_gaps(askers, spells), find_form_changes(own.requests, spells, passed)
    weeks = comparable_weeks(own.requests, spells, [(gap.from_on, gap.to_on) for gap in gaps])
    return Check(
        own=own,
        answers=add_status(count_answers(own.requests), catalog.policy.threshold),
        results=results,
        weeks=tuple(weeks),
        changes=find_changes(weeks, spells, forms),
        form_changes=forms,
        gaps=gaps,
        stop=find_stop(askers, spells, own.others_until),
        rows=count_rows(own.row_account),
        advice=advise(own, catalog, passed, lambda name: label(f"group_dimension.{name}").lower()),
        label=label,
        threshold=catalog.policy.threshold,
        enough_results=catalog.policy.recorded_share_at_least,
    )
