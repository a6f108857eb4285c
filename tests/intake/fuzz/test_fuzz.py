"""Damaged files: never a traceback, never long, never much memory, always a paragraph, and no value told."""

import resource
import time
from pathlib import Path

import pytest

from needs.main import main
from pipelines.errors import UserError
from pipelines.intake import read_partner
from tests.intake.fuzz.damage import MARK, damaged, zip_bomb
from tests.intake.partners import MAPPING, PARTNER_YAML, key_of
from tests.raw_town import make_raw_town

SECONDS, GB = 10, 1.0
AT_EACH_TEST, IN_PROOF = 300, 5_000


def peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


class Trial:
    """One workspace and one partner's folder, in which each damaged file is tried in turn."""

    def __init__(self, root: Path, catalog, places, capsys: pytest.CaptureFixture):
        self.town = make_raw_town(root / "town", rows=2)
        self.folder = root / "stoop"
        self.folder.mkdir()
        self.catalog, self.places, self.capsys = catalog, places, capsys

    def check(self, name: str, data: bytes) -> str:
        """`read` or `refused`: what became of the file. Raises where a promise is broken."""
        began = time.monotonic()
        told = self._map(name, data)
        outcome, text = self._read(name, data)
        assert time.monotonic() - began < 2 * SECONDS
        assert MARK.casefold() not in (told + text).casefold(), "a cell's value was told"
        return outcome

    def _map(self, name: str, data: bytes) -> str:
        path = self.town.root / name
        path.write_bytes(data)
        words = ["intake", "map", str(path), "--partner", "fuzz", "--yes", "--replace"]
        code = main([*words, "--data", str(self.town.root)])
        out, err = self.capsys.readouterr()
        assert code in (0, 1, 2) and "Traceback" not in out + err
        assert code == 0 or len(err.strip() or out.strip()) > 20
        path.unlink()
        return err

    def _read(self, name: str, data: bytes) -> tuple[str, str]:
        for old in self.folder.iterdir():
            old.unlink()
        (self.folder / "partner.yaml").write_text(PARTNER_YAML, encoding="utf-8")
        (self.folder / "mapping.yaml").write_text(MAPPING.replace("*.csv", "log.*"), encoding="utf-8")
        (self.folder / name).write_bytes(data)
        try:
            log = read_partner(self.folder, self.catalog, self.places, key_of)
        except UserError as error:
            assert len(str(error)) > 20 and "\n" not in str(error).strip()
            return "refused", str(error)
        return "read", " ".join(log.notices)


@pytest.fixture
def trial(tmp_path, catalog, places, capsys) -> Trial:
    return Trial(tmp_path, catalog, places, capsys)


def try_all(trial: Trial, seeds: range) -> dict[str, int]:
    before, tally = peak_gb(), {"read": 0, "refused": 0}
    for seed in seeds:
        name, data = damaged(seed)
        try:
            tally[trial.check(name, data)] += 1
        except Exception as error:
            error.add_note(f"the file is damaged({seed}) of tests/intake/fuzz/damage.py")
            raise
    assert peak_gb() - before < GB
    return tally


@pytest.mark.slow
@pytest.mark.parametrize("part", range(3))
def test_damaged_files(trial, part) -> None:
    each = AT_EACH_TEST // 3
    tally = try_all(trial, range(part * each, (part + 1) * each))
    assert min(tally.values()) > 10, tally


@pytest.mark.proof
def test_many_damaged_files(trial, write_proof) -> None:
    tally = try_all(trial, range(AT_EACH_TEST, AT_EACH_TEST + IN_PROOF))
    write_proof("fuzz_intake", {"files": IN_PROOF, **tally, "peak_gb": round(peak_gb(), 2)})


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [200, 2_000])
def test_a_workbook_that_inflates_is_refused_before_it_does(trial, megabytes) -> None:
    before = peak_gb()
    data = zip_bomb(megabytes)
    assert trial.check("log.xlsx", data) == "refused"
    assert peak_gb() - before < GB
