"""The clean copy of a partner's file: nobody is in it, and it comes to the same requests as the original."""

import io
import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import IntakeError, UsageError
from pipelines.intake import PartnerLog, read_partner
from pipelines.intake.mapping import read_mapping
from pipelines.intake.scrub import Scrubbed, take_its_place, write_clean_copy
from pipelines.intake.scrub_keys import keys_of_build, keys_of_partners
from pipelines.intake.shared_secret import SharedSecret
from tests.intake.partners import HEADER, MAPPING, csv_text, key_of, row, write_log

TODAY = date(2026, 1, 1)
SECRET = b"s" * 32
WIDE = (*HEADER, "Full name", "Remarks", "Desk")
WIDE_MAPPING = MAPPING.replace(
    "codes:\n",
    '  "Full name": {role: identifier}\n  "Remarks": {role: note}\n  "Desk": {role: ignore}\ncodes:\n',
)
NOBODY = ("Maria Example", "call her at 212-555-0142", "north")


def wide(**changes: str) -> tuple[str, ...]:
    return (*row(**changes), *NOBODY)


ROWS = [
    wide(),
    wide(record="R2", needs="Rent; Diapers"),
    wide(record="R3", family="h1", asked_on="03/07/2025", outcome="Full"),
    wide(record="R3", family="h1", asked_on="03/07/2025", outcome="Full"),  # the same once more
    wide(record="R4", family="N/A"),
    ("", "", "", "", "", "", "", *NOBODY),  # nothing but what is dropped
    wide(record="R5", family="H7", asked_on="12/31/2024"),
    wide(record="R6", family="H7", asked_on="01/01/2025"),
    wide(record="R7", family="H8", outcome="ring 212-555-0142"),  # the gate keeps it out
    WIDE,  # the header once more
    wide(record="R8", family="H9", asked_on="no day"),
    wide(record="", family="H2", area="b0d0n01"),
    wide(record="", family="H2", area="b0d0n00"),  # at the same instant: the row itself decides
]


def scrub(folder: Path, name: str = "log.csv", forgotten: str | None = None) -> Scrubbed:
    mapping, _ = read_mapping(folder)
    scrubbed = write_clean_copy(
        folder / name, mapping, keys_of_build(mapping, TODAY, key_of), forgotten, TODAY
    )
    take_its_place(scrubbed, folder / name)
    return scrubbed


@pytest.fixture
def load(folder, catalog, places):
    return lambda: read_partner(folder, catalog, places, key_of, today=TODAY)


def same_log(before: PartnerLog, after: PartnerLog) -> bool:
    def steps(log: PartnerLog) -> pl.DataFrame:
        return log.request_account

    return (
        before.requests.equals(after.requests)
        and before.offers.equals(after.offers)
        and steps(before).equals(steps(after))
    )


def fates(log: PartnerLog) -> dict[tuple[str, str], int]:
    rows = log.row_account.group_by("fate", "reason").agg(pl.col("rows").sum()).filter(pl.col("rows") > 0)
    return {(fate, reason): count for fate, reason, count in rows.iter_rows()}


def test_the_copy_comes_to_the_same_requests_and_nobody_is_in_it(folder, load):
    path = write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING)
    before, told_before = load(), fates(load())
    scrubbed = scrub(folder)
    assert same_log(before, load())
    text = path.read_text(encoding="utf-8")
    for secret in ("Maria", "212-555", "north", "H1", "H7", "H9"):
        assert secret not in text
    assert text.splitlines()[0] == ",".join(WIDE)
    assert scrubbed.left_out.select("row_number", "reason", "column_number").rows() == [
        (10, "identifier", 6),
        (11, "header", None),
    ]
    assert (scrubbed.only_dropped, scrubbed.unkeyed) == (1, 1)
    gone = {("quarantined", "identifier"): 1, ("not_a_record", "header"): 1}
    told = fates(load())
    assert all(key not in told for key in gone)
    assert told_before[("received", "all")] - told[("received", "all")] == sum(gone.values()) + 1
    for fate in (("duplicate", "same_row"), ("loaded", "all")):
        assert told[fate] == told_before[fate]
    assert told[("quarantined", "bad_date")] == told_before[("quarantined", "bad_date")]


def test_what_decides_between_two_rows_at_one_instant_is_the_same(folder, load):
    """The row itself decides which of two contacts is the first, and so where the request lies."""
    areas = ("b0d0n00", "b0d0n01", "b1d2n30")
    rows = [
        wide(record=f"{family}-{n}", family=f"H{family}", area=area)
        for family in range(30)
        for n, area in enumerate(areas)
    ]
    write_log(folder, rows, header=WIDE, mapping=WIDE_MAPPING)
    before = load()
    assert before.requests.height == 30 and before.requests["block"].n_unique() == 3
    scrub(folder)
    assert same_log(before, load())


def test_rows_keep_their_numbers(folder, load):
    write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING)
    number = dict(load().quarantine.select("reason", "row_number").iter_rows())["bad_date"]
    scrub(folder)
    assert dict(load().quarantine.select("reason", "row_number").iter_rows()) == {"bad_date": number}


def test_words_of_status_are_neutral_in_the_copy_too(folder, load):
    mapping = WIDE_MAPPING.replace("codes:\n", '  "Why": {role: reason}\ncodes:\n')
    why = ("no papers: undocumented", "waiting list", "")
    rows = [(*wide(record=f"R{n}", family="H1", outcome="Full"), text) for n, text in enumerate(why)]
    path = write_log(folder, rows, header=(*WIDE, "Why"), mapping=mapping)
    path.with_name("more.csv").write_text(path.read_text().replace("R0", "R9").replace("H1", "H3"))
    before = load()
    assert "rules_excluded" in before.requests["reason"].to_list()
    scrub(folder)
    text = path.read_text(encoding="utf-8")
    assert "papers" not in text and "rules_excluded" in text and "waiting list" in text
    assert same_log(before, load())


def test_a_second_scrub_changes_nothing(folder):
    path = write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING)
    scrub(folder)
    once = path.read_bytes()
    scrubbed = scrub(folder)
    assert path.read_bytes() == once
    assert (scrubbed.keyed, scrubbed.left_out.height) == (0, 0)


def test_a_clean_copy_beside_a_later_export_of_the_same_rows(folder, load):
    """The usual case: each month's export holds the months before."""
    write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING, name="a.csv")
    later = [*ROWS, wide(record="R20", family="H20")]
    write_log(folder, later, header=WIDE, mapping=WIDE_MAPPING, name="b.csv")
    before = load()
    scrub(folder, "a.csv")
    after = load()
    assert same_log(before, after)
    assert fates(before)[("duplicate", "same_row")] == fates(after)[("duplicate", "same_row")]


def test_rows_of_forgotten_months_are_left_out(folder, load):
    write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING)
    scrubbed = scrub(folder, forgotten="2024-12")
    assert scrubbed.left_out.filter(reason="forgotten")["row_number"].to_list() == [8]
    assert set(load().requests["month"]) == {"2025-01", "2025-03"}


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, part in (("March", rows[:7]), ("April", rows[7:])):
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, "Log of Maria Example")
            for number, cells in enumerate((WIDE, *part), start=2):
                for column, text in enumerate(cells):
                    sheet.write_string(number, column, text)
        book.add_worksheet("Phone list").write_string(0, 0, "Maria Example 212-555-0142")
    return out.getvalue()


def as_json(rows: list[tuple[str, ...]]) -> bytes:
    return json.dumps([dict(zip(WIDE, cells, strict=True)) for cells in rows]).encode()


def as_parquet(rows: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame(rows, schema=list(WIDE), orient="row").write_parquet(out)
    return out.getvalue()


def as_old_csv(rows: list[tuple[str, ...]]) -> bytes:
    title = "Registro de María;;;;;;;;;\n\n"
    return (title + csv_text(rows, WIDE, ";")).encode("cp1252")


@pytest.mark.parametrize(
    ("name", "write", "layout"),
    [
        ("log.xlsx", workbook, ""),
        ("log.json", as_json, ""),
        ("log.parquet", as_parquet, ""),
        ("log.csv", as_old_csv, 'format: {encoding: cp1252, delimiter: ";", header_row: 3}\n'),
        ("log.csv", as_old_csv, ""),
        ("log.tsv", lambda rows: csv_text(rows, WIDE, "\t").encode("utf-16"), "format: {encoding: utf-16}\n"),
    ],
)
def test_every_kind_of_file_is_written_as_it_was_read(folder, load, name, write, layout):
    mapping = WIDE_MAPPING.replace('"*.csv"', f'"{name}"') + layout
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (folder / name).write_bytes(write(ROWS))
    before = load()
    assert before.requests.height > 5
    scrub(folder, name)
    assert same_log(before, load())
    assert "Maria" not in str(load_bytes(folder / name))
    assert not (folder / "clean").exists()


def load_bytes(path: Path) -> list:
    """All that a file holds, however it is packed."""
    import zipfile

    data = path.read_bytes()
    if data.startswith(b"PK"):
        book = zipfile.ZipFile(path)
        return [book.read(name) for name in book.namelist()]
    if data.startswith(b"PAR1"):
        return pl.read_parquet(path).rows()
    return [data, data.decode("utf-16") if data[:2] == b"\xff\xfe" else ""]


WORDS = st.sampled_from(["", "H1", "h1", "H 1", "H2", "N/A", "12.0", "12", "unknown"])
DAYS = st.sampled_from(["03/05/2025", "03/06/2025", "12/31/2024", "01/01/2025", "", "no day", "03/05/1925"])
CELLS = st.fixed_dictionaries({
    "record": st.sampled_from(["", "R1", "R2", "R3"]),
    "family": WORDS,
    "asked_on": DAYS,
    "area": st.sampled_from(["b0d0n00", "b0d0n01", ""]),
    "needs": st.sampled_from(["Food", "Rent; Food", "", "Foo,\nd", '"']),
    "outcome": st.sampled_from(["Helped", "Full", "ring 212-555-0142", ""]),
})  # fmt: skip


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), min_size=1, max_size=2))
def test_any_log_comes_to_the_same(folder, load, files):
    for old in folder.glob("*.csv"):
        old.unlink()
    for n, cells in enumerate(files):
        rows = [wide(**one) for one in cells]
        write_log(folder, rows, header=WIDE, mapping=WIDE_MAPPING, name=f"log{n}.csv")
    try:
        before = load()
    except IntakeError:
        return
    for n in range(len(files)):
        scrub(folder, f"log{n}.csv")
    assert same_log(before, load())


def test_at_the_partner_households_are_the_keys_that_hash_makes(folder, catalog, places, load):
    from pipelines.intake.hashing import household_keys

    path = write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING)
    before = load()
    mapping, _ = read_mapping(folder)
    with pytest.raises(UsageError, match="--secret"):
        write_clean_copy(path, mapping, keys_of_partners(None), today=TODAY)
    secret = SharedSecret(SECRET)
    take_its_place(write_clean_copy(path, mapping, keys_of_partners(secret), today=TODAY), path)
    text = path.read_text(encoding="utf-8")
    assert household_keys([pl.Series(["H1"])], SECRET)[0] in text and "H1," not in text
    keyed = folder / "mapping.yaml"
    keyed.write_text(keyed.read_text().replace("role: household_key", "role: household_key, shared: true"))
    after = load()
    columns = ["month", "need", "result", "requests", "contacts"]
    assert before.requests.select(columns).sort(columns).equals(after.requests.select(columns).sort(columns))
    scrubbed = write_clean_copy(path, read_mapping(folder)[0], keys_of_partners(None), today=TODAY)
    assert scrubbed.keyed == 0


def test_a_file_that_changed_meanwhile_is_left_alone(folder):
    path = write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING)
    mapping, _ = read_mapping(folder)
    scrubbed = write_clean_copy(path, mapping, keys_of_build(mapping, TODAY, key_of), today=TODAY)
    path.write_text(path.read_text() + "\n")
    with pytest.raises(IntakeError, match="has changed"):
        take_its_place(scrubbed, path)
    assert "Maria" in path.read_text()


KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from pipelines import warehouse
from pipelines.intake import scrub
from pipelines.intake.mapping import read_mapping
from pipelines.intake.scrub_keys import keys_of_build

path, at = Path(sys.argv[1]), int(sys.argv[2])
calls = 0

def stop_at(event, args):
    # Every opening, renaming and removal of a file below the folder is an instant to die at.
    global calls
    steps = ("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir")
    if event in steps and str(path.parent) in str(args[0]):
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)

mapping, _ = read_mapping(path.parent)
sys.addaudithook(stop_at)
cells = keys_of_build(mapping, date(2026, 1, 1), lambda year: b"k" * 32)
scrub.take_its_place(scrub.write_clean_copy(path, mapping, cells), path)
"""


@pytest.mark.slow
def test_killed_at_any_step_the_original_or_the_whole_copy_stands(folder, load):
    path = write_log(folder, ROWS, header=WIDE, mapping=WIDE_MAPPING)
    original, before = path.read_bytes(), load()
    killed = 0
    for at in range(1, 40):
        done = subprocess.run([sys.executable, "-c", KILLED, str(path), str(at)], env={**os.environ})
        assert same_log(before, load())
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        killed += 1
        path.write_bytes(original)
    assert killed > 4
    assert path.read_bytes() != original
