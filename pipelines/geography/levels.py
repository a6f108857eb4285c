"""The area levels of a workspace: one chain from the city down, and levels that overlap it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pipelines.errors import WorkspaceError

DISSOLVE = "dissolve"


class AreaLevel(Protocol):
    """One level as coalition.yaml lists it."""

    id: str
    parent: str | None
    overlaps: bool
    boundary: str | None


@dataclass(frozen=True)
class Levels:
    """`nested` runs from coarse to fine below the city; `overlapping` levels lie across it."""

    city: str
    nested: tuple[str, ...]
    overlapping: tuple[str, ...]

    @property
    def finest(self) -> str:
        return self.nested[-1]

    @property
    def all(self) -> tuple[str, ...]:
        return (self.city, *self.nested, *self.overlapping)

    def above(self, level: str) -> str:
        """The level that holds `level`: the one before it in the chain, the city for an overlapping one."""
        chain = (self.city, *self.nested)
        return self.city if level in self.overlapping else chain[chain.index(level) - 1]


def read_levels(area_levels: Sequence[AreaLevel]) -> Levels:
    """The levels of coalition.yaml in order. Raises WorkspaceError where they make no chain."""
    city, *others = area_levels
    nested = tuple(level.id for level in others if not level.overlaps)
    overlapping = tuple(level.id for level in others if level.overlaps)
    if not nested:
        raise WorkspaceError("coalition.yaml: area_levels needs at least one level below the city.")
    expected = dict(zip(nested, (city.id, *nested), strict=False)) | dict.fromkeys(overlapping, city.id)
    for level in others:
        if level.parent != expected[level.id]:
            raise WorkspaceError(
                f"coalition.yaml: the parent of area level {level.id} is {level.parent}; expected "
                f"{expected[level.id]}: levels are listed from coarse to fine, each inside the one before."
            )
    return Levels(city.id, nested, overlapping)
