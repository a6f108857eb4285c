"""Every row of a partner's files by number, before a build: the same fates that the build gives."""

from datetime import date

import polars as pl

from pipelines.intake.kept_out import account_for_rows
from tests.intake.partners import row, write_log

ROWS = [
    row(),
    row(record="R2", asked_on="someday"),
    row(record="R3", needs="call 212-555-0144"),
    row(),
    row(record="R5", asked_on="03/05/1995"),
]


def test_each_row_that_is_not_loaded_is_named_by_number_and_column(folder):
    write_log(folder, ROWS)
    told = account_for_rows(folder, date(2026, 1, 1))
    assert told.kept_out.rows() == [
        ("log.csv", 3, "quarantined", "bad_date", 3),
        ("log.csv", 4, "quarantined", "identifier", 5),
        ("log.csv", 5, "duplicate", "same_row", None),
        ("log.csv", 6, "out_of_period", "before", None),
    ]


def test_the_account_is_the_one_of_the_build(folder, read):
    write_log(folder, ROWS)
    keys = ["file", "fate", "reason"]
    assert account_for_rows(folder).account.sort(keys).equals(read().row_account.sort(keys))


def test_no_cell_is_in_it(folder):
    write_log(folder, ROWS)
    told = account_for_rows(folder)
    texts = [text for column in told.kept_out.get_columns() if column.dtype == pl.String for text in column]
    assert set(texts) <= {"log.csv", "quarantined", "bad_date", "identifier", "duplicate", "same_row",
                          "out_of_period", "before"}  # fmt: skip
    assert told.notices == ()
