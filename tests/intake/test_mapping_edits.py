"""Small changes to a mapping.yaml: what is asked for, and nothing else."""

import pytest
import yaml

from pipelines.catalog import load_catalog
from pipelines.errors import CatalogError, IdentifierError, IntakeError
from pipelines.intake.guess.from_file import mapping_text, propose_mapping, with_roles
from pipelines.intake.mapping import Format, read_mapping
from pipelines.intake.mapping_edits import with_codes, with_pattern
from pipelines.intake.remapping import remapped_text, said_before
from pipelines.intake.saving import save_codes, save_file, save_mapping, write_mapping
from pipelines.wording import load_wording
from tests.intake.partners import MAPPING, csv_text, row, write_log

CATALOG, WORDING = load_catalog(), load_wording()
FLOW = MAPPING
BLOCK = """\
# Agreed with the partner in May.
partner: stoop
files:
- "*.csv"
columns:
  "Asked on": {role: received_on, formats: ["%m/%d/%Y"]}  # month first
  "Needs": {role: need}
codes:
    # words of the old form
    need:
        "Food": groceries   # the big box
        "Rent":
            rent
constants: {}
"""
BARE = """\
partner: stoop
files: ["*.csv"]
columns: {"Asked on": {role: received_on, formats: [iso]}, "Needs": {role: need}}"""
MORE = {"need": {'the "blue" thing: #1': "rent", "ñ": None}, "disability": {"sí": "yes"}}


@pytest.mark.parametrize("text", [FLOW, BLOCK, BARE, BLOCK.replace("constants: {}\n", "")])
def test_words_are_coded_and_every_line_stays(text):
    changed = with_codes(text, MORE)
    expected = yaml.safe_load(text)
    codes = expected.setdefault("codes", {})
    for field, words in MORE.items():
        codes[field] = {**words, **codes.get(field, {})}
    assert yaml.safe_load(changed) == expected
    for line in text.splitlines():
        assert line in changed or line.strip().startswith(("need: {", "result: {"))


def test_a_mapping_whose_codes_are_empty_gets_them():
    text = BARE + "\ncodes: {need: {}}\n"
    assert yaml.safe_load(with_codes(text, {"need": {"a": "rent"}}))["codes"] == {"need": {"a": "rent"}}
    assert with_codes(text, {"need": {}}) == text


@pytest.mark.parametrize("text", [FLOW, BLOCK])
def test_one_more_pattern_of_files(text):
    assert yaml.safe_load(with_pattern(text, "*.xlsx"))["files"] == ["*.xlsx", "*.csv"]


def test_codes_that_are_none_are_not_saved(folder):
    write_log(folder, [row()])
    before = (folder / "mapping.yaml").read_text()
    with pytest.raises(CatalogError, match="Nothing was saved"):
        save_codes(folder, {"need": {"zorbing": "moon"}}, CATALOG)
    assert (folder / "mapping.yaml").read_text() == before
    save_codes(folder, {"need": {"zorbing": "childcare"}}, CATALOG)
    assert read_mapping(folder)[0].codes["need"]["zorbing"] == "childcare"


def test_one_more_file_is_taken_only_past_the_gate(folder):
    write_log(folder, [row()])
    text = csv_text([row(record="R2")])
    with pytest.raises(IntakeError, match="lacks the column `Needs`"):
        save_file(folder, "march.csv", text.replace("Needs", "Wants").encode(), CATALOG)
    calls = csv_text([row(record=f"212-555-01{n:02}") for n in range(20)])
    with pytest.raises(IdentifierError, match="telephone"):
        save_file(folder, "march.csv", calls.encode(), CATALOG)
    assert not (folder / "march.csv").exists()
    save_file(folder, "MARCH.CSV", text.encode(), CATALOG)
    assert (folder / "MARCH.CSV").read_text() == text
    assert read_mapping(folder)[0].files == ("*.CSV", "*.csv")


def proposed(folder, name: str, text: str):
    proposal = propose_mapping(folder / name, CATALOG, WORDING, data=text.encode())
    mapping, _ = read_mapping(folder)
    return proposal, *said_before(mapping, proposal)


def test_a_changed_file_keeps_what_a_person_said_of_its_columns(folder):
    own = (
        MAPPING.replace('"Record": {role: request_id}', '"Record": {role: ignore}')
        + "identical_rows: distinct\n"
    )
    write_log(folder, [row()], mapping="# By hand.\n" + own)
    text = csv_text([(*row(record=f"R{n}")[:5], "Helped", "ward 3") for n in range(9)],
                    header=("Record", "Family", "Asked on", "Area", "needs", "Outcome", "Ward"))  # fmt: skip
    proposal, roles, settings = proposed(folder, "next.csv", text)
    assert roles["Record"] == "ignore" and roles["needs"] == "need" and "Ward" not in roles
    said = with_roles(proposal, {**roles, "Ward": "note"}, CATALOG, WORDING, settings)
    save_mapping(
        folder, remapped_text(folder, said, "next.csv", "neighbourhood"), "next.csv", text.encode(), CATALOG
    )
    mapping, _ = read_mapping(folder)
    assert mapping.columns["Record"].role == "ignore"
    assert mapping.columns["Needs"].many == ";" and not mapping.columns["Needs"].optional
    assert mapping.columns["Ward"].role == "note" and mapping.columns["Ward"].optional
    assert mapping.columns["Closed on"].optional
    assert mapping.codes["need"]["Diapers"] == "diapers" and mapping.identical_rows == "distinct"
    assert (folder / "mapping.yaml").read_text().startswith("# By hand.\n")


def test_the_only_file_of_a_partner_makes_no_column_optional(folder):
    write_log(folder, [row()], name="next.csv")
    text = csv_text([row(record=f"R{n}") for n in range(9)])
    proposal, roles, settings = proposed(folder, "next.csv", text)
    said = with_roles(proposal, {**roles, "Record": "household_key", "Family": "note"}, CATALOG, WORDING,
                      {**settings, "Record": {}, "Family": {}})  # fmt: skip
    write_mapping(folder, remapped_text(folder, said, "next.csv", "neighbourhood"))
    mapping, _ = read_mapping(folder)
    assert [rule.optional for rule in mapping.columns.values()] == [False] * 7
    assert mapping.columns["Record"].role == "household_key"


def test_a_file_written_otherwise_frees_the_layout(folder):
    write_log(folder, [row()], mapping=MAPPING + "format: {encoding: utf-8, delimiter: ','}\n")
    text = csv_text([row(record=f"R{n}") for n in range(9)], delimiter=";")
    proposal, roles, settings = proposed(folder, "next.csv", text)
    said = with_roles(proposal, roles, CATALOG, WORDING, settings)
    text = remapped_text(folder, said, "next.csv", "neighbourhood")
    assert "format" not in yaml.safe_load(text)


def test_what_a_person_says_of_the_layout_is_saved(tmp_path):
    lines = ["Ticket,Date,Need", "kept by Sam,,", *(f"{n},2025-03-0{n},Food" for n in range(1, 9))]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["Our log", *lines]))
    proposal = propose_mapping(path, CATALOG, WORDING, layout=Format(header_row=2))
    assert [guess.column.header for guess in proposal.guesses] == ["Ticket", "Date", "Need"]
    assert yaml.safe_load(mapping_text("stoop", "*.csv", proposal, ""))["format"] == {"header_row": 2}
