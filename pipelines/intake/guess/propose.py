"""A role for each column of a file never seen: by its header, by its cells, by what the others are.

A column that may hold identifiers is proposed as one, whatever else it could be; what nothing tells is
dropped as a note where it is text, and ignored where it is not. Nothing is read on a proposal alone: a
person confirms it, or says --yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.identifiers import plain_words
from pipelines.intake.guess.beside import with_days_after, with_options, with_ticks
from pipelines.intake.guess.fits import (
    A_NEED,
    FIRST_NAMES,
    REPEATS,
    SAID,
    TELLS,
    fit_of_cells,
    fit_of_needs,
    is_of_few_words,
)
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.looks import FAMILY, Column
from pipelines.intake.guess.people import as_identifier, or_person
from pipelines.intake.guess.settings import settled
from pipelines.intake.guess.words import Phrases, header_scores
from pipelines.intake.roles import ROLES

DATE_PARTS = {  # by the words of the header and the shape of the cells
    "day": ({"day", "dia", "dd", "da"}, r"^(0?[1-9]|[12]\d|3[01])$"),
    "month": ({"month", "mes", "mo", "mon", "mm"}, r"^(0?[1-9]|1[0-2]|\p{L}{3,10}\.?)$"),
    "year": ({"year", "ano", "yr", "yyyy", "yy"}, r"^(20)?[0-4]\d$"),
}
NOTES = {"note", "notes", "nota", "notas", "comments", "comentarios", "backstory"}
ENOUGH = 0.49  # of header and cells together, from which a role is proposed


def propose(
    columns: Sequence[Column], words: Mapping[str, Phrases], areas: frozenset[str] = frozenset()
) -> list[Guess]:
    """A guess for every column, in order. `areas`: names and codes of the workspace's areas (plain_words)."""
    found = {column.number: guess for column in columns if (guess := as_identifier(column, words))}
    found |= _date_parts([column for column in columns if column.number not in found])
    scored = [
        Guess(column, role, score, why)
        for column in columns
        if column.number not in found
        for role, (score, why) in or_person(column, _scores(column, words, areas), words).items()
        if score >= ENOUGH
    ]
    taken = {guess.role for guess in found.values() if ROLES[guess.role].once}
    for guess in sorted(scored, key=lambda g: (-g.score, g.column.number, g.role)):
        if guess.column.number not in found and guess.role not in taken:
            found[guess.column.number] = guess
            taken |= {guess.role} if ROLES[guess.role].once else set()
            taken |= {"age", "age_band"} if guess.role in ("age", "age_band") else set()
    beaten = {guess.column.number for guess in scored if guess.role != "identifier"}
    for column in columns:
        found.setdefault(column.number, _leftover(column, words, column.number in beaten))
    _choose_a_need(found, words)
    guesses = with_options([found[column.number] for column in columns], words)
    guesses = with_ticks(guesses, words)
    return _as_counts(with_days_after(_with_a_date([settled(guess, words) for guess in guesses])))


def _choose_a_need(found: dict[int, Guess], words: Mapping[str, Phrases]) -> None:
    """A log tells what was asked for: where no header says which column does, the one whose cells do best."""
    if any(guess.role in ("need", "need_flag") for guess in found.values()):
        return
    left = [
        guess for guess in found.values() if guess.role in ("ignore", "referred_to") and guess.column.filled
    ]
    scores = {guess.column.number: fit_of_needs(guess.column, words) for guess in left}
    best = max(left, key=lambda guess: scores[guess.column.number], default=None)
    if best is not None and scores[best.column.number] >= A_NEED:
        found[best.column.number] = Guess(best.column, "need", scores[best.column.number], ("only_needs",))


def _scores(
    column: Column, words: Mapping[str, Phrases], areas: frozenset[str]
) -> dict[str, tuple[float, tuple[str, ...]]]:
    by_header = header_scores(column.header)
    scores = {}
    for role in ROLES:
        if role == "identifier":
            continue
        header = _header_score(role, by_header, column)
        cells = fit_of_cells(role, column, words, areas, header)
        why = (f"header:{header:.2f}",) if header > 0 else ()
        why += (f"cells:{cells:.2f}",) if cells > 0 else ()
        scores[role] = (header + cells, why)
    return scores


def _header_score(role: str, by_header: Mapping[str, float], column: Column) -> float:
    """How well the header fits. Numbers of records that repeat are of households, and the other way round."""
    own = by_header.get(role, 0.0)
    if role == "note" and NOTES & set(plain_words(column.header).split()) and column.numeric < 0.5:
        return max(own, SAID)
    if role == "household_key" and column.distinct < REPEATS:
        return max(own, 0.5 * by_header.get("request_id", 0.0))
    if role == "request_id" and column.distinct >= REPEATS:
        return max(own, 0.4 * by_header.get("household_key", 0.0))
    return own


def _leftover(column: Column, words: Mapping[str, Phrases], is_beaten: bool) -> Guess:
    """What nothing tells: people by their looks, somebody's number for all one can see, and text that differs
    from row to row are dropped unread, the rest is ignored. `is_beaten`: its header tells a role that another
    column fits better.
    """
    by_header = header_scores(column.header)
    told = max((score for role, score in by_header.items() if role != "identifier"), default=0.0)
    is_untold = column.may_be_of_one and (told < TELLS or by_header.get("identifier", 0.0) >= TELLS)
    is_beside = by_header.get("ignore", 0.0) < TELLS and column.are_codes and not column.is_running
    if is_untold or is_beside:
        return Guess(column, "identifier", 0.0, ("code:unknown",))
    is_text = column.filled and column.numeric < 0.5 and column.dates[1] < 0.5
    is_named = column.given_names > FIRST_NAMES and by_header.get("helped_by", 0.0) > 0
    is_named |= column.share(FAMILY) > 0.2
    is_named |= told < SAID and column.filled >= 3 and column.somebodies(words) > 0.5
    if is_text and (is_named or (column.people(words) > 0.6 and not is_beaten)):
        return Guess(column, "identifier", 0.0, ("looks:person",))
    if is_text and (
        (column.words_each >= 3 and not is_of_few_words(column))
        or (column.distinct > 0.6 and column.share(r"\p{L}{3}") > 0.5)
    ):
        return Guess(column, "note", 0.0, ("text:unknown",))
    return Guess(column, "ignore", 0.0, ("nothing",))


def _with_a_date(guesses: list[Guess]) -> list[Guess]:
    """A log needs a day on which it was asked: where no header names it, the first column of dates."""
    if any(guess.role == "received_on" for guess in guesses):
        return guesses
    dates = [g for g in guesses if g.role in ("result_on", "ignore") and g.column.dates[1] >= 0.65]
    if not dates:
        return guesses
    first = max(dates, key=lambda g: (g.role != "result_on", g.column.filled, -g.column.number))
    chosen = replace(
        first, role="received_on", settings={"formats": first.column.dates[0]}, why=("only_dates",)
    )
    return [chosen if guess is first else guess for guess in guesses]


def _date_parts(columns: Sequence[Column]) -> dict[int, Guess]:
    """A column each for month and year, and one for the day where there is one, by number of the column."""
    found = {}
    for part, (words, shape) in DATE_PARTS.items():
        fitting = (
            column
            for column in columns
            if words & set(plain_words(column.header).split()) and column.share(shape) > 0.75
        )
        if (first := next(fitting, None)) is None:
            if part == "day" and not any(column.dates[1] > 0.5 for column in columns):
                continue  # counts by month
            return {}
        found[first.number] = Guess(first, "received_on", 2.0, ("date_parts",), {"part": part})
    return found


def _as_counts(guesses: list[Guess]) -> list[Guess]:
    """A log without any number of a record or household counts people in each row: it has no sizes of
    households.
    """
    roles = {guess.role for guess in guesses}
    if roles & {"request_id", "household_key", "count", "identifier", "note", "age", "language"}:
        return guesses
    return [
        replace(g, role="count", why=("no_records",)) if g.role == "household_size" else g for g in guesses
    ]
