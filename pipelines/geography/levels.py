"""The area levels of a workspace: one chain from the city down, and levels that overlap it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class AreaLevel(Protocol):
    """One level as coalition.yaml lists it (checked there: coarse to fine, at least one below the city)."""

    @property
    def id(self) -> str: ...

    @property
    def overlaps(self) -> bool: ...


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
    """The levels of coalition.yaml in order."""
    city, *others = area_levels
    nested = tuple(level.id for level in others if not level.overlaps)
    return Levels(city.id, nested, tuple(level.id for level in others if level.overlaps))
