"""What a column is by those beside it: days that follow the day of the request, ticks among ticks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipelines.identifiers import plain_words
from pipelines.intake.dates import parse_dates
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.words import TICK, Phrases, header_scores

FEWEST = 8  # rows with both days, from which one can be said to follow the other
FOLLOWS = 0.95  # share of them on which it does
SOON, MOSTLY_SOON = 90, 0.8  # days after the request within which most results lie; deadlines lie later
SAYS_IGNORE = 0.8  # of a header, from which it tells what the column is: `Next appointment`
FLAGS = 2  # columns of needs in a row of ticked columns, from which the others are needs too
OPTIONS = 3  # answers to one question, from which its columns are looked at together
MANY_TICKS = 4  # columns in a row that are ticked or blank, from which all are needs


def with_days_after(guesses: list[Guess]) -> list[Guess]:
    """Where no header names the day of a result: the fullest column of days that follow those received."""
    received = next((g for g in guesses if g.role == "received_on" and "formats" in g.settings), None)
    if received is None or any(guess.role == "result_on" for guess in guesses):
        return guesses
    after = [g for g in guesses if g.role in ("ignore", "note") and _follows(g, received)]
    if not after:
        return guesses
    first = max(after, key=lambda g: (g.column.filled, -g.column.number))
    settings = {"formats": first.column.dates[0]}
    chosen = replace(first, role="result_on", why=("days_after",), settings=settings)
    return [chosen if guess is first else guess for guess in guesses]


def _follows(guess: Guess, received: Guess) -> bool:
    if guess.column.dates[1] < 0.65 or header_scores(guess.column.header).get("ignore", 0) >= SAYS_IGNORE:
        return False
    first = parse_dates(received.column.texts, received.column.dates[0]).dt.date()
    second = parse_dates(guess.column.texts, guess.column.dates[0]).dt.date()
    days = (second - first).dt.total_days().drop_nulls()
    if len(days) < FEWEST or (days == 0).all():
        return False
    soon = days.is_between(0, SOON).mean()
    return float((days >= 0).mean()) >= FOLLOWS and float(soon) >= MOSTLY_SOON


def with_ticks(guesses: Sequence[Guess], words: Mapping[str, Phrases]) -> list[Guess]:
    """Ticked columns that nothing tells, in a row with columns of needs, are needs that the catalog does not
    know by these words.
    """
    found: list[Guess] = []
    for is_ticked, run in groupby(guesses, key=lambda g: _is_ticked(g, words)):
        group = list(run)
        flags = sum(guess.role == "need_flag" for guess in group)
        only_ticks = sum(_has_only_ticks(guess, words) for guess in group)
        if is_ticked and (flags >= FLAGS or only_ticks >= MANY_TICKS):
            group = [_as_flag(guess) for guess in group]
        found += group
    return found


def with_options(guesses: Sequence[Guess], words: Mapping[str, Phrases]) -> list[Guess]:
    """`What do you need?/Ice`, `What do you need?/Food`: where one answer is a need, all of them are."""
    questions = [guess.column.header.rpartition("/")[0].strip() for guess in guesses]
    of_needs = {
        question
        for question, guess in zip(questions, guesses, strict=True)
        if question and guess.role == "need_flag" and questions.count(question) >= OPTIONS
    }
    return [
        replace(guess, role="need_flag", why=("ticks",))
        if question in of_needs and guess.role != "need_flag" and guess.column.coded(words["yes"]) >= 0.9
        else guess
        for question, guess in zip(questions, guesses, strict=True)
    ]


def _is_ticked(guess: Guess, words: Mapping[str, Phrases]) -> bool:
    fits = guess.role == "need_flag" or guess.why == ("nothing",)
    return fits and guess.column.filled > 0 and guess.column.coded(words["yes"]) >= 0.9


def _has_only_ticks(guess: Guess, words: Mapping[str, Phrases]) -> bool:
    """Ticks and blanks, and no `no`: so are boxes ticked, and so is no other question answered."""
    column = guess.column
    return column.filled < column.rows and {words["yes"].get(t) for t in _plain_ticks(guess)} == {"yes"}


def _plain_ticks(guess: Guess) -> set[str]:
    return {plain_words(TICK.sub("x", text)) for text in guess.column.cells.unique()}


def _as_flag(guess: Guess) -> Guess:
    said = header_scores(guess.column.header).get("ignore", 0)
    if guess.role == "need_flag" or said >= SAYS_IGNORE:
        return guess
    return replace(guess, role="need_flag", why=("ticks",))
