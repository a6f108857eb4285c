"""What one column is taken for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.intake.guess.looks import Column


@dataclass(frozen=True)
class Guess:
    """`role` of a column; `score`: of header and cells together; `why`: names of the evidence, with numbers
    where they tell more; `settings`: what the role needs beside it.
    """

    column: Column
    role: str
    score: float
    why: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
