"""A table in pieces is the same table."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.pieces import Pieces
from pipelines.schema import Column, Table

TALLY = Table(
    "tally", "one word of a partner", ("partner", "word"),
    (Column("partner", "text", "who"), Column("word", "text", "what"), Column("rows", "integer", "how many")),
    "private",
)  # fmt: skip
WORDS = st.dictionaries(st.tuples(st.sampled_from("abc"), st.text(max_size=3)), st.integers(0, 9))


def frame_of(words: dict) -> pl.DataFrame:
    rows = [(partner, word, number) for (partner, word), number in words.items()]
    return pl.DataFrame(rows, schema=TALLY.empty().schema, orient="row")


@given(WORDS, st.integers(0, 9))
def test_however_it_is_cut_it_is_the_same_table(words: dict, at: int) -> None:
    whole = frame_of(words)
    pieces = Pieces(TALLY, [whole.head(at), whole.slice(at)])
    assert pieces.together().equals(whole.sort("partner", "word"))
    assert pieces.height == whole.height == sum(piece.height for piece in pieces)
    rows = pl.concat([TALLY.empty().select("rows"), *pieces.of_columns("rows")])
    assert rows.sum().item() == sum(words.values())


def test_the_pieces_of_two_are_the_pieces_of_both() -> None:
    one, two = Pieces(TALLY, [frame_of({("a", "x"): 1})]), Pieces(TALLY, [frame_of({("b", "x"): 2})])
    one.extend(two)
    assert one.together().rows() == [("a", "x", 1), ("b", "x", 2)]
