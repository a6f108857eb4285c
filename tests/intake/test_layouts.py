"""Roles guessed for columns of layouts that others wrote from the list of roles alone.

`layouts/seen` was looked at, to write rules. `layouts/measured` was guessed first and looked at afterwards:
docs/intake.md tells what was right before. Their people are made up.
"""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipelines.catalog import Catalog, load_catalog
from pipelines.intake.guess.from_file import propose_mapping
from pipelines.intake.roles import ROLES
from pipelines.wording import Wording, load_wording

FOLDER = Path(__file__).parent / "layouts"
RIGHT = 0.90
KINDS = ("measured", "seen")
EACH = 8  # of so many layouts one is looked at in each run of the tests; `make proof` looks at all

pytestmark = pytest.mark.slow


def right_roles(path: Path) -> dict[str, list[str]]:
    """By header the roles that are right, several where the columns could be either."""
    with path.with_suffix(".roles.csv").open(encoding="utf-8", newline="") as file:
        return {row["header"].strip(): row["roles"].split("|") for row in csv.DictReader(file)}


@cache
def words() -> tuple[Catalog, Wording]:
    return load_catalog(), load_wording()


def guessed_roles(path: Path) -> dict[str, str]:
    proposal = propose_mapping(path, *words(), frozenset())
    return {guess.column.header.strip(): guess.role for guess in proposal.guesses}


def tally(path: Path) -> Counter:
    """Columns of a layout: `right`, `wrong`, and `leaked` where an identifier got another role.

    A second column of a role that a mapping may hold once is right when it is ignored.
    """
    right, guessed = right_roles(path), guessed_roles(path)
    assert guessed.keys() == right.keys()
    held = {role for header, role in guessed.items() if role in right[header]}
    found: Counter = Counter()
    for header, role in guessed.items():
        is_second = role == "ignore" and any(r in held and ROLES[r].once for r in right[header])
        found["right" if role in right[header] or is_second else "wrong"] += 1
        found["leaked"] += right[header] == ["identifier"] and role != "identifier"
    return found


def layouts(kind: str) -> list[Path]:
    return sorted(p for p in (FOLDER / kind).glob("*.csv") if not p.name.endswith(".roles.csv"))


def check(paths: list[Path]) -> Counter:
    found = sum((tally(path) for path in paths), Counter())
    assert found["right"] / (found["right"] + found["wrong"]) >= RIGHT, found
    assert found["leaked"] == 0
    return found


@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize("kind", KINDS)
def test_most_columns_get_their_role_and_no_identifier_is_read(kind: str, part: int) -> None:
    check(layouts(kind)[part :: 2 * EACH])


@pytest.mark.proof
def test_all_layouts(write_proof) -> None:
    write_proof("layouts", {kind: {"layouts": len(layouts(kind)), **check(layouts(kind))} for kind in KINDS})
