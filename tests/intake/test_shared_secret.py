"""The secret that partners share: one for each year, or one for all."""

import polars as pl
import pytest

from needs.main import main
from pipelines.errors import IntakeError, UsageError
from pipelines.intake.hashing import household_keys
from pipelines.intake.shared_secret import new_secret, read_secret

PARTS = [pl.Series(["López", "lopez", "Lopez", None])]
YEARS = pl.Series([2024, 2025, None, 2025])


def test_a_household_that_asks_in_two_years_is_two():
    text = new_secret(2024) + new_secret(2025)
    secret = read_secret(text)
    first, second, no_day, nobody = secret.keys(PARTS, YEARS)
    assert first != second and no_day is None and nobody is None
    assert first == household_keys([pl.Series(["LOPEZ"])], secret.by_year[2024])[0]
    without = read_secret("".join(line for line in text.splitlines() if line.startswith("2025")))
    with pytest.raises(IntakeError, match="rows of 2024"):
        without.keys(PARTS, YEARS)
    with pytest.raises(UsageError, match="--received"):
        secret.keys(PARTS, None)


def test_a_secret_without_a_year_holds_for_all():
    secret = read_secret(new_secret())
    first, second, third, nobody = secret.keys(PARTS, None)
    assert first == second == third and nobody is None


SHORT = {
    "alone": "short",
    "empty": "",
    "of a year": "2025 short",
    "beside a good one": new_secret(2024) + "2025 short",
}


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_a_short_secret_is_refused(text):
    with pytest.raises(IntakeError, match="fewer than"):
        read_secret(text)


def test_from_a_new_secret_to_a_file_of_keys(tmp_path, capsys):
    secret, log, keyed = tmp_path / "shared.txt", tmp_path / "log.csv", tmp_path / "keyed.csv"
    log.write_text("Name,Asked on,Need\nAna,12/30/2024,Food\nAna,01/02/2025,Food\nana,01/03/2025,Rent\n")
    for year in ("2024", "2025"):
        assert main(["intake", "hash", "--new-secret", str(secret), "--year", year]) == 0
    assert main(["intake", "hash", "--new-secret", str(secret), "--year", "2025"]) == 2
    assert oct(secret.stat().st_mode & 0o777) == "0o600"
    words = ["intake", "hash", str(log), "--column", "Name", "--secret", str(secret), "--to", str(keyed)]
    assert main(words) == 2
    assert "--received" in capsys.readouterr().err
    assert main([*words, "--received", "Need"]) == 1
    assert main([*words, "--received", "Asked on"]) == 0
    keys = pl.read_csv(keyed)["household_key"].to_list()
    assert keys[0] != keys[1] == keys[2]
