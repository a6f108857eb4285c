"""A log that no mapping has seen, as a small group keeps it. Nobody in it is real.

A title stands above the header, dates are written in two ways, words come in two languages, some cells hold
several needs, and a total ends it.
"""

import csv
import io
import random
from datetime import date, timedelta

from tests.raw_town import FIRST_DAY, LAST_DAY, neighbourhoods

HEADER = (
    "Ticket #", "Household no.", "Date of request", "Full name", "Phone", "Neighborhood",
    "What do they need?", "Status", "Language", "Comments",
)  # fmt: skip
NEEDS = {
    "Food box": 30, "food box ": 8, "Back rent": 15, "Diapers": 10, "Despensa": 8, "Gas bill": 5,
    "Zorbing": 6, "Food box; Diapers": 18,
}  # fmt: skip
NAMES = ("Ana Lopez", "John Smith", "Rosa Diaz", "Luis Perez", "Maria Gomez")
STATUS = ("Delivered", "Waitlist", "No answer", "in process", "Blorped")
BAD_DATE, TELEPHONE, TWICE = 7, 9, 20  # rows from 0
FIRST_ROW = 4  # the row number of the first record, as a spreadsheet counts


def messy_log(rows: int = 400, seed: int = 5) -> bytes:
    """The file's content: Windows-1252, with semicolons."""
    draw = random.Random(seed)
    records = [_record(number, draw) for number in range(rows)]
    records[BAD_DATE][2] = "someday"
    records[TELEPHONE][6] = "call 212-555-0144"
    records[TWICE] = records[TWICE - 1]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Corner Kitchen: requests"])
    writer.writerow([])
    writer.writerow(HEADER)
    writer.writerows(records)
    writer.writerow(["Total", *[""] * 5, str(rows), "", "", ""])
    return out.getvalue().encode("cp1252")


def _record(number: int, draw: random.Random) -> list[str]:
    day = FIRST_DAY + timedelta(days=draw.randrange((LAST_DAY - FIRST_DAY).days + 1))
    code, _, _ = draw.choice(neighbourhoods())
    return [
        f"K{number}",
        f"F{draw.randrange(150)}",
        _written(day, draw),
        draw.choice(NAMES),
        f"(212) 555-0{100 + number % 90}",
        code,
        draw.choices(list(NEEDS), list(NEEDS.values()))[0],
        draw.choices(STATUS, [40, 25, 10, 20, 5])[0],
        draw.choice(["Spanish", "English", "Español", ""]),
        "came with her sister, asked about the school" if number % 2 else "will call again tomorrow evening",
    ]


def _written(day: date, draw: random.Random) -> str:
    return day.strftime("%m/%d/%Y") if draw.random() < 0.8 else day.isoformat()
