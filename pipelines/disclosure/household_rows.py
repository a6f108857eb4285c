"""What published counts of households tell of each other and of requests: the inequalities of the public
gate.

A household that asks in two districts is one household of each and one of the city, so its counts do not add
up. But each line below holds for every log, and a careful reader would write it down.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.tables.edition import COUNT_KEY

Key = tuple[str, ...]
Said = tuple[str, int | None]  # status and value
Terms = dict[int, float]
HOUSEHOLDS, REQUESTS = "households", "requests"
MEASURE = COUNT_KEY.index("measure")
OUTCOME = COUNT_KEY.index("outcome_dimension")


@dataclass(frozen=True)
class Row:
    """The signed sum of `terms` (cell: coefficient) is 0 where `is_equal`, else at most 0."""

    terms: Terms
    is_equal: bool = False


@dataclass(frozen=True)
class Lines:
    """`totals`: number of each cell that counts all households of a place, period, need and group; `bands`:
    numbers of the cells that divide them by how often they asked, rising; both by the key of the total.
    """

    totals: Mapping[Key, int]
    bands: Mapping[Key, Sequence[int]]


def total_of(key: Key) -> Key:
    """The cell that counts all households of the same place, period, need and group."""
    return (*key[:OUTCOME], "all", "all", *key[OUTCOME + 2 :])


def requests_of(key: Key) -> Key:
    """The cell that counts the requests of the households in `total_of(key)`."""
    return (*key[:MEASURE], REQUESTS, "all", "all", *key[OUTCOME + 2 :])


def unpublished(keys: Iterable[Key], hierarchy: Hierarchy) -> list[Key]:
    """Totals that no table holds though one divides their households into bands, and bands that it lacks."""
    known = set(keys)
    codes = [(dimension, code) for dimension, code, _ in hierarchy.bands]
    dimensions = {dimension for dimension, _ in codes}
    divided = {total_of(key) for key in known if key[OUTCOME] in dimensions}
    bands = {(*t[:OUTCOME], *code, *t[OUTCOME + 2 :]) for t in divided for code in codes}
    return sorted((divided | bands) - known)


def bounds_of(
    key: Key, said: Said, beside: Said, least: float, policy: DisclosurePolicy
) -> tuple[float, float]:
    """Lowest and highest number that status alone leaves. `beside`: what is said of the requests, of which
    there are at least `least`.

    Hidden beside a shown number of requests is under `households_from`; hidden beside a hidden one may be any
    number up to it. Not published says nothing.
    """
    status, value = said
    if value is not None:
        step = policy.households_round_to
        return float(value - step // 2), float(value + (step - 1) // 2)
    low = 1.0 if least >= 1 and key[OUTCOME] == "all" else 0.0
    if beside[1] is None:
        return low, np.inf
    # A band is a part of all households, of which there are no more than requests.
    most = policy.households_from - 1 if status == "hidden" else beside[1]
    return low, float(min(most, beside[1]))


def withheld_in_part(households: Mapping[Key, Said], hierarchy: Hierarchy) -> set[Key]:
    """Bands that are not published while others of the same total are: these must have room as if hidden."""
    dimensions = {dimension for dimension, _, _ in hierarchy.bands}
    bands = [key for key in households if key[OUTCOME] in dimensions]
    told = {total_of(key) for key in bands if households[key][0] in ("shown", "hidden")}
    return {key for key in bands if households[key][0] == "not_published" and total_of(key) in told}


def lines_of(number: Mapping[Key, int], hierarchy: Hierarchy) -> Lines:
    """The household cells among `number` (key: number of the cell), ordered."""
    codes = [(dimension, code) for dimension, code, _ in hierarchy.bands]
    dimensions = {dimension for dimension, _ in codes}
    households = {key: cell for key, cell in number.items() if key[MEASURE] == HOUSEHOLDS}
    bands = {}
    for total in {total_of(key) for key in households if key[OUTCOME] in dimensions}:
        bands[total] = [households[(*total[:OUTCOME], *code, *total[OUTCOME + 2 :])] for code in codes]
    return Lines({k: c for k, c in households.items() if k[OUTCOME] not in dimensions}, bands)


def rows_in_place(lines: Lines, number: Mapping[Key, int], hierarchy: Hierarchy) -> Iterator[Row]:
    """What holds within one place, period, need and group."""
    least = [fewest for _, _, fewest in hierarchy.bands]
    for total, cell in lines.totals.items():
        asked = number.get(requests_of(total))
        if asked is not None:
            yield _at_most([cell], [asked])
    for total, cells in lines.bands.items():
        yield Row({lines.totals[total]: -1.0, **dict.fromkeys(cells, 1.0)}, is_equal=True)
        asked = number.get(requests_of(total))
        if asked is not None:
            # No line from above: partners that only count may give a household any number in the last band.
            yield Row({**{c: float(n) for c, n in zip(cells, least, strict=True)}, asked: -1.0})


def rows_inside(lines: Lines, whole: Key, part: Key) -> Iterator[Row]:
    """Each household of a part is one of the whole; and who asked at least so often there, did so here."""
    yield _at_most([lines.totals[part]], [lines.totals[whole]])
    if whole in lines.bands and part in lines.bands:
        for cut in range(1, len(lines.bands[whole])):
            yield _at_most(lines.bands[part][cut:], lines.bands[whole][cut:])


def rows_covering(lines: Lines, whole: Key, parts: Sequence[Key]) -> Iterator[Row]:
    """Each household of the whole is one of some part, if `parts` divide its requests; and who asked at most
    so often in the whole, did so in each of them.
    """
    yield _at_most([lines.totals[whole]], [lines.totals[part] for part in parts])
    if whole in lines.bands and all(part in lines.bands for part in parts):
        for cut in range(1, len(lines.bands[whole])):
            few = [cell for part in parts for cell in lines.bands[part][:cut]]
            yield _at_most(lines.bands[whole][:cut], few)


def _at_most(few: Sequence[int], many: Sequence[int]) -> Row:
    return Row({**dict.fromkeys(few, 1.0), **dict.fromkeys(many, -1.0)})


def as_matrix(rows: Sequence[Row], cells: int) -> sparse.csr_array:
    """The rows as equations that sum to 0, over `cells` and one slack cell, 0 or more, for each inequality.

    A slack's coefficient is the sum of its row's others, so that it never has to be larger than the largest
    cell of the row.
    """
    at, columns, signs = [], [], []
    slack = cells
    for number, row in enumerate(rows):
        terms = dict(row.terms)
        if not row.is_equal:
            terms[slack] = sum(abs(sign) for sign in terms.values())
            slack += 1
        at += [number] * len(terms)
        columns += terms.keys()
        signs += terms.values()
    return sparse.csr_array((signs, (at, columns)), shape=(len(rows), slack), dtype=float)
