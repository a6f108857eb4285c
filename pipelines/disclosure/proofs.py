"""The moves found so far, and how far they take each cell before each viewer."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pipelines.disclosure.moves import Move


@dataclass
class Proofs:
    """`value`: true counts (cells). `room`: how far each cell can fall (viewers x cells).

    `low` and `high`: the lowest and highest value of each cell in the tables that the moves prove (viewers x
    cells, whole numbers).
    """

    value: np.ndarray
    room: np.ndarray
    low: np.ndarray = field(init=False)
    high: np.ndarray = field(init=False)
    moves: list[Move] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.low = np.tile(self.value, (len(self.room), 1))
        self.high = self.low.copy()

    def add(self, move: Move) -> None:
        """Take one more move."""
        self.moves.append(move)
        self.low[:, move.cells], self.high[:, move.cells] = self.with_move(move)

    def with_move(self, move: Move) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and highest value of each cell of `move` if it were taken (viewers x its cells)."""
        falls, rises = move.reached(self.room)
        here, low, high = self.value[move.cells], self.low[:, move.cells], self.high[:, move.cells]
        return np.minimum(low, here + falls), np.maximum(high, here + rises)

    def as_frame(self, names: np.ndarray) -> pl.DataFrame:
        """move, cell, change: every move, its cells by name."""
        none = np.zeros(0, dtype=np.int64)
        number = np.repeat(np.arange(len(self.moves)), [len(move.cells) for move in self.moves])
        cells = np.concatenate([none, *(move.cells for move in self.moves)])
        change = np.concatenate([none, *(move.change for move in self.moves)])
        return pl.DataFrame({"move": number, "cell": names[cells], "change": change})
