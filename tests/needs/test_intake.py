"""`needs intake`: from a file never seen to a build, and the rows that were kept out."""

import json
from datetime import date

import openpyxl
import polars as pl
import pytest

from needs.main import main
from pipelines.catalog import load_catalog
from pipelines.intake.template import choices
from pipelines.paths import Workspace
from pipelines.tables.warehouse import REQUEST
from pipelines.warehouse import read_table
from pipelines.wording import load_wording
from tests.raw_town import make_raw_town, neighbourhoods

HEADER = "Ticket,Family ID,Date,Neighborhood,Need,Outcome,Cell\n"


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return make_raw_town(tmp_path / "town", rows=60)


@pytest.fixture
def log(tmp_path):
    places = [code for code, _, _ in neighbourhoods()]
    rows = [
        (
            n,
            f"F{n % 9}",
            f"2025-0{n % 9 + 1}-1{n % 3}",
            places[n % 4],
            ("Food", "Rent")[n % 2],
            "Helped",
            n + 110,
        )
        for n in range(40)
    ]
    lines = "".join("{},{},{},{},{},{},212-555-0{}\n".format(*row) for row in rows)
    path = tmp_path / "requests.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    return path


def run(*words: str) -> int:
    return main(["intake", *words])


def said(capsys) -> str:
    out = capsys.readouterr()
    return " ".join((out.out + out.err).split())


def test_nothing_is_saved_unless_a_person_says_so(workspace, log, capsys):
    assert run("map", str(log), "--partner", "table", "--data", str(workspace.root)) == 1
    text = said(capsys)
    assert "column G (`Cell`) identifier by its header: telephone numbers" in text
    assert "Dropped unread, and never kept: column G (`Cell`)." in text
    assert "Nothing was saved" in text
    assert "555" not in text
    assert not (workspace.intake / "table").exists()


def test_a_column_that_looks_like_people_says_so(workspace, tmp_path, capsys):
    path = tmp_path / "calls.csv"
    lines = "".join(f"{n},2025-03-1{n % 9},Food,J. W.\n" for n in range(12))
    path.write_text("Ticket,Date,Need,Seen\n" + lines, encoding="utf-8")
    assert run("map", str(path), "--partner", "table", "--data", str(workspace.root)) == 1
    assert "column D (`Seen`) identifier its cells look like people" in said(capsys)


def test_a_confirmed_file_is_built(workspace, log, capsys):
    words = (
        "map",
        str(log),
        "--partner",
        "table",
        "--set",
        "Neighborhood=area",
        "--data",
        str(workspace.root),
    )
    assert run(*words, "--yes") == 0
    folder = workspace.intake / "table"
    assert {path.name for path in folder.iterdir()} == {"mapping.yaml", "partner.yaml", "requests.csv"}
    assert "555" not in (folder / "mapping.yaml").read_text()
    assert main(["build", "--data", str(workspace.root)]) == 0
    assert "requests.csv: received 40 rows = loaded 40" in said(capsys)


def test_a_mapping_that_is_there_is_not_lost(workspace, log, capsys):
    words = ("map", str(log), "--partner", "table", "--yes", "--data", str(workspace.root))
    assert run(*words) == 0
    assert run(*words) == 2
    assert "has a mapping already" in said(capsys)
    assert run(*words, "--replace", "--set", "Cell=note") == 0
    assert "role: note" in (workspace.intake / "table" / "mapping.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["{log}"], 2, "Whose log is it?"),
        (["{log}", "--partner", "The Table"], 2, "cannot be a folder's name"),
        (["nowhere.csv", "--partner", "table"], 2, "There is no file nowhere.csv"),
        (["{log}", "--partner", "table", "--set", "Zip"], 2, "lacks the role"),
        (["{log}", "--partner", "table", "--set", "Zip=zip"], 1, "has no column `Zip`"),
        (["{log}", "--partner", "table", "--set", "Need=what"], 1, "There is no role `what`"),
    ],
)
def test_what_is_wrong_is_told(workspace, log, capsys, words, code, text):
    given = [word.format(log=log) for word in words]
    assert run("map", *given, "--data", str(workspace.root)) == code
    assert text in said(capsys)


def test_a_role_that_makes_no_mapping_leaves_nothing_behind(workspace, log, capsys):
    words = (
        "map",
        str(log),
        "--partner",
        "table",
        "--set",
        "Date=ignore",
        "--yes",
        "--data",
        str(workspace.root),
    )
    assert run(*words) == 1
    text = said(capsys)
    assert "The proposed mapping line" in text and "received_on" in text and "Nothing was saved." in text
    assert not (workspace.intake / "table" / "mapping.yaml").exists()


def test_another_file_of_the_same_name_is_not_written_over(workspace, log, tmp_path, capsys):
    words = ("--partner", "table", "--yes", "--data", str(workspace.root))
    assert run("map", str(log), *words) == 0
    other = tmp_path / "later" / log.name
    other.parent.mkdir()
    other.write_text(log.read_text() + "40,F1,2025-03-10,,Food,Helped,\n", encoding="utf-8")
    assert run("map", str(other), *words, "--replace") == 2
    assert "holds another file called requests.csv" in said(capsys)
    assert (workspace.intake / "table" / log.name).read_text() == log.read_text()


def test_a_log_that_is_called_as_our_own_files_is_not_taken(workspace, log, capsys):
    calendar = log.rename(log.with_name("calendar.csv"))
    assert run("map", str(calendar), "--partner", "table", "--yes", "--data", str(workspace.root)) == 2
    assert "Rename the file" in said(capsys)
    assert not (workspace.intake / "table" / "calendar.csv").exists()


def test_rows_that_were_kept_out_are_named_by_number(workspace, log, capsys):
    text = log.read_text().replace("2,F2,2025-03-12", "2,F2,someday").replace("5,F5,", "5,call 212-555-0133,")
    log.write_text(text, encoding="utf-8")
    assert run("map", str(log), "--partner", "table", "--yes", "--data", str(workspace.root)) == 0
    assert main(["build", "--data", str(workspace.root)]) == 0
    capsys.readouterr()
    assert run("rows", "table", "--data", str(workspace.root), "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["row_number"], row["reason"]) for row in rows] == [(4, "bad_date"), (7, "identifier")]
    assert run("rows", "table", "--reason", "identifier", "--data", str(workspace.root)) == 0
    text = said(capsys)
    assert "requests.csv row 7: identifier, column B 1 rows of table were kept out for identifier." in text
    assert "555" not in text
    assert run("rows", "table", "--reason", "moon", "--data", str(workspace.root)) == 2
    assert run("rows", "nobody", "--data", str(workspace.root)) == 2


def test_words_without_a_code_are_listed_for_a_person(workspace, log, capsys):
    text = log.read_text().replace("Rent", "Zorbing")
    text = text.replace("Zorbing", "The blue thing", 1)
    log.write_text(text, encoding="utf-8")
    words = ("--data", str(workspace.root))
    assert run("map", str(log), "--partner", "table", "--yes", *words) == 0
    capsys.readouterr()
    assert run("codes", "table", *words) == 1
    text = said(capsys)
    assert '"zorbing": ? # 19 rows' in text
    assert "blue" not in text
    assert "words of few rows each, not shown: 1 rows in all" in text
    assert run("codes", "table", "--json", *words) == 1
    found = json.loads(capsys.readouterr().out)
    assert [row["rows"] for row in found] == [19, 1]
    mapping = workspace.intake / "table" / "mapping.yaml"
    extra = "    zorbing: household_goods\n    the blue thing: something_else\n"
    mapping.write_text(mapping.read_text().replace("  need:\n", "  need:\n" + extra, 1))
    assert run("codes", "table", *words) == 0
    assert "Every word of table has a code." in said(capsys)
    assert run("codes", "nobody", *words) == 2


def test_the_sheet_that_we_hand_out_needs_no_mapping(workspace, capsys):
    """Every choice of every drop-down is coded, by row 2 of the sheet on."""
    words = ("--partner", "newcomers", "--data", str(workspace.root))
    assert run("template", *words) == 0
    assert run("template", *words) == 2
    assert "has mapping.yaml and requests.xlsx already" in said(capsys)
    folder = workspace.intake / "newcomers"
    (folder / "partner.yaml").write_text("name: Newcomers\nkind: mutual_aid\n")
    catalog, wording = load_catalog(), load_wording()
    lists = {field: list(choices(field, catalog, wording)) for field in ("need", "result", "race_ethnicity")}
    book = openpyxl.load_workbook(folder / "requests.xlsx")
    sheet = book["Requests"]
    assert sheet.max_column == 15
    assert len(sheet.data_validations.dataValidation) == 9
    assert sheet.cell(1, 3).value == "Date asked / Fecha en que pidió"
    for n, need in enumerate(lists["need"]):
        result = lists["result"][n % len(lists["result"])]
        race = lists["race_ethnicity"][n % len(lists["race_ethnicity"])]
        row = [f"N{n}", f"H{n % 7}", date(2025, 3, 1 + n % 28), "10001", need, None, result, date(2025, 4, 2)]
        for column, value in enumerate([*row, None, None, None, None, race, 3, None], start=1):
            sheet.cell(n + 2, column).value = value
    book.save(folder / "requests.xlsx")
    assert main(["build", "--data", str(workspace.root)]) == 0
    requests = read_table(workspace.warehouse, REQUEST).filter(partner="newcomers")
    assert set(requests["need"]) == set(catalog.needs) - {"unmapped"}
    assert set(requests["race_ethnicity"]) == set(choices("race_ethnicity", catalog, wording).values())
    assert requests["received_on"].min() == date(2025, 3, 1)
    assert requests.filter(pl.col("result") == "received").height > 0
    capsys.readouterr()
    assert run("codes", "newcomers", "--data", str(workspace.root)) == 0


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "shared.txt"
    assert run("hash", "--new-secret", str(path)) == 0
    return path


def test_a_household_has_one_key_at_every_partner_that_shares_the_secret(workspace, tmp_path, secret, capsys):
    assert secret.stat().st_mode & 0o777 == 0o600
    logs = {
        "table": "Ticket,Last name,Born,Date,Zip,Need,Phone\n"
        "1,López,1980-02-01,2025-03-02,10001,Food,212-555-0101\n"
        "2,Rivera,1975-01-09,2025-03-03,10001,Rent,212-555-0102\n",
        "church": "No,Date,Surname,Zip,Need,Birth\n7,2025-04-02,LOPEZ ,10001,Diapers,1980 02 01\n"
        "8,2025-04-05,,10001,Food,1990-05-05\n",
    }
    columns = {"table": ("Last name", "Born"), "church": ("Surname", "Birth")}
    for name, text in logs.items():
        log, keyed = tmp_path / f"{name}.csv", tmp_path / f"{name}_keyed.csv"
        log.write_text(text, encoding="utf-8")
        words = [word for column in columns[name] for word in ("--column", column)]
        assert run("hash", str(log), *words, "--secret", str(secret), "--to", str(keyed)) == 0
        handed = keyed.read_text()
        assert not any(part in handed.lower() for part in ("lopez", "lópez", "rivera", "1980", "555"))
        words = ("--partner", name, "--yes", "--data", str(workspace.root))
        assert run("map", str(keyed), *words) == 0
        mapping = workspace.intake / name / "mapping.yaml"
        own = mapping.read_text()
        assert "  household_key:\n    role: household_key\n" in own
        mapping.write_text(
            own.replace("    role: household_key\n", "    role: household_key\n    shared: true\n")
        )
    assert main(["build", "--data", str(workspace.root)]) == 0
    made = read_table(workspace.warehouse, REQUEST).filter(pl.col("partner").is_in(list(logs)))
    keys = made.select("partner", "household_key").unique().drop_nulls()
    assert keys.filter(pl.col("household_key").is_duplicated()).height == 2
    assert keys["household_key"].n_unique() == 2
    assert made["household_key"].null_count() == 1


def test_faults_of_hashing_are_told(tmp_path, secret, log, capsys):
    (tmp_path / "short.txt").write_text("abc")
    out = ("--to", str(tmp_path / "out.csv"))
    assert run("hash", str(log)) == 2
    assert run("hash", str(log), "--column", "Cell", "--secret", str(tmp_path / "short.txt"), *out) == 1
    assert "fewer than 32 characters" in said(capsys)
    assert run("hash", str(log), "--column", "Phone", "--secret", str(secret), *out) == 1
    assert "lacks the column `Phone`" in said(capsys)
    assert run("hash", "--new-secret", str(secret)) == 2
    assert not (tmp_path / "out.csv").exists()
