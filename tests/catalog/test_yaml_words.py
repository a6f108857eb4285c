"""What a plain word in a YAML file means: a number or a switch where it can be nothing else, else text."""

import pytest

from pipelines.yaml_file import read_yaml

MEANT = {
    "12": 12,
    "-7": -7,
    "0": 0,
    "1.50": 1.5,
    ".5": 0.5,
    "2e3": 2000.0,
    "true": True,
    "False": False,
    "null": None,
    "~": None,
    "": None,
}
TEXT = [
    "015",
    "0_3",
    "1_000",
    "0x1f",
    "0o17",
    "12:30",
    "no",
    "yes",
    "on",
    "off",
    "2026-11-14",
    "1.2.3",
    "1e",
    ".",
]


@pytest.mark.parametrize("word", MEANT)
def test_numbers_and_switches(tmp_path, word):
    found = _read(tmp_path, word)
    assert (found, type(found)) == (MEANT[word], type(MEANT[word]))


@pytest.mark.parametrize("word", TEXT)
def test_codes_stay_as_they_were_written(tmp_path, word):
    assert _read(tmp_path, word) == word


@pytest.mark.parametrize("word", [*MEANT, *TEXT])
def test_quotes_make_text_of_anything(tmp_path, word):
    assert _read(tmp_path, f'"{word}"') == word


def _read(folder, word):
    path = folder / "words.yaml"
    path.write_text(f"word: {word}\n", encoding="utf-8")
    return read_yaml(path).data["word"]
