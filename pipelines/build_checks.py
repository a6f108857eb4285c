"""What must hold over all partners together before a warehouse is written."""

from collections import defaultdict
from pathlib import Path

import polars as pl

from pipelines.errors import IntakeError
from pipelines.pieces import Pieces

NONE_MADE = pl.DataFrame(schema={"partner": pl.String, "made": pl.Int64})
BESIDE_DATA = ("mapping.yaml", "partner.yaml", "calendar.csv")


def same_content(intake: Path, inputs: pl.DataFrame) -> tuple[str, ...]:
    """A note for each set of files of one content within a partner, whose rows count once.

    Raises IntakeError where two partners have the same file: it can belong to one of them only.
    """
    files = defaultdict(list)
    for name, checksum in inputs.iter_rows():
        path = Path(name)
        # What lies deeper is not read: the clean copies that wait for a word.
        if path.parts[0] == intake.name and len(path.parts) == 3 and path.name not in BESIDE_DATA:
            files[checksum].append(path)
    notes = []
    for first, *others in (paths for paths in files.values() if len(paths) > 1):
        for other in others:
            if other.parts[1] != first.parts[1] and (intake.parent / first).stat().st_size:
                raise IntakeError(
                    f"{first} and {other} have the same content, so its rows would count for both partners. "
                    "Take the file out of the folder where it does not belong."
                )
            notes.append(f"{other} has the same content as {first.name}: its rows count once.")
    return tuple(notes)


def check_accounts(rows: pl.DataFrame, requests: pl.DataFrame, made: Pieces) -> None:
    """Raise AssertionError, naming partner and file, unless both accounts add up: a fault of ours, never a
    file's.

    Rows received are all loaded, doubled, replaced, kept out or no record; requests are all in table
    `request`.
    """
    is_received = pl.col("fate") == "received"
    sums = rows.group_by("partner", "file").agg(
        received=pl.col("rows").filter(is_received).sum(), accounted=pl.col("rows").filter(~is_received).sum()
    )
    wrong = sums.filter(pl.col("received") != pl.col("accounted")).sort("partner", "file")
    assert not wrong.height, f"rows do not add up: {wrong.row(0) if wrong.height else ''}"
    told = requests.filter(pl.col("step") == "requests").select("partner", "rows")
    pieces = made.of_columns("partner", "requests")
    sums = [piece.group_by("partner").agg(made=pl.col("requests").sum()) for piece in pieces]
    counted = pl.concat([NONE_MADE, *sums]).group_by("partner").agg(pl.col("made").sum())
    both = told.join(counted, on="partner", how="left", validate="1:1").fill_null(0)
    unlike = both.filter(pl.col("rows") != pl.col("made"))
    assert not unlike.height, f"requests do not add up: {unlike.row(0) if unlike.height else ''}"


def check_names(partners: pl.DataFrame) -> None:
    """Raise IntakeError where two partners have one name: nobody could tell whose numbers are whose."""
    twice = partners.filter(pl.col("name").is_duplicated()).sort("partner")
    if twice.height:
        first, second = twice["partner"][:2]
        raise IntakeError(
            f"The partners {first} and {second} have the same name in partner.yaml: give each its own, or "
            "join their folders if they are one."
        )
