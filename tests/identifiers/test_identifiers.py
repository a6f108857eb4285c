"""Identifiers by header and by shape, on a small labelled set: nothing of a person missed, harmless words
let through.
"""

import doctest

import polars as pl
import pytest

from pipelines.identifiers import (
    CANDIDATE,
    are_telephones,
    find_identifier,
    find_in,
    header_kind,
    headers,
    names,
    names_in,
    names_person,
    plain,
    tells_status,
)

IDENTIFYING_HEADERS = {
    "name": ("Name", "First name", "last_name", "clientName", "Nombre", "Apellidos", "Neighbor's name"),
    "telephone": ("Phone", "Phone #", "Cell", "Tel.", "Teléfono", "Número de contacto", "WhatsApp",
        "homePhone"),
    "email": ("E-mail", "Email address", "Correo electrónico", "correo"),
    "street_address": ("Address", "Home Address", "Dirección", "Domicilio", "Street", "Apt #", "IP address"),
    "birth_date": ("DOB", "D.O.B.", "Date of Birth", "Birthday", "Fecha de nacimiento"),
    "tax_number": ("SSN", "Social Security #", "Seguro social", "ITIN"),
    "immigration": ("Status migratorio", "Immigration Status", "A-number", "Country of birth", "Visa"),
    "card_number": ("EBT card", "Account number"),
    "handle": ("Contact info", "Instagram"),
}  # fmt: skip
HARMLESS_HEADERS = (
    "Position", "Seniority Number", "SR #", "Instructions", "Bed Count", "SSN Type", "Address Type",
    "Phone Contact?", "Program name", "Neighborhood name", "Date", "ZIP", "Status", "Needs", "Record ID",
    "Family", "Household size", "Language", "Age", "Year of birth", "Contacted on", "Tract",
    "Preferred phone contact method", "Result", "Nombre del programa", "Idioma", "Estado", "Nationwide",
    "Estimated cost", "Telehealth", "Cellar flooding",
)  # fmt: skip

IDENTIFYING_VALUES = {
    "telephone": ("(718) 555-0142", "718-555-0142", "718.555.0142", "718 555 0142", "7185550142",
        "+1 718 555 0142", "1-718-555-0142", "+52 55 5555 1234", "call 555-0142 after 5",
        "Maria 347-555-0199", "Tel: 555-0142"),
    "email": ("ana@example.org", "write to j.doe+help@mail.example.com please", "ANA@EXAMPLE.ORG"),
    "tax_number": ("123-45-6789", "078-05-1120", "ssn 536 22 1234", "536221234", "912-70-1234"),
    "birth_date": ("03/05/1984", "1984-03-05", "5 de marzo de 1984", "March 5, 1984", "DOB 3/5/84",
        "born 3-5-2020", "nacida el 5/3/1990", "1984-03-05 00:00:00"),
    "street_address": ("123 Main Street", "12 West 5th St Apt 4", "45-10 Queens Blvd",
        "1520 Grand Concourse", "PO Box 114", "P.O. Box 9", "Calle 5 No. 23", "Avenida Juárez 110",
        "2104 broadway"),
    "card_number": ("4111 1111 1111 1111", "4111111111111111", "3782 822463 10005"),
    "alien_number": ("A# 123 456 789", "A123456789", "a-12345678"),
}  # fmt: skip
HARMLESS_VALUES = (
    "Food box", "Rent; Diapers", "10453", "10453-1234", "36005013204", "2025-03-05", "03/05/2025 14:22",
    "40.712812", "-73.9", "BK-000123", "R20240012", "1,234", "999", "N/A", "4 bags", "2 rides to Dr",
    "3 kids in school", "5 people need winter coats", "No, nobody could help", "Waitlist 2025",
    "$1,250.00", "65 and over", "18_29", "E 149 St", "100 people on the way", "Closed 4/15",
    "Block 02304 Lot 7", "HN-00012", "2024", "9 to 5", "Referred to Section 8", "24/7", "A1", "Room 12-45",
    "12-345-67", "3.14159265", "https://example.org/form",
)  # fmt: skip


@pytest.mark.parametrize("kind", IDENTIFYING_HEADERS)
def test_a_header_that_names_an_identifier_is_told(kind):
    assert {header: header_kind(header) for header in IDENTIFYING_HEADERS[kind]} == dict.fromkeys(
        IDENTIFYING_HEADERS[kind], kind
    )


def test_a_header_that_only_looks_like_one_is_left_to_its_content():
    assert {header: header_kind(header) for header in HARMLESS_HEADERS} == dict.fromkeys(HARMLESS_HEADERS)


@pytest.mark.parametrize("kind", IDENTIFYING_VALUES)
def test_recall_on_the_labelled_values_is_whole(kind):
    found = {value: find_identifier(value) for value in IDENTIFYING_VALUES[kind]}
    assert found == dict.fromkeys(IDENTIFYING_VALUES[kind], kind)


def test_precision_on_the_labelled_values_is_whole():
    found = {value: find_identifier(value) for value in HARMLESS_VALUES}
    assert found == dict.fromkeys(HARMLESS_VALUES)


@pytest.mark.parametrize("content", ["words", "figures"])
def test_the_quick_expression_lets_through_all_that_the_libraries_would_find(content):
    values = [v for group in IDENTIFYING_VALUES.values() for v in group] + list(HARMLESS_VALUES)
    slow = {v for v in values if find_identifier(v, content)}
    assert slow <= set(pl.Series(values).filter(pl.Series(values).str.contains(CANDIDATE[content])))
    assert find_in(pl.Series(values), content).keys() == slow


def test_figures_are_identifiers_only_when_written_as_such():
    assert find_identifier("7185550142", "figures") is None
    assert find_identifier("536221234", "figures") is None
    assert find_identifier("718-555-0142", "figures") == "telephone"
    assert find_identifier("536-22-1234", "figures") == "tax_number"
    assert find_identifier("03/05/1984", "figures") is None


def test_a_date_of_the_log_is_no_birth_date():
    assert find_identifier("03/05/2024", log_year=2023) is None
    assert find_identifier("03/05/2022", log_year=2023) == "birth_date"


def test_names_are_told_from_codes():
    people = ("Maria Lopez", "LOPEZ, MARIA", "James T. Brown", "Fatima Rahman", "Wei Chen")
    words = (
        "Food box",
        "Legal advice",
        "Mutual Aid",
        "Baby formula",
        "Grant Park",
        "Rose Hill",
        "West Brown Street",
    )
    whole, half = names_in(pl.Series([*people, *words, "Maria", "rents"]))
    assert whole == set(people)
    assert half == {*people, "Maria"}
    assert not any(names_person(word) for word in words)


def test_a_column_of_bare_telephones_differs_from_running_numbers():
    codes = ("718", "347", "917", "646", "929")
    telephones = pl.Series([f"{codes[n % 5]}{200 + n * 7 % 800}{n * 37 % 10000:04d}" for n in range(200)])
    running = pl.Series([f"{2024000000 + n}" for n in range(200)])
    assert are_telephones(telephones)
    assert not are_telephones(running)
    assert not are_telephones(pl.Series(["7185550142"]))


def test_words_of_immigration_status_are_told_in_both_languages():
    told = ("No SSN", "undocumented", "visa expired, not eligible", "Sin papeles", "estatus migratorio",
        "Not a citizen",
            "país de nacimiento", "DACA", "ITIN only")  # fmt: skip
    others = ("Waitlist full", "No capacity", "Income too high", "Lives outside the area", "Ran out of boxes")
    assert all(tells_status(text) for text in told)
    assert not any(tells_status(text) for text in others)


def test_the_examples_in_the_docstrings_hold():
    tried = [doctest.testmod(module) for module in (headers, names, plain)]
    assert all(t.attempted and not t.failed for t in tried)
