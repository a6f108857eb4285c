"""What one release table counts, in the few words that tabulating, freezing and counting need."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace

import polars as pl

from pipelines.catalog.models import PANELS

HOUSEHOLDS = "households"
OFFERS = "offers"
REQUESTS = "requests"
PER_HOUSEHOLD = "requests_per_household"
NEED_LEVELS = ("all", "domain", "need")


@dataclass(frozen=True, order=True)
class Split:
    """What the ledger keeps apart: one outcome dimension by one group dimension, down to one level of
    needs.
    """

    measure: str
    outcome_dimension: str
    group_dimension: str
    need_level: str

    @property
    def signature(self) -> str:
        return "/".join(astuple(self))


@dataclass(frozen=True, order=True)
class Design:
    """One published combination of levels: every cell is dense over its areas, periods, needs and codes.

    `stage` is the closing that it waits for: `requests`, or `results` for what came of them. `need_codes` are
    those that may stand alone at the area level.
    """

    measure: str
    outcome_dimension: str
    area_level: str
    period_level: str
    need_level: str
    group_dimension: str
    stage: str = REQUESTS
    need_codes: tuple[str, ...] = ("all",)
    with_outside: bool = False
    hide_zeros: bool = False
    reveals: bool = False

    @property
    def signature(self) -> str:
        """The design in one line, by which a frozen period says what was counted when it closed."""
        return "/".join(astuple(self)[:6])

    def level_columns(self, vintage: str) -> dict[str, pl.Expr]:
        """The columns of a count's key that are the same for every cell of the design."""
        columns = {
            "measure": self.measure,
            "outcome_dimension": self.outcome_dimension,
            "area_level": self.area_level,
            "area_vintage": vintage,
            "period_level": self.period_level,
            "need_level": self.need_level,
            "group_dimension": self.group_dimension,
        }
        return {name: pl.lit(level) for name, level in columns.items()}

    @property
    def is_panel(self) -> bool:
        """Divides partners: the ledger's atoms name each, so it is a sum of those of all requests."""
        return self.group_dimension in PANELS

    @property
    def split_by(self) -> str:
        """The group dimension of the atoms that add up to the design."""
        return "all" if self.is_panel else self.group_dimension

    @property
    def is_sum_of_atoms(self) -> bool:
        """Households are no sums of months and blocks: they are counted once, at the closing."""
        return self.measure != HOUSEHOLDS

    def is_held_by(self, split: Split) -> bool:
        """The split's atoms add up to the design's cells."""
        same = (self.measure, self.outcome_dimension, self.split_by)
        finer = NEED_LEVELS.index(split.need_level) >= NEED_LEVELS.index(self.need_level)
        return finer and same == (split.measure, split.outcome_dimension, split.group_dimension)


def splits_of(designs: Iterable[Design], stage: str) -> tuple[Split, ...]:
    """The splits that the ledger must hold so that every design of the stage is a sum of its atoms.

    Atoms are kept by need wherever a design knows needs at all, since what is pooled is so by area level.
    """
    needs: dict[tuple[str, str, str], str] = {}
    for design in designs:
        if design.is_sum_of_atoms and design.stage == stage:
            key = (design.measure, design.outcome_dimension, design.split_by)
            level = "all" if design.need_level == "all" else "need"
            needs[key] = max(needs.get(key, "all"), level, key=NEED_LEVELS.index)
    return tuple(sorted(Split(*key, need_level) for key, need_level in needs.items()))


def designs_by_partner(designs: Iterable[Design]) -> list[Design]:
    """Whose households are counted at a closing: of a panel those of each partner, since who is in it is not
    known yet.
    """
    counted = (d for d in designs if d.measure != OFFERS)
    by_partner = (replace(d, group_dimension="partner") if d.is_panel else d for d in counted)
    return list(dict.fromkeys(by_partner))
