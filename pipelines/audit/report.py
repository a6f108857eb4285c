"""What `needs audit` prints: counts of cells and words, never a count of people."""

import dataclasses
from dataclasses import dataclass

import polars as pl

from pipelines.audit.finding import Attack
from pipelines.audit.guesses import Guesses

SHOWN_FINDINGS = 5  # of one attack; the rest is in --json


@dataclass(frozen=True)
class AuditReport:
    """`totals`: hidden, exact, within_1, within_3, narrowest. `tables`: the same by table. `guesses` is None
    where there was no ledger to score against, or too few small counts. `span`: what every range must be.
    """

    edition: str
    editions: int
    cells: int
    span: int
    totals: dict[str, int]
    tables: pl.DataFrame
    attacks: tuple[Attack, ...]
    guesses: Guesses | None
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether no range is under `span` and no attack found anything."""
        narrowest = self.totals["narrowest"]
        return (narrowest is None or narrowest >= self.span) and not any(a.found for a in self.attacks)

    def as_json(self) -> dict:
        """Everything, for programs."""
        plain = dataclasses.asdict(dataclasses.replace(self, tables=pl.DataFrame()))
        return {**plain, "ok": self.ok, "tables": self.tables.to_dicts()}

    def as_text(self) -> str:
        """The same for a person."""
        return "\n".join(
            [*self._head(), *self._tables(), *self._by_hand(), *self._guesses(), self._verdict()]
        )

    def _head(self) -> list[str]:
        totals = self.totals
        return [
            f"Edition {self.edition}, both audiences, with all of {self.editions} editions in history.",
            f"  {self.cells:,} counts, {totals['hidden']:,} hidden",
            f"  worked out exactly {totals['exact']}",
            f"  to within 1 {totals['within_1']}, to within 3 {totals['within_3']}",
            f"  narrowest range of a hidden count {_width(totals['narrowest'], self.span)}",
            f"  {self.seconds:.0f} s",
        ]

    def _tables(self) -> list[str]:
        lines = ["", "By table: hidden, exact, within 1, within 3, narrowest"]
        for row in self.tables.iter_rows(named=True):
            name = "/".join(row[column] for column in self.tables.columns[:-5])
            figures = f"{row['hidden']:>7,} {row['exact']:>5} {row['within_1']:>5} {row['within_3']:>5}"
            lines.append(f"  {name:<60} {figures}   {_width(row['narrowest'], self.span)}")
        return lines

    def _by_hand(self) -> list[str]:
        lines = ["", "By hand: tried, found"]
        for attack in self.attacks:
            lines.append(f"  {attack.name:<60} {attack.tried:>7,} {len(attack.found):>5}")
            lines += [f"    {place}" for place in attack.found[:SHOWN_FINDINGS]]
            if len(attack.found) > SHOWN_FINDINGS:
                lines.append(f"    and {len(attack.found) - SHOWN_FINDINGS} more (--json names them)")
        return lines

    def _guesses(self) -> list[str]:
        lines = ["", "By guessing: small hidden counts that a guess comes within 1 of"]
        if self.guesses is None:
            return [*lines, "  not scored: that takes the ledger, and enough small counts in it"]
        return [
            *lines,
            f"  least squares over all sums  {self.guesses.least_squares:.0%}",
            f"  always five, without reading  {self.guesses.always_five:.0%}",
            f"  of {self.guesses.small:,} small hidden counts",
        ]

    def _verdict(self) -> str:
        if self.ok:
            return f"\nHeld: every hidden count can still be {self.span + 1} numbers or more."
        return (
            "\nNot held: something above could be worked out. Take this edition down, tell the partners, "
            "and publish again when `needs publish` lets it through."
        )


def _width(narrowest: int | None, span: int) -> str:
    if narrowest is None:
        return "none"
    return f"{span} or more" if narrowest >= span else str(narrowest)
