"""The gate on labelled headers and cells: how many identifiers it finds, and how much of what it
finds is one.

`headers.csv` and `cells.csv`: every person, number and address in them is made up.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.identifiers import find_identifier, header_kind, names_person

FOLDER = Path(__file__).parent
RECALL, PRECISION = 0.99, 0.95


def found_in_cell(text: str) -> bool:
    return bool(find_identifier(text)) or names_person(text)


def found_in_header(text: str) -> bool:
    return bool(header_kind(text))


def read(name: str) -> list[tuple[str, bool]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row[name.split("_")[0][:-1]], row["label"] == "identifier") for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("name", "find"),
    [("headers", found_in_header), ("cells", found_in_cell), ("cells_second", found_in_cell)],
)
def test_recall_and_precision(name: str, find: Callable[[str], bool]) -> None:
    rows = read(name)
    found = [(text, is_one) for text, is_one in rows if find(text)]
    ones = sum(is_one for _, is_one in rows)
    right = sum(is_one for _, is_one in found)
    assert ones > 200 and len(rows) - ones > 200
    assert right / ones >= RECALL, [text for text, is_one in rows if is_one and not find(text)]
    assert right / len(found) >= PRECISION, [text for text, is_one in found if not is_one]
