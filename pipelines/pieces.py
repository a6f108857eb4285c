"""A table too large to be whole in memory: frames one after the other, each held compressed."""

import io
from collections.abc import Iterable, Iterator

import polars as pl

from pipelines.schema import Table, conform


class Pieces:
    """Frames of one table, none of whose rows is in another. Going over them takes the memory of one."""

    def __init__(self, table: Table, frames: Iterable[pl.DataFrame] = ()):
        self.table = table
        self._held: list[bytes] = []
        for frame in frames:
            self.add(frame)

    def add(self, frame: pl.DataFrame) -> None:
        """Check `frame` against the table's declaration and keep it, sorted by the table's key."""
        if not frame.height:
            return
        held = io.BytesIO()
        conform(self.table, frame).write_ipc(held, compression="zstd")
        self._held.append(held.getvalue())

    def extend(self, others: "Pieces") -> None:
        """Keep the frames of `others` as well."""
        self._held += others._held

    def __iter__(self) -> Iterator[pl.DataFrame]:
        return (pl.read_ipc(io.BytesIO(data)) for data in self._held)

    def of_columns(self, *names: str) -> Iterator[pl.DataFrame]:
        """The frames with these columns only, which is much quicker."""
        return (pl.read_ipc(io.BytesIO(data), columns=list(names)) for data in self._held)

    @property
    def height(self) -> int:
        """Rows in all frames."""
        return sum(frame.height for frame in self.of_columns(self.table.column_names[0]))

    def together(self) -> pl.DataFrame:
        """All rows as one frame, sorted by the table's key."""
        return conform(self.table, pl.concat([self.table.empty(), *self]))
