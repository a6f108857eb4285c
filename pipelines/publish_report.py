"""What one run of `needs publish` did, in counts of cells that may be printed: never a value."""

from dataclasses import dataclass, field
from pathlib import Path

from pipelines.disclosure.private_gate import PrivateReport
from pipelines.disclosure.protect import ProtectionReport
from pipelines.disclosure.public_gate import GateReport


@dataclass(frozen=True)
class PublishReport:
    """`is_new` is false where nothing had changed, and nothing was done."""

    edition: str
    folder: Path
    is_new: bool
    seconds: float
    lines: tuple[str, ...] = field(default=())

    def as_text(self) -> str:
        """What a person is told at the end."""
        head = f"Edition {self.edition} is in {self.folder}."
        if not self.is_new:
            return f"{head} Nothing has changed since it was published, so nothing was done."
        return "\n".join([head, *(f"  {line}" for line in self.lines), f"  {self.seconds:.0f} s in all"])


def report_lines(
    closings: int,
    late: int,
    households: int,
    found: ProtectionReport,
    public: GateReport,
    private: PrivateReport,
) -> tuple[str, ...]:
    """The lines of a report. `closings` were frozen; `late`: designs that start with a later period;
    `households`: counts of them that were withheld.
    """
    hidden = f"{found.hidden} hidden ({found.hidden_share:.1%})"
    large = f"of counts of the threshold and more, {found.hidden_share_from_threshold:.1%}"
    lines = [
        f"{closings} closings frozen in the ledger",
        f"{found.published} counts of requests and offers: {found.small} small, {hidden}; {large}",
        f"public gate: {public.cells} counts attacked, narrowest range of a hidden one {public.narrowest}",
        f"private gate: {private.certified} hidden counts certified",
    ]
    if households:
        lines.append(f"{households} counts of households not published, since one could be worked out")
    if late:
        lines.append(f"{late} tables are newer than some closed periods and start with the next to close")
    if found.withheld:
        lines.append(f"{found.withheld} counts not published, since hiding could not protect them:")
        lines += [f"  {name}" for name in found.withheld_slices]
    return tuple(lines)
