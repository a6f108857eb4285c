"""Loaded rows to requests, some months at a time, so that millions of rows take the memory of some."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.geography.places import Places
from pipelines.intake.codes import Codebook
from pipelines.intake.coding import NO_RESULT, NOT_ASKED, Coder
from pipelines.intake.digests import KeyOf
from pipelines.intake.household_keys import Households
from pipelines.intake.mapping import Mapping
from pipelines.intake.partner_files import PartnerSheet
from pipelines.intake.placing import check_known, place_rows, unknown_codes
from pipelines.intake.requests import expand, fold, offers_of, with_household
from pipelines.intake.roles import GROUPS
from pipelines.intake.rows import Rows, texts_of
from pipelines.pieces import Pieces
from pipelines.schema import conform
from pipelines.side_by_side import side_by_side
from pipelines.tables.accounts import REQUEST_STEPS
from pipelines.tables.warehouse import OFFER, REQUEST, UNMAPPED

ENOUGH = 200_000  # rows of months that are counted together


@dataclass(frozen=True)
class Reading:
    """All that says how one partner's rows are read."""

    folder: Path
    mapping: Mapping
    book: Codebook
    sheet: PartnerSheet
    places: Places
    key_of: KeyOf
    households: Households

    @property
    def partner(self) -> str:
        return self.folder.name


@dataclass
class Counted:
    """What the rows came to: requests, offers, and for each of REQUEST_STEPS how many."""

    requests: Pieces = field(default_factory=lambda: Pieces(REQUEST))
    offers: Pieces = field(default_factory=lambda: Pieces(OFFER))
    steps: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REQUEST_STEPS, 0))
    months: list[str] = field(default_factory=list)
    words: dict[str, set[str]] = field(default_factory=dict)
    rows_of_words: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Counted") -> None:
        """Take in what other rows came to."""
        self.requests.extend(other.requests)
        self.offers.extend(other.offers)
        self.months.extend(other.months)
        _add(self.steps, other.steps)
        _add(self.rows_of_words, other.rows_of_words)
        for name, words in other.words.items():
            self.words.setdefault(name, set()).update(words)

    def unmapped(self, partner: str) -> pl.DataFrame:
        """Table `unmapped`. The words themselves are not kept."""
        lines = [(name, len(self.words[name]), rows) for name, rows in self.rows_of_words.items() if rows]
        frame = pl.DataFrame(lines, schema=["field", "words", "rows"], orient="row")
        return conform(UNMAPPED, frame.with_columns(pl.lit(partner).alias("partner")))


def count_rows(
    fates: pl.DataFrame, read: Rows, reading: Reading, tell: Callable[[float], None] | None = None
) -> Counted:
    """The requests and offers of the rows of `fates` that are loaded. `tell`: how much of it is done.

    Raises IntakeError where most of a file's codes of places do not exist here.
    """
    counted, tallies = Counted(), []
    for part, unknown in side_by_side(_tasks(fates, reading)):
        counted.add(part)
        tallies.append(unknown)
        if tell:
            tell(counted.steps["loaded_rows"] / fates.height)
    check_known(tallies, read, reading.folder)
    return counted


def _tasks(fates: pl.DataFrame, reading: Reading) -> Iterator[Callable[[], tuple["Counted", pl.DataFrame]]]:
    for rows in _some_months(fates):
        # A key may be made: that is for one thread alone.
        key = reading.key_of(rows["received_at"].dt.year()[0])
        yield partial(_count, rows, reading, key)


def _some_months(fates: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The loaded rows, no part of two years (each has its key), and no month in two parts: one household,
    need and month make one request.
    """
    month = pl.col("received_at").dt.month_start().dt.date()
    is_loaded = pl.col("fate") == "loaded"
    sizes = fates.lazy().filter(is_loaded).group_by(month.alias("month")).len().sort("month").collect()
    before = sizes["len"].cum_sum() - sizes["len"]
    parts = sizes.with_columns(part=before // ENOUGH, year=pl.col("month").dt.year())
    for group in parts.partition_by("year", "part", maintain_order=True):
        first, last = group["month"].min(), group["month"].max()
        yield texts_of(fates.filter(is_loaded & month.is_between(first, last)))


def _count(loaded: pl.DataFrame, reading: Reading, key: bytes) -> tuple[Counted, pl.DataFrame]:
    """What `loaded` comes to, and its codes that do not exist here. `key`: of its year."""
    mapping, book, partner = reading.mapping, reading.book, reading.partner
    counted = Counted()
    rows = with_household(loaded, reading.households)
    coder = Coder(rows, mapping, book)
    placed = place_rows(rows, mapping, reading.sheet, replace(reading.places, key=key), coder)
    coded = _as_agreed(coder.coded().hstack(placed.select("block", "placed_by")), reading.sheet)
    asks, offers = coded.filter(pl.col("kind") == "ask"), coded.filter(pl.col("kind") == "offer")
    expanded = expand(asks, book.horizons)
    requests = fold(expanded, partner, key, book.domains, bool(mapping.with_role("count")))
    counted.requests.add(requests)
    counted.offers.add(offers_of(offers, partner, key, book.domains))
    counted.months.extend(rows["month"].unique())
    _add(counted.steps, {
        "loaded_rows": coded.height,
        "offer_rows": offers.height,
        "ask_rows": asks.height,
        "expanded": expanded.height,
        "folded": int(requests["contacts"].sum()) - requests.height,
        "request_rows": requests.height,
        "requests": int(requests["requests"].sum()),
    })  # fmt: skip
    for name, (words, lines) in coder.unmapped().items():
        counted.words.setdefault(name, set()).update(words)
        _add(counted.rows_of_words, {name: lines})
    return counted, unknown_codes(rows, placed, mapping)


def _add(sums: dict[str, int], more: dict[str, int]) -> None:
    for name, number in more.items():
        sums[name] = sums.get(name, 0) + number


def _as_agreed(rows: pl.DataFrame, sheet: PartnerSheet) -> pl.DataFrame:
    """What the partner does not agree to is said of none of its rows; no row goes missing for it.

    Without results every request has `no_result`; counts then put the partner under `not_recorded`, as they
    do any partner that wrote down too few.
    """
    if not sheet.agrees.groups:
        rows = rows.with_columns(pl.lit(NOT_ASKED).alias(dimension) for dimension in GROUPS)
    if not sheet.agrees.results:
        rows = rows.with_columns(
            pl.lit(NO_RESULT).alias("logged"), pl.lit(None, pl.Datetime("us")).alias("result_at")
        )
    return rows
