"""From true counts to released ones: decide what is hidden, give ranges, and let both gates attack the
result.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from pipelines.catalog.models import NOT_RECORDED
from pipelines.catalog.policy import Policy
from pipelines.disclosure import private_gate, public_gate
from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.disclosure.policy import DisclosurePolicy
from pipelines.disclosure.protect import ProtectionReport, protect
from pipelines.disclosure.ranges import outer_ranges
from pipelines.disclosure.reveals import mark_reveals
from pipelines.editions.designs import Design
from pipelines.editions.terms import split_column
from pipelines.errors import DisclosureError
from pipelines.schema import conform
from pipelines.tables.edition import COUNT, COUNT_KEY

# A line that lies wholly in one of these tells of the partner's form, not of the people.
TELLS_NOTHING = ("not_asked", NOT_RECORDED)
KEY = list(COUNT_KEY)
# What hiding a cell costs a reader. A share of the results needs its own count and `not_recorded`, which says
# out of how many; those who withdrew are in no headline. Measured on the demo: as many cells hidden in all,
# and a sixth more neighbourhoods whose share turned away can be shown.
DEAR_RESULTS = {"turned_away": 8.0, NOT_RECORDED: 8.0, "received": 3.0, "no_result": 1.0, "withdrew": 0.5}
DEAR_TOTAL = 8.0


@dataclass(frozen=True)
class Released:
    """`counts`: COUNT_KEY, value, status, range_low, range_high of every published cell, and by_zip of the
    true cell (dropped before anything is written). `protection`: what was decided, in counts that may be
    printed.
    """

    counts: pl.DataFrame
    protection: ProtectionReport


def disclosure_policy(policy: Policy, key: bytes) -> DisclosurePolicy:
    """The catalog's constants as the pure package takes them; the seed of the search comes from a private
    key.
    """
    return DisclosurePolicy(
        threshold=policy.threshold,
        threshold_unkeyed=max(policy.threshold, policy.threshold_without_keys),
        keyed_share=policy.keyed_share_at_least,
        range_at_least=policy.range_at_least,
        range_per_household=policy.range_times_largest_household,
        households_from=policy.households_from,
        households_round_to=policy.households_round_to,
        seed=int.from_bytes(key[:4], "big") % 2**31,
    )


def with_rules(
    cells: pl.DataFrame,
    equations: pl.DataFrame,
    designs: Iterable[Design],
    hierarchy: Hierarchy,
    sensitive: frozenset[str],
    history: pl.DataFrame,
    city_level: str,
) -> pl.DataFrame:
    """Numbered `cells` with the columns that the protection asks for beside the counts.

    `sensitive`: need codes that hide their zeros. `history`: COUNT_KEY, status, value of all that was ever
    released. `city_level`: its totals are hidden only where nothing else would do.
    Raises DisclosureError where a count that was shown is no longer what the ledger holds.
    """
    pairs = sorted(hierarchy.zero_possible)
    groups = [code for column, code in pairs if column == "group_dimension"]
    may_be_zero = pl.any_horizontal(pl.col(column) == code for column, code in pairs)
    is_sensitive = pl.col("need_code").is_in(sorted(sensitive)) | pl.col("group_dimension").is_in(groups)
    marked = cells.with_columns(
        zero_possible=may_be_zero & pl.col("is_published"),
        zeros_hidden=may_be_zero & is_sensitive & pl.col("is_published"),
        weight=_weight(),
        kept=_is_total() & (pl.col("area_level") == city_level) & pl.col("is_published"),
    )
    return _with_frozen(_with_reveals(_without_told_zeros(marked, equations), list(designs)), history)


def _weight() -> pl.Expr:
    """What hiding each cell costs a reader."""
    of_result = pl.col("outcome_code").replace_strict(DEAR_RESULTS, default=1.0, return_dtype=pl.Float64)
    return of_result * pl.when(_is_total()).then(DEAR_TOTAL).otherwise(1.0)


def _is_total() -> pl.Expr:
    return pl.all_horizontal(pl.col(c) == "all" for c in ("outcome_code", "need_code", "group_code"))


def _without_told_zeros(cells: pl.DataFrame, equations: pl.DataFrame) -> pl.DataFrame:
    """`zeros_hidden` taken back where a shown zero tells it: nobody asked at all, so nobody is in any
    part.
    """
    terms = equations.join(cells.select("cell", "value"), on="cell", how="left", validate="m:1")
    empty = terms.filter((pl.col("coefficient") < 0) & (pl.col("value") == 0)).select(
        "equation", parent="cell"
    )
    parts = terms.filter(pl.col("coefficient") > 0).join(empty, on="equation", how="inner", validate="m:1")
    while True:
        hides = cells.filter("zeros_hidden")["cell"]
        told = parts.filter(~pl.col("parent").is_in(hides.implode()))["cell"].unique()
        less = cells.with_columns(zeros_hidden=pl.col("zeros_hidden") & ~pl.col("cell").is_in(told.implode()))
        if less["zeros_hidden"].sum() == cells["zeros_hidden"].sum():
            return less
        cells = less


def release(
    cells: pl.DataFrame, equations: pl.DataFrame, policy: DisclosurePolicy, gave: pl.DataFrame
) -> Released:
    """Statuses by the protection, ranges by propagation from what is shown. `cells`: `with_rules`; `gave`:
    `gave_of` in pipelines/publish.py.
    """
    protection = protect(cells, equations, policy, gave)
    status = protection.statuses.select("cell", "status")
    decided = cells.join(status, on="cell", how="left", validate="1:1").with_columns(
        pl.col("status").fill_null("not_published")
    )
    shown = pl.when(pl.col("status") == "shown").then(pl.col("value"))
    public = decided.select("cell", *KEY, "by_zip", "is_published", "zero_possible", "status", value=shown)
    ranges = outer_ranges(public.select("cell", "status", "value", "zero_possible"), equations)
    counts = public.join(ranges, on="cell", how="left", validate="1:1").filter(pl.col("is_published"))
    hidden = pl.col("status") == "hidden"
    return Released(
        counts.with_columns(pl.when(hidden).then(name).alias(name) for name in ("range_low", "range_high")),
        protection,
    )


def release_households(
    cells: pl.DataFrame, requests: pl.DataFrame, history: pl.DataFrame, policy: Policy
) -> pl.DataFrame:
    """The same columns for cells that count households: from `households_from` up, rounded, with true bounds.

    `requests`: released counts of requests; a number of households is shown only beside a shown number of
    requests, of which it is the least that there can be. `history`: COUNT_KEY, status, value of all that was
    ever released, which stays as it was. A range says what status and requests leave, never what is true.
    """
    step, least = policy.households_round_to, policy.households_from
    place = [c for c in KEY if c not in ("measure", "outcome_dimension", "outcome_code")]
    beside = requests.filter(pl.col("measure") == "requests", pl.col("outcome_dimension") == "all")
    asked = beside.select(*place, asked=pl.when(pl.col("status") == "shown").then("value"))
    before = history.select(*KEY, frozen="status", said="value")
    joined = cells.join(asked, on=place, how="left", validate="m:1").join(
        before, on=KEY, how="left", validate="1:1"
    )
    may_show = (pl.col("value") >= least) & pl.col("asked").is_not_null()
    status = pl.coalesce("frozen", pl.when(may_show).then(pl.lit("shown")).otherwise(pl.lit("hidden")))
    rounded = pl.coalesce("said", (pl.col("value") + step // 2) // step * step).cast(pl.Int64)
    all_of_them = (pl.col("outcome_dimension") == "all") & (pl.col("asked") > 0)
    shown = status == "shown"
    return joined.select(
        *KEY,
        "by_zip",
        status=status,
        value=pl.when(shown).then(rounded),
        range_low=pl.when(shown)
        .then(rounded - step // 2)
        .otherwise(all_of_them.fill_null(False).cast(pl.Int64)),
        range_high=pl.when(shown)
        .then(rounded + (step - 1) // 2)
        .when((status == "hidden") & pl.col("asked").is_not_null())
        .then(pl.min_horizontal("asked", pl.lit(least - 1)))
        .otherwise("asked"),
    )


def count_table(requests: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """COUNT of both, with the share placed by ZIP code in bands for shown cells; the true share is
    dropped.
    """
    both = pl.concat([requests.select(households.columns), households])
    share = pl.col("by_zip") / pl.col("value")
    band = pl.when(share < 0.1).then(pl.lit("under_10")).when(share <= 0.3).then(pl.lit("10_to_30"))
    told = (pl.col("status") == "shown") & (pl.col("value") > 0) & (pl.col("measure") == "requests")
    placed = pl.when(told).then(band.otherwise(pl.lit("over_30")))
    return conform(COUNT, both.with_columns(placed_by_zip=placed))


def attack(
    cells: pl.DataFrame,
    equations: pl.DataFrame,
    released: Released,
    public: public_gate.GateReport,
    policy: DisclosurePolicy,
    gave: pl.DataFrame,
) -> tuple[public_gate.GateReport, private_gate.PrivateReport]:
    """Both gates over all that would be public. Raises DisclosureError where either finds something.

    `public`: what the public gate said of the new count table and everything in history. The error says how
    many cells and of which tables.
    """
    said = released.counts.select("cell", "status", "value")
    private = private_gate.check(cells, equations, said, released.protection.proofs, policy, gave)
    tables = {_table(key) for key, _ in public.findings}
    named = cells.join(
        pl.DataFrame({"cell": [cell for cell, _ in private.findings]}, schema={"cell": pl.Int64}), on="cell"
    )
    tables |= {_table(key) for key in named.select(KEY).unique().iter_rows()}
    if not (public.ok and private.ok):
        found = (
            f"{len(public.findings)} counts in the public gate, {len(private.findings)} in the private one"
        )
        raise DisclosureError(
            f"Nothing was published: some counts could be worked out ({found}), in "
            f"{', '.join(sorted(tables)) or 'no table'}. The last good edition is still in place. "
            "Take the named tables out of release_tables.yaml, or make them coarser."
        )
    return public, private


def _table(key: tuple[str, ...]) -> str:
    """The table that a cell is in, named by its levels."""
    named = dict(zip(COUNT_KEY, key, strict=True)) if key else {}
    parts = ("measure", "outcome_dimension", "area_level", "period_level", "need_level", "group_dimension")
    return "/".join(named.get(part, "all") for part in parts)


def _with_reveals(cells: pl.DataFrame, designs: list[Design]) -> pl.DataFrame:
    """`must_hide` where a line of a table that reveals lies wholly in one value."""
    parts = []
    for column, code in sorted({split_column(d) for d in designs if d.reveals}):
        signatures = [d.signature for d in designs if d.reveals and split_column(d) == (column, code)]
        split = "outcome_code" if column == "outcome_dimension" else "group_code"
        line = [c for c in KEY if c != split]
        marked = mark_reveals(cells.filter(pl.col("design").is_in(signatures)), line)
        told = (pl.col("value") > 0) & pl.col(split).is_in(TELLS_NOTHING)
        parts.append(marked.select("cell", must_hide=pl.col("must_hide") & ~told.any().over(line)))
    found = pl.concat(parts) if parts else pl.DataFrame(schema={"cell": pl.Int64, "must_hide": pl.Boolean})
    joined = cells.join(found, on="cell", how="left", validate="1:1")
    return joined.with_columns(pl.col("must_hide").fill_null(False))


def _with_frozen(cells: pl.DataFrame, history: pl.DataFrame) -> pl.DataFrame:
    """`frozen`: the status that a cell was released with; it keeps it for good."""
    before = history.select(*KEY, frozen="status", said="value")
    joined = cells.join(before, on=KEY, how="left", validate="1:1")
    moved = joined.filter((pl.col("frozen") == "shown") & (pl.col("said") != pl.col("value"))).height
    if moved:
        raise DisclosureError(
            f"Nothing was published: {moved} counts that were already shown would change, because the "
            "catalog now counts them otherwise. Published counts are never restated: undo the change of "
            "needs.yaml, results.yaml or groups.yaml; what is new may stand beside it under an id of its own."
        )
    return joined.drop("said")
