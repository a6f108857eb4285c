"""Texts are filled and numbers, dates and periods written as each language does."""

from datetime import date

import pytest

from pipelines.wording import MissingTextError, Wording, load_wording

WORDING = load_wording()
SMALL = Wording(
    {
        "en": {
            "format.locale": "en_GB",
            "areas": {"one": "{n} area of {city}", "other": "{n} areas of {city}"},
            "share": "{value} of {total}",
        },
        "pl": {
            "format.locale": "pl_PL",
            "areas": {
                "one": "{n} obszar {city}",
                "few": "{n} obszary {city}",
                "other": "{n} obszarów {city}",
            },
            "share": "{value} z {total}",
        },
    }
)


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [("en", 1, "1 area of X"), ("en", 0, "0 areas of X"), ("en", 1234, "1,234 areas of X"),
     ("pl", 1, "1 obszar X"), ("pl", 3, "3 obszary X"), ("pl", 5, "5 obszarów X")],
)  # fmt: skip
def test_plural_forms_follow_the_language(language, n, said):
    assert SMALL.text(language, "areas", n=n, city="X") == said


def test_a_form_that_a_language_leaves_out_falls_to_other():
    assert SMALL.text("pl", "areas", n=1.5, city="X") == "1,5 obszarów X"


def test_numbers_in_slots_are_written_as_the_language_does():
    assert SMALL.text("en", "share", value=1234, total=12345.5) == "1,234 of 12,345.5"
    assert SMALL.text("en", "share", value="2025", total=True) == "2025 of True"


@pytest.mark.parametrize(
    ("language", "key", "slots", "words"),
    [
        ("en", "nothing", {}, "no wording `nothing` in `en`"),
        ("fr", "share", {}, "no wording in `fr`; there is en, pl"),
        ("en", "share", {"value": 1}, "needs the slot 'total'"),
        ("en", "areas", {"city": "X"}, "needs the number `n`"),
        ("en", "areas", {"city": "X", "n": "3"}, "needs the number `n`"),
    ],
)
def test_what_is_missing_is_named(language, key, slots, words):
    with pytest.raises(MissingTextError) as fault:
        SMALL.text(language, key, **slots)
    assert words in str(fault.value)
    assert isinstance(fault.value, KeyError)


@pytest.mark.parametrize(
    ("language", "period", "said"),
    [
        ("en", "2025", "2025"), ("es", "2025", "2025"),
        ("en", "2025-Q3", "July to September 2025"), ("es", "2025-Q3", "julio a septiembre de 2025"),
        ("en", "2025-12", "December 2025"), ("es", "2025-12", "diciembre de 2025"),
        ("en", "2019-2023", "2019 to 2023"), ("es", "2019-2023", "2019 a 2023"),
    ],
)  # fmt: skip
def test_periods_are_words(language, period, said):
    assert WORDING.format_period(language, period) == said


@pytest.mark.parametrize("period", ["2025-Q5", "25", "all", ""])
def test_what_is_no_period_is_refused(period):
    with pytest.raises(ValueError, match="is no period"):
        WORDING.format_period("en", period)


@pytest.mark.parametrize(
    ("language", "style", "said"),
    [("en", "date", "3 Nov 2026"), ("es", "date", "3 nov 2026"),
     ("en", "day", "3 Nov"), ("es", "day", "3 nov"),
     ("en", "long", "3 November 2026"), ("es", "long", "3 de noviembre de 2026")],
)  # fmt: skip
def test_dates_follow_the_language(language, style, said):
    assert WORDING.format_date(language, date(2026, 11, 3), style) == said


def test_numbers_and_percents_follow_the_language():
    assert [WORDING.format_number(name, 41300) for name in ("en", "es")] == ["41,300", "41,300"]
    assert WORDING.format_number("en", 3.14159, digits=2) == "3.14"
    assert WORDING.format_number("en", 2.5) == "2"
    assert WORDING.format_percent("en", 0.714) == "71%"
    assert WORDING.format_percent("en", 0.714, digits=1) == "71.4%"


def test_lists_follow_the_language():
    assert WORDING.format_list("en", ["A", "B", "C"]) == "A, B and C"
    assert WORDING.format_list("es", ["A", "B", "C"]) == "A, B y C"
    assert WORDING.format_list("en", ["A", "B"], style="or") == "A or B"
    assert WORDING.format_list("es", ["A"]) == "A"
