"""What a reader can write down from published files alone: cells, what is known of each, equations.

The public gate's own reading of the keys. It shares no code with equations.py: two programmes that must agree
are a check, one that is used twice is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from pipelines.disclosure.hierarchy import BLOCK, DIMENSIONS, Hierarchy
from pipelines.tables.edition import COUNT_KEY

Key = tuple[str, ...]
TELLING = ("shown", "hidden")
Parts = dict[tuple[str, str], list[tuple[str, str]]]


@dataclass(frozen=True)
class PublicSystem:
    """`low` and `high` are what each cell's status alone says of it; shown cells have both equal."""

    keys: list[Key]
    low: np.ndarray
    high: np.ndarray
    hidden: np.ndarray
    matrix: sparse.csr_array
    contradicted: tuple[Key, ...]  # published twice, differently


def read_published(frames: list[pl.DataFrame], hierarchy: Hierarchy) -> PublicSystem:
    """One system of all `frames` (columns COUNT_KEY, value, status): both audiences, history and new."""
    known, contradicted = _known(frames, hierarchy)
    blocks = [key for key in _blocks(known, hierarchy) if key not in known]
    keys = [*known, *blocks]
    statuses = [known.get(key, ("unknown", None)) for key in keys]
    least = [
        _least(key, status, value, hierarchy) for key, (status, value) in zip(keys, statuses, strict=True)
    ]
    most = [np.inf if value is None else value for _, value in statuses]
    return PublicSystem(
        keys=keys,
        low=np.array(least, dtype=float),
        high=np.array(most, dtype=float),
        hidden=np.array([status == "hidden" for status, _ in statuses], dtype=bool),
        matrix=_matrix(keys, hierarchy),
        contradicted=tuple(contradicted),
    )


def _known(frames: list[pl.DataFrame], hierarchy: Hierarchy) -> tuple[dict[Key, tuple], list[Key]]:
    """Status and value of each key; a value shown anywhere is known everywhere."""
    known: dict[Key, tuple] = {}
    contradicted = []
    for frame in frames:
        rows = frame.filter(pl.col("measure").is_in(list(hierarchy.additive))).sort(COUNT_KEY)
        for *key_parts, status, value in rows.select(*COUNT_KEY, "status", "value").iter_rows():
            key, said = tuple(key_parts), (status, value if status == "shown" else None)
            before = known.setdefault(key, said)
            # `not_yet` says nothing that a later edition could contradict.
            if before != said and before[0] in TELLING and said[0] in TELLING:
                contradicted.append(key)
            known[key] = max(before, said, key=lambda s: (s[1] is not None, s[0] in TELLING))
    return known, contradicted


def _least(key: Key, status: str, value: int | None, hierarchy: Hierarchy) -> float:
    if value is not None:
        return value
    return 1.0 if status == "hidden" and not _may_be_zero(key, hierarchy) else 0.0


def _may_be_zero(key: Key, hierarchy: Hierarchy) -> bool:
    # Pairs, not codes alone: one word may name a need and a way of grouping people.
    return not hierarchy.zero_possible.isdisjoint(zip(COUNT_KEY, key, strict=True))


def _blocks(known: dict[Key, tuple], hierarchy: Hierarchy) -> Iterator[Key]:
    """Piece cells of every combination that is published for two kinds of area that cut across each other.

    The pieces are those of the finest nested level that the combination is published for, else blocks.
    """
    at = COUNT_KEY.index("area_level")
    ways: dict[str, set[str]] = {}
    pieces: dict[str, set[tuple[str, str]]] = {}
    for link in hierarchy.links:
        if link.dimension != "area":
            continue
        if link.child[0].startswith(BLOCK):
            pieces.setdefault(link.child[0], set()).add(link.child)
        else:
            for level, _ in (link.parent, link.child):
                ways.setdefault(level, set()).add(link.partition)
    levels: dict[tuple, set[str]] = {}
    for key in known:
        if len(ways.get(key[at], ())) == 1:
            levels.setdefault((key[:at], key[at + 2 :]), set()).add(key[at])
    for (before, after), found in levels.items():
        if len(set().union(*(ways[level] for level in found))) > 1:
            cut = [piece for level, piece in hierarchy.cuts if level in found] or [BLOCK]
            yield from ((*before, *block, *after) for block in sorted(pieces[cut[-1]]))


def _matrix(keys: list[Key], hierarchy: Hierarchy) -> sparse.csr_array:
    number = {key: i for i, key in enumerate(keys)}
    ways: dict[tuple[int, str], Parts] = {}
    for link in hierarchy.links:
        at = COUNT_KEY.index(DIMENSIONS[link.dimension][0])
        ways.setdefault((at, link.partition), {}).setdefault(link.parent, []).append(link.child)
    rows, columns, signs = [], [], []
    count = 0
    for (at, _), parts in ways.items():
        for key, parent in number.items():
            children = _children(key, at, parts, number)
            if children:
                rows += [count] * (len(children) + 1)
                columns += [parent, *children]
                signs += [-1.0] + [1.0] * len(children)
                count += 1
    return sparse.csr_array((signs, (rows, columns)), shape=(count, len(keys)))


def _children(key: Key, at: int, parts: Parts, number: dict[Key, int]) -> list[int]:
    """Numbers of the cells that add up to `key`, deeper where a child is absent; [] if one is nowhere."""
    found = []
    for child in parts.get((key[at], key[at + 1]), ()):
        place = number.get((*key[:at], *child, *key[at + 2 :]))
        below = (
            [place]
            if place is not None
            else _children((*key[:at], *child, *key[at + 2 :]), at, parts, number)
        )
        if not below:
            return []
        found += below
    return found
