"""From what a partner's row says of a place to the block that it is counted in.

The finest thing that a row says decides: a block code, coordinates, a tract, an area of the finest level, a
ZIP, a coarser area. What is known only coarsely lies in the unknown block of that area.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pipelines.geography.areas import OUTSIDE, UNKNOWN
from pipelines.geography.draws import Shares
from pipelines.geography.levels import Levels
from pipelines.geography.lookups import Lookups
from pipelines.geography.points import AreaFinder
from pipelines.identifiers import plain_words

ZIP = "zip"
TRACT = "tract"
DRAWN_BY_RESIDENTS = (TRACT, ZIP)


@dataclass(frozen=True)
class Step:
    """What one column says: a block or null per row, and whether it names what does not exist here."""

    placed_by: str
    block: pl.Series
    is_strange: pl.Series


@dataclass(frozen=True)
class Places:
    """Resolves place columns to blocks. `key` is the workspace's, for the draws by ZIP."""

    levels: Levels
    lookups: Lookups
    shares: dict[str, Shares]
    finders: dict[str, AreaFinder]
    key: bytes = field(repr=False)

    @property
    def coarser_level(self) -> str:
        """The level at which a partner that only counts is placed: the one that holds the finest."""
        return self.levels.above(self.levels.finest)

    def resolve(self, rows: pl.DataFrame, to_level: str | None = None) -> pl.DataFrame:
        """`block`, `placed_by` and `is_unknown_code` for each row, in the order given.

        `rows` holds any of the text columns `special` (unknown, no_fixed_address, outside), `block`, `tract`,
        `zip`, `area_<level>`, the numbers `latitude` and `longitude` in degrees, and `draw_key` (household,
        else row; needed beside `zip` and `tract`). A blank is null. `is_unknown_code`: the row names a block,
        tract or area that does not exist here, and nothing else places it. A ZIP in the form of ours that is
        not listed lies outside; a malformed one is unknown. `to_level`: no finer place than this level is
        kept.
        """
        block, placed_by = _texts(rows.height), _texts(rows.height)
        strange = _nobody(rows.height)
        for step in self._steps(rows):
            is_new = block.is_null() & step.block.is_not_null()
            placed_by = placed_by.set(is_new, step.placed_by)
            block = step.block.zip_with(is_new, block)
            strange = strange | step.is_strange
        answer = pl.DataFrame(
            {
                "block": block.fill_null(UNKNOWN),
                "placed_by": placed_by.fill_null("none"),
                "is_unknown_code": strange & block.is_null(),
            }
        )
        return answer if to_level is None else self._coarsened(answer, to_level)

    def coarsen(self, blocks: pl.Series, level: str) -> pl.Series:
        """Each block, or the unknown block of its area at `level` where it is finer than that."""
        return blocks.replace_strict(self.lookups.coarser[level], return_dtype=pl.String)

    def _coarsened(self, answer: pl.DataFrame, level: str) -> pl.DataFrame:
        coarse = self.coarsen(answer["block"], level)
        was_finer = (coarse != answer["block"]) & ~answer["placed_by"].is_in([ZIP, "none"])
        return answer.with_columns(coarse.alias("block"), answer["placed_by"].set(was_finer, "district"))

    def _steps(self, rows: pl.DataFrame) -> Iterator[Step]:
        """What each thing that the rows say makes of them, the finest first."""
        finest = f"area_{self.levels.finest}"
        tables = [column for column in self.lookups.blocks if column not in ("special", "block", finest)]
        for column in ("special", "block", "latitude", TRACT, finest, ZIP, *tables):
            if column not in rows.columns:
                continue
            if column == "latitude":
                yield self._by_coordinates(rows)
            elif column in DRAWN_BY_RESIDENTS:
                yield self._by_draw(rows, column)
            else:
                yield self._by_table(rows, column)

    def _by_table(self, rows: pl.DataFrame, column: str) -> Step:
        given = rows[column].cast(pl.String)
        blocks = self.lookups.blocks[column]
        found = given.replace_strict(blocks, default=None, return_dtype=pl.String)
        if names := self.lookups.names.get(column):
            texts = given.filter(found.is_null()).drop_nulls().unique()
            named = {text: blocks[code] for text in texts if (code := names.get(plain_words(text)))}
            found = found.fill_null(given.replace_strict(named, default=None, return_dtype=pl.String))
        return Step(self.lookups.placed_by[column], found, given.is_not_null() & found.is_null())

    def _by_draw(self, rows: pl.DataFrame, kind: str) -> Step:
        given = rows[kind].cast(pl.String)
        if kind not in self.shares:
            return Step(kind, _texts(rows.height), given.is_not_null() & pl.Series([kind == TRACT]))
        shares = self.shares[kind]
        found = shares.draw(given, rows["draw_key"], self.key)
        if kind == TRACT:
            return Step(kind, found, given.is_not_null() & found.is_null())
        is_elsewhere = found.is_null() & given.str.contains(shares.form).fill_null(False)
        return Step(kind, found.set(is_elsewhere, OUTSIDE), _nobody(rows.height))

    def _by_coordinates(self, rows: pl.DataFrame) -> Step:
        numbers = rows.select(pl.col("latitude", "longitude").cast(pl.Float64)).with_row_index("row")
        numbers = numbers.drop_nulls().filter(pl.all_horizontal(pl.col("latitude", "longitude").is_finite()))
        # 0, 0 is what many forms write for "no answer".
        numbers = numbers.filter((pl.col("latitude") != 0) | (pl.col("longitude") != 0))
        blocks = self._blocks_at(numbers["latitude"].to_numpy(), numbers["longitude"].to_numpy())
        found = _texts(rows.height).scatter(numbers["row"], pl.Series(blocks, dtype=pl.String))
        return Step("coordinates", found, _nobody(rows.height))

    def _blocks_at(self, latitudes: np.ndarray, longitudes: np.ndarray) -> list[str | None]:
        """A block per point; `outside` where it lies elsewhere, None where it is no place on earth."""
        found = self._blocks_of_points(latitudes, longitudes)
        # Only a point that lies nowhere near us as written is tried the other way round.
        lost = np.flatnonzero(found == "")
        found[lost] = self._blocks_of_points(longitudes[lost], latitudes[lost])
        is_place = (np.abs(latitudes) <= 90) & (np.abs(longitudes) <= 180)
        return [block or (OUTSIDE if ok else None) for block, ok in zip(found, is_place, strict=True)]

    def _blocks_of_points(self, latitudes: np.ndarray, longitudes: np.ndarray) -> np.ndarray:
        found = [finder.find(longitudes, latitudes) for finder in self.finders.values()]
        lookup = self.lookups.block_by_areas
        blocks = [lookup.get(codes, lookup.get(codes[:1], "")) for codes in zip(*found, strict=True)]
        return np.array(blocks, dtype=object)


def _texts(height: int) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, height)


def _nobody(height: int) -> pl.Series:
    return pl.Series([False]).new_from_index(0, height)
