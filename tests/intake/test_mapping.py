"""mapping.yaml: what is ambiguous, unknown or incomplete is refused with file and line."""

import pytest

from pipelines.errors import CatalogError
from tests.intake.partners import MAPPING, PARTNER_YAML, row, write_log

REPLACED = {
    "two columns with one exclusive role": (
        '"Area": {role: area, level: neighbourhood}',
        '"Area": {role: household_key}',
        "line 7",
        "the role household_key is taken by `Family` on line 5",
    ),
    "two entries that claim the same column": (
        '"Area": {role: area, level: neighbourhood}',
        '" family ": {role: ignore}',
        "line 7",
        "claims the same column",
    ),
    "an entry written twice": (
        '"Area": {role: area, level: neighbourhood}',
        '"Family": {role: ignore}',
        "line 7",
        "stands twice",
    ),
    "an unknown role": ("{role: household_key}", "{role: household}", "line 5", "there is no role household"),
    "a role without what it needs": (
        '{role: received_on, formats: ["%m/%d/%Y"]}',
        "{role: received_on}",
        "line 6",
        "needs formats",
    ),
    "a setting that the role has not": (
        "{role: request_id}",
        "{role: request_id, many: ';'}",
        "line 4",
        "many",
    ),
    "a format that cannot be read": ('"%m/%d/%Y"]}\n  "Area"', '"%Q/%d"]}\n  "Area"', "line 6", "%Q/%d"),
    "a code that the catalog has not": ('"Rent": rent', '"Rent": rents', "line 12", "Did you mean `rent`"),
    "a field that is not coded": ("  need: {", "  needs: {", "line 12", "only these fields are coded"),
    "an area level that is not there": ("level: neighbourhood", "level: parish", "line 7", "neighbourhood"),
    "another partner's mapping": ("partner: stoop", "partner: stairs", "line 1", "stoop"),
    "no day of the request": (
        '"Asked on": {role: received_on, formats: ["%m/%d/%Y"]}',
        '"Asked on": {role: ignore}',
        "line 3",
        "received_on",
    ),
    "no need": ('"Needs": {role: need, many: ";"}', '"Needs": {role: ignore}', "line 3", "need"),
    "a word coded twice": ('"Food": groceries,', '"Food": groceries, " food": rent,', "line 12", "otherwise"),
    "no YAML": ("columns:", "columns: [", "line", "not YAML"),
}


@pytest.mark.parametrize("fault", REPLACED)
def test_a_fault_names_file_and_line(folder, read, fault):
    old, new, line, words = REPLACED[fault]
    assert old in MAPPING
    write_log(folder, [row()], mapping=MAPPING.replace(old, new, 1))
    with pytest.raises(CatalogError) as raised:
        read()
    text = str(raised.value)
    assert "mapping.yaml" in text and line in text and words in text


def test_a_file_that_two_patterns_match_is_refused(folder, read):
    write_log(folder, [row()], mapping=MAPPING.replace('["*.csv"]', '["*.csv", "log*"]'))
    with pytest.raises(CatalogError, match=r"line 2: `1`: two patterns match log\.csv"):
        read()


def test_no_file_that_matches_is_refused(folder, read):
    write_log(folder, [row()], name="log.tsv")
    with pytest.raises(CatalogError, match="no file in stoop matches"):
        read()


def test_a_file_that_no_pattern_takes_is_said(folder, read):
    write_log(folder, [row()])
    (folder / "later.xlsx").write_bytes(b"anything")
    assert read().notices == ("stoop/later.xlsx: no pattern of mapping.yaml (files) matches it; not read.",)


def test_names_with_spaces_and_accents_are_found(folder, read):
    write_log(folder, [row()], mapping=MAPPING.replace("*.csv", "día *.csv"), name="día 1 (final).csv")
    assert read().row_account["file"].unique().to_list() == ["día 1 (final).csv"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: mutual_aid", "kind: club", "line 2"),
        ("service_area: all", "service_area: [b0, zz9]", "zz9 is no area code"),
        ("service_area: all", "service_area: all\nagrees: {place: parish}", "agrees: place"),
        ("name: Stoop Collective\n", "", "name"),
    ],
)
def test_a_fault_in_partner_yaml_names_the_file(folder, read, old, new, words):
    write_log(folder, [row()])
    (folder / "partner.yaml").write_text(PARTNER_YAML.replace(old, new), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"partner\.yaml") as raised:
        read()
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("from,to,state\n2025-01-02,2025-01-01,paused\n", "line 2"),
        ("from,to,state\n2025-01-01,2025-01-02,on strike\n", "line 2"),
        ("start,end,state\n", "line 1"),
        ("from,to,state,note\n2025-01-01,2025-01-02,paused,call 718-555-0142\n", "line 2"),
    ],
)
def test_a_fault_in_the_calendar_names_the_line(folder, read, text, line):
    write_log(folder, [row()])
    (folder / "calendar.csv").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=rf"calendar\.csv {line}") as raised:
        read()
    assert "555" not in str(raised.value)


def test_the_calendar_is_read(folder, read):
    write_log(folder, [row()])
    (folder / "calendar.csv").write_text(
        "from,to,state,note\n2025-01-01,2025-01-07,paused,\n", encoding="utf-8"
    )
    assert read().calendar["state"].to_list() == ["paused"]
