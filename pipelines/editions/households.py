"""Counts of households beside counts of requests: what the public gate refuses of them is not published.

Counts of households are rounded and their tables are small, so what would give one away is taken out, and
nothing is hidden for it elsewhere: of the bands of one line the last ones, from the first that could be
worked out; of any other table its whole period.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from pipelines.disclosure import public_gate
from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.editions.designs import HOUSEHOLDS, PER_HOUSEHOLD
from pipelines.editions.disclose import count_table
from pipelines.tables.edition import COUNT_KEY

KEY = list(COUNT_KEY)
MEASURE, OUTCOME, CODE, AREA = (
    KEY.index(name) for name in ("measure", "outcome_dimension", "outcome_code", "area_code")
)
Key = tuple[str, ...]


def settle_households(
    requests: pl.DataFrame,
    households: pl.DataFrame,
    history: pl.DataFrame,
    hierarchy: Hierarchy,
    policy: DisclosurePolicy,
) -> tuple[pl.DataFrame, public_gate.GateReport]:
    """COUNT with as many counts of households as the public gate lets through, and what it says of the whole.

    `requests`, `households`: released counts. `history`: COUNT_KEY, status, value of all that was ever
    released; what is in it cannot be taken back. The report is a refusal where households are not the cause.
    """
    codes = [code for _, code, _ in hierarchy.bands]
    new = households.join(history, on=KEY, how="anti").select(KEY)
    slices = _slices(new.iter_rows(), codes)
    withheld: set[Key] = set()
    # What the few counts beside households give away is found in no time; then the whole is attacked once.
    for seen in (_beside(households), None):
        while True:
            released = _with_room(_without(households, withheld), requests, hierarchy)
            counts = count_table(requests, released)
            frames = [counts, history] if seen is None else [_among(seen, f) for f in (counts, history)]
            report = public_gate.check(frames, hierarchy, policy)
            more = _blamed(report, slices, withheld)
            if not more:
                break
            withheld |= more
    return counts, report


def _beside(households: pl.DataFrame) -> pl.DataFrame:
    """Keys of all counts of households and of the requests that each is a part of."""
    keys = households.select(KEY)
    asked = keys.with_columns(
        measure=pl.lit("requests"), outcome_dimension=pl.lit("all"), outcome_code=pl.lit("all")
    )
    return pl.concat([keys, asked.unique()])


def _among(keys: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.join(keys, on=KEY, how="semi")


def _slices(keys: Iterable[Key], codes: list[str]) -> Mapping[Key, list[Key]]:
    """What is withheld together, by name: the bands of one line, rising; else one period of a table."""
    slices: dict[Key, list[Key]] = {}
    for key in keys:
        slices.setdefault(_slice_of(key), []).append(key)
    order = {code: place for place, code in enumerate(codes)}
    return {name: sorted(of, key=lambda key: order.get(key[CODE], 0)) for name, of in slices.items()}


def _slice_of(key: Key) -> Key:
    left_out = CODE if key[OUTCOME] == PER_HOUSEHOLD else AREA
    return (*key[:left_out], *key[left_out + 1 :])


def _blamed(report: public_gate.GateReport, slices: Mapping[Key, list[Key]], withheld: set[Key]) -> set[Key]:
    """What to withhold next: a finding among households names its slice, any other may come of them all."""
    found = [key for key, _ in report.findings]
    if any(not key or key[MEASURE] != HOUSEHOLDS for key in found):
        return {key for of in slices.values() for key in of} - withheld
    more: set[Key] = set()
    for name in dict.fromkeys(_name_in(slices, key) for key in found):
        whole = slices.get(name, [])
        left = [place for place, key in enumerate(whole) if key not in withheld]
        named = [place for place in left if whole[place] in found]
        is_line = name[OUTCOME] == PER_HOUSEHOLD
        first = min(named, default=max(left, default=0)) if is_line else 0
        more.update(whole[first:])
    return more - withheld


def _name_in(slices: Mapping[Key, list[Key]], key: Key) -> Key:
    """The slice of a cell; of a total that no table holds, the line that divides it."""
    name = _slice_of(key)
    return name if name in slices else _slice_of((*key[:OUTCOME], PER_HOUSEHOLD, *key[CODE:]))


def _without(households: pl.DataFrame, withheld: set[Key]) -> pl.DataFrame:
    gone = pl.DataFrame(sorted(withheld), schema=dict.fromkeys(KEY, pl.String), orient="row")
    is_gone = pl.struct(KEY).is_in(gone.to_struct().implode())
    return households.with_columns(
        status=pl.when(is_gone).then(pl.lit("not_published")).otherwise("status"),
        value=pl.when(~is_gone).then("value"),
        range_low=pl.when(is_gone).then(0).otherwise("range_low"),
        range_high=pl.when(~is_gone).then("range_high"),
    )


def _with_room(households: pl.DataFrame, requests: pl.DataFrame, hierarchy: Hierarchy) -> pl.DataFrame:
    """`households`, the bands that are not shown bounded by the requests that the shown ones leave over."""
    place = [c for c in KEY if c not in ("measure", "outcome_dimension", "outcome_code")]
    totals = requests.filter(measure="requests", outcome_dimension="all", status="shown")
    fewest = pl.DataFrame(
        hierarchy.bands, schema=["outcome_dimension", "outcome_code", "fewest"], orient="row"
    )
    joined = households.join(
        totals.select(*place, asked="value"), on=place, how="left", validate="m:1", maintain_order="left"
    ).join(
        fewest, on=["outcome_dimension", "outcome_code"], how="left", validate="m:1", maintain_order="left"
    )
    taken = (pl.col("fewest") * pl.col("range_low")).sum().over("outcome_dimension", *place)
    most = (pl.col("asked") - taken).clip(0) // pl.col("fewest")
    unseen = pl.col("status") != "shown"
    return joined.with_columns(
        range_high=pl.when(unseen).then(pl.min_horizontal("range_high", most)).otherwise("range_high")
    ).drop("asked", "fewest")
