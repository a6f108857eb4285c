"""`needs doctor`: names what is missing and how to get it."""

import json

from needs import doctor
from needs.main import main


def test_a_well_machine_is_all_well(capsys):
    code = main(["doctor", "--json"])
    findings = json.loads(capsys.readouterr().out)
    assert {f["what"] for f in findings} >= {"Python", "packages", "free disk"}
    assert code == int(any(f["remedy"] for f in findings))


def test_a_missing_browser_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(doctor, "find_browser", lambda: None)
    finding = doctor.check_browser()
    assert not finding.is_well
    assert "apt-get install chromium" in finding.remedy and "CHROME=" in finding.remedy


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "version_of", lambda name: None if name == "duckdb" else "1")
    missing = [f for f in doctor.check_packages() if not f.is_well]
    assert [f.found for f in missing] == ["duckdb is missing"]


def test_the_name_of_a_requirement():
    assert [doctor.name_of(r) for r in ("duckdb>=2.0", "pandas", "x[y]==1; extra == 'dev'")] == [
        "duckdb",
        "pandas",
        "x",
    ]


def test_chrome_may_be_named(monkeypatch, tmp_path):
    browser = tmp_path / "my-chrome"
    browser.touch()
    monkeypatch.setenv("CHROME", str(browser))
    assert doctor.find_browser() == str(browser)
