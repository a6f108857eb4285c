"""`needs intake check`: what it prints of a town's partners, its exit codes, and what it never prints."""

import csv
import json
from collections.abc import Callable

import pytest

from needs.main import main
from pipelines.build import build
from pipelines.intake.check.own import read_own
from pipelines.paths import Workspace
from tests.raw_town import make_raw_town

CLOSED = "from,to,state,note\n2025-03-01,2025-04-30,paused,Closed for repairs\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory) -> Workspace:
    """A built town whose phone was silent in March and April, and whose calendar does not say so."""
    workspace = make_raw_town(tmp_path_factory.mktemp("town"), rows=2500)
    silence(workspace)
    build(workspace)
    return workspace


def silence(workspace: Workspace) -> None:
    keep(workspace, "phone_tree/calls.csv", lambda line: "/03/2025" not in line and "/04/2025" not in line)


def keep(workspace: Workspace, file: str, is_kept: Callable[[str], bool]) -> None:
    """Only some lines of a partner's file, its header among them."""
    path = workspace.intake / file
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if is_kept(line)]
    assert len(lines) > len(kept) > 100
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def month_of(line: str) -> str:
    """2025-07 of a line with a day as 05/07/2025."""
    day = next(cell for cell in line.split(";") if cell.count("/") == 2)
    return f"{day[6:]}-{day[3:5]}"


def run(workspace: Workspace, *words: str) -> int:
    return main(["intake", "check", *words, "--data", str(workspace.root)])


def test_a_partner_in_which_nothing_stands_out(town, capsys):
    assert run(town, "corner_table") == 0
    text = capsys.readouterr().out
    assert text.startswith("Check of Corner Table") and "phone_tree" not in text
    assert "3. Sudden changes" in text and "None that the calendar does not explain." in text


def test_silence_that_the_calendar_does_not_explain(town, capsys):
    assert run(town, "phone_tree") == 1
    text = " ".join(capsys.readouterr().out.split())
    assert "days without a request" in text and "If it was closed, write `paused` in calendar.csv" in text


def test_all_partners_by_name(town, capsys):
    assert run(town) == 1
    text = capsys.readouterr().out
    assert text.index("(corner_table)") < text.index("(phone_tree)")


def test_a_program_reads_it(town, capsys):
    assert run(town, "phone_tree", "--json") == 1
    (report,) = json.loads(capsys.readouterr().out)
    (gap,) = report["gaps"]
    assert gap["from_on"] <= "2025-03-01" and gap["to_on"] >= "2025-04-30" and not gap["is_explained"]
    assert report["partner"] == "phone_tree" and report["stands_out"]


@pytest.mark.slow
def test_once_the_calendar_says_so_nothing_stands_out(tmp_path, capsys):
    workspace = make_raw_town(tmp_path / "town", rows=2500)
    silence(workspace)
    (workspace.intake / "phone_tree" / "calendar.csv").write_text(CLOSED, encoding="utf-8")
    build(workspace)
    assert run(workspace, "phone_tree") == 0
    assert "Explained by the calendar: 2025-0" in capsys.readouterr().out


@pytest.mark.slow
def test_a_partner_whose_file_was_not_sent(tmp_path, capsys):
    """Its log ends in June, that of the others in December."""
    workspace = make_raw_town(tmp_path / "town", rows=2500)
    keep(workspace, "phone_tree/calls.csv", lambda line: line.count("/") < 2 or month_of(line) < "2025-07")
    build(workspace)
    assert run(workspace, "phone_tree", "--json") == 1
    (phone,) = json.loads(capsys.readouterr().out)
    assert phone["stopped"]["others_until"] == "2025-12" and phone["stopped"]["after"] <= "2025-06-30"
    assert run(workspace, "corner_table", "--json") == 0
    assert json.loads(capsys.readouterr().out)[0]["stopped"] is None


@pytest.mark.slow
def test_a_day_typed_wrongly_at_another_partner_moves_no_end(tmp_path):
    workspace = make_raw_town(tmp_path / "town", rows=2500)
    seen = []

    def is_kept(line: str) -> bool:
        """All until June, and one of December."""
        is_late = line.count("/") == 2 and month_of(line) >= "2025-07"
        seen.extend([line] if is_late and month_of(line) == "2025-12" else [])
        return not is_late or line in seen[:1]

    keep(workspace, "phone_tree/calls.csv", is_kept)
    build(workspace)
    corner, phone = read_own(workspace)
    assert f"{phone.last_on:%Y-%m}" == "2025-12" and f"{corner.others_until:%Y-%m}" == "2025-06"


def test_no_cell_of_a_row_that_could_be_a_person_is_printed(town, capsys):
    """No record number, household, name or place of any row, in the text or for a program."""
    cells = set()
    for partner, delimiter, columns in (
        ("corner_table", ",", ("Record", "Household", "Area", "Name", "Age")),
        ("phone_tree", ";", ("id", "family", "zip")),
    ):
        for path in (town.intake / partner).glob("*.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file, delimiter=delimiter))
            cells |= {row[name] for row in rows for name in columns}
    cells = {cell for cell in cells if cell and not (cell.isdigit() and len(cell) < 4)}
    assert len(cells) > 4000 and "Example Person" in cells
    for words in ((), ("--json",)):
        run(town, *words)
        printed = set(capsys.readouterr().out.replace('"', " ").replace(",", " ").split())
        assert not printed & cells
        assert not printed & {"Example", "Person"}


def test_a_partner_that_is_not_there(town, capsys):
    assert run(town, "nobody") == 2
    assert "There are: corner_table, phone_tree." in " ".join(capsys.readouterr().err.split())


def test_nothing_is_built(tmp_path, capsys):
    assert run(make_raw_town(tmp_path / "town", rows=2)) == 2
    assert "Run `needs build` first." in capsys.readouterr().err


def test_its_help_says_what_its_exit_codes_mean(capsys):
    with pytest.raises(SystemExit):
        main(["intake", "check", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "exit codes: 0 nothing stands out; 1 something broke off or changed" in text
