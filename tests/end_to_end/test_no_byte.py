"""Every byte that we write, searched for the people whom the nasty files name."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from needs.main import main
from tests.intake.nasty import CASES
from tests.intake.nasty.case import PLANTED
from tests.raw_town import make_raw_town

pytestmark = pytest.mark.slow

ENCODINGS = ("utf-8", "utf-16-le")


def parts_of(data: bytes) -> list[bytes]:
    """The bytes of a file; of a workbook, those of its parts."""
    if not data.startswith(b"PK"):
        return [data]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def found_in(data: bytes) -> set[str]:
    """Which of the planted people stand in `data`."""
    low = data.lower()
    return {token for token in PLANTED for e in ENCODINGS if token.lower().encode(e) in low}


def texts_of(path: Path) -> list[bytes]:
    """What a file holds once unpacked: all cells of a database or of Parquet, and its bytes as they are."""
    texts = parts_of(path.read_bytes())
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as database:
            for (table,) in database.sql("SELECT table_name FROM duckdb_tables()").fetchall():
                texts.append(repr(database.sql(f'SELECT * FROM "{table}"').fetchall()).encode())
            texts.append(repr(database.sql("SELECT comment FROM duckdb_columns()").fetchall()).encode())
    if path.suffix == ".parquet":
        texts.append(repr(pl.read_parquet(path).rows()).encode())
    return texts


def test_the_search_would_find_them(tmp_path) -> None:
    assert [
        case.name
        for case in CASES
        if not any(map(found_in, (p for d in case.files.values() for p in parts_of(d))))
    ] == []
    with duckdb.connect(str(tmp_path / "a.duckdb")) as database:
        database.execute("CREATE TABLE a AS SELECT 'zora' || 'ida quispe ' || range AS b FROM range(100000)")
    assert any(map(found_in, texts_of(tmp_path / "a.duckdb")))
    pl.DataFrame({"a": [f"{PLANTED[0]} {n}" for n in range(1000)]}).write_parquet(tmp_path / "a.parquet")
    assert any(map(found_in, texts_of(tmp_path / "a.parquet")))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town whose other partners send one nasty file each."""
    root = tmp_path_factory.mktemp("town")
    workspace = make_raw_town(root / "data", rows=300)
    for number, case in enumerate(CASES):
        case.write(workspace.intake / f"nasty_{number:02d}")
    for folder in ("home", "temporary", "here"):
        (root / folder).mkdir()
    return root


def needs(root: Path, *words: str) -> tuple[int, bytes]:
    """One command with folders of its own for all that a program may write. Its exit code and all it said."""
    own = {"HOME": root / "home", "XDG_CACHE_HOME": root / "home", "TMPDIR": root / "temporary"}
    done = subprocess.run(
        [sys.executable, "-m", "needs.main", *words, "--data", str(root / "data")],
        cwd=root / "here",
        env=os.environ | {name: str(path) for name, path in own.items()},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_none_of_them_reaches_a_byte_that_we_write(town, capfdbinary) -> None:
    said = []
    for words in (
        ("build", "--keep-going"),
        ("publish", "--as-of", "2026-02-20"),
        ("audit",),
        ("describe",),
        ("preview", "nasty_00"),
        ("intake", "codes", "nasty_00"),
        ("intake", "rows", "nasty_00"),
    ):
        code, text = needs(town, *words)
        assert code in (0, 1), (words, text.decode())
        assert b"Traceback" not in text, words
        said.append(text)
    for command in ("codes", "rows"):
        for number in range(len(CASES)):
            words = ["intake", command, f"nasty_{number:02d}", "--data", str(town / "data")]
            assert main(words) in (0, 1), words
            said.append(b"".join(capfdbinary.readouterr()))
    assert set.union(*map(found_in, said)) == set()
    written = [p for p in town.rglob("*") if p.is_file() and town / "data" / "raw" not in p.parents]
    assert any(path.name == "release.duckdb" for path in written)
    assert any(path.name == "warehouse.duckdb" for path in written)
    leaked = {path.name: found for path in written if (found := set.union(*map(found_in, texts_of(path))))}
    assert leaked == {}


def test_none_of_them_reaches_a_proposed_mapping(town, tmp_path, capfdbinary) -> None:
    for number, case in enumerate(CASES):
        name, data = sorted(case.files.items())[0]
        (tmp_path / name).write_bytes(data)
        partner = f"new_{number:02d}"
        words = [
            "intake",
            "map",
            str(tmp_path / name),
            "--partner",
            partner,
            "--yes",
            "--data",
            str(town / "data"),
        ]
        assert main(words) in (0, 1), case.name
        assert found_in(b"".join(capfdbinary.readouterr())) == set(), case.name
        for path in (town / "data" / "raw" / "intake" / partner).glob("*.yaml"):
            assert found_in(path.read_bytes()) == set(), case.name
