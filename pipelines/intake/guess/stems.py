"""Words made alike that differ by number, gender or case only; a text that says a thing twice, apart."""

import re
from functools import cache

from pipelines.identifiers import plain_words

SHORT = 4  # letters of a word up to which its last vowel tells one from another: caso, casa
APART = re.compile(r"\s*[/|()\[\]:;–—]\s*|\s+-\s+|\n")  # `Name / Nombre`, `Outcome (result)`
FILLER = frozenset(
    re.findall(
        r"\w+",
        """the a an of your you our their his her this that is are do does did any please and or
        for to in on at client s el la los las lo le les un una de del su sus tu tus nuestro
        usted ustedes y o en por para con al se me nos a favor select all apply check marque
        todas todos que apliquen aplica opcional optional required requerido""",
    )
)


def stem(word: str) -> str:
    """`asignada` and `asignados` are `asignad`, `kids` is `kid`."""
    if len(word) > SHORT and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > SHORT and word.endswith("es") and word[-3] not in "aeiou":
        word = word[:-2]
    elif len(word) >= SHORT and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > SHORT and word[-1] in "aoe" else word


@cache
def stems(text: str) -> str:
    """The words of `text` as `stem` has them, with a space between."""
    return " ".join(stem(word) for word in plain_words(text).split())


@cache
def telling(text: str) -> str:
    """`stems` without the words that every question has; all of them where nothing else is left."""
    words = plain_words(text).split()
    return " ".join(stem(word) for word in words if word not in FILLER) or stems(text)


def halves(text: str) -> list[str]:
    """The parts of a text that says a thing in two languages, or more in brackets; else none."""
    parts = [part for part in APART.split(text) if plain_words(part)]
    return parts if len(parts) > 1 else []
