"""A role for each column of a file never seen: by its header, by its cells, by what the others are.

A column that may hold identifiers is proposed as one, whatever else it could be; what nothing tells is
dropped as a note where it is text, and ignored where it is not. Nothing is read on a proposal alone: a
person confirms it, or says --yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.identifiers import find_identifier, header_kind, names_person, plain_words
from pipelines.intake.guess.beside import with_days_after, with_options, with_ticks
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.looks import Column
from pipelines.intake.guess.words import Phrases, code_of, header_scores, is_told, need_of
from pipelines.intake.roles import GROUPS, ROLES

TRACT = r"^(\d{11}|1400000US\d{11})$"
NUMBERED = r"^\p{L}{0,6}[\-_ #.]?\d{2,}$"  # SOL-2210
A_NEED = 0.2  # of cells, from which a column whose header says otherwise tells what is asked for
FIRST_NAMES = 0.15  # share of cells, from which a column of helpers is one of people
WEEKDAY = (
    r"(?i)^(mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)\p{L}*\.?$"  # Domingo is a name
)
COUNTIES = 6  # in which one partner's requests lie, at most
REPEATS = 0.97  # distinct cells of a column below which its numbers repeat
DATE_PARTS = {  # by the words of the header and the shape of the cells
    "day": ({"day", "dia", "dd", "da"}, r"^(0?[1-9]|[12]\d|3[01])$"),
    "month": ({"month", "mes", "mo", "mon", "mm"}, r"^(0?[1-9]|1[0-2]|\p{L}{3,10}\.?)$"),
    "year": ({"year", "ano", "yr", "yyyy", "yy"}, r"^(20)?[0-4]\d$"),
}
ENOUGH = 0.49  # of header and cells together, from which a role is proposed
PERSONS_HEADER = 0.45  # of a header, from which it may name a person (staff, quien pide)
NEAR = 0.3  # how much better another role must fit than identifier
TOLD = 0.9  # what cells with a telling word are worth, beside cells of known words
RUNS = 0.55  # a column of numbers that run from row to row is one of record numbers, whatever its header
SAID = 0.8  # of a header, from which it says what the column is
FEW_WORDS = 0.1  # what repeats of few answers is worth where the header names the role and no word is known
AGES_OF_CHILDREN = (  # 4, 7 y 9 años; 16 months; no
    r"(?i)^(\d{1,2}( ?(m|mo|y|yr|yo|mes|month|año|ano|year|sem|week|kid|child|niñ|nin|hij)\w*\.?)?"
    r"( old)?([ ,;/&+]|and|y)*)+$|^no\b"
)
NAMES = ("name", "half_name")
OF_YES_AND_NO = ("ignore", "recurring", *GROUPS)
CODED = ("result", "reason", "helped_by", *GROUPS)
RANGES = (  # 18-29, 65+, under 18, 65 y más
    r"^\s*(\d{1,3}\s*(-|–|_|to|a|hasta)\s*\d{1,3}\b[^\d-]*$|\d0'?s$|\d{2}[ _]?plus\b"
    r"|\d{2}\s*\+|\d{2} (y|o|and|or) .*"
    r"|(under|over|menor|mayor|less|menos|más|mas|older)\b.*\d+.*)"
)


def propose(
    columns: Sequence[Column], words: Mapping[str, Phrases], areas: frozenset[str] = frozenset()
) -> list[Guess]:
    """A guess for every column, in order. `areas`: names and codes of the workspace's areas (plain_words)."""
    found = {column.number: guess for column in columns if (guess := _identifier(column, words))}
    found |= _date_parts([column for column in columns if column.number not in found])
    scored = [
        Guess(column, role, score, why)
        for column in columns
        if column.number not in found
        for role, (score, why) in _or_person(column, _scores(column, words, areas), words).items()
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
    scores = {guess.column.number: _needs(guess.column, words) for guess in left}
    best = max(left, key=lambda guess: scores[guess.column.number], default=None)
    if best is not None and scores[best.column.number] >= A_NEED:
        found[best.column.number] = Guess(best.column, "need", scores[best.column.number], ("only_needs",))


def _identifier(column: Column, words: Mapping[str, Phrases]) -> Guess | None:
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
    ):
        return Guess(column, "identifier", 2.0, (f"cells:{column.identifier.removeprefix('half_')}",))
    if column.identifier == "birth_date":
        return Guess(column, "identifier", 2.0, ("cells:birth_date",))
    return None


def _is_id(by_header: Mapping[str, float]) -> bool:
    return max(by_header.get("request_id", 0.0), by_header.get("household_key", 0.0)) >= SAID


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


def _or_person(
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
    cells = _person(column, words)
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


def _person(column: Column, words: Mapping[str, Phrases]) -> float:
    """How well the cells fit a column about one person each, by their shapes."""
    if not column.filled:
        return 0.0
    if column.dates[1] > 0.5 or column.coded(words["yes"]) > 0.8 or column.small_numbers > 0.8:
        return -1.0
    coded = max(column.coded(words[field]) for field in CODED if field != "age_band")
    if max(coded, *(column.told(field) for field in CODED)) > 0.6:
        return -0.6
    return 0.5 if column.people(words) > 0.4 else 0.0


def _is_harmless(column: Column, words: Mapping[str, Phrases]) -> bool:
    return (
        column.filled > 0
        and column.coded(words["yes"]) > 0.95
        and need_of(column.header, words["need"]) is not None
    )


def _scores(
    column: Column, words: Mapping[str, Phrases], areas: frozenset[str]
) -> dict[str, tuple[float, tuple[str, ...]]]:
    by_header = header_scores(column.header)
    scores = {}
    for role in ROLES:
        if role == "identifier":
            continue
        header = _header_score(role, by_header, column)
        cells = _by_cells(role, column, words, areas, header)
        why = (f"header:{header:.2f}",) if header > 0 else ()
        why += (f"cells:{cells:.2f}",) if cells > 0 else ()
        scores[role] = (header + cells, why)
    return scores


def _header_score(role: str, by_header: Mapping[str, float], column: Column) -> float:
    """How well the header fits. Numbers of records that repeat are of households, and the other way round."""
    own = by_header.get(role, 0.0)
    if role == "household_key" and column.distinct < REPEATS:
        return max(own, 0.5 * by_header.get("request_id", 0.0))
    if role == "request_id" and column.distinct >= REPEATS:
        return max(own, 0.4 * by_header.get("household_key", 0.0))
    return own


def _by_cells(
    role: str, column: Column, words: Mapping[str, Phrases], areas: frozenset[str], header: float
) -> float:
    """How well the cells fit the role, from -1 (they cannot be) to 1 (they can be nothing else).

    `header`: a yes can be a result only where the header asks for one.
    """
    if not column.filled:
        return 0.0 if role in ("note", "ignore", "referred_to") else -0.2
    if role in CODED:
        score = _by_words(role, column, words, header)
        # Whoever helped may be named: a few first names among organisations are enough to drop the column.
        return score - 1 if role == "helped_by" and column.given_names > FIRST_NAMES else score
    rules = {
        "received_on": lambda: _dates(column),
        "result_on": lambda: _dates(column) - (0.05 if header > 0 else 0.6),
        "request_id": lambda: _record_number(column, header), "household_key": lambda: _household(column),
        "kind": lambda: _mostly(max(column.coded(words["kind"], is_need=True), column.told("kind")), 0.7),
        "recurring": lambda: _recurring(column, words, header),
        "need": lambda: _needs(column, words), "need_flag": lambda: _flag(column, words),
        "zip": lambda: _zip(column), "tract": lambda: _tract(column, header),
        "block": lambda: _block(column),
        "latitude": lambda: _degrees(column, 17, 72), "longitude": lambda: _degrees(column, -180, -60),
        "area": lambda: _areas(column, areas),
        "household_size": lambda: _size(column, header),
        "age": lambda: _age(column), "count": lambda: _count(column),
        "quantity": lambda: _mostly(max(column.numeric, column.share(r"^\$?\d[\d,.]*\s*\p{L}{0,10}$")), 0.15),
        "note": lambda: _prose(column), "referred_to": lambda: _texts(column), "ignore": lambda: 0.0,
    }  # fmt: skip
    return rules[role]()


def _mostly(share: float, worth: float) -> float:
    """`worth` where nearly all cells fit, nothing where two thirds do, less where fewer."""
    return worth if share >= 0.85 else (0.0 if share >= 0.65 else -0.8)


def _dates(column: Column) -> float:
    return _mostly(column.dates[1], 0.6)


def _record_number(column: Column, header: float) -> float:
    if (column.dates[1] > 0.5 and not column.share(r"^\d{5}$") > 0.9) or column.words_each > 1.5:
        return -1.0
    if column.distinct < REPEATS or (column.share(r"\d") < 0.9 and header < SAID):
        return -0.7
    return RUNS if column.is_running else 0.4


def _household(column: Column) -> float:
    if column.dates[1] > 0.5 or column.words_each > 1.5 or column.share(r"\d") < 0.6:
        return -0.9
    if column.distinct < 0.15 or column.whole_between(0, 200) > 0.9:
        return -0.6
    return 0.35 if column.distinct < REPEATS else -0.05


def _recurring(column: Column, words: Mapping[str, Phrases], header: float) -> float:
    known = max(column.coded(words["recurring"]), column.yes_or_no(words), column.told("recurring"))
    return _unless_said(_mostly(known, 0.3), column, header)


def _needs(column: Column, words: Mapping[str, Phrases]) -> float:
    if column.dates[1] > 0.5 or column.numeric > 0.5 or column.coded(words["yes"]) > 0.8:
        return -1.0
    if column.share(NUMBERED) > 0.8 and column.distinct >= REPEATS:
        return -1.0
    known = column.coded(words["need"], is_need=True, many=column.separator(words["need"], is_need=True))
    known = max(known, TOLD * column.told("need"))
    return 0.9 * known - 0.15 if column.words_each < 12 else 0.2 * known - 0.2


def _flag(column: Column, words: Mapping[str, Phrases]) -> float:
    """A column that stands for one need: its header is one, its cells say yes, no or nothing."""
    if column.coded(words["yes"]) < 0.9 or not _need_in_header(column, words):
        return -1.0
    if code_of(column.header, words["race_ethnicity"]):
        return -1.0
    # A question that yes and no answer, which names a need by the way: `Is anyone in need of medicine?`
    by_header = header_scores(column.header)
    asked = max((by_header.get(role, 0.0) for role in OF_YES_AND_NO), default=0.0)
    return 1.0 if asked < 0.35 else 0.4


def _need_in_header(column: Column, words: Mapping[str, Phrases]) -> str | None:
    """The need that a header names; `unmapped` where it names one that the catalog does not know so."""
    return need_of(column.header, words["need"]) or ("unmapped" if is_told(column.header, "need") else None)


def _zip(column: Column) -> float:
    five, four = column.share(r"^\d{5}(-?\d{4})?(\.0)?$"), column.share(r"^\d{4,5}(-?\d{4})?(\.0)?$")
    if (five < 0.6 and four < 0.85) or (column.distinct > 0.98 and column.filled > 30):
        return -0.8
    return 0.45 if column.whole_between(30_000, 60_000) < 0.95 or column.distinct < 0.5 else 0.2


def _count(column: Column) -> float:
    is_numbered = column.is_running and column.distinct >= REPEATS
    return -0.8 if is_numbered else _mostly(column.whole_between(0, 100_000), 0.1)


def _block(column: Column) -> float:
    """Census codes of blocks or block groups: those of a partner lie in a few counties."""
    counties = column.cells.str.slice(0, 5).n_unique()
    return _mostly(column.share(r"^(\d{15}|\d{12})$"), 0.9) if counties <= COUNTIES else -0.8


def _size(column: Column, header: float) -> float:
    """Small numbers; where the header says so, in a few words too: `somos 7`, `2 + baby`, `4-5`."""
    said = header >= SAID and column.share(r"^\D{0,10}\d{1,2}\b") > 0.8 and column.dates[1] < 0.5
    return 0.1 if said and column.whole_between(1, 20) < 0.85 else _mostly(column.whole_between(1, 20), 0.2)


def _tract(column: Column, header: float) -> float:
    """Eleven digits; where the header says so, any number below 10,000."""
    if header >= SAID and column.share(r"^\d{1,4}(\.\d{1,2})?$") > 0.85:
        return 0.5
    return _mostly(column.share(TRACT), 0.9)


def _degrees(column: Column, low: float, high: float) -> float:
    inside = float(column.numbers.is_between(low, high).sum()) / column.filled
    return _mostly(min(inside, column.share(r"\.\d{2,}")), 0.6)


def _areas(column: Column, areas: frozenset[str]) -> float:
    if column.dates[1] > 0.5 or column.words_each > 6:
        return -0.8
    known = column.cells.map_elements(lambda text: plain_words(text) in areas, return_dtype=bool).mean()
    if known > 0.5:
        return 0.9
    if column.distinct > 0.7:
        return -0.3
    return 0.55 if column.told("area") >= 0.35 else 0.05


def _age(column: Column) -> float:
    ages = column.whole_between(0, 115)
    if ages < 0.8:
        return -0.8
    return 0.3 if column.numbers.max() > 40 and column.numbers.n_unique() > 8 else -0.2


def _by_words(role: str, column: Column, words: Mapping[str, Phrases], header: float) -> float:
    if column.dates[1] > 0.5:
        return -1.0
    if role == "age_band":
        return _mostly(column.share(f"(?i){RANGES}"), 0.5)
    if role == "children":
        number = max(column.whole_between(0, 12), column.share(AGES_OF_CHILDREN))
        known = max(number, column.coded(words["children"]), column.yes_or_no(words), column.told("children"))
        return _unless_said(_mostly(known, 0.15), column, header)
    if role == "race_ethnicity" and column.coded(words["yes"]) > 0.9:
        return 1.0 if code_of(column.header, words[role]) else -0.4
    many = column.separator(words[role]) if role == "race_ethnicity" else None
    known = max(column.coded(words[role], many=many), TOLD * column.told(role))
    if role == "result" and header > 0:
        known = max(known, column.coded(words["yes"]))
    if role == "disability":
        return _unless_said(_mostly(max(known, column.yes_or_no(words)), 0.15), column, header)
    if column.numeric > 0.5 or column.words_each > 8:
        return -1.0
    if known < 0.4 and header > 0 and _is_of_few_words(column) and column.people(words) < 0.5:
        return -0.4 if _is_of_another(role, column, words) else FEW_WORDS
    return 0.75 * known - (0.1 if known >= 0.4 else 0.4)


def _is_of_another(role: str, column: Column, words: Mapping[str, Phrases]) -> bool:
    """Whether the cells hold words known of another field: `Job status` with `done` and `started`."""
    return any(column.coded(words[field]) > 0.6 for field in CODED if field not in (role, "age_band"))


def _unless_said(score: float, column: Column, header: float) -> float:
    """A header that says what the column is outweighs answers that nobody knows, if they are few."""
    return FEW_WORDS if score < FEW_WORDS and header >= SAID and _is_of_few_words(column) else score


def _is_of_few_words(column: Column) -> bool:
    """Whether the cells are a few answers that repeat, as those of a list to choose from."""
    return column.filled >= 8 and column.distinct < 0.4 and column.words_each < 6


def _prose(column: Column) -> float:
    if column.dates[1] > 0.5 or column.numeric > 0.5:
        return -0.6
    if column.words_each >= 4 and column.distinct > 0.5:
        return 0.5
    return 0.1 if column.words_each >= 2 and column.distinct > 0.1 else 0.0


def _texts(column: Column) -> float:
    if column.dates[1] > 0.5 or column.numeric > 0.5:
        return -0.8
    return 0.1


def _leftover(column: Column, words: Mapping[str, Phrases], is_beaten: bool) -> Guess:
    """What nothing tells: people by their looks and text that differs from row to row are dropped unread, the
    rest is ignored. `is_beaten`: its header tells a role that another column fits better.
    """
    is_text = column.filled and column.numeric < 0.5 and column.dates[1] < 0.5
    is_named = column.given_names > FIRST_NAMES and header_scores(column.header).get("helped_by", 0) > 0
    if is_text and (is_named or (column.people(words) > 0.6 and not is_beaten)):
        return Guess(column, "identifier", 0.0, ("looks:person",))
    if is_text and (
        (column.words_each >= 3 and not _is_of_few_words(column))
        or (column.distinct > 0.6 and column.share(r"\p{L}{3}") > 0.5)
    ):
        return Guess(column, "note", 0.0, ("text:unknown",))
    return Guess(column, "ignore", 0.0, ("nothing",))


def settled(guess: Guess, words: Mapping[str, Phrases]) -> Guess:
    """The settings that the role needs."""
    column, settings = guess.column, dict(guess.settings) if "part" in guess.settings else {}
    if guess.role in ("received_on", "result_on") and "part" not in guess.settings:
        settings = {"formats": column.dates[0]}
    if guess.role == "need" and (many := column.separator(words["need"], is_need=True)):
        settings = {"many": many}
    if guess.role == "race_ethnicity" and column.coded(words["yes"]) > 0.9:
        settings = {"codes": _ticked_as(column, code_of(column.header, words["race_ethnicity"]), words)}
    elif guess.role == "race_ethnicity" and (many := column.separator(words["race_ethnicity"])):
        settings = {"many": many}
    if guess.role == "need_flag":
        settings = {
            "need": _need_in_header(column, words) or "unmapped",
            "yes": _words_for(column, words["yes"], "yes"),
        }
    if guess.role == "recurring":
        both = {**words["yes"], **words["recurring"]}
        settings = {"yes": _words_for(column, both, "yes")}
    if guess.role == "kind":
        settings = {side: _words_for(column, words["kind"], side, need_of) for side in ("ask", "offer")}
        settings = {side: found for side, found in settings.items() if found}
    return replace(guess, settings=settings)


def _ticked_as(column: Column, code: str | None, words: Mapping[str, Phrases]) -> dict[str, str | None]:
    """A box for one answer (`Black`): a tick is that answer, anything else is none."""
    ticks = set(_words_for(column, words["yes"], "yes"))
    return {text: code if text in ticks else None for text in sorted(column.cells.unique())}


def _words_for(column: Column, phrases: Phrases, code: str, look_up=code_of) -> list[str]:
    """The cells that mean `code`, but for those that point at a person: they are not to be written down."""
    found = (text for text in column.cells.unique() if look_up(text, phrases) == code)
    return sorted(text for text in found if not (find_identifier(text) or names_person(text)))


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
    """A column each for day, month and year, by number of the column; nothing where one of them lacks."""
    found = {}
    for part, (words, shape) in DATE_PARTS.items():
        fitting = (
            column
            for column in columns
            if words & set(plain_words(column.header).split()) and column.share(shape) > 0.9
        )
        if (first := next(fitting, None)) is None:
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
