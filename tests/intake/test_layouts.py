"""Roles guessed for columns of layouts that others wrote from the list of roles alone.

`layouts/seen` has been looked at since, to write rules; `layouts/unseen` has not. Their people are made up.
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


@pytest.mark.parametrize("kind", sorted(path.name for path in FOLDER.iterdir()))
def test_most_columns_get_their_role_and_no_identifier_is_read(kind: str) -> None:
    layouts = sorted(p for p in (FOLDER / kind).glob("*.csv") if not p.name.endswith(".roles.csv"))
    assert len(layouts) >= 20
    found = sum((tally(path) for path in layouts), Counter())
    assert found["right"] / (found["right"] + found["wrong"]) >= RIGHT, found
    assert found["leaked"] == 0
