"""The identifier gate: what identifies a person reaches no frame, no error, no log."""

import logging
import traceback

import polars as pl
import pytest

from pipelines.errors import IdentifierError
from tests.intake.partners import HEADER, MAPPING, row, write_log

PLANTED = {
    "telephone": "718-555-0142",
    "email": "ana.lopez@example.org",
    "tax_number": "536-22-1234",
    "birth_date": "03/05/1984",
    "street_address": "123 Main Street",
    "card_number": "4111 1111 1111 1111",
    "alien_number": "A# 123 456 789",
    "name": "Maria Lopez",
}
WORDS = {
    "telephone": "telephone numbers",
    "email": "e-mail addresses",
    "tax_number": "social security",
    "birth_date": "birth dates",
    "street_address": "street addresses",
    "card_number": "card",
    "alien_number": "immigration numbers",
    "name": "names",
}


def everything(log) -> str:
    """All that a log came to, as text."""
    frames = [value for value in vars(log).values() if isinstance(value, pl.DataFrame)]
    return " ".join([*(frame.write_csv() for frame in frames), *log.notices])


def with_column(header: str, role: str) -> tuple[tuple[str, ...], str]:
    mapping = MAPPING.replace("codes:", f'  "{header}": {{role: {role}}}\ncodes:', 1)
    return (*HEADER, header), mapping


def good_rows(count: int) -> list[tuple[str, ...]]:
    return [row(record=f"R{n}", family=f"H{n}") for n in range(count)]


@pytest.mark.parametrize("role", ["identifier", "note", "referred_to", "ignore"])
@pytest.mark.parametrize("kind", PLANTED)
def test_a_column_that_the_mapping_drops_leaves_no_trace(folder, read, caplog, capsys, kind, role):
    header, mapping = with_column("Extra", role)
    write_log(folder, [(*one, PLANTED[kind]) for one in good_rows(6)], header=header, mapping=mapping)
    with caplog.at_level(logging.DEBUG):
        log = read()
    assert log.requests.height == 6
    said = capsys.readouterr()
    assert PLANTED[kind] not in everything(log) + caplog.text + said.out + said.err


@pytest.mark.parametrize("kind", PLANTED)
def test_a_column_of_identifiers_that_it_reads_is_refused_by_name(folder, read, kind):
    header, mapping = with_column("Extra", "language")
    write_log(folder, [(*one, PLANTED[kind]) for one in good_rows(6)], header=header, mapping=mapping)
    with pytest.raises(IdentifierError) as raised:
        read()
    text = str(raised.value)
    assert "stoop/log.csv, column H (`Extra`): most of its cells" in text and WORDS[kind] in text
    assert PLANTED[kind] not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("role", ["language", "ignore"])
def test_a_single_one_keeps_its_row_out(folder, read, kind, role):
    if kind == "name" and role == "ignore":
        return  # a name is told from codes only, and nobody codes what is ignored
    header, mapping = with_column("Extra", role)
    rows = [(*one, "English") for one in good_rows(6)]
    rows[2] = (
        *rows[2][:-1],
        f"English {PLANTED[kind]}" if kind not in ("name", "birth_date") else PLANTED[kind],
    )
    write_log(folder, rows, header=header, mapping=mapping)
    log = read()
    assert log.quarantine.select("row_number", "reason", "column_number").rows() == [(4, "identifier", 8)]
    assert log.requests.height == 5
    assert PLANTED[kind] not in everything(log)


@pytest.mark.parametrize("column", range(len(HEADER)))
def test_every_column_is_looked_at(folder, read, column):
    rows = good_rows(6)
    cells = list(rows[3])
    cells[column] = f"{cells[column]} {PLANTED['telephone']}"
    write_log(folder, [*rows[:3], tuple(cells), *rows[4:]])
    assert read().quarantine.select("row_number", "reason", "column_number").rows() == [
        (5, "identifier", column + 1)
    ]


@pytest.mark.parametrize(
    "header", ["Phone", "Nombre", "Date of birth", "Home address", "SSN", "Status migratorio"]
)
def test_a_header_that_names_an_identifier_is_refused_even_when_empty(folder, read, header):
    columns, mapping = with_column(header, "language")
    write_log(folder, [(*one, "") for one in good_rows(3)], header=columns, mapping=mapping)
    with pytest.raises(IdentifierError, match=r"by its header it holds"):
        read()
    columns, mapping = with_column(header, "identifier")
    write_log(folder, [(*one, "") for one in good_rows(3)], header=columns, mapping=mapping)
    assert read().requests.height == 3


@pytest.mark.parametrize("header", ["Phone Contact?", "SSN Type", "Address Type", "Position"])
def test_the_content_decides_a_harmless_header(folder, read, header):
    columns, mapping = with_column(header, "language")
    write_log(folder, [(*one, "English") for one in good_rows(6)], header=columns, mapping=mapping)
    assert read().requests.height == 6
    write_log(folder, [(*one, "536-22-1234") for one in good_rows(6)], header=columns, mapping=mapping)
    with pytest.raises(IdentifierError, match="most of its cells"):
        read()


def test_telephones_as_household_keys_are_refused(folder, read):
    rows = [row(record=f"R{n}", family=f"718{200 + n * 7 % 800}{n * 37 % 10000:04d}") for n in range(60)]
    write_log(folder, rows)
    with pytest.raises(IdentifierError, match="telephone numbers"):
        read()
    write_log(folder, [row(record=f"R{n}", family=str(2024000000 + n)) for n in range(60)])
    assert read().requests.height == 60


def test_a_need_called_by_a_word_of_identifiers_is_a_need(folder, read):
    columns = (*HEADER, "Phone / internet bill")
    mapping = MAPPING.replace(
        "codes:", '  "Phone / internet bill": {role: need_flag, need: phone_internet, yes: ["Y"]}\ncodes:', 1
    )
    write_log(folder, [(*row(needs=""), "Y")], header=columns, mapping=mapping)
    assert read().requests["need"].to_list() == ["phone_internet"]


def test_an_ignored_column_of_identifiers_is_said(folder, read):
    header, mapping = with_column("Extra", "ignore")
    write_log(folder, [(*one, "718-555-0142") for one in good_rows(6)], header=header, mapping=mapping)
    (notice,) = read().notices
    assert "column H (`Extra`): holds telephone numbers and is ignored" in notice


@pytest.mark.parametrize("role", ["language", "housing", "work"])
def test_a_column_of_statuses_is_refused_and_a_need_of_that_name_is_not(folder, read, role):
    header, mapping = with_column("Current", role)
    status = ["Undocumented", "LPR", "U visa pending", "DACA", "TPS", "sin papeles"]
    rows = [(*one, word) for one, word in zip(good_rows(6), status, strict=True)]
    write_log(folder, rows, header=header, mapping=mapping)
    with pytest.raises(IdentifierError, match="immigration status") as raised:
        read()
    assert "DACA" not in str(raised.value)
    needs = [row(record=f"R{n}", family=f"H{n}", need="Green card") for n in range(6)]
    write_log(folder, needs)
    assert read().requests.height == 6


def test_words_of_status_in_a_reason_become_rules_excluded(folder, read):
    mapping = MAPPING.replace(
        "codes:", '  "Why": {role: reason}\ncodes:\n  reason: {"No SSN": no_capacity, "Full": no_capacity}', 1
    )
    reasons = ("No SSN", "sin papeles", "Visa expired, not eligible", "Full", "Moved away", "")
    rows = [(*row(record=f"R{n}", family=f"H{n}", outcome="Full"), why) for n, why in enumerate(reasons)]
    write_log(folder, rows, header=(*HEADER, "Why"), mapping=mapping)
    log = read()
    assert sorted(log.requests["reason"]) == [
        "no_capacity", "not_stated", "other_reason", "rules_excluded", "rules_excluded", "rules_excluded",
    ]  # fmt: skip
    assert log.unmapped.filter(field="reason").select("words", "rows").rows() == [(1, 1)]
