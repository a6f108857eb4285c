"""Words to codes: by the mapping or not at all."""

import polars as pl
import pytest

from pipelines.intake.ages import AGE_BANDS, code_ages
from pipelines.intake.codes import code_cells
from pipelines.intake.mapping import same
from tests.intake.partners import HEADER, MAPPING, row, write_log


def with_columns(**columns: str) -> tuple[tuple[str, ...], str]:
    """HEADER and MAPPING with more columns: header, and the entry of the mapping."""
    lines = "".join(f'  "{header}": {entry}\n' for header, entry in columns.items())
    return (*HEADER, *columns), MAPPING.replace("codes:", f"{lines}codes:", 1)


def read_column(folder, read, entry: str, cells: list[str], codes: str = "") -> pl.DataFrame:
    """Requests of one row per cell, in the order of the cells."""
    header, mapping = with_columns(Extra=entry)
    rows = [
        (*row(record=f"R{n}", family=f"H{n}", asked_on=f"03/{n + 1:02d}/2025"), cell)
        for n, cell in enumerate(cells)
    ]
    write_log(folder, rows, header=header, mapping=mapping.replace("codes:", f"codes:\n{codes}", 1))
    return read().requests.sort("received_on")


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("Food", ["groceries"], []),
        ("  fOOd ", ["groceries"], []),
        ("Comida rapida", ["hot_meals"], []),
        ("Food; Rent;Food", ["groceries", "rent"], []),
        ("Rent, back;Food", ["groceries", "rent"], []),
        ("groceries", ["groceries"], []),
        ("Boats; Rent", ["rent"], ["boats"]),
        ("N/A", [], []),
        (None, [], []),
        ("None of these", [], []),
    ],
)
def test_words_are_told_whatever_case_accents_and_spaces(text, codes, unknown):
    words = {
        "Food": "groceries",
        "Comida  rápida": "hot_meals",
        "Rent": "rent",
        "Rent, back": "rent",
        "groceries": "groceries",
    }
    table = {same(word): code for word, code in words.items()} | {"none of these": None}
    assert code_cells(pl.Series([text], dtype=pl.String), table, ";").rows() == [(codes, unknown)]


def test_an_option_may_hold_the_separator_itself():
    words = {"food, groceries": "groceries", "rent": "rent"}
    assert code_cells(pl.Series(["Rent, Food, groceries"]), words, ",").rows() == [
        (["groceries", "rent"], [])
    ]


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("0", "under_18"), ("17", "under_18"), ("18", "18_29"), ("29", "18_29"), ("30", "30_44"),
        ("45", "45_64"), ("64", "45_64"), ("65", "65_plus"),
        ("34.0", "30_44"), ("34 years", "30_44"), ("34 años", "30_44"),
    ],
)  # fmt: skip
def test_ages_become_bands(text, band):
    assert code_ages(pl.Series([text])).rows() == [([band], [])]


@pytest.mark.parametrize("text", ["999", "N/A", "-", ".", "-1", "150", None])
def test_what_stands_for_no_age_is_no_answer(text):
    assert code_ages(pl.Series([text], dtype=pl.String)).rows() == [([], [])]


def test_the_bands_are_those_of_the_catalog(catalog):
    assert tuple(band for _, band in AGE_BANDS) == catalog.groups["age_band"].code_ids


def test_what_is_neither_age_nor_blank_is_counted(folder, read):
    header, mapping = with_columns(Age="{role: age}")
    rows = [(*row(record=f"R{n}", family=f"H{n}"), text) for n, text in enumerate(["34", "grown up", "999"])]
    write_log(folder, rows, header=header, mapping=mapping)
    log = read()
    assert sorted(log.requests["age_band"]) == ["30_44", "not_answered", "not_answered"]
    assert log.unmapped.filter(field="age").select("words", "rows").rows() == [(1, 1)]


def test_several_marked_are_multiracial(folder, read):
    cells = ["White", "Hispanic, White", "Black", "", "Prefer not to say", "Martian"]
    entry, codes = (
        '{role: race_ethnicity, many: ","}',
        "  race_ethnicity: {White: white, Hispanic: hispanic, Black: black}\n",
    )
    found = read_column(folder, read, entry, cells, codes)["race_ethnicity"].to_list()
    assert found == ["white", "multiracial", "black", "not_answered", "not_answered", "not_answered"]


def test_the_old_two_questions_make_one_answer(folder, read):
    header, mapping = with_columns(
        Race="{role: race_ethnicity, codes: {White: white, Black: black, Other: null}}",
        Hispanic='{role: race_ethnicity, codes: {"Yes": hispanic, "No": null}}',
    )
    cells = [("White", "No"), ("White", "Yes"), ("Other", "Yes"), ("", ""), ("Other", "No")]
    rows = [
        (*row(record=f"R{n}", family=f"H{n}", asked_on=f"03/0{n + 1}/2025"), *two)
        for n, two in enumerate(cells)
    ]
    write_log(folder, rows, header=header, mapping=mapping)
    log = read()
    found = log.requests.sort("received_on")["race_ethnicity"].to_list()
    assert found == ["white", "multiracial", "hispanic", "not_answered", "not_answered"]
    assert "race_ethnicity" not in log.unmapped["field"]


def test_not_asked_differs_from_not_answered(folder, read):
    found = read_column(folder, read, "{role: language}", ["", "english"])
    assert found["language"].to_list() == ["not_answered", "english"]
    assert found["housing"].to_list() == ["not_asked", "not_asked"]


def test_a_need_that_nothing_codes_is_unmapped_and_counted(folder, read):
    write_log(
        folder,
        [
            row(needs="Boats"),
            row(record="R2", family="H2", needs="boats ;Rent;Bikes"),
            row(record="R3", needs=""),
        ],
    )
    log = read()
    assert sorted(log.requests.select("need", "domain").rows()) == [
        ("rent", "housing"), ("unmapped", "other"), ("unmapped", "other"),
    ]  # fmt: skip
    assert log.unmapped.select("field", "words", "rows").rows() == [("need", 2, 2)]
    assert log.requests["contacts"].to_list().count(2) == 1


def test_a_column_per_need(folder, read):
    header, mapping = with_columns(
        Diapers='{role: need_flag, need: diapers, yes: ["Y", "x"]}',
        Meals="{role: need_flag, need: hot_meals, yes: [Y]}",
    )
    mapping = mapping.replace('{role: need, many: ";"}', "{role: ignore}")
    cells = [("Y", "N"), ("x", "y"), ("", "no")]
    rows = [(*row(record=f"R{n}", family=f"H{n}"), *two) for n, two in enumerate(cells)]
    write_log(folder, rows, header=header, mapping=mapping)
    log = read()
    assert sorted(log.requests["need"]) == ["diapers", "diapers", "hot_meals"]
    assert log.quarantine.select("row_number", "reason").rows() == [(4, "no_need")]


def test_an_offer_never_counts_as_need(folder, read):
    header, mapping = with_columns(I="{role: kind, ask: [Need help], offer: [Can help]}")
    kinds = ["Need help", "can HELP", "Both", ""]
    rows = [(*row(record=f"R{n}", family=f"H{n}", needs="Food;Rent"), kind) for n, kind in enumerate(kinds)]
    write_log(folder, rows, header=header, mapping=mapping)
    log = read()
    assert log.requests.height == 2 and log.offers.height == 2
    assert log.quarantine["reason"].to_list() == ["unknown_kind", "unknown_kind"]
    steps = dict(log.request_account.select("step", "rows").iter_rows())
    assert (steps["loaded_rows"], steps["offer_rows"], steps["ask_rows"]) == (2, 1, 1)


def test_a_constant_stands_for_a_column_that_the_log_has_not(folder, read):
    mapping = MAPPING.replace('"Needs": {role: need, many: ";"}', '"Needs": {role: ignore}')
    write_log(folder, [row()], mapping=mapping.replace("codes:", "constants: {need: eviction_help}\ncodes:"))
    assert read().requests["need"].to_list() == ["eviction_help"]


def test_recurring_is_kept(folder, read):
    found = read_column(folder, read, "{role: recurring, yes: [weekly]}", ["Weekly", "", "once"])
    assert found["is_recurring"].to_list() == [True, False, False]
