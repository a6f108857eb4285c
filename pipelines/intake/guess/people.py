"""Columns that hold people: by their headers, by their cells, by who may be named in them."""

from collections.abc import Mapping

from pipelines.identifiers import header_kind, plain_words
from pipelines.intake.guess.fits import A_NEED, CODED, FIRST_NAMES, SAID, TELLS, fit_of_needs
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.looks import Column
from pipelines.intake.guess.words import Phrases, header_scores, need_of

WEEKDAY = (
    r"(?i)^(mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)\p{L}*\.?$"  # Domingo is a name
)
PERSONS_HEADER = 0.45  # of a header, from which it may name a person (staff, quien pide)
NEAR = 0.3  # how much better another role must fit than identifier
STATUSES, MOST = 0.25, 0.8  # share of cells that are statuses, from which a column is of people's
NAMES = ("name", "half_name")


def as_identifier(column: Column, words: Mapping[str, Phrases]) -> Guess | None:
    """By its header, or by most of its cells; a header alone not where the cells only say yes or no."""
    kind = header_kind(column.header, alone=False)
    by_header = header_scores(column.header)
    if kind and not _is_harmless(column, words) and not _is_number_of_people(column, by_header):
        return Guess(column, "identifier", 2.0, (f"header:{kind}",))
    if (
        column.identifier
        and column.dates[1] < 0.5
        and by_header.get("referred_to", 0) < 0.8
        and not (column.identifier in NAMES and _is_no_name(column, by_header))
        and not (_is_id(by_header) and column.is_running and not column.identifier_in_figures)
        and not (column.identifier == "half_name" and fit_of_needs(column, words) > A_NEED)
    ):
        return Guess(column, "identifier", 2.0, (f"cells:{column.identifier.removeprefix('half_')}",))
    if column.identifier == "birth_date":
        return Guess(column, "identifier", 2.0, ("cells:birth_date",))
    of_cases = max(by_header.get(role, 0.0) for role in ("need", "reason")) >= SAID
    if column.statuses > (MOST if of_cases else STATUSES):
        return Guess(column, "identifier", 2.0, ("cells:immigration",))
    if column.header and _asks_who(column) and column.given_names > FIRST_NAMES:
        return Guess(column, "identifier", 2.0, ("cells:name",))
    return None


def _asks_who(column: Column) -> bool:
    return plain_words(column.header).split(" ")[0] in ("who", "quien")


def _is_id(by_header: Mapping[str, float]) -> bool:
    return max(by_header.get("request_id", 0.0), by_header.get("household_key", 0.0)) >= TELLS


def _is_no_name(column: Column, by_header: Mapping[str, float]) -> bool:
    """Words that are names too: those of a list to choose from (`Shift`: eve), and neighbourhoods."""
    if column.share(WEEKDAY) > 0.8:
        return True
    is_list = (
        column.identifier == "half_name" and by_header.get("ignore", 0.0) >= SAID and column.distinct <= 0.3
    )
    return (is_list and by_header.get("identifier", 0.0) == 0) or _is_of_places(column, by_header)


def _is_of_places(column: Column, by_header: Mapping[str, float]) -> bool:
    """Neighbourhoods bear the names of people. They repeat, and some say what they are: `Clarke Square`."""
    header, told = by_header.get("area", 0.0), column.told("area")
    if column.distinct > 0.5 or by_header.get("identifier", 0.0) > header:
        return False
    return (
        header >= 0.8
        or told >= 0.4
        or (header > 0 and told >= 0.15)
        or (column.identifier == "half_name" and header > 0.4)
    )


def _is_number_of_people(column: Column, by_header: Mapping[str, float]) -> bool:
    """`Personas en el apartamento`, `Edad del jefe` hold small numbers, which tell of nobody."""
    fits = max(by_header.get(role, 0.0) for role in ("household_size", "children", "age"))
    return fits >= 0.5 and column.whole_between(0, 115) > 0.9


def or_person(
    column: Column,
    scores: dict[str, tuple[float, tuple[str, ...]]],
    words: Mapping[str, Phrases],
) -> dict[str, tuple[float, tuple[str, ...]]]:
    """The scores; that of identifier alone where it comes near the best: whoever may be named is not read."""
    header = header_scores(column.header).get("identifier", 0.0)
    if _is_by_somebody(column, words):
        header = max(header, SAID)
    if header < PERSONS_HEADER:
        return scores
    cells = _person(column, words, header)
    best = max(score for score, _ in scores.values())
    if header + cells < max(PERSONS_HEADER, best - NEAR):
        return scores
    why = (f"header:{header:.2f}", *((f"cells:{cells:.2f}",) if cells > 0 else ()))
    return {"identifier": (header + cells, why)}


def _is_by_somebody(column: Column, words: Mapping[str, Phrases]) -> bool:
    """`Sent by`, `Capturado por`: somebody who works there, unless the cells tell of groups that help."""
    if plain_words(column.header).rpartition(" ")[2] not in ("by", "por"):
        return False
    return max(column.told("helped_by"), column.coded(words["helped_by"])) < 0.4


def _person(column: Column, words: Mapping[str, Phrases], header: float) -> float:
    """How well the cells fit a column about one person each, by their shapes."""
    if not column.filled:
        return 0.0
    if column.dates[1] > 0.5 or column.coded(words["yes"]) > 0.8 or column.small_numbers > 0.8:
        return -1.0
    coded = max(column.coded(words[field]) for field in CODED if field != "age_band")
    told = (
        max(column.told(field) for field in CODED) if header < SAID else 0.0
    )  # `SW`: KO is no language there
    if max(coded, told) > 0.6:
        return -0.6
    return 0.5 if column.people(words) > 0.4 else 0.0


def _is_harmless(column: Column, words: Mapping[str, Phrases]) -> bool:
    return (
        column.filled > 0
        and column.coded(words["yes"]) > 0.95
        and need_of(column.header, words["need"]) is not None
    )
