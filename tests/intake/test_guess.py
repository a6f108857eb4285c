"""What a file never seen is proposed to be: roles, formats, words, and that identifiers get no other role."""

import csv
import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.catalog import load_catalog
from pipelines.errors import IntakeError
from pipelines.intake.guess.area_levels import with_levels
from pipelines.intake.guess.date_formats import date_formats
from pipelines.intake.guess.from_file import mapping_text, propose_mapping, with_roles
from pipelines.intake.guess.words import band_of, code_of, header_scores, need_of, value_words
from pipelines.intake.mapping import find_files, read_mapping
from pipelines.intake.roles import DROPPED, ROLES
from pipelines.paths import Workspace
from pipelines.simulate.run import simulate
from pipelines.wording import load_wording

ROOT = Path(__file__).parents[2]
CATALOG, WORDING = load_catalog(), load_wording()
WORDS = value_words(CATALOG, WORDING)


def roles(path, **said) -> dict[str, str]:
    proposal = with_roles(propose_mapping(path, CATALOG, WORDING), said, CATALOG, WORDING)
    return {guess.column.header: guess.role for guess in proposal.guesses}


def written(tmp_path, text: str, name: str = "log.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.slow
def test_the_columns_of_every_partner_of_the_example(tmp_path):
    """The rules were written with these in sight; how they do elsewhere is measured on layouts of others."""
    for name in ("boundaries", "census"):
        shutil.copytree(ROOT / "data" / "raw" / name, tmp_path / "raw" / name)
    shutil.copy(ROOT / "data" / "raw" / "coalition.yaml", tmp_path / "raw")
    simulate(Workspace(tmp_path), requests=3000, partners=8, months=12)
    right = wrong = 0
    for folder in sorted((tmp_path / "raw" / "intake").iterdir()):
        mapping, entry = read_mapping(folder)
        files, _ = find_files(folder, mapping, entry)
        for header, role in roles(files[-1]).items():
            rule = mapping.rule_of(header)
            is_right = rule is not None and rule.role == role
            right, wrong = right + is_right, wrong + (not is_right)
            if rule is not None and rule.role == "identifier":
                assert role in DROPPED, header
    assert right / (right + wrong) > 0.95


LOG = """\
Case #,Client ID,Date of request,ZIP,What do you need?,Status,Closed on,Contact,Remarks
1001,C7,03/25/2025,10451,Food;Diapers,Helped,03/27/2025,Maria Lopez,came with two children today
1002,C8,03/26/2025,10452,Rent,Denied,04/02/2025,Jose Rivera,needs help before the first of the month
1003,C7,03/27/2025,10451,Diapers,Open,,Ana Torres,will call back when she has the papers
1004,C9,03/28/2025,10453,Food,Helped,03/29/2025,Luis Gomez,left at the front desk of the building
1005,C8,03/29/2025,10452,Food,Helped,03/30/2025,Rosa Diaz,asked for a second bag for a neighbor
"""


def test_a_plain_log(tmp_path):
    assert roles(written(tmp_path, LOG)) == {
        "Case #": "request_id",
        "Client ID": "household_key",
        "Date of request": "received_on",
        "ZIP": "zip",
        "What do you need?": "need",
        "Status": "result",
        "Closed on": "result_on",
        "Contact": "identifier",
        "Remarks": "note",
    }


def test_the_proposal_is_a_mapping_that_the_build_takes(tmp_path):
    path = written(tmp_path, LOG)
    folder = tmp_path / "table"
    folder.mkdir()
    text = mapping_text("table", "*.csv", propose_mapping(path, CATALOG, WORDING), "neighbourhood")
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    mapping, _ = read_mapping(folder)
    assert mapping.columns["Date of request"].formats == ("%m/%d/%Y",)
    assert mapping.columns["What do you need?"].many == ";"
    assert mapping.codes["need"] == {"Food": "groceries", "Diapers": "diapers", "Rent": "rent"}
    assert mapping.codes["result"] == {"Helped": "received", "Denied": "turned_away", "Open": "no_result"}
    assert "Lopez" not in text and "papers" not in text


def test_words_of_status_are_not_written_down(tmp_path):
    text = "Ticket,Date,Need,Outcome,Reason not met\n"
    reasons = ("No SSN", "undocumented", "waiting list", "full")
    text += "".join(f"T{n},2025-03-{n:02d},Rent,Denied,{reasons[n % 4]}\n" for n in range(1, 29))
    proposal = propose_mapping(written(tmp_path, text), CATALOG, WORDING)
    assert proposal.codes["reason"] == {"full": "no_capacity", "waiting list": "waiting_list"}
    assert "reason" not in proposal.uncoded
    assert "SSN" not in mapping_text("table", "*.csv", proposal, "neighbourhood")


def test_a_person_has_the_last_word(tmp_path):
    path = written(tmp_path, LOG)
    assert roles(path, Remarks="ignore")["Remarks"] == "ignore"
    with pytest.raises(IntakeError, match="no column `Phone`"):
        roles(path, Phone="identifier")
    with pytest.raises(IntakeError, match="no role `telephone`"):
        roles(path, Contact="telephone")


def test_two_columns_of_dates_are_told_apart_by_their_headers(tmp_path):
    text = "Fecha de entrega,Fecha de solicitud,Necesita\n"
    text += "".join(f"{day + 2:02d}/03/2025,{day:02d}/03/2025,Comida\n" for day in range(10, 25))
    found = roles(written(tmp_path, text))
    assert found == {"Fecha de entrega": "result_on", "Fecha de solicitud": "received_on", "Necesita": "need"}


def test_a_date_in_three_columns(tmp_path):
    text = "Folio,Día,Mes,Año,Necesita\n" + "".join(
        f"A{d},{d},{d % 12 + 1},2025,Comida\n" for d in range(1, 29)
    )
    proposal = propose_mapping(written(tmp_path, text), CATALOG, WORDING)
    parts = {g.column.header: g.settings for g in proposal.guesses if g.role == "received_on"}
    assert parts == {"Día": {"part": "day"}, "Mes": {"part": "month"}, "Año": {"part": "year"}}


def test_a_month_and_a_year_without_a_day(tmp_path):
    text = "Month,Yr,District,# Asks\n" + "".join(
        f"{['Jan', 'Feb', 'Mar'][n % 3]},2025,{['North', 'West'][n % 2]},{n % 7 + 1}\n" for n in range(30)
    )
    proposal = propose_mapping(written(tmp_path, text), CATALOG, WORDING)
    found = {g.column.header: (g.role, g.settings.get("part")) for g in proposal.guesses}
    assert found["Month"] == ("received_on", "month") and found["Yr"] == ("received_on", "year")
    assert found["# Asks"][0] == "count"


def test_rows_that_only_count(tmp_path):
    text = "Day,Zip,Families\n" + "".join(f"2025-03-{d:02d},1045{d % 5},{d % 7 + 3}\n" for d in range(1, 29))
    assert roles(written(tmp_path, text)) == {"Day": "received_on", "Zip": "zip", "Families": "count"}


def test_one_column_for_each_need(tmp_path):
    text = "Ticket,Date,Rent,Diapers,Hot meals\n"
    text += "".join(
        f"T{n},2025-04-{n:02d},{'x' if n % 2 else ''},{'' if n % 2 else 'x'},x\n" for n in range(1, 29)
    )
    proposal = propose_mapping(written(tmp_path, text), CATALOG, WORDING)
    flags = {g.column.header: g.settings for g in proposal.guesses if g.role == "need_flag"}
    assert flags == {
        "Rent": {"need": "rent", "yes": ["x"]},
        "Diapers": {"need": "diapers", "yes": ["x"]},
        "Hot meals": {"need": "hot_meals", "yes": ["x"]},
    }


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Reach at", ["(212) 555-0142", "917-555-0123", "646 555 0199", "718.555.0101"]),
        ("Who", ["Maria Lopez", "Jose Rivera", "Ana Torres", "Luis Gomez"]),
        ("Dónde vive", ["12 West 5th St", "480 Grand Concourse", "9 Bedford Ave Apt 3", "77 Linden Blvd"]),
        ("Info", ["rosa@example.org", "luis@example.org", "ana@example.org", "mei@example.com"]),
        ("Current status", ["DACA", "LPR", "U visa pending", "undocumented"]),
        ("Family", ["Bahati family", "Sadat family", "Haddad", "Ko Aung family"]),
        ("Zqv", ["RB", "Lou", "RB/LC", "Sis. Joan"]),
        ("Zqv", ["jk", "MB", "P. Otieno", "Dan"]),
        ("Zqv", ["THEO (SON)", "YOLANDA (NBR)", "MARCUS (SON)", "JEROME (DTR)"]),
        ("LibCardNo", ["29007715054384", "29002902602298", "29006981323963", "29003140529443"]),
        ("Who picked up", ["Mo", "Jess", "Tanya R", "Jess"]),
        ("Court file", ["27-DA-FA-24-3377", "27-DA-FA-24-2063", "27-DA-FA-25-3200", "27-DA-FA-25-4427"]),
        ("Immigration status", ["visa", "none", "none", "pending"]),
        ("Fecha de nacimiento", ["1980-02-01", "1975-11-30", "1990-06-15", "1988-01-09"]),
    ],
)
def test_a_column_of_identifiers_is_nothing_else(tmp_path, header, cells):
    rows = "".join(f"{n},2025-03-{n + 1:02d},Food,{cell}\n" for n, cell in enumerate(cells * 5))
    found = roles(written(tmp_path, f"No,Date,Need,{header}\n{rows}"))
    assert found[header] == "identifier"


UNTOLD = {  # headers that tell nothing, over cells that could be somebody's and cells that could not
    "identifier": [
        [f"{n % 9}XK-{n * 7919 % 90000}-Q" for n in range(20)],
        [f"{4_000_000 + n * 104729 % 999_983}" for n in range(20)],
        [str(1950 + n * 7 % 55) for n in range(20)],
        ["RB", "KT", "MV", "JLS"] * 5,
    ],
    "ignore": [
        [f"{100 + n * 37 % 60}/{60 + n * 23 % 40}" for n in range(20)],  # blood pressure
        [f"{n * 37 % 90}.{n * 7 % 10}%" for n in range(20)],
        ["7", "3", "4", "12"] * 5,
    ],
}


@pytest.mark.parametrize(
    ("role", "cells"), [(role, cells) for role, columns in UNTOLD.items() for cells in columns]
)
def test_what_could_be_somebodys_is_dropped_where_nothing_tells_what_it_is(tmp_path, role, cells):
    lines = [f"2025-03-{1 + n:02},food,{cell}" for n, cell in enumerate(cells)]
    path = written(tmp_path, "\n".join(["Date,Need,Zqv", *lines]))
    assert roles(path)["Zqv"] == role


def test_titles_above_the_header_are_passed_over(tmp_path):
    text = "Harbor pantry,,\nExported in April,,\n\nDate,Zip,Need\n"
    text += "".join(f"2025-03-{d:02d},1045{d % 5},Food\n" for d in range(1, 20))
    assert roles(written(tmp_path, text)) == {"Date": "received_on", "Zip": "zip", "Need": "need"}


def test_quotation_marks_that_break_a_cell_are_told_without_it(tmp_path):
    with pytest.raises(IntakeError, match="quotation mark") as raised:
        propose_mapping(
            written(tmp_path, 'Date,Zip\n2025-03-01,"1"secret\n2025-03-02,10451\n'), CATALOG, WORDING
        )
    assert "secret" not in str(raised.value)
    assert raised.value.__context__ is None


def test_a_file_without_rows_is_told(tmp_path):
    with pytest.raises(IntakeError, match="no header with rows under it"):
        propose_mapping(written(tmp_path, "Date,Zip\n"), CATALOG, WORDING)


@pytest.mark.parametrize(
    ("texts", "is_spanish", "formats", "is_twofold"),
    [
        (["03/25/2025", "12/01/2024"], False, ["%m/%d/%Y"], False),
        (["25/03/2025", "12/01/2024"], False, ["%d/%m/%Y"], False),
        (["03/04/2025", "12/01/2024"], False, ["%m/%d/%Y"], True),
        (["03/04/2025", "12/01/2024"], True, ["%d/%m/%Y"], True),
        (["2025-03-25", "45741"], False, ["iso", "excel"], False),
        (["15 de marzo de 2025", "2 de enero de 2024"], True, ["%d de %b de %Y"], False),
        (["3/25/2025 2:05 PM", "3/26/2025 11:15 AM"], False, ["%m/%d/%Y %I:%M %p"], False),
        (["Mar 5, 2025", "Apr 12, 2025"], False, ["%b %d, %Y"], False),
    ],
)
def test_formats_of_dates_are_found(texts, is_spanish, formats, is_twofold):
    found, share, twofold = date_formats(pl.Series(texts), is_spanish)
    assert (found, twofold) == (formats, is_twofold)
    assert share == 1.0


def test_numbers_are_no_dates():
    assert date_formats(pl.Series(["10451", "11201", "7"]), False)[1] == 0.0


def test_a_word_that_names_two_things_has_no_code():
    assert need_of("Food box for a family", WORDS["need"]) == "groceries"
    assert need_of("Rent and diapers", WORDS["need"]) is None
    assert code_of("Black or African American, White", WORDS["race_ethnicity"]) is None
    assert code_of("Closed - no answer", WORDS["result"]) == "withdrew"


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("65 and over", "65_plus"),
        ("18-24", "18_29"),
        ("Under 18", "under_18"),
        ("20-40", None),
        ("70+", "65_plus"),
    ],
)
def test_bands_of_ages(text, band):
    assert band_of(text, WORDS["age_band"]) == band


def test_a_number_before_a_question_does_not_count():
    assert header_scores("3. Zip code")["zip"] == header_scores("Zip code")["zip"] == 1.0


CELLS = st.sampled_from(
    [
        "",
        "x",
        "N/A",
        "10451",
        "2025-03-01",
        "03/04/2025",
        "45741",
        "Food",
        "Food; Rent",
        "40.71",
        "-73.9",
        "Yes",
        "C12",
    ]
) | st.text("abc 019;,/-ñ.", max_size=12)
HEADERS = st.sampled_from(
    ["Date", "Zip", "Need", "Client ID", "Status", "¿Qué?", "Age", "Notes", "Name", "x1", "12"]
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_table_gets_one_role_for_each_column(data, tmp_path_factory):
    headers = data.draw(st.lists(HEADERS, min_size=1, max_size=6, unique=True))
    rows = data.draw(st.lists(st.tuples(*(CELLS for _ in headers)), min_size=1, max_size=12))
    path = tmp_path_factory.mktemp("any") / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    try:
        proposal = propose_mapping(path, CATALOG, WORDING)
    except IntakeError:
        return
    found = [guess.role for guess in proposal.guesses]
    assert set(found) <= set(ROLES)
    once = [role for role in found if ROLES[role].once and role != "received_on"]
    assert len(once) == len(set(once))
    assert all(g.role in DROPPED for g in proposal.guesses if g.column.header == "Name")


AREAS = pl.DataFrame(
    [
        ("borough", "b0", "North Side"),
        ("neighbourhood", "n1", "Mill Hill"),
        ("neighbourhood", "n2", "Dock End"),
    ],
    schema=["area_level", "area_code", "name"],
    orient="row",
)


@pytest.mark.parametrize(
    ("cells", "level"),
    [
        (("north side", "North Side"), "borough"),
        (("Mill Hill", "n2"), "neighbourhood"),
        (("x", "y"), "neighbourhood"),
    ],
)
def test_the_level_of_areas_is_that_which_knows_most_of_them(tmp_path, cells, level):
    lines = "".join(f"{n},2025-03-0{n % 9 + 1},{cells[n % 2]},Food\n" for n in range(12))
    path = written(tmp_path, "Case,Date,Area,Need\n" + lines)
    proposal = with_roles(propose_mapping(path, CATALOG, WORDING), {"Area": "area"}, CATALOG, WORDING)
    found = with_levels(proposal, AREAS, ("borough", "neighbourhood")).guesses[2]
    assert found.settings == {"level": level}


def test_settings_that_a_person_gives_stand_in_place_of_the_proposed(tmp_path):
    path = written(tmp_path, "Case,Date,Need\n" + "".join(f"{n},2025-03-04,Food + Rent\n" for n in range(9)))
    proposal = propose_mapping(path, CATALOG, WORDING)
    said = with_roles(proposal, {}, CATALOG, WORDING, {"need": {"many": " + "}})
    assert said.guesses[2].settings == {"many": " + "}
    assert dict(said.codes["need"]) == {"Food": "groceries", "Rent": "rent"}
    assert said.uncoded.get("need", {}) == {}
