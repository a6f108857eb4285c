"""Words by which columns and values are known, from header_words.yaml, value_words.yaml and the catalog."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pipelines.catalog import Catalog
from pipelines.identifiers import plain_words
from pipelines.identifiers.plain import words_of
from pipelines.intake.ages import AGE_BANDS, OLDEST
from pipelines.intake.guess.stems import halves, stems, telling
from pipelines.wording import Wording
from pipelines.yaml_file import read_yaml

FOLDER = Path(__file__).parent

# Weight of a phrase: the whole header, a part of it, each word of it, its share of the header's words.
# `Contact: Neighborhood`, as Salesforce names the columns of a report.
OF_WHOM = re.compile(r"(?i)^(contact|case|client|account|household|request|intake|program)( name)?: ")
WHOLE, PART, LONGER, COVER = 1.0, 0.25, 0.1, 0.2
SHORTEST = 3  # letters of a form that is not written as such: `no` of `no. de casa` tells nothing
LONGEST = 5  # words of a telling phrase
MISSPELT, CLOSE = (
    5,
    0.86,
)  # letters of a word that may be misspelt; likeness (difflib) to the word that is meant
NEVER = 0.7  # taken off where a word says that the role is not meant

TICK = re.compile("[✓✔☑✅√]")  # signs that are a cross to a reader, and no word
UPWARD = re.compile(r"(?i)\+|\b(?:over|older|above|more|up|mayor|mayores|más|mas|adelante|plus)\b")
DOWNWARD = re.compile(r"(?i)<|\b(?:under|younger|below|less|menor|menores|menos)\b")

Phrases = Mapping[str, str]  # phrase (plain_words) -> what it stands for


@cache
def header_scores(header: str) -> Mapping[str, float]:
    """For each role whose words the header holds, how well they fit (at most 1).

    A header in two languages is looked at by its halves too: the better one counts.
    """
    scores: dict[str, float] = {}
    header = OF_WHOM.sub("", header)
    for text in (header, *halves(header)):
        for role, score in _scores_of(text).items():
            scores[role] = max(score, scores.get(role, score))
    return scores


def _scores_of(text: str) -> dict[str, float]:
    plain = plain_words(text.removesuffix("__c"))  # as Salesforce names columns
    while re.match(r"(?:q|p)?\d+ ", plain):  # a question's number
        plain = plain.split(" ", 1)[1]
    plain = re.sub(r"(?<=[a-z])\d\b", "", plain)  # Need1, Need2
    plain = " ".join(_spelled(word) for word in plain.split())
    whole, padded = telling(plain), f" {stems(plain)} "
    length = len(whole.split())
    scores = {}
    for role, (phrases, never) in _header_words().items():
        if plain in phrases or whole in phrases:
            scores[role] = WHOLE
            continue
        best = max((n for phrase, n in phrases.items() if f" {phrase} " in padded), default=0)
        if best:
            barred = any(f" {word} " in padded for word in never)
            score = PART + LONGER * best + COVER * min(1.0, best / length)
            scores[role] = min(WHOLE, score) - (NEVER if barred else 0)
    return scores


@cache
def _spelled(word: str) -> str:
    """A word of a header written right: as the nearest known word of the same first letter, where one is
    near enough. A word that stands in any list of ours is right as it is.
    """
    if len(word) < MISSPELT or not word.isalpha() or word in _right_words():
        return word
    known = [text for text in _words_of_headers() if text[0] == word[0]]
    return next(iter(get_close_matches(word, known, n=1, cutoff=CLOSE)), word)


@cache
def _words_of_headers() -> frozenset[str]:
    """The words of three letters and more in the phrases by which headers are known."""
    entries = read_yaml(FOLDER / "header_words.yaml").data
    texts = (phrase for entry in entries.values() for phrase in _phrases(entry["words"]))
    return frozenset(word for text in texts for word in text.split() if len(word) > 2)


@cache
def _right_words() -> frozenset[str]:
    entries = read_yaml(FOLDER / "telling_words.yaml").data
    told = (word for text in entries.values() for phrase in _phrases(text) for word in phrase.split())
    coded = (word for phrases in _value_words().values() for phrase in phrases for word in phrase.split())
    return _words_of_headers() | {*told, *coded} | words_of("ordinary_words") | words_of("given_names")


def value_words(catalog: Catalog, wording: Wording) -> dict[str, Phrases]:
    """Per coded field, and for `kind`, `yes` and `recurring`: each known word and the code it stands for."""
    words = {field: dict(phrases) for field, phrases in _value_words().items()}
    for phrases in words.values():
        for code in set(phrases.values()):
            phrases.setdefault(plain_words(code), code)
    words["need"] = _need_words(catalog, wording)
    for field in catalog.groups:
        for code in catalog.groups[field].code_ids:
            for language in wording.languages:
                words[field].setdefault(plain_words(wording.text(language, f"group.{field}.{code}")), code)
    return {field: _with_stems(phrases) for field, phrases in words.items()}


def _with_stems(phrases: Mapping[str, str]) -> Phrases:
    """The phrases as they are, and their stems where these stand for one code only."""
    codes: dict[str, set[str]] = {}
    for phrase, code in phrases.items():
        codes.setdefault(stems(phrase), set()).add(code)
    return {text: next(iter(found)) for text, found in codes.items() if len(found) == 1} | dict(phrases)


def code_of(text: str, phrases: Phrases) -> str | None:
    """The code of a value: of the whole text, else of its halves, else of its phrases of two words and more,
    if they agree.
    """
    return _whole(text, phrases) or _of_halves(text, phrases, code_of) or _inside(text, phrases, at_least=2)


def need_of(text: str, phrases: Phrases) -> str | None:
    """The need of a value or header: as `code_of`, single words inside it too."""
    found = _whole(text, phrases) or _of_halves(text, phrases, need_of)
    return found or _inside(text, phrases, at_least=2) or _inside(text, phrases, at_least=1)


def _whole(text: str, phrases: Phrases) -> str | None:
    plain = plain_words(TICK.sub("x", text))
    return phrases.get(plain) or phrases.get(stems(plain))


def _of_halves(text: str, phrases: Phrases, look_up: Callable[[str, Phrases], str | None]) -> str | None:
    """The one code of `Yes / Sí`: all parts are known and say the same."""
    codes = {look_up(part, phrases) for part in halves(text)}
    return codes.pop() if len(codes) == 1 else None


def _inside(text: str, phrases: Phrases, at_least: int) -> str | None:
    """The one code of all known phrases in a text, where one of them has so many words."""
    plain = plain_words(text)
    padded = f" {plain} | {stems(plain)} "
    inside = [phrase for phrase in phrases if f" {phrase} " in padded]
    if at_least > 1 and not any(" " in phrase for phrase in inside):
        return None
    return _only(inside, phrases)


def band_of(text: str, phrases: Phrases) -> str | None:
    """The age band that holds all ages of a text as `65 and over` or `18-24`; none where two bands do."""
    ages = [int(number) for number in re.findall(r"\d{1,3}", text)]
    if not ages or code_of(text, phrases):
        return code_of(text, phrases)
    lowest, highest = min(ages), max(ages)
    if UPWARD.search(text):
        highest = OLDEST
    elif DOWNWARD.search(text):
        lowest, highest = 0, highest - 1
    bands = [next(code for first, code in reversed(AGE_BANDS) if first <= age) for age in (lowest, highest)]
    return bands[0] if bands[0] == bands[1] and highest <= OLDEST else None


def _only(found: list[str], phrases: Phrases) -> str | None:
    """The one code of the phrases that lie in no longer one: a text that names two things has none."""
    outer = [one for one in found if not any(f" {one} " in f" {other} " for other in found if other != one)]
    codes = {phrases[phrase] for phrase in outer}
    return codes.pop() if len(codes) == 1 else None


def _need_words(catalog: Catalog, wording: Wording) -> Phrases:
    words: dict[str, str] = {}
    for need in catalog.needs.values():
        names = [need.id, *(wording.text(language, f"need.{need.id}") for language in wording.languages)]
        for language in wording.languages:
            names += need.synonyms.of(language)
        for name in names:
            words.setdefault(plain_words(name), need.id)
    return words


@cache
def telling_words(field: str) -> frozenset[str]:
    """Stems of words and phrases that tell of a cell which field it belongs to; nothing is coded by them."""
    entries = read_yaml(FOLDER / "telling_words.yaml").data
    own = [text for name, text in entries.items() if name == field or name.startswith(f"{field}_")]
    return frozenset(stems(phrase) for text in own for phrase in _phrases(text))


def is_told(text: str, field: str) -> bool:
    """Whether a cell holds a word or phrase that tells of `field`; a letter tells only by itself, for beside
    others it may be of a person's initials.
    """
    parts, known = stems(text).split(), telling_words(field)
    if len(parts) > 1:
        known = {phrase for phrase in known if len(phrase) > 1}
    return any(
        " ".join(parts[start : start + length]) in known
        for length in range(1, LONGEST + 1)
        for start in range(len(parts) - length + 1)
    )


def vocabulary(words: Mapping[str, Phrases]) -> frozenset[str]:
    """Stems of all words that headers and values are known to hold: none of them is anybody's name."""
    key = tuple(sorted((field, len(phrases)) for field, phrases in words.items()))
    if key not in _VOCABULARIES:
        texts = [text for phrases in words.values() for text in phrases]
        texts += [text for phrases, _ in _header_words().values() for text in phrases]
        _VOCABULARIES[key] = frozenset(
            word for text in texts for word in stems(text).split() if len(word) > 2
        )
    return _VOCABULARIES[key]


_VOCABULARIES: dict[tuple, frozenset[str]] = {}


@cache
def _header_words() -> dict[str, tuple[Mapping[str, int], tuple[str, ...]]]:
    """Per role its phrases (as written, as stems and as what tells of them), each with its words; and the
    words beside which it is not meant.
    """
    entries = read_yaml(FOLDER / "header_words.yaml").data
    return {
        role: (_with_lengths(entry["words"]), tuple(map(stems, _phrases(entry.get("never", "")))))
        for role, entry in entries.items()
    }


def _with_lengths(text: str) -> dict[str, int]:
    forms = [form for phrase in _phrases(text) for form in (phrase, stems(phrase), telling(phrase))]
    written = set(_phrases(text))
    return {form: len(telling(form).split()) for form in forms if form in written or len(form) > SHORTEST}


@cache
def _value_words() -> dict[str, dict[str, str]]:
    entries = read_yaml(FOLDER / "value_words.yaml").data
    return {
        field: {phrase: code for code, text in codes.items() for phrase in _phrases(text)}
        for field, codes in entries.items()
    }


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain for part in text.split("|") if (plain := plain_words(part))))
