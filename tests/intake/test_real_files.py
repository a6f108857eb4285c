"""Real logs of real layouts: every row accounted for."""

import shutil

import pytest

from pipelines.errors import IdentifierError
from pipelines.intake import read_partner
from tests.intake.partners import key_of

pytestmark = pytest.mark.real_data

EVENTS = """\
partner: stoop
files: ["*.csv"]
columns:
  "tract_code": {role: ignore}
  "geoid": {role: ignore}
  "executed_day": {role: received_on, part: day}
  "executed_month": {role: received_on, part: month}
  "executed_year": {role: received_on, part: year}
  "borough": {role: ignore}
constants: {need: eviction_help}
identical_rows: distinct
"""
SUBMISSIONS = """\
partner: stoop
files: ["*.csv"]
columns:
  "ID": {role: request_id}
  "Organizer": {role: identifier}
  "Status": {role: result}
  "Name": {role: identifier}
  "Timestamp": {role: received_on, formats: ["%m/%d/%Y %H:%M:%S"]}
  "Address": {role: identifier}
  "email": {role: identifier}
  "telephone": {role: identifier}
  "Does your request need to remain anonymous?": {role: ignore}
  "Number of people in household": {role: household_size}
  "Is a member of your household over the age of 50, or otherwise at elevated risk?": {role: ignore}
  "What do you need? Check all that apply": {role: need, many: ","}
  "Is your need:": {role: ignore}
  "Add any details about your request": {role: note}
  "Is your need recurring?": {role: recurring, yes: ["I have an ongoing need"]}
  "Organizer Results and Comments": {role: note}
codes:
  need: {"Food": groceries, "clothing/laundry": clothing}
  result: {"Completed": received}
"""


def test_every_eviction_event_is_one_request(shared, folder, catalog, places):
    shutil.copy(shared / "real/nyc/logs/nyc_evictions_events_sample_tract2010.csv", folder / "events.csv")
    (folder / "mapping.yaml").write_text(EVENTS, encoding="utf-8")
    log = read_partner(folder, catalog, places, key_of)
    assert log.requests.height == 3730
    assert log.row_account.select("fate", "rows").rows() == [("loaded", 3730), ("received", 3730)]


def test_a_mutual_aid_form_as_it_is_exported(shared, folder, catalog, places):
    shutil.copy(shared / "real/mutual_aid/submission_responses.csv", folder / "responses.csv")
    (folder / "mapping.yaml").write_text(SUBMISSIONS, encoding="utf-8")
    log = read_partner(folder, catalog, places, key_of)
    received = log.row_account.filter(fate="received")["rows"].sum()
    assert received == log.row_account.filter(fate="loaded")["rows"].sum() > 0
    assert "groceries" in log.requests["need"]
    (folder / "mapping.yaml").write_text(
        SUBMISSIONS.replace('"Name": {role: identifier}', '"Name": {role: language}'), encoding="utf-8"
    )
    with pytest.raises(IdentifierError, match="column D"):
        read_partner(folder, catalog, places, key_of)
