"""Real logs of real layouts: every row accounted for."""

import shutil

import polars as pl
import pytest
import yaml

from needs.main import main
from pipelines.errors import IdentifierError
from pipelines.intake import read_partner
from tests.intake.partners import PARTNER_YAML, key_of
from tests.raw_town import make_raw_town

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


@pytest.fixture
def town(tmp_path):
    return make_raw_town(tmp_path / "town", rows=2)


def map_file(town, path, *words: str) -> int:
    return main(["intake", "map", str(path), "--partner", "stoop", "--yes", *words, "--data", str(town.root)])


def roles_of(town) -> dict[str, str]:
    mapping = yaml.safe_load((town.intake / "stoop" / "mapping.yaml").read_text("utf-8"))
    return {header: rule["role"] for header, rule in mapping["columns"].items()}


def read_as_mapped(town, catalog, places):
    folder = town.intake / "stoop"
    (folder / "partner.yaml").write_text(PARTNER_YAML, encoding="utf-8")
    log = read_partner(folder, catalog, places, key_of)
    fates = dict(log.row_account.group_by("fate").agg(pl.col("rows").sum()).iter_rows())
    return log, fates, dict(log.request_account.select("step", "rows").iter_rows())


def test_a_form_is_mapped_by_its_proposal_alone(shared, town, catalog, places):
    assert map_file(town, shared / "real/mutual_aid/submission_responses.csv") == 0
    roles = roles_of(town)
    people = {"Organizer", "Name", "Address", "email", "telephone"}
    assert {header for header, role in roles.items() if role == "identifier"} == people
    assert roles["What do you need? Check all that apply"] == "need"
    assert roles["Add any details about your request"] == "note"
    log, fates, steps = read_as_mapped(town, catalog, places)
    assert fates == {"received": 1, "loaded": 1}
    assert steps["ask_rows"] == 1 and steps["requests"] == log.requests.height


def test_events_of_one_need_are_mapped_once_it_is_said_which(shared, town, catalog, places, capsys):
    events = shared / "real/nyc/logs/nyc_evictions_events_sample_tract2010.csv"
    assert map_file(town, events) == 1
    assert "--need" in capsys.readouterr().err
    assert (
        map_file(town, events, "--need", "eviction_help", "--set", "borough=ignore", "--set", "geoid=ignore")
        == 0
    )
    assert [header for header, role in roles_of(town).items() if role == "received_on"] == [
        "executed_day", "executed_month", "executed_year",
    ]  # fmt: skip
    _, fates, steps = read_as_mapped(town, catalog, places)
    # Of events without a number of their own, those alike in all cells count once.
    assert fates["received"] == 3730 == fates["loaded"] + fates["duplicate"]
    assert steps["ask_rows"] == fates["loaded"] == steps["requests"]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("mutual_aid/crownheights_airtable.json", "kind"),
        ("mutual_aid/custom_form_questions.csv", "row 45: a quotation mark is not closed"),
        ("mutual_aid/users.csv", "need"),
        ("mutual_aid/hsds/csv/contacts.csv", "received_on"),
        ("wire/ACSDT5Y2022.B25034-Data.csv", "received_on"),
        ("wire/places_tract_socrata_long_sample.json", "received_on"),
        ("nyc/logs/nyc_evictions_by_community_district_2017_2019-07.csv", "received_on"),
        ("nyc/logs/nyc_evictions_by_council_district_2013bounds_2017_2019-07.csv", "received_on"),
        ("nyc/logs/nyc_evictions_by_tract2010_2017_2019.csv", "need"),
    ],
)
@pytest.mark.slow
def test_what_is_no_log_of_requests_is_refused_with_a_reason(shared, town, capsys, file, told):
    assert map_file(town, shared / "real" / file) == 1
    err = " ".join(capsys.readouterr().err.split())
    assert told in err and "Traceback" not in err
    assert not (town.intake / "stoop").exists()
