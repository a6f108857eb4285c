"""All cells of all release tables as one system: what the protection decides over and the gates attack."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines import ledger
from pipelines.closing import STAGES, closing_month, months_of, whole_periods
from pipelines.disclosure.equations import block_keys, build_equations, number_cells
from pipelines.disclosure.hierarchy import Hierarchy
from pipelines.editions.counts import (
    CELL_COLUMNS,
    Axes,
    add_households,
    atoms_of,
    count_by_partner,
    count_cells,
    dense_keys,
    households_as_cells,
)
from pipelines.editions.designs import HOUSEHOLDS, Design, Split, splits_of
from pipelines.editions.panels import (
    Panels,
    find_panels,
    known_periods,
    panel_atoms,
    panel_households,
    panel_members,
)
from pipelines.editions.recorded import mark_atoms
from pipelines.paths import Workspace
from pipelines.tables.edition import COUNT_KEY

# The columns of a count's key that cells counted in one go have in common.
KIND = ["measure", "outcome_dimension", "area_level", "period_level", "need_level", "group_dimension"]

# What a partner knows to be its own in each count: a part of it that hides nothing from that partner, who
# sees the edition as everyone does and has its own log beside it. Private: never written anywhere.
GIVEN = dict.fromkeys((*COUNT_KEY, "partner"), pl.String) | {"value": pl.Int64}


@dataclass(frozen=True)
class Frozen:
    """What the ledger holds: closed months by stage, by what terms each was counted, and who was in for years
    (months with requests by partner: month, partner, requests).
    """

    workspace: Workspace
    months: Mapping[str, tuple[str, ...]]
    facts: Mapping[tuple[str, str], Mapping[str, str]]
    asked: pl.DataFrame
    panels: Panels

    def periods(self, design: Design, blocks_version: str) -> list[str]:
        """Periods for which the design was counted when they closed, all months by the same blocks.

        A table that is new since then starts with the next period to close: closed ones are never counted
        again.
        """
        months = tuple(m for m in self.months[design.stage] if self._same_blocks(design, m, blocks_version))
        whole = self._known(design, whole_periods(months, design.period_level))
        return [p for p in whole if self._counted(design, p)]

    def lacks(self, design: Design, blocks_version: str) -> bool:
        """Whether a closed period was counted before the design was there, or by other blocks."""
        closed = self._known(design, whole_periods(self.months[design.stage], design.period_level))
        done = [p for p in closed if closing_month(p, design.stage) in self.months[design.stage]]
        return len(self.periods(design, blocks_version)) < len(done)

    def _known(self, design: Design, periods: list[str]) -> list[str]:
        return known_periods(design, periods, self.panels) if design.is_panel else periods

    def _same_blocks(self, design: Design, month: str, version: str) -> bool:
        return self.facts[design.stage, month]["blocks"] == version

    def _counted(self, design: Design, period: str) -> bool:
        last = self.facts.get((design.stage, closing_month(period, design.stage)))
        if last is None or design.signature not in json.loads(last["designs"]):
            return False
        if not design.is_sum_of_atoms:
            return True
        return all(self._holds(design, month) for month in months_of(period))

    def _holds(self, design: Design, month: str) -> bool:
        splits = json.loads(self.facts[design.stage, month]["splits"])
        return any(design.is_held_by(Split(*text.split("/"))) for text in splits)


def read_frozen(workspace: Workspace, months: Mapping[str, Sequence[str]], partners_at_least: int) -> Frozen:
    """The ledger's closed months among `months` of each stage; panels of partners have at least so many."""
    have = {
        stage: tuple(m for m in ledger.frozen_months(workspace, stage) if m in months[stage])
        for stage in STAGES
    }
    facts = {(stage, m): ledger.facts_of(workspace, stage, m) for stage in STAGES for m in have[stage]}
    asked = _asked(workspace, have[STAGES[0]])
    panels = find_panels(asked, have[STAGES[0]], partners_at_least)
    return Frozen(workspace, have, facts, asked, panels)


def _asked(workspace: Workspace, months: Sequence[str]) -> pl.DataFrame:
    """month, partner, requests: whose requests were in when the month closed, and how many."""
    of_all = pl.col("group_dimension") == "all", pl.col("outcome_dimension") == "all"
    atoms = ledger.scan_atoms(workspace, STAGES[0], months).filter(pl.col("measure") == "requests", *of_all)
    return (
        atoms.group_by("month", "partner")
        .agg(requests=pl.col("value").sum())
        .collect()
        .sort("month", "partner")
    )


def true_cells(
    frozen: Frozen, designs: Sequence[Design], axes: Axes, blocks_version: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """CELL_COLUMNS, `design` (its signature) and `slice` (design and period) of every cell of `designs`; and
    what each partner gave to them (GIVEN).
    """
    parts, given = [pl.DataFrame(schema=dict.fromkeys(COUNT_KEY, pl.String))], [pl.DataFrame(schema=GIVEN)]
    for stage in STAGES:
        of_stage = [d for d in designs if d.stage == stage]
        households = ledger.read_households(frozen.workspace, stage, frozen.months[stage])
        for split in splits_of(of_stage, stage):
            atoms = split_atoms(frozen, split, stage)
            for design in (d for d in of_stage if d.is_held_by(split) and d.is_sum_of_atoms):
                periods = frozen.periods(design, blocks_version)
                keys = dense_keys(design, periods, axes)
                its_atoms, behind = _of_panel(frozen, design, atoms, households)
                by_partner = count_by_partner(design, its_atoms, period_months(periods), axes)
                cells = count_cells(keys, by_partner, axes.partner_share)
                parts.append(_labelled(add_households(cells, behind), design))
                given.append(by_partner.select(*GIVEN))
        for design in (d for d in of_stage if d.measure == HOUSEHOLDS):
            keys = dense_keys(design, frozen.periods(design, blocks_version), axes)
            parts.append(_labelled(households_as_cells(design, keys, households), design))
    return pl.concat(parts, how="diagonal_relaxed"), pl.concat(given)


def block_cells(
    frozen: Frozen, designs: Sequence[Design], cells: pl.DataFrame, hierarchy: Hierarchy, axes: Axes
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """CELL_COLUMNS of the unpublished cells, by block or piece, that tie overlapping levels together; and
    what each partner gave to them (GIVEN).
    """
    keys = block_keys(cells.filter(pl.col("measure") != HOUSEHOLDS), hierarchy)
    parts, given = [pl.DataFrame(schema=dict.fromkeys(COUNT_KEY, pl.String))], [pl.DataFrame(schema=GIVEN)]
    for kind, of_kind in keys.partition_by(KIND, as_dict=True, maintain_order=True).items():
        design = design_of_kind(kind, of_kind, designs)
        split = next(s for s in splits_of(designs, design.stage) if design.is_held_by(s))
        periods = of_kind["period"].unique().sort().to_list()
        atoms = split_atoms(frozen, split, design.stage)
        by_partner = count_by_partner(design, atoms, period_months(periods), axes)
        parts.append(count_cells(of_kind, by_partner, axes.partner_share))
        given.append(by_partner.select(*GIVEN))
    blocks = pl.concat(parts, how="diagonal_relaxed")
    unknown = pl.lit(None, pl.Int64)
    return blocks.with_columns(households=unknown, most_by_one=unknown), pl.concat(given)


def design_of_kind(kind: tuple[str, ...], keys: pl.DataFrame, designs: Sequence[Design]) -> Design:
    """What counts the cells of one kind (KIND), which no release table need name: blocks are of none."""
    measure, outcome, area_level, period_level, need_level, group = kind
    stage = next(d.stage for d in designs if d.outcome_dimension == outcome)
    codes = tuple(keys["need_code"].unique().sort())
    return Design(measure, outcome, area_level, period_level, need_level, group, stage, codes)


def linked(
    cells: pl.DataFrame, blocks: pl.DataFrame, hierarchy: Hierarchy
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Numbered cells, published and blocks, and every equation between them.

    Households are no part of it: a household may ask in two districts, so its counts add up to nothing.
    """
    additive = cells.filter(pl.col("measure") != HOUSEHOLDS).with_columns(is_published=pl.lit(True))
    both = pl.concat([additive, blocks.with_columns(is_published=pl.lit(False))], how="diagonal_relaxed")
    numbered = number_cells(both)
    return numbered, build_equations(numbered.select("cell", *COUNT_KEY), hierarchy)


def period_months(periods: Sequence[str]) -> pl.DataFrame:
    """period, month."""
    rows = [(period, month) for period in periods for month in months_of(period)]
    return pl.DataFrame(rows, schema={"period": pl.String, "month": pl.String}, orient="row")


def split_atoms(frozen: Frozen, split: Split, stage: str) -> pl.DataFrame:
    """LEDGER_ATOM of one split, with the results of partners that did not record marked."""
    atoms = ledger.scan_atoms(frozen.workspace, stage, frozen.months[stage])
    found = atoms_of(atoms, split).collect()
    return mark_atoms(found, ledger.read_recorded(frozen.workspace)) if stage == STAGES[1] else found


def _of_panel(
    frozen: Frozen, design: Design, atoms: pl.DataFrame, households: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Atoms and LEDGER_HOUSEHOLDS that the design's cells are counted from."""
    if not design.is_panel:
        return atoms, households
    partners = frozen.asked["partner"].unique().sort()
    members = panel_members(frozen.panels, partners, design.group_dimension)
    return panel_atoms(atoms, members), panel_households(households, members, design.group_dimension)


def _labelled(cells: pl.DataFrame, design: Design) -> pl.DataFrame:
    signature = pl.lit(design.signature)
    return cells.select(CELL_COLUMNS).with_columns(
        design=signature, slice=pl.concat_str(signature, pl.lit(" "), "period")
    )
