"""What became of every row of one partner's files, by number, before anything is built.

Nothing of a cell is kept: a row is named by its number, so that a person can look into the partner's file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.intake.accounts import row_account
from pipelines.intake.correcting import apply_corrections
from pipelines.intake.corrections import Correction
from pipelines.intake.fates import decide_fates
from pipelines.intake.mapping import read_mapping
from pipelines.intake.rows import read_rows, texts_of


@dataclass(frozen=True)
class RowsTold:
    """`account`: ROW_ACCOUNT. `kept_out`: file, row_number, fate, reason, column_number of every row that is
    not loaded. `notices`: sentences for the person who reads the file.
    """

    account: pl.DataFrame
    kept_out: pl.DataFrame
    notices: tuple[str, ...]


def account_for_rows(
    folder: Path,
    today: date | None = None,
    corrections: Iterable[Correction] = (),
    forgotten: str | None = None,
) -> RowsTold:
    """Read the files in `folder` as its mapping.yaml says, as far as the fate of each row.

    `forgotten`: the last month whose records are dropped. Raises CatalogError, IdentifierError and
    IntakeError as `read_partner` does.
    """
    mapping, entry = read_mapping(folder)
    read, _ = apply_corrections(read_rows(folder, mapping, entry), mapping, corrections)
    fates = decide_fates(read, mapping, today or date.today(), forgotten=forgotten)
    names = dict(enumerate(read.labels))
    others = fates.filter(pl.col("fate") != "loaded").select(
        pl.col("file").replace_strict(names, return_dtype=pl.String),
        "row_number",
        "fate",
        "reason",
        "column_number",
    )
    account = row_account(folder.name, read.labels, fates)
    return RowsTold(account, texts_of(others).sort("file", "row_number"), read.notices)
