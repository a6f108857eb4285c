"""The report as a person reads it, and as a program does."""

import json
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.check import as_dict, as_text, check
from pipelines.intake.check.layout import WIDTH, count_words, of_hundred, table
from pipelines.intake.partner_files import Agreement
from pipelines.wording import load_wording
from tests.intake.check.logs import START, every_day, own, requests, spell

YEAR = every_day(START, 366)
AUGUST = date(2024, 8, 1), date(2024, 8, 31)
JUNE = date(2024, 6, 1)
UNTIL = date(2025, 3, 31)


@pytest.fixture(scope="module")
def checked(catalog):
    wording = load_wording()
    return lambda one: check(one, catalog, lambda key: wording.text("en", key))


def loud(*spells):
    """A log that was silent in August, lost a question in June, and stopped before the others."""
    days = [day for day in YEAR if not AUGUST[0] <= day <= AUGUST[1]]
    language = ["english" if day < JUNE else "not_answered" for day in days]
    return own(requests(days, language=language), spells=spells, others_until=UNTIL)


QUIET = """
Check of Stoop Collective (stoop)
=================================
For this partner and the coalition's data person. Not to be published. 180 requests from 2024-01-01
to 2024-02-29.

1. What is known, of 100 requests
---------------------------------
month    requests  need  place  race  age  language  housing  work  children  result  reason  helper
2024-01        93   100    100   100  100       100      100   100       100     100       -     100
2024-02        87   100    100   100  100       100      100   100       100     100       -     100
all           180   100    100   100  100       100      100   100       100     100       -     100
The rest is unknown. few: of 1 to 10 requests. -: of none. reason: of those turned away. helper: who
helped those that got help. Results of the last months may still come.
Never asked, or not agreed to: disability.

2. Results in time, of 100 requests
-----------------------------------
month    requests  written down  help with its day
2024-01        93           100                100
Only months of which the time for help has passed in the log. Figures of what came of requests take
a partner in where at least 60 of 100 are written down, by quarter.

3. Sudden changes
-----------------
The log has under 10 whole weeks, or under 10 requests in one: too few to compare.
None.

4. Stretches without a request
------------------------------
None that the calendar does not explain.

5. What became of the rows
--------------------------
what became of them  rows  of 100
Rows received         180   100.0
Loaded                180   100.0

6. What would most improve the next file
----------------------------------------
Nothing that would change a figure.
"""


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_whole_report_of_a_quiet_log(checked):
    account = [("received", "all", 180), ("loaded", "all", 180)]
    found = checked(own(requests(every_day(START, 60), disability="not_asked"), account=account))
    assert not found.stands_out
    assert as_text(found) == QUIET.strip("\n")


def test_what_broke_off_is_told_in_sentences(checked):
    found = checked(loud())
    text = flat(as_text(found))
    assert found.stands_out
    assert (
        "* The form may have changed in 2024-06: language is known of 0 in 100, before of 100. If it did, "
        "write `form_changed` in calendar.csv."
    ) in text
    assert (
        "* Stopped: no request after 2024-12-31, while the log of the others goes on to 2025-03. A file may "
        "be missing; if it has closed, write it down in calendar.csv."
    ) in text
    assert (
        "* 2024-08-01 to 2024-08-31: 31 days without a request; in 31 open days about 93 households "
        "usually ask. If it was closed, write `paused` in calendar.csv; if not, rows are missing."
    ) in text
    assert "Fall" not in text and "Rise" not in text


def test_what_the_calendar_says_stands_out_no_more(checked):
    spells = (
        spell("form_changed", JUNE, date(2024, 6, 30)),
        spell("paused", *AUGUST),
        spell("paused", date(2025, 1, 1), UNTIL),
    )
    found = checked(loud(*spells))
    text = flat(as_text(found))
    assert not found.stands_out
    assert (
        "The form changed in 2024-06, as the calendar says (`form changed` from 2024-06-01 to 2024-06-30)"
        in text
    )
    assert (
        "None that the calendar does not explain. Explained by the calendar: 2024-08-01 to 2024-08-31."
        in text
    )
    assert "The calendar says why: `paused` from 2025-01-01 to 2025-03-31." in text


@pytest.mark.parametrize("left", range(3))
def test_one_thing_that_is_not_explained_stands_out(checked, left):
    spells = [
        spell("form_changed", JUNE, date(2024, 6, 30)),
        spell("paused", *AUGUST),
        spell("paused", date(2025, 1, 1), UNTIL),
    ]
    del spells[left]
    assert checked(loud(*spells)).stands_out


def test_a_fall_is_told(checked):
    days = every_day(START, 140, 15) + every_day(START + timedelta(days=140), 140, 5)
    found = checked(own(requests(days)))
    assert found.stands_out
    assert (
        "* Fall from 2024-05-20 to 2024-06-16: 35 requests a week in these 4 weeks, before 105. The calendar "
        "says nothing of it: did the form, the hours or the way of asking change?"
    ) in flat(as_text(found))
    declared = spell("hours_changed", date(2024, 5, 18), date(2024, 12, 31))
    explained = checked(own(requests(days), spells=[declared]))
    assert not explained.stands_out
    assert "There the calendar has `hours changed` from 2024-05-18" in flat(as_text(explained))


def test_a_program_reads_the_same(checked):
    plain = json.loads(json.dumps(as_dict(checked(loud()))))
    assert plain["partner"] == "stoop" and plain["stands_out"] is True
    assert (plain["first_on"], plain["last_on"], plain["requests"]) == ("2024-01-01", "2024-12-31", 1005)
    (gap,) = plain["gaps"]
    assert gap == {
        "from_on": "2024-08-01",
        "to_on": "2024-08-31",
        "days": 31,
        "open_days": 31,
        "expected": 93.0,
        "is_explained": False,
        "calendar": [],
    }
    (form,) = plain["form_changes"]
    assert (form["month"], form["jumps"]) == (
        "2024-06",
        [{"field": "language", "value": None, "before": 1.0, "after": 0.0}],
    )
    assert plain["stopped"]["after"] == "2024-12-31" and plain["stopped"]["others_until"] == "2025-03"
    language = {row["month"]: row["share"] for row in plain["completeness"] if row["field"] == "language"}
    assert language["2024-05"] == 1 and language["2024-07"] == 0
    assert plain["changes"] == [] and plain["weeks_compared"] == 47


def test_a_small_count_is_told_as_small(checked):
    found = checked(own(requests([START] * 10)))
    assert "1 to 10 requests from 2024-01-01" in flat(as_text(found))
    assert as_dict(found)["requests"] is None
    assert as_dict(found)["completeness"][0]["requests"] is None


def test_a_partner_without_requests_is_told_what_became_of_its_rows(checked):
    account = [("received", "all", 50), ("quarantined", "no_date", 50)]
    text = flat(as_text(checked(own(requests([]), account=account))))
    assert "There is no request of it in the warehouse." in text
    assert "Kept out: no date" in text and "3. Sudden changes" not in text
    assert "50 of 50 rows were kept out: they have no date" in text


def test_of_a_partner_that_only_counts_no_household_is_told(checked):
    days = [day for day in YEAR if not AUGUST[0] <= day <= AUGUST[1]]
    half = spell("paused", AUGUST[0], date(2024, 8, 11))
    found = checked(own(requests(days, household_key=None), spells=[half], is_count_only=True))
    assert (
        "31 days without a request; in 20 open days about 60 rows are usually written. The calendar has "
        "`paused` from 2024-08-01 to 2024-08-11, which does not explain all of it."
    ) in flat(as_text(found))


def test_results_that_are_not_agreed_to_are_not_told(checked):
    log = requests(YEAR, result="no_result", days_to_help=None, helped_by="not_received")
    found = checked(own(log, agrees=Agreement(results=False, place="borough")))
    text = flat(as_text(found))
    assert "This partner does not agree to results, so none are kept." in text
    assert "Places are kept by borough and no finer, as the partner agreed." in text
    assert "Never asked, or not agreed to: result, reason, helper." in text


def test_no_line_is_wider_than_a_page_but_for_the_table(checked):
    lines = as_text(checked(loud())).splitlines()
    sentences = [line for line in lines if not re.match(r"month|all|\d{4}-\d\d |----", line)]
    assert sentences and max(map(len, sentences)) <= WIDTH


@given(st.floats(0, 1))
def test_all_and_none_are_told_of_nobody_else(share):
    text = of_hundred(share)
    assert (text == "100") == (share == 1) and (text == "0") == (share == 0)
    assert abs(int(text) - 100 * share) <= 1


def test_counts_and_tables():
    assert [count_words(n, 11) for n in (0, 1, 10, 11, 1234)] == ["0", "1 to 10", "1 to 10", "11", "1,234"]
    assert table(["a", "bb"], [["long", "1"], ["x", "222"]]) == ["a      bb", "long    1", "x     222"]
