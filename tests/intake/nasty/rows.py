"""Nasty rows: dates, words for nothing, multi-select, copies, corrections, counts, offers and identifiers."""

from tests.intake.nasty.case import EMAIL, HEADER, NAME, STREET, TAX_NUMBER, TELEPHONE, case, person, text_of

DATES = '{role: received_on, formats: ["%m/%d/%Y", "%d-%m-%Y", "%d de %b de %Y", excel]}'
COUNTED = {
    "only": "",
    "Day": '{role: received_on, formats: ["%m/%d/%Y"]}',
    "ZIP": "{role: zip}",
    "People": "{role: count}",
    "Logged by": "{role: identifier}",
}
FLAGGED = {
    "only": "",
    "Family": "{role: household_key}",
    "Asked on": '{role: received_on, formats: ["%m/%d/%Y"]}',
    "Name": "{role: identifier}",
    "Food": '{role: need_flag, need: groceries, yes: ["x", "yes", "1"]}',
    "Phone bill": '{role: need_flag, need: phone_internet, yes: ["x", "yes", "1"]}',
}
BOXES = ("Family", "Asked on", "Name", "Food", "Phone bill")
BOTH = {
    "Client": "{role: kind, ask: [I need help], offer: [I can help]}",
    "Comments": "{role: identifier}",
}


def asks_and_offers() -> list[list[str]]:
    said = ("I need help", "I can help", "i NEED  help", "both", "")
    return [HEADER, *(person(n, client=word, comments=NAME) for n, word in enumerate(said, start=1))]


def days(*texts: str) -> list[list[str]]:
    return [HEADER, *(person(n, asked_on=text, closed_on="") for n, text in enumerate(texts, start=1))]


def needs(*texts: str) -> list[list[str]]:
    return [HEADER, *(person(n, needs=text) for n, text in enumerate(texts, start=1))]


CASES = (
    case(
        "Excel's numbers beside ISO, American and Spanish dates in one column",
        days(
            "45721",
            "2025-03-05",
            "03/05/2025",
            "05-03-2025",
            "5 de marzo de 2025",
            "45721.75",
            "2025-03-05T09:30:00Z",
        ),
        "received 7, loaded 7",
        "7 0 7 7 0 7 7",
        columns={"Asked on": DATES},
    ),
    case(
        "days that never were",
        days("02/30/2025", "13/13/2025", "03/05/25", "n/a", "", "0", "03/05/2025"),
        "received 7, loaded 1, quarantined:bad_date 5, quarantined:no_date 1",
        "1 0 1 1 0 1 1",
    ),
    case(
        "years that were mistyped",
        days("03/05/1902", "03/05/2205", "03/05/2052", "01/01/1900", "03/05/2025"),
        "received 5, loaded 1, quarantined:bad_date 1, out_of_period:before 2, out_of_period:after 1",
        "1 0 1 1 0 1 1",
    ),
    case(
        "a column each for day, month and year",
        text_of(
            [
                ["Day", "Month", "Year", "Name", "Needs"],
                ["5", "3", "2025", NAME, "Food"],
                ["6", "marzo", "25", NAME, "Rent"],
                ["31", "2", "2025", NAME, "Food"],
            ]
        ),
        "received 3, loaded 2, quarantined:bad_date 1",
        "2 0 2 2 0 2 2",
        columns={
            "only": "",
            "Day": "{role: received_on, part: day}",
            "Month": "{role: received_on, part: month}",
            "Year": "{role: received_on, part: year}",
            "Name": "{role: identifier}",
            "Needs": "{role: need}",
        },
        codes={"only": "", "need": '{"Food": groceries, "Rent": rent}'},
    ),
    case(
        "a column each for month and year, and none for the day",
        text_of(
            [
                ["Month", "Year", "Name", "Needs"],
                ["3", "2025", NAME, "Food"],
                ["marzo", "25", NAME, "Rent"],
                ["13", "2025", NAME, "Food"],
                ["3", "", NAME, "Food"],
            ]
        ),
        "received 4, loaded 2, quarantined:bad_date 2",
        "2 0 2 2 0 2 2",
        columns={
            "only": "",
            "Month": "{role: received_on, part: month}",
            "Year": "{role: received_on, part: year}",
            "Name": "{role: identifier}",
            "Needs": "{role: need}",
        },
        codes={"only": "", "need": '{"Food": groceries, "Rent": rent}'},
    ),
    case(
        "words for nothing in every column of codes",
        needs("N/A", "-", ".", "999", "", "Food"),
        "received 6, loaded 6",
        "6 0 6 6 0 6 6",
    ),
    case(
        "several needs to a cell, one of them with the separator inside, one twice",
        needs("Food, hot; Food", "Rent;Rent", "Diapers;Food, hot;Dog walking", ";;"),
        "received 4, loaded 4",
        "4 0 4 7 0 7 7",
        codes={"need": '{"Food": groceries, "Food, hot": hot_meals, "Rent": rent, "Diapers": diapers}'},
    ),
    case(
        "a need whose name holds the separator",
        needs("Food; groceries", "Rent; Food; groceries"),
        "received 2, loaded 2",
        "2 0 2 3 0 3 3",
        codes={"need": '{"Food; groceries": groceries, "Rent": rent}'},
    ),
    case(
        "a column per need",
        text_of(
            [
                BOXES,
                ["H1", "03/05/2025", NAME, "x", "YES"],
                ["H2", "03/05/2025", NAME, "", "1"],
                ["H3", "03/05/2025", NAME, "no", "0"],
            ]
        ),
        "received 3, loaded 2, quarantined:no_need 1",
        "2 0 2 3 0 3 3",
        columns=FLAGGED,
        codes={"only": ""},
    ),
    case(
        "one row per visit of the same household",
        [HEADER, *(person(n, family=" h1" if n % 2 else "H1", record="") for n in range(1, 10))],
        "received 9, loaded 9",
        "9 0 9 9 8 1 1",
    ),
    case(
        "one row per call, of nobody",
        [
            HEADER,
            *(
                person(n, family=word, record="")
                for n, word in enumerate(("0", "N/A", "", "anonymous", "nuevo"), start=1)
            ),
        ],
        "received 5, loaded 5",
        "5 0 5 5 0 5 5",
    ),
    case(
        "asks and offers in one form",
        asks_and_offers(),
        "received 5, loaded 3, quarantined:unknown_kind 2",
        "3 1 2 2 0 2 2",
        columns=BOTH,
    ),
    case(
        "a pantry that only counts",
        text_of(
            [
                ["Day", "ZIP", "People", "Logged by"],
                ["03/05/2025", "1000", "1,234", NAME],
                ["03/06/2025", "01000-1234", "7", NAME],
                ["03/07/2025", "1000.0", "0", NAME],
                ["03/08/2025", "01000", "12.5", NAME],
                ["03/08/2025", "01000", "-3", NAME],
            ]
        ),
        "received 5, loaded 2, quarantined:bad_count 2, not_a_record:count_of_zero 1",
        "2 0 2 2 0 2 1241",
        columns=COUNTED,
        codes={"only": ""},
        mapping="constants: {need: groceries}\n",
    ),
    case(
        "ZIPs that lost a zero, gained a fraction, a suffix or a word",
        [
            HEADER,
            *(
                person(n, area=text)
                for n, text in enumerate(
                    ("1000", "01000.0", "010001234", "99999", "Homeless", "1o453"), start=1
                )
            ),
        ],
        "received 6, loaded 6",
        "6 0 6 6 0 6 6",
        columns={"Area": "{role: zip}"},
        mapping='missing_place: {"Homeless": no_fixed_address}\n',
    ),
    case(
        "latitude and longitude swapped, with a comma, and zero",
        text_of(
            [
                ["Asked on", "Lat", "Long", "Name", "Needs"],
                *(
                    ["03/05/2025", lat, long, NAME, "Food"]
                    for lat, long in (
                        ("50.005", "10.005"),
                        ("10.005", "50.005"),
                        ("50,005", "10,005"),
                        ("0", "0"),
                        ("999", "999"),
                    )
                ),
            ]
        ),
        "received 5, loaded 5",
        "5 0 5 5 0 5 5",
        columns={
            "only": "",
            "Asked on": '{role: received_on, formats: ["%m/%d/%Y"]}',
            "Lat": "{role: latitude}",
            "Long": "{role: longitude}",
            "Name": "{role: identifier}",
            "Needs": "{role: need}",
        },
        codes={"only": "", "need": '{"Food": groceries}'},
    ),
    case(
        "the same row twice and thrice",
        [HEADER, person(1), person(1), person(2), person(1)],
        "received 4, loaded 2, duplicate:same_row 2",
        "2 0 2 2 0 2 2",
    ),
    case(
        "monthly exports that overlap",
        {
            "log-03.csv": text_of([HEADER, person(1), person(2)]),
            "log-04.csv": text_of([HEADER, person(2), person(3)]),
        },
        "received 4, loaded 3, duplicate:same_row 1",
        "3 0 3 3 0 3 3",
    ),
    case(
        "a row corrected in a later file",
        {
            "log-03.csv": text_of([HEADER, person(1, outcome="Open"), person(2)]),
            "log-04.csv": text_of([HEADER, person(1)]),
        },
        "received 3, loaded 2, replaced:later_file 1",
        "2 0 2 2 0 2 2",
    ),
    case(
        "the same file under two names",
        {
            "log.csv": text_of([HEADER, person(7), person(8)]),
            "log (1).csv": text_of([HEADER, person(7), person(8)]),
        },
        "received 4, loaded 2, duplicate:same_file 2",
        "2 0 2 2 0 2 2",
    ),
    case(
        "a day of help before the day of asking",
        [HEADER, person(5, closed_on="03/01/2025"), person(6, closed_on="never")],
        "received 2, loaded 1, quarantined:bad_date 1",
        "1 0 1 1 0 1 1",
    ),
    case(
        "identifiers in cells of every other column",
        [
            HEADER,
            person(1, needs=f"Food, call {TELEPHONE}"),
            person(2, outcome=f"mailed {EMAIL}"),
            person(3, area=STREET),
            person(4, family=TAX_NUMBER),
            person(5, record=TELEPHONE),
            person(6, needs="Maria Lopez"),
            person(7, closed_on="DOB 3/4/1961"),
            *(person(n) for n in range(8, 20)),
        ],
        "received 19, loaded 12, quarantined:identifier 7",
        "12 0 12 12 0 12 12",
    ),
    case(
        "words of immigration status in a reason",
        [
            HEADER,
            *(
                person(n, closed_on="", outcome="Full", comments=text)
                for n, text in enumerate(("no SSN", "undocumented", "sin papeles", "waitlist"), start=1)
            ),
        ],
        "received 4, loaded 4",
        "4 0 4 4 0 4 4",
        columns={"Comments": "{role: reason}"},
    ),
    case(
        "standing deliveries",
        text_of(
            [
                ["Asked on", "Family", "Weekly?", "Name", "Needs"],
                ["03/05/2025", "H1", "Yes", NAME, "Food"],
                ["03/12/2025", "H1", "yes", NAME, "Food"],
                ["03/12/2025", "H2", "no", NAME, "Food"],
            ]
        ),
        "received 3, loaded 3",
        "3 0 3 3 1 2 2",
        columns={
            "only": "",
            "Asked on": '{role: received_on, formats: ["%m/%d/%Y"]}',
            "Family": "{role: household_key}",
            "Weekly?": "{role: recurring, yes: [yes]}",
            "Name": "{role: identifier}",
            "Needs": "{role: need}",
        },
        codes={"only": "", "need": '{"Food": groceries}'},
    ),
    case(
        "times in UTC around midnight at a month's end",
        days("2025-04-01T01:30:00Z", "2025-03-31T21:30:00Z", "2025-03-31T22:30:00Z"),
        "received 3, loaded 3",
        "3 0 3 3 0 3 3",
        columns={"Asked on": "{role: received_on, formats: [iso], time_zone: Europe/Berlin}"},
    ),
)
