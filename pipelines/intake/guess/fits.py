"""How well the cells of a column fit each role, from -1 (they cannot be) to 1 (they can be nothing else)."""

from collections.abc import Mapping

from pipelines.identifiers import plain_words
from pipelines.intake.guess.looks import Column
from pipelines.intake.guess.words import Phrases, code_of, header_scores, is_told, need_of
from pipelines.intake.roles import GROUPS

TRACT = r"^(\d{11}|1400000US\d{11})$"
NUMBERS = r"\d{3}|\d\D+\d\d"  # 27-DA-24
LONG = r"^\d{7,}$"
NUMBERED = r"^\p{L}{0,6}[\-_ #.]?\d{2,}$"  # SOL-2210
COUNTIES = 6  # in which one partner's requests lie, at most
REPEATS = 0.97  # distinct cells of a column below which its numbers repeat
TOLD = 0.9  # what cells with a telling word are worth, beside cells of known words
RUNS = 0.55  # a column of numbers that run from row to row is one of record numbers, whatever its header
TELLS = 0.4  # of a header, below which it says nothing of what its column is
SAID = 0.8  # of a header, from which it says what the column is
FEW_WORDS = 0.1  # what repeats of few answers is worth where the header names the role and no word is known
A_NEED = 0.2  # of cells, from which a column whose header says otherwise tells what is asked for
FIRST_NAMES = 0.15  # share of cells, from which a column of helpers is one of people
AGES_OF_CHILDREN = (  # 4, 7 y 9 años; 16 months; no
    r"(?i)^(\d{1,2}( ?(m|mo|y|yr|yo|mes|month|año|ano|year|sem|week|kid|child|niñ|nin|hij)\w*\.?)?"
    r"( old)?([ ,;/&+]|and|y)*)+$|^no\b"
)
OF_YES_AND_NO = ("ignore", "recurring", *GROUPS)
CODED = ("result", "reason", "helped_by", *GROUPS)
RANGES = (  # 18-29, 65+, under 18, 65 y más
    r"^\s*(\d{1,3}\s*(-|–|_|to|a|hasta)\s*\d{1,3}\b[^\d-]*$|\d0'?s$|\d{2}[ _]?plus\b"
    r"|\d{2}\s*\+|\d{2} (y|o|and|or) .*"
    r"|(under|over|menor|mayor|less|menos|más|mas|older)\b.*\d+.*)"
)


def fit_of_cells(
    role: str, column: Column, words: Mapping[str, Phrases], areas: frozenset[str], header: float
) -> float:
    """How well the cells fit the role, from -1 (they cannot be) to 1 (they can be nothing else).

    `header`: a yes can be a result only where the header asks for one.
    """
    if not column.filled:
        return 0.0 if role in ("note", "ignore", "referred_to") else -0.2
    if column.are_codes and role in (*CODED, "kind", "recurring"):
        return -1.0
    if role in ("kind", "recurring") and column.share(NUMBERS) > 0.5:
        return -1.0
    if role in CODED:
        score = _by_words(role, column, words, header)
        # Whoever helped may be named: a few first names among organisations are enough to drop the column.
        return score - 1 if role == "helped_by" and column.given_names > FIRST_NAMES else score
    rules = {
        "received_on": lambda: _dates(column),
        "result_on": lambda: _dates(column) - (0.05 if header > 0 else 0.6),
        "request_id": lambda: _record_number(column, header),
        "household_key": lambda: _household(column, header),
        "kind": lambda: _mostly(max(column.coded(words["kind"], is_need=True), column.told("kind")), 0.7),
        "recurring": lambda: _recurring(column, words, header),
        "need": lambda: fit_of_needs(column, words), "need_flag": lambda: _flag(column, words),
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
    if column.share(LONG) > 0.8 and not column.is_running and header < SAID:
        return -0.7  # `CSU ID`: somebody's, for all one can see
    return RUNS if column.is_running else 0.4


def _household(column: Column, header: float) -> float:
    if column.dates[1] > 0.5 or column.words_each > 1.5 or column.share(r"\d") < 0.6:
        return -0.9
    if column.distinct < 0.15 or column.whole_between(0, 200) > 0.9:
        return -0.6
    if column.share(LONG) > 0.8 and header < SAID:
        return -0.9
    return 0.35 if column.distinct < REPEATS else -0.05


def _recurring(column: Column, words: Mapping[str, Phrases], header: float) -> float:
    known = max(column.coded(words["recurring"]), column.yes_or_no(words), column.told("recurring"))
    return _unless_said(_mostly(known, 0.3), column, header)


def fit_of_needs(column: Column, words: Mapping[str, Phrases]) -> float:
    if column.dates[1] > 0.5 or column.numeric > 0.5 or column.coded(words["yes"]) > 0.8:
        return -1.0
    if column.share(NUMBERED) > 0.8 and column.distinct >= REPEATS:
        return -1.0
    known = column.coded(words["need"], is_need=True, many=column.separator(words["need"], is_need=True))
    known = max(known, TOLD * column.told("need"))
    return 0.9 * known - 0.15 if column.words_each < 12 else 0.2 * known - 0.2


def _flag(column: Column, words: Mapping[str, Phrases]) -> float:
    """A column that stands for one need: its header is one, its cells say yes, no or nothing."""
    if column.coded(words["yes"]) < 0.9 or not need_in_header(column, words):
        return -1.0
    if code_of(column.header, words["race_ethnicity"]):
        return -1.0
    # A question that yes and no answer, which names a need by the way: `Is anyone in need of medicine?`
    by_header = header_scores(column.header)
    asked = max((by_header.get(role, 0.0) for role in OF_YES_AND_NO), default=0.0)
    return 1.0 if asked < 0.35 else 0.4


def need_in_header(column: Column, words: Mapping[str, Phrases]) -> str | None:
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
    if known < 0.4 and header > 0 and is_of_few_words(column) and column.people(words) < 0.5:
        return -0.4 if _is_of_another(role, column, words) else FEW_WORDS
    return 0.75 * known - (0.1 if known >= 0.4 else 0.4)


def _is_of_another(role: str, column: Column, words: Mapping[str, Phrases]) -> bool:
    """Whether the cells hold words known of another field: `Job status` with `done` and `started`."""
    return any(column.coded(words[field]) > 0.6 for field in CODED if field not in (role, "age_band"))


def _unless_said(score: float, column: Column, header: float) -> float:
    """A header that says what the column is outweighs answers that nobody knows, if they are few."""
    return FEW_WORDS if score < FEW_WORDS and header >= SAID and is_of_few_words(column) else score


def is_of_few_words(column: Column) -> bool:
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
