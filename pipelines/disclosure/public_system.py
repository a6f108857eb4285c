"""What a reader can write down from published files alone: cells, what is known of each, equations.

The public gate's own reading of the keys. It shares no code with equations.py: two programmes that must agree
are a check, one that is used twice is not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from pipelines.disclosure import household_rows
from pipelines.disclosure.hierarchy import BLOCK, DIMENSIONS, Hierarchy
from pipelines.disclosure.household_rows import HOUSEHOLDS, Key, Row, Said
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.tables.edition import COUNT_KEY

TELLING = ("shown", "hidden")
UNKNOWN: Said = ("unknown", None)
Parts = dict[tuple[str, str], list[tuple[str, str]]]


@dataclass(frozen=True)
class PublicSystem:
    """`low` and `high` are what each cell's status alone says of it; shown counts of requests have both
    equal, rounded counts of households nearly.

    `matrix @ table` is 0. Its last columns, beyond `keys`, are slack: what an inequality leaves over.
    """

    keys: list[Key]
    low: np.ndarray
    high: np.ndarray
    hidden: np.ndarray
    unpublished: np.ndarray  # cells that no table shows or hides, though equations speak of them
    matrix: sparse.csr_array
    contradicted: tuple[Key, ...]  # published twice, differently


def read_published(
    frames: list[pl.DataFrame], hierarchy: Hierarchy, policy: DisclosurePolicy
) -> PublicSystem:
    """One system of all `frames` (columns COUNT_KEY, value, status): both audiences, history and new."""
    known, contradicted = _known(frames, hierarchy.additive)
    households, twice = _known(frames, [HOUSEHOLDS])
    additive = [*known, *(key for key in _blocks(known, hierarchy) if key not in known)]
    counted = [*households, *household_rows.unpublished(households, hierarchy)]
    keys, said = [*additive, *counted], {**known, **households}
    bounds = [_bounds(key, said.get(key, UNKNOWN), hierarchy) for key in additive]
    bounds += [_household_bounds(key, said, hierarchy, policy) for key in counted]
    low, high = np.array(bounds, dtype=float).reshape(-1, 2).T
    in_part = household_rows.withheld_in_part(households, hierarchy)
    names = np.array(["hidden" if key in in_part else said.get(key, UNKNOWN)[0] for key in keys])
    matrix = _matrix(additive, counted, hierarchy)
    slack = matrix.shape[1] - len(low)
    return PublicSystem(
        keys=keys,
        low=np.pad(low, (0, slack)),
        high=np.pad(high, (0, slack), constant_values=np.inf),
        hidden=np.pad((names == "hidden") & (low < high), (0, slack)),
        unpublished=np.pad(~np.isin(names, TELLING) & (low < high), (0, slack)),
        matrix=matrix,
        contradicted=(*contradicted, *twice),
    )


def _known(frames: list[pl.DataFrame], measures: Iterable[str]) -> tuple[dict[Key, Said], list[Key]]:
    """Status and value of each key; a value shown anywhere is known everywhere."""
    known: dict[Key, Said] = {}
    contradicted = []
    for frame in frames:
        rows = frame.filter(pl.col("measure").is_in(list(measures))).sort(COUNT_KEY)
        for *key_parts, status, value in rows.select(*COUNT_KEY, "status", "value").iter_rows():
            key, said = tuple(key_parts), (status, value if status == "shown" else None)
            before = known.setdefault(key, said)
            # `not_yet` says nothing that a later edition could contradict.
            if before != said and before[0] in TELLING and said[0] in TELLING:
                contradicted.append(key)
            known[key] = max(before, said, key=lambda s: (s[1] is not None, s[0] in TELLING))
    return known, contradicted


def _bounds(key: Key, said: Said, hierarchy: Hierarchy) -> tuple[float, float]:
    status, value = said
    if value is not None:
        return float(value), float(value)
    return (1.0 if status == "hidden" and not _may_be_zero(key, hierarchy) else 0.0), np.inf


def _household_bounds(
    key: Key, said: dict[Key, Said], hierarchy: Hierarchy, policy: DisclosurePolicy
) -> tuple[float, float]:
    asked = household_rows.requests_of(key)
    beside = said.get(asked, UNKNOWN)
    least = _bounds(asked, beside, hierarchy)[0]
    return household_rows.bounds_of(key, said.get(key, UNKNOWN), beside, least, policy)


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


def _matrix(additive: list[Key], counted: list[Key], hierarchy: Hierarchy) -> sparse.csr_array:
    """Every equation between additive cells, every line between these and counts of households."""
    ways = _ways(hierarchy)
    number = {key: i for i, key in enumerate([*additive, *counted])}
    sums = {key: number[key] for key in additive}
    rows = [Row(terms, is_equal=True) for terms in _equations(sums, ways)]
    lines = household_rows.lines_of(number, hierarchy)
    rows += household_rows.rows_in_place(lines, number, hierarchy)
    keys = {cell: key for key, cell in lines.totals.items()}
    for (at, _), parts in ways.items():
        for key in lines.totals:
            for part in _nearest(key, at, parts, lines.totals):
                rows += household_rows.rows_inside(lines, key, keys[part])
            if children := _children(key, at, parts, lines.totals):
                rows += household_rows.rows_covering(lines, key, [keys[cell] for cell in children])
    return household_rows.as_matrix(rows, len(number))


def _ways(hierarchy: Hierarchy) -> dict[tuple[int, str], Parts]:
    """Each way of dividing one dimension (its place in a key): parts by parent."""
    ways: dict[tuple[int, str], Parts] = {}
    for link in hierarchy.links:
        at = COUNT_KEY.index(DIMENSIONS[link.dimension][0])
        ways.setdefault((at, link.partition), {}).setdefault(link.parent, []).append(link.child)
    return ways


def _equations(number: dict[Key, int], ways: dict[tuple[int, str], Parts]) -> Iterator[household_rows.Terms]:
    for (at, _), parts in ways.items():
        for key, parent in number.items():
            children = _children(key, at, parts, number)
            if children:
                yield {parent: -1.0, **dict.fromkeys(children, 1.0)}


def _children(key: Key, at: int, parts: Parts, number: Mapping[Key, int]) -> list[int]:
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


def _nearest(key: Key, at: int, parts: Parts, number: Mapping[Key, int]) -> Iterator[int]:
    """Numbers of the parts of `key` that there are, deeper where one is absent; they need not be all."""
    for child in parts.get((key[at], key[at + 1]), ()):
        part = (*key[:at], *child, *key[at + 2 :])
        if part in number:
            yield number[part]
        else:
            yield from _nearest(part, at, parts, number)
