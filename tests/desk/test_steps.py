"""Each step under AppTest: the right words are on it, nothing of a person is, and what it saves is saved."""

import csv
import io
import re

import pytest
import yaml

from desk.context import STEPS, open_desk
from desk.draft import take_file
from desk.editions import newest_edition
from needs.intake_map import KIND_OF_EVIDENCE
from pipelines.intake.mapping import read_mapping
from pipelines.intake.partner_files import read_partner_sheet
from pipelines.paths import Workspace
from pipelines.wording import load_wording
from tests.desk.messy import BAD_DATE, FIRST_ROW, TELEPHONE, messy_log
from tests.desk.screen import KITCHEN, PLANTED, Screen

pytestmark = pytest.mark.slow

WORDING = load_wording()
KEY = re.compile(r"\b(?:desk|records|term|need|group|row_fate|row_reason)\.[a-z_]+\b")
RECORD = re.compile(r"\b[KF]\d{1,3}\b")  # numbers of tickets and households in the messy file


def in_hand(workspace: Workspace, data: bytes | None = None) -> None:
    """The messy file, or another, as if it had just been dropped."""
    take_file(open_desk(workspace.root, partner=KITCHEN), "requests.csv", data or messy_log())


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("step", STEPS)
def test_every_step_says_what_it_is_for_in_both_languages(screen: Screen, published_town, step, language):
    screen.open(Workspace(published_town), step, KITCHEN, language)
    assert WORDING.text(language, f"desk.step.{step}") in screen.text
    assert WORDING.text(language, f"desk.lead.{step}") in screen.text
    assert not KEY.search(screen.text)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_nothing_of_a_person_is_sent_to_the_browser(screen: Screen, published_town, step):
    screen.open(Workspace(published_town), step, KITCHEN)
    assert [word for word in PLANTED if word in screen.everything] == []
    assert not RECORD.search(screen.text)


@pytest.mark.slow
def test_nothing_of_a_person_is_sent_while_a_file_is_in_hand(screen: Screen, kitchen):
    in_hand(kitchen)
    for step in ("file", "columns"):
        screen.open(kitchen, step, KITCHEN)
        assert "401 rows" in screen.everything
        assert [word for word in PLANTED if word in screen.everything] == []
        assert not RECORD.search(screen.text)


def test_a_stranger_is_told_what_the_page_does_and_can_open_no_later_step(screen: Screen, town):
    screen.open(town, "publish")
    assert "Nothing leaves this machine" in screen.text
    assert [step["is_closed"] for step in screen.path] == [False, *[True] * 7]
    assert [step["state"] for step in screen.path] == ["todo"] * 8


def test_a_workspace_without_partners_begins_with_the_first(screen: Screen, town):
    for folder in list(town.intake.iterdir()):
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    assert "About the new partner" in screen.open(town, "partner").text


def test_a_new_partner_agrees_to_nothing_until_a_person_says_so(screen: Screen, town):
    screen.open(town, "partner")
    screen.selectbox("The partner").set_value("")
    screen.again().press("Save and go on")
    assert "The partner needs a name." in screen.text
    screen.test.text_input[0].set_value("Corner Kitchen")
    screen.press("Save and go on")
    sheet = read_partner_sheet(town.intake / KITCHEN)
    assert (sheet.name, sheet.agrees.groups, sheet.agrees.results) == ("Corner Kitchen", False, False)


def test_a_file_is_looked_at_and_put_nowhere(screen: Screen, kitchen):
    before = sorted(kitchen.root.rglob("*"))
    screen.open(kitchen, "file", KITCHEN).drop("july.csv", messy_log(50))
    assert "july.csv: 51 rows, 10 columns. Nothing is saved yet." in screen.text
    assert "Keep this file" in screen.button_names()
    assert sorted(kitchen.root.rglob("*")) == before


def test_a_file_that_fits_is_kept_at_a_click(screen: Screen, kitchen):
    screen.open(kitchen, "file", KITCHEN).drop("july.csv", messy_log(50))
    screen.press("Keep this file")
    assert (kitchen.intake / KITCHEN / "july.csv").read_bytes() == messy_log(50)


def test_a_file_taken_out_of_the_box_is_no_longer_in_hand(screen: Screen, kitchen):
    screen.open(kitchen, "file", KITCHEN).drop("july.csv", messy_log(50))
    screen.test.file_uploader[0].set_value(None)
    assert "july.csv" not in screen.again().text


@pytest.mark.slow
def test_after_a_reload_the_file_and_what_was_said_of_it_are_still_in_hand(screen: Screen, kitchen):
    in_hand(kitchen)
    screen.open(kitchen, "columns", KITCHEN)
    screen.selectbox("What is I: Language?").set_value("ignore")
    screen.again()
    screen.open(kitchen, "columns", KITCHEN)
    assert screen.selectbox("What is I: Language?").value == "ignore"
    screen.open(kitchen, "file", KITCHEN)
    assert "requests.csv: 401 rows" in screen.text
    screen.press("Let go of this file")
    assert "in hand" not in str(screen.path)


@pytest.mark.slow
def test_columns_are_proposed_with_evidence_and_saved_as_corrected(screen: Screen, kitchen):
    (kitchen.intake / KITCHEN / "mapping.yaml").unlink()
    in_hand(kitchen)
    screen.open(kitchen, "columns", KITCHEN)
    assert "Dropped unread, and never kept: D: Full name, E: Phone and J: Comments." in screen.text
    assert "By its heading: telephone numbers" in screen.text
    screen.selectbox("What is A: Ticket #?").set_value("ignore")
    screen.again().press("Save the columns")
    mapping = read_mapping(kitchen.intake / KITCHEN)[0]
    roles = {header: rule.role for header, rule in mapping.columns.items()}
    assert roles["Ticket #"] == "ignore"
    assert roles["Full name"] == roles["Phone"] == "identifier"
    assert roles["Comments"] == "note"


def test_every_reason_that_the_command_has_words_for_has_words_here():
    assert [kind for kind in KIND_OF_EVIDENCE if not WORDING.has(f"desk.why.{kind}")] == []


SAID_ONCE = "I can offer my van ring at the blue door"


def test_words_of_asks_and_offers_are_shown_only_where_many_rows_have_them(screen: Screen, kitchen):
    kinds = ["I need help"] * 30 + ["I can help"] * 20 + [SAID_ONCE]
    rows = [f"{n},2025-03-{n % 28 + 1:02},Food box,{kind}" for n, kind in enumerate(kinds)]
    data = "\n".join(["Ticket #,Date of request,What do they need?,Need or offer?", *rows]).encode()
    for name in ("mapping.yaml", "requests.csv"):
        (kitchen.intake / KITCHEN / name).unlink()
    in_hand(kitchen, data)
    screen.open(kitchen, "columns", KITCHEN)
    offers = next(box for box in screen.test.multiselect if box.label == "Words for an offer")
    assert "I can help" in offers.value
    assert "blue door" not in screen.everything
    assert "1 more word that few rows have is kept and not shown." in screen.text
    # What is not shown is still meant, after a change of the others too.
    offers.set_value([*offers.value, "lend a hand"])
    screen.again().press("Save the columns")
    rule = read_mapping(kitchen.intake / KITCHEN)[0].columns["Need or offer?"]
    assert {"I can help", "lend a hand", SAID_ONCE} <= set(rule.offer)
    assert "blue door" not in screen.open(kitchen, "columns", KITCHEN).everything


def test_a_file_that_is_written_otherwise_than_the_last_is_not_read_as_one_column(screen: Screen, kitchen):
    rows = list(csv.reader(messy_log(80).decode("cp1252").splitlines(), delimiter=";"))
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    screen.open(kitchen, "file", KITCHEN).drop("july.csv", out.getvalue().encode("cp1252"))
    assert "july.csv: 81 rows, 10 columns." in screen.text
    screen.open(kitchen, "columns", KITCHEN)
    assert screen.selectbox("What is E: Phone?").value == "identifier"
    assert [word for word in PLANTED if word in screen.everything] == []


def test_the_rows_that_are_left_out_are_named_by_number_with_the_reason(screen: Screen, kitchen):
    screen.open(kitchen, "kept_out", KITCHEN)
    assert "397 of 401 rows would be loaded." in screen.text
    assert f"1 row: {BAD_DATE + FIRST_ROW} (column C)" in screen.text
    assert f"1 row: {TELEPHONE + FIRST_ROW} (column G)" in screen.text


def test_a_word_is_given_its_code_and_the_others_stay_open(screen: Screen, kitchen):
    screen.open(kitchen, "words", KITCHEN)
    assert screen.path[STEPS.index("words")]["note"] == "2 words open"
    screen.selectbox("“zorbing”, in 17 rows").set_value("groceries")
    screen.press("Save the words")
    assert "1 word saved." in screen.text
    assert screen.path[STEPS.index("kept_out")]["note"] == "4 of 401 rows"
    codes = yaml.safe_load((kitchen.intake / KITCHEN / "mapping.yaml").read_text("utf-8"))["codes"]
    assert codes["need"]["zorbing"] == "groceries"
    assert "zorbing" not in screen.text
    assert "“blorped”, in 15 rows" in screen.text


@pytest.mark.slow
def test_a_build_shows_both_accounts(screen: Screen, kitchen):
    screen.open(kitchen, "build", KITCHEN).press("Build")
    screen.wait_for(kitchen, "build")
    for said in ("Built in", "Rows received 401", "Loaded 397", "Kept out 3", "Rows loaded 397"):
        assert said in screen.text
    assert screen.path[STEPS.index("build")]["state"] == "done"
    # A new session, as after a reload, finds all of it again.
    assert "Rows received 401" in screen.open(kitchen, "build", KITCHEN).text


@pytest.mark.slow
def test_the_preview_is_the_partners_own_page(screen: Screen, published_town):
    screen.open(Workspace(published_town), "preview", KITCHEN)
    assert "What the next edition would say from the rows of Corner Kitchen" in screen.text
    assert screen.path[STEPS.index("preview")]["state"] == "done"
    screen.open(Workspace(published_town), "publish", KITCHEN)
    assert screen.path[STEPS.index("preview")]["state"] == "done"


@pytest.mark.slow
def test_an_edition_comes_out_once_a_person_says_so_by_name(screen: Screen, published):
    published.warehouse.touch()  # as if it had been built again since
    screen.open(published, "publish", KITCHEN).press("Publish")
    assert "Write your name and tick the box" in screen.text
    screen.test.text_input[0].set_value("Rosa Example")
    screen.test.checkbox[0].check()
    screen.press("Publish").wait_for(published, "publish")
    assert "Confirmed by Rosa Example" in screen.text
    assert newest_edition(published).confirmed.person == "Rosa Example"
    for part in (published.edition_link / "public", published.edition_link / "coalition"):
        assert not any(b"Rosa Example" in file.read_bytes() for file in part.rglob("*") if file.is_file())
