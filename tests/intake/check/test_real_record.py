"""A real record of events by day: evictions executed in two boroughs of New York, 2017 to March 2020."""

import csv
from collections import Counter
from datetime import date, datetime

import pytest

from pipelines.intake.check.changes import find_changes
from pipelines.intake.check.gaps import find_gaps
from pipelines.intake.check.series import whole_weeks


@pytest.fixture
def by_day(shared) -> Counter[date]:
    path = shared / "real" / "nyc" / "logs" / "nyc_evictions_events_sample_tract2010.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = [(row["executed_day"], row["executed_month"][:3], row["executed_year"]) for row in rows]
    return Counter(datetime.strptime(" ".join(part), "%d %b %y").date() for part in parts)


@pytest.mark.real_data
def test_of_a_real_record_only_its_pauses_at_christmas_are_told(by_day):
    """Marshals evict nobody around Christmas. Nothing else in 165 weeks of about 22 breaks off or jumps."""
    gaps = find_gaps(by_day, ())
    assert [(f"{gap.from_on:%Y-%m}", f"{gap.to_on:%Y-%m}") for gap in gaps] == [
        ("2017-12", "2018-01"),
        ("2018-12", "2019-01"),
        ("2019-12", "2020-01"),
    ]
    assert all(gap.from_on.day >= 19 and gap.to_on.day <= 2 for gap in gaps)
    weeks = whole_weeks(by_day, [(gap.from_on, gap.to_on) for gap in gaps])
    assert len(weeks) > 150 and find_changes(weeks) == ()
