"""`needs intake scrub`: says what is taken out, and replaces the file only when a person says so."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from needs import confirm
from needs.main import main
from pipelines.tables.warehouse import REQUEST
from pipelines.warehouse import read_table
from tests.raw_town import make_raw_town

pytestmark = pytest.mark.slow


@pytest.fixture
def town(tmp_path):
    return make_raw_town(tmp_path / "town", rows=80)


@pytest.fixture
def log(town) -> Path:
    path = town.intake / "corner_table" / "log.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[5] = lines[5].replace(",Helped,", ",jane@example.org,").replace(",Full,", ",jane@example.org,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_without_a_word_the_original_stays(log, capsys):
    before = log.read_bytes()
    assert main(["intake", "scrub", str(log)]) == 0
    said = capsys.readouterr().out
    assert "the original is still there" in said and "column I (`Name`)" in said
    assert log.read_bytes() == before
    assert "Example Person" not in (log.parent / "clean" / "log.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(("answer", "is_gone"), [("y", True), ("", False)])
def test_on_a_terminal_it_asks(log, monkeypatch, answer, is_gone):
    monkeypatch.setattr(confirm.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert main(["intake", "scrub", str(log)]) == 0
    assert ("Example Person" not in log.read_text(encoding="utf-8")) == is_gone


def test_the_build_comes_to_the_same_and_skips_the_copy_that_waits(town, log, capsys):
    data = ["--data", str(town.root)]
    assert main(["build", *data]) == 0
    before = read_table(town.warehouse, REQUEST)
    assert main(["intake", "scrub", str(log), "--json"]) == 0
    capsys.readouterr()
    assert main(["build", *data]) == 0
    assert "log.csv: received 80 rows" in capsys.readouterr().out
    for name in ("corner_table/log.csv", "phone_tree/calls.csv"):
        assert main(["intake", "scrub", str(town.intake / name), "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.split("}\n{")[0] + "}")
    assert told["replaced"] is True and told["emptied"] == ["column I (`Name`)"]
    assert not (log.parent / "clean").exists()
    assert main(["build", *data]) == 0
    assert read_table(town.warehouse, REQUEST).equals(before)
    assert before["placed_by"].is_in(["zip"]).any()
    household = before.filter(pl.col("partner") == "corner_table").drop_nulls("household_key")
    assert f"hk-{household['household_key'][0]}" in log.read_text(encoding="utf-8")


def test_at_the_partner_it_takes_the_coalitions_mapping_and_the_shared_secret(log, tmp_path, capsys):
    home = tmp_path / "home"
    home.mkdir()
    own = Path(shutil.copy(log, home / "log.csv"))
    mapping = ["--mapping", str(log.parent / "mapping.yaml")]
    assert main(["intake", "scrub", str(own)]) == 2
    assert "--mapping" in capsys.readouterr().err
    assert main(["intake", "scrub", str(own), *mapping]) == 2
    assert "--secret" in capsys.readouterr().err
    secret = home / "secret.txt"
    assert main(["intake", "hash", "--new-secret", str(secret)]) == 0
    assert main(["intake", "scrub", str(own), *mapping, "--secret", str(secret), "--yes"]) == 0
    text = own.read_text(encoding="utf-8")
    assert "Example Person" not in text and "jane@example.org" not in text and ",H1" not in text


def test_a_correction_by_household_is_in_the_way_and_named(town, log, capsys):
    town.corrections.mkdir()
    (town.corrections / "one.yaml").write_text(
        "corrections:\n  - {id: moved_days, partner: corner_table, file: log.csv, shift_days: "
        "{received_on: 1}, reason: typing, told: the keeper, on: 2025-06-01, expect: 79}\n"
    )
    before = log.read_bytes()
    assert main(["intake", "scrub", str(log), "--yes"]) == 1
    assert "moved_days" in capsys.readouterr().err and log.read_bytes() == before
