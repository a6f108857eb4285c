"""What a person meets when something is refused: what it means, what to do, and nothing lost."""

import pytest

from desk.context import open_desk
from desk.draft import get_draft, take_file
from desk.faults import KINDS
from desk.jobs import find_job
from pipelines import errors
from pipelines.build import build
from pipelines.editions.write import current_edition
from pipelines.lock import locked
from pipelines.wording import load_wording
from tests.desk.messy import messy_log
from tests.desk.screen import KITCHEN, PLANTED, Screen

pytestmark = pytest.mark.slow

WORDING = load_wording()
BAD_FILES = {
    "empty": b"",
    "only_a_header": b"Date;Need\r\n",
    "no_table": b"\x00\x01\x02\xff" * 200,
    "broken_workbook": b"PK\x03\x04 this is no workbook",
}


def says(screen: Screen, kind: str, language: str = "en") -> bool:
    """Whether the page tells of a fault of this kind, and what to do."""
    parts = [WORDING.text(language, f"desk.fault_{part}.{kind}") for part in ("kind", "do")]
    return all(part in screen.text for part in parts)


def test_every_kind_of_refusal_has_its_words():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert set(kinds) - {errors.UsageError} == {kind for kind, _ in KINDS}
    for at, (kind, _) in enumerate(KINDS):
        assert not any(issubclass(kind, earlier) for earlier, _ in KINDS[:at]), kind


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_told_and_kept_nowhere(screen: Screen, town, name, language):
    before = sorted(town.root.rglob("*"))
    screen.open(town, "file", "corner_table", language)
    screen.drop("log.xlsx" if name == "broken_workbook" else "log.csv", BAD_FILES[name])
    assert says(screen, "intake", language)
    assert WORDING.text(language, "desk.fault") in screen.text
    assert sorted(town.root.rglob("*")) == before
    assert get_draft(open_desk(town.root, partner="corner_table")) is None


def test_a_file_with_other_columns_is_told_and_its_columns_can_be_gone_through(screen: Screen, kitchen):
    other = messy_log(60).replace(b"Language", b"Telefono", 1)
    screen.open(kitchen, "file", KITCHEN).drop("july.csv", other)
    assert "Go through its columns once more" in screen.text
    assert "Next: Columns" in screen.button_names()
    assert "Keep this file" not in screen.button_names()


@pytest.mark.slow
def test_a_column_of_people_cannot_be_read_and_the_choice_stays_on_the_page(screen: Screen, kitchen):
    mapping = kitchen.intake / KITCHEN / "mapping.yaml"
    mapping.unlink()
    take_file(open_desk(kitchen.root, partner=KITCHEN), "requests.csv", messy_log())
    screen.open(kitchen, "columns", KITCHEN)
    screen.selectbox("What is E: Phone?").set_value("quantity")
    screen.again().press("Save the columns")
    assert says(screen, "identifier")
    assert not mapping.exists()
    assert [word for word in PLANTED if word in screen.everything] == []
    assert screen.open(kitchen, "columns", KITCHEN).selectbox("What is E: Phone?").value == "quantity"
    screen.selectbox("What is E: Phone?").set_value("identifier")
    screen.again().press("Save the columns")
    assert mapping.exists()


def test_while_another_command_holds_the_workspace_nothing_is_saved_and_nothing_lost(screen: Screen, kitchen):
    mapping = kitchen.intake / KITCHEN / "mapping.yaml"
    screen.open(kitchen, "words", KITCHEN)
    word = "“zorbing”, in 17 rows"
    screen.selectbox(word).set_value("groceries")
    with locked(kitchen, "simulate"):
        screen.press("Save the words")
        assert says(screen, "locked")
        assert "The workspace is in use: needs simulate" in screen.text
        assert screen.selectbox(word).value == "groceries"
        assert "zorbing" not in mapping.read_text("utf-8")
    screen.press("Save the words")
    assert '"zorbing": groceries' in mapping.read_text("utf-8")


@pytest.mark.slow
def test_a_build_waits_while_another_command_holds_the_workspace(screen: Screen, kitchen):
    with locked(kitchen, "publish"):
        screen.open(kitchen, "build", KITCHEN).press("Build").wait_for(kitchen, "build")
        assert says(screen, "locked")
        # Nobody is to be left out for it.
        assert "Leave out the partner that cannot be read, and build the others" not in screen.button_names()
    screen.press("Build").wait_for(kitchen, "build")
    assert "Built in" in screen.text


def test_a_saved_file_that_cannot_be_read_leads_to_its_columns(screen: Screen, kitchen):
    file = kitchen.intake / KITCHEN / "requests.csv"
    file.write_bytes(file.read_bytes().replace(b"Household no.", b"Family", 1))
    for step in ("kept_out", "words"):
        screen.open(kitchen, step, KITCHEN)
        assert says(screen, "intake")
        assert "Go to: Columns" in screen.button_names()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_refused_build_names_the_place_and_can_leave_that_partner_out(screen: Screen, kitchen, language):
    file = kitchen.intake / KITCHEN / "requests.csv"
    file.write_bytes(file.read_bytes().replace(b"Household no.", b"Family", 1))
    screen.open(kitchen, "build", KITCHEN, language)
    screen.press(WORDING.text(language, "desk.build.begin")).wait_for(kitchen, "build")
    assert says(screen, "intake", language)
    assert "Household no." in screen.text
    assert not kitchen.warehouse.exists()
    screen.press(WORDING.text(language, "desk.build.without")).wait_for(kitchen, "build")
    assert kitchen.warehouse.exists()
    assert "Household no." in screen.text


@pytest.mark.slow
def test_a_refusal_of_the_gate_publishes_nothing_and_leaves_the_last_edition(screen: Screen, published):
    before = current_edition(published)
    overlay = published.catalog_overlay / "needs.yaml"
    overlay.write_text("needs:\n  - {id: groceries, domain: housing}\n", encoding="utf-8")
    build(published)
    screen.open(published, "publish", KITCHEN)
    screen.test.text_input[0].set_value("Rosa Example")
    screen.test.checkbox[0].check()
    screen.press("Publish").wait_for(published, "publish")
    assert isinstance(find_job(published.root, "publish").fault, errors.DisclosureError)
    assert says(screen, "disclosure")
    assert "needs.yaml" in screen.text
    assert current_edition(published) == before
    assert says(screen.open(published, "publish", KITCHEN, "es"), "disclosure", "es")


@pytest.mark.parametrize("language", ["en", "es"])
def test_rules_with_a_fault_are_told_instead_of_the_page(screen: Screen, town, language):
    town.coalition_file.write_text("name: [", encoding="utf-8")
    screen.open(town, "partner", language=language)
    assert says(screen, "catalog", language)
    assert "coalition.yaml" in screen.text


def test_a_step_opened_too_early_says_what_is_missing(screen: Screen, town):
    (town.intake / "corner_table" / "mapping.yaml").unlink()
    for step in ("kept_out", "words", "build"):
        screen.open(town, step, "corner_table")
        assert "Save the columns first" in screen.text
    for step in ("preview", "publish"):
        assert "Nothing is built yet. Build first." in screen.open(town, step, "phone_tree").text
