"""Dates as people write them, several ways in one column."""

from datetime import datetime

import polars as pl
import pytest

from pipelines.intake.dates import is_format, parse_dates
from tests.intake.partners import MAPPING, row, write_log

FORMATS = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y", "%d de %B de %Y", "%d-%b-%y", "%m/%d/%Y %I:%M %p", "excel")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/5/2025", datetime(2025, 3, 5)),
        ("03/05/2025 14:22:33", datetime(2025, 3, 5, 14, 22, 33)),
        ("2025-03-05", datetime(2025, 3, 5)),
        ("2025-03-05T14:22:33.000Z", datetime(2025, 3, 5, 14, 22, 33)),
        ("45721", datetime(2025, 3, 5)),
        ("45721.5", datetime(2025, 3, 5, 12)),
        ("5 de marzo de 2025", datetime(2025, 3, 5)),
        ("5 de Septiembre de 2025", datetime(2025, 9, 5)),
        ("05-ene-25", datetime(2025, 1, 5)),
        ("05-dic.-25", datetime(2025, 12, 5)),
        ("3/5/2025 2:22 p. m.", datetime(2025, 3, 5, 14, 22)),
        ("3/5/25", None),
        ("13/13/2025", None),
        ("soon", None),
        ("7", None),
        ("", None),
        (None, None),
    ],
)
def test_one_column_of_many_ways(text, expected):
    assert parse_dates(pl.Series([text, "2025-01-01"], dtype=pl.String), FORMATS).to_list() == [
        expected,
        datetime(2025, 1, 1),
    ]


def test_the_first_format_that_fits_decides():
    texts = pl.Series(["03/05/2025", "25/12/2025"])
    both = ("%m/%d/%Y", "%d/%m/%Y")
    assert parse_dates(texts, both).to_list() == [datetime(2025, 3, 5), datetime(2025, 12, 25)]
    assert parse_dates(texts, both[::-1]).to_list() == [datetime(2025, 5, 3), datetime(2025, 12, 25)]


def test_a_time_zone_turns_evening_in_utc_into_the_local_day():
    texts = pl.Series(["2025-04-01T02:30:00.000Z", "2025-03-31T22:30:00-04:00"])
    local = parse_dates(texts, ["iso"], "America/New_York")
    assert local.to_list() == [datetime(2025, 3, 31, 22, 30), datetime(2025, 3, 31, 22, 30)]


def test_what_tells_no_month_is_no_format():
    assert not is_format("%Y") and not is_format("%d") and not is_format("day") and not is_format("%Q")


@pytest.mark.parametrize(
    "pattern, text", [("%b %Y", "sept. 2025"), ("%b-%y", "Sep-25"), ("%Y-%m", "2025-09"), ("%m/%Y", "9/2025")]
)
def test_a_month_alone_is_read_as_its_first_day(pattern, text):
    assert is_format(pattern)
    assert parse_dates(pl.Series([text]), [pattern])[0] == datetime(2025, 9, 1)
    assert all(is_format(pattern) for pattern in FORMATS)


def test_day_month_and_year_may_stand_in_three_columns(folder, read):
    mapping = MAPPING.replace(
        '"Asked on": {role: received_on, formats: ["%m/%d/%Y"]}',
        '"D": {role: received_on, part: day}\n  "M": {role: received_on, part: month}\n'
        '  "Y": {role: received_on, part: year}',
    )
    header = ("Record", "Family", "D", "M", "Y", "Area", "Needs", "Outcome", "Closed on")
    rows = [
        ("R1", "H1", "18", "May", "18", *row()[3:6], ""),
        ("R2", "H2", "5", "03", "2025", *row()[3:6], ""),
    ]
    write_log(
        folder, [*rows, ("R3", "H3", "31", "Feb", "25", *row()[3:6], "")], header=header, mapping=mapping
    )
    log = read()
    assert sorted(log.requests["month"]) == ["2018-05", "2025-03"]
    assert log.quarantine.select("row_number", "reason", "column_number").rows() == [(4, "bad_date", 3)]
