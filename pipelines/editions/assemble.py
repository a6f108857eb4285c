"""All tables of an edition from released counts and public tables: nothing here sees a true count of a
cell.
"""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.catalog.model import Catalog
from pipelines.closing import Closing
from pipelines.coalition import Coalition
from pipelines.editions import people, places, words
from pipelines.editions.comparisons import build_comparisons, changes_of_partners
from pipelines.editions.designs import Design
from pipelines.editions.estimates import Released, build_estimates
from pipelines.editions.facts import source_table
from pipelines.editions.findings import build_findings
from pipelines.editions.population import build_population
from pipelines.editions.scales import build_scales
from pipelines.schema import Table
from pipelines.tables import edition as e
from pipelines.tables import warehouse as w
from pipelines.wording import Wording

Tables = dict[Table, pl.DataFrame]


@dataclass(frozen=True)
class Inputs:
    """`tables`: the warehouse's tables without records. `months`: month, partner of closed requests.
    `recorded`: LEDGER_RECORDED. `rows`: LEDGER_ROWS of closed years. `span`: first and last month of the
    log. `holds`: comparison_id and whether it holds without any one partner.
    """

    catalog: Catalog
    coalition: Coalition
    wording: Wording
    tables: Tables
    closing: Closing
    span: tuple[str, str]
    designs: tuple[Design, ...]
    counts: pl.DataFrame
    months: pl.DataFrame
    recorded: pl.DataFrame
    rows: pl.DataFrame
    holds: pl.DataFrame

    @cached_property
    def partner_table(self) -> pl.DataFrame:
        return people.partner_table(self.tables[w.PARTNER], self.rows, self.recorded, self.catalog.policy)

    @property
    def partners_left(self) -> int:
        """How many partners stand behind closed months whose records are here no more."""
        return self.spells.height - self.tables[w.PARTNER].height

    @cached_property
    def spells(self) -> pl.DataFrame:
        """partner, first_month, last_month; of partners that have left, of the closed months they are in."""
        here = self.tables[w.PARTNER].select("partner", "first_month", "last_month")
        left = people.partners_that_left(self.months, self.tables[w.PARTNER])
        return pl.concat([here, left])

    @cached_property
    def events(self) -> pl.DataFrame:
        return people.event_table(self.tables[w.CALENDAR], self.tables[w.PARTNER])

    @cached_property
    def changes(self) -> pl.DataFrame:
        return changes_of_partners(self.events, self.spells, self.span[1])

    @cached_property
    def links(self) -> pl.DataFrame:
        return places.area_link_table(self.tables[w.AREA], self.tables[w.AREA_OVERLAP])

    @cached_property
    def population(self) -> pl.DataFrame:
        return build_population(
            self.tables[w.CENSUS], self.tables[w.SOURCE], self.coalition.denominator_variables
        )


def assemble(inputs: Inputs) -> Tables:
    """Every table of the edition but `change` and `manifest`."""
    return {**_figures(inputs), **_words(inputs), **_people(inputs), **_places(inputs)}


def _figures(inputs: Inputs) -> Tables:
    tables = inputs.tables
    partners = people.partners_by_area(tables[w.PARTNER], tables[w.AREA], inputs.links)
    released = Released(
        inputs.counts,
        inputs.population,
        tables[w.CENSUS],
        tables[w.HEALTH],
        tables[w.SOURCE],
        tables[w.AREA],
        partners,
    )
    estimates = build_estimates(inputs.catalog, inputs.coalition, released)
    comparisons = build_comparisons(
        inputs.counts, tables[w.AREA], inputs.catalog, inputs.coalition, inputs.changes, inputs.holds
    )
    mapped = [item.id for item in inputs.catalog.indicators.values() if item.is_mapped]
    return {
        e.COUNT: inputs.counts,
        e.ESTIMATE: estimates,
        e.COMPARISON: comparisons,
        e.FINDING: build_findings(comparisons, estimates),
        e.POPULATION: inputs.population,
        e.SCALE: build_scales(estimates, mapped),
    }


def _words(inputs: Inputs) -> Tables:
    catalog, coalition = inputs.catalog, inputs.coalition
    denominators = set(inputs.population["denominator"].unique())
    return {
        e.INDICATOR: words.indicator_table(catalog, inputs.tables[w.SOURCE]),
        e.NEED: words.need_table(catalog, coalition, inputs.designs),
        e.OUTCOME: words.outcome_table(catalog),
        e.GROUP_VALUE: words.group_table(catalog, coalition, denominators),
        e.POLICY: words.policy_table(catalog),
        e.HELP_LINE: words.help_line_table(coalition),
        e.LABEL: words.label_table(inputs.wording, coalition),
    }


def _people(inputs: Inputs) -> Tables:
    tables = inputs.tables
    first, last = inputs.span
    return {
        e.EDITION_PARTNER: inputs.partner_table,
        e.EDITION_ROW_ACCOUNT: people.row_account_table(
            inputs.rows, tables[w.PARTNER], inputs.catalog.policy
        ),
        e.COVERAGE: people.coverage_table(inputs.months, inputs.closing, first, last),
        e.EVENT: inputs.events,
        e.EDITION_SOURCE: source_table(tables[w.SOURCE], inputs.coalition, inputs.closing),
    }


def _places(inputs: Inputs) -> Tables:
    return {
        e.EDITION_AREA: places.area_table(inputs.tables[w.AREA]),
        e.AREA_LINK: inputs.links,
        e.AREA_LEVEL: places.area_level_table(inputs.coalition),
    }
