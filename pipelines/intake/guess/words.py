"""Words by which columns and values are known, from header_words.yaml, value_words.yaml and the catalog."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipelines.catalog import Catalog
from pipelines.identifiers import plain_words
from pipelines.intake.ages import AGE_BANDS, OLDEST
from pipelines.wording import Wording
from pipelines.yaml_file import read_yaml

FOLDER = Path(__file__).parent

WHOLE, PART, LONGER = 1.0, 0.35, 0.12  # weight of a phrase: the whole header, a part of it, each further word
NEVER = 0.7  # taken off where a word says that the role is not meant

UPWARD = re.compile(r"(?i)\+|\b(?:over|older|above|more|up|mayor|mayores|más|mas|adelante|plus)\b")
DOWNWARD = re.compile(r"(?i)<|\b(?:under|younger|below|less|menor|menores|menos)\b")

Phrases = Mapping[str, str]  # phrase (plain_words) -> what it stands for


def header_scores(header: str) -> dict[str, float]:
    """For each role whose words the header holds, how well they fit (at most 1)."""
    plain = plain_words(header)
    while plain.split(" ")[0].isdigit() and " " in plain:  # a question's number
        plain = plain.split(" ", 1)[1]
    padded = f" {plain} "
    scores = {}
    for role, (phrases, never) in _header_words().items():
        found = [phrase for phrase in phrases if f" {phrase} " in padded]
        if not found:
            continue
        best = max(len(phrase.split()) for phrase in found)
        score = WHOLE if plain in found else min(WHOLE, PART + LONGER * best)
        barred = any(f" {word} " in padded for word in never) and plain not in found
        scores[role] = score - (NEVER if barred else 0)
    return scores


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
    return words


def code_of(text: str, phrases: Phrases) -> str | None:
    """The code of a value: of the whole text, else of its phrases of two words and more, if they agree."""
    plain = plain_words(text)
    if plain in phrases:
        return phrases[plain]
    padded = f" {plain} "
    inside = [phrase for phrase in phrases if f" {phrase} " in padded]
    return _only(inside, phrases) if any(" " in phrase for phrase in inside) else None


def need_of(text: str, phrases: Phrases) -> str | None:
    """The need of a value or header: as `code_of`, single words inside it too."""
    if code := code_of(text, phrases):
        return code
    padded = f" {plain_words(text)} "
    return _only([phrase for phrase in phrases if f" {phrase} " in padded], phrases)


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
def _header_words() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    entries = read_yaml(FOLDER / "header_words.yaml").data
    return {
        role: (_phrases(entry["words"]), _phrases(entry.get("never", ""))) for role, entry in entries.items()
    }


@cache
def _value_words() -> dict[str, dict[str, str]]:
    entries = read_yaml(FOLDER / "value_words.yaml").data
    return {
        field: {phrase: code for code, text in codes.items() for phrase in _phrases(text)}
        for field, codes in entries.items()
    }


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain for part in text.split("|") if (plain := plain_words(part))))
