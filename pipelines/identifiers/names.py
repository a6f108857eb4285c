"""Names of people, told by lists of given names and surnames and by shape. No list holds all names: a
title, or a word of kinship or of work before it, makes a name of a word that no list has.
"""

import re

from pipelines.identifiers.plain import content, pieces, plain_words, without_accents, words_of

TITLE = (
    r"(?:mr|mrs|ms|miss|mx|sr|sra|srta|se[nñ]ora?|se[nñ]orita|don|do[nñ]a|dr|"
    r"dra|rev|fr|pastor|imam|rabbi|sister|brother|hermana|"
    r"hermano|padre|deacon|officer|lic|licda|prof|profa|maestra|maestro)"
)
SUFFIXES = frozenset("jr sr ii iii iv esq phd md vda".split())  # noqa: SIM905
PARTICLES = frozenset(
    re.findall(
        r"\w+", "de la las los del di da do dos van von der den bin bint ibn al el y e and vda viuda san"
    )
)
_WORD = r"[^\W\d_][^\W\d_'.\-]*(?:['\-][^\W\d_]+)*\.?"
_WHOLE = re.compile(rf"{_WORD}(?:(?:, ?| ){_WORD}){{1,5}}\.?")
_RUN = re.compile(
    r"(?:[A-ZÀ-Ý][\w'\-]+\.?|[A-Z]\.)(?: (?:(?:de|la|las|los|del|van|von|bin|"
    r"al|el|y|e|vda\.) ){0,3}(?:[A-ZÀ-Ý][\w'\-]+\.?|[A-Z]\.)){1,4}"
)
_TITLED = re.compile(
    rf"(?i)(?<![\w.]){TITLE}\b\.?(?: (?:y|and|&) {TITLE}\b\.?)? "
    rf"(?-i:([A-ZÀ-Ý][\w'\-]+))((?: (?-i:[A-ZÀ-Ý][\w'\-]+))*)"
)
_INTRODUCED = re.compile(
    r"(?i)\b(?:c/o|call(?:ed)?|text|ask for|asked for|speak (?:to|with)|contact|"
    r"see|from|for|by|to|with|client|neighbor|tenant|mother|"
    r"father|mom|dad|son|daughter|wife|husband|brother|sister|aunt|uncle|niece|"
    r"nephew|grand\w+|cousin|friend|kids?|baby|landlord|named|name is|"
    r"llamar a|preguntar por|hablar con|para|por|de|con|a|cliente|vecin[oa]|"
    r"inquilin[oa]|madre|padre|mam[aá]|pap[aá]|hij[oa]|espos[oa]|"
    r"herman[oa]|t[ií][oa]|sobrin[oa]|niet[oa]|abuel[oa]|prim[oa]|amig[oa]|ni[nñ][oa]|"
    r"beb[eé]|se llama|nombre|atendi[oó]|entreg[oó]|recibi[oó]|"
    r"trabajador[a]?|volunt(?:eer|ari[oa])|driver|chofer|staff|intake|caseworker|"
    r"worker)\b[:,(]* (?:(?:su|her|his|their|the|la|el|mi) )?(?:\w+ )?"
    r"((?:[^\W\d_]{2,}['\-]?[^\W\d_]*\.? ?){2,3})"
)
_CAPITAL = r"[A-ZÀ-Ý][\w'.\-]*"
# Places, laws and bodies that are named after a person: `Maria Hernandez Park`, `Fundación Ricky Martin`.
_NAMED_AFTER = re.compile(
    rf"(?:{_CAPITAL} ){{2,3}}(?:Park|Plaza|Houses|Field|Bridge|Square|Gardens?|Towers?|Way|Court|Place)\b"
    rf"|(?:{_CAPITAL} ){{1,3}}(?:[Bb]lvd|Boulevard|Avenue|Ave|Street|Expressway|Highway|Parkway|School|"
    r"Elementary|Academy|College|University|Library|Cent(?:er|re)|Clinic|Hospital|Foundation|Fund|[Pp]rogram|"
    r"Project|Shelter|Church|Apartments|Homes|Campus|Playground|Station|Act|Law)\b"
    r"|\b(?:[Aa]venida|Ave\.?|[Cc]alle|[Pp]arque|[Ee]scuela|[Ff]undaci[oó]n|[Cc]entro|[Cc]l[ií]nica|[Hh]ospital|"
    r"[Ii]glesia|[Pp]arroquia|Colonia|Plaza|Fort|Lake|Port|Mount|Cape|Villa|Colegio|Biblioteca|[Pp]rograma|"
    r"Ley|[Dd]espensa de|[Aa]lbergue|Casa|Hogar|[Cc]omedor|Misi[oó]n|Templo|Capilla|Estaci[oó]n) "
    rf"{_CAPITAL}(?: (?:(?:de|del|la|las|los|y) ){{0,2}}{_CAPITAL}){{0,3}}"
)
_WITH_INITIAL = re.compile(rf"{_CAPITAL} [A-Z]\.? {_CAPITAL}")


def names_person(text: str) -> bool:
    """Whether a text is, or holds, a person's whole name.

    >>> names_person("Maria Hernandez"), names_person("Maria Hernandez Park")
    (True, False)
    """
    return any(_names_person(piece) for piece in pieces(text))


def _names_person(text: str) -> bool:
    left = _NAMED_AFTER.sub(" - ", text) if not _TITLED.match(text) else text
    return looks_like_name(left) or has_name(left)


def looks_like_name(text: str) -> bool:
    """A person's whole name and nothing else but titles and initials.

    >>> looks_like_name("Maria Lopez"), looks_like_name("Lopez, Maria J."), looks_like_name("Food box")
    (True, True, False)
    """
    bare = re.sub(r"\(.*?\)|\"", " ", text.translate({ord("’"): "'"})).strip(" .;:")
    bare = re.sub(r"\s+", " ", bare)
    if _titled(bare) and len(bare.split()) <= 6:
        return True
    if not _WHOLE.fullmatch(re.sub(r"(?<=\w)\.(?=\w)", ". ", bare)) or len(bare) > 60:
        return False
    if not (bare.isupper() or bare.islower() or _is_capitalised(bare)):
        return False
    return _is_name(bare, needs_both=bare.islower()) or _has_initial(bare) or _is_given_and_strange(bare)


def _has_initial(text: str) -> bool:
    """`Keyla M. Rosado`: an initial between two words that mean nothing else."""
    words = [word for word in plain_words(text).split() if len(word) > 1]
    ordinary, surnames = words_of("ordinary_words"), words_of("surnames")
    is_shaped = _WITH_INITIAL.fullmatch(text) is not None
    return is_shaped and not any(word in ordinary and word not in surnames for word in words)


def _is_given_and_strange(text: str) -> bool:
    """`gregory stoltz`: a given name that means nothing else, then a word that no list has."""
    words = plain_words(text).split()
    given, surnames, ordinary = (words_of(n) for n in ("given_names", "surnames", "ordinary_words"))
    if len(words) != 2 or words[0] not in given or words[0] in ordinary:
        return False
    return len(words[1]) > 3 and not any(words[1] in known for known in (ordinary, given, surnames))


def has_name(text: str) -> bool:
    """A person's whole name inside a text: after a title, after a word that leads to one, or by itself.

    >>> has_name("daughter Jasmine Reed"), has_name("Referred to Grant Park")
    (True, False)
    """
    text = re.sub(r"\s+", " ", text.translate({ord("’"): "'"}))
    if _titled(text):
        return True
    if any(_is_name(match.group(), needs_both=True) for match in _RUN.finditer(text)):
        return True
    return any(_is_introduced(match.group(1)) for match in _INTRODUCED.finditer(text))


def may_be_name(text: str) -> bool:
    """Half a name: enough where most values of a column are such, never by itself."""
    words = plain_words(text).split()
    if not 1 <= len(words) <= 4:
        return False
    given, surnames, ordinary = (words_of(n) for n in ("given_names", "surnames", "ordinary_words"))
    if any(word in ordinary and word not in surnames for word in words):
        return False
    ends = {words[0], words[-1]} - ordinary
    return not ends.isdisjoint(given) or (len(words) > 1 and not ends.isdisjoint(surnames))


def _is_capitalised(text: str) -> bool:
    words = [w for w in re.findall(r"[^\W\d_][\w'\-]*", text) if plain_words(w) not in PARTICLES]
    return all(word[0].isupper() for word in words)


def _titled(text: str) -> bool:
    """`Sra. Lucía`, `Mr and Mrs Chowdhury`, and not `Dr appointment`, `Sister Cities`."""
    return any(_is_called(match) for match in _TITLED.finditer(text))


def _is_called(match: re.Match) -> bool:
    words = plain_words(match.group(1) + match.group(2)).split()
    ordinary, surnames = words_of("ordinary_words"), words_of("surnames")
    return bool(words) and not any(word in ordinary and word not in surnames for word in words)


def _is_introduced(words: str) -> bool:
    parts = words.split()
    return any(_is_name(" ".join(parts[:n]), needs_both=True) for n in (3, 2) if len(parts) >= n)


def _is_name(text: str, needs_both: bool) -> bool:
    """One given name that is no ordinary word; the others names, or (unless `needs_both`) words that
    no list has.

    A surname that also ends the names of places (`Clinton Hill`) needs a given name that is no surname.
    """
    plain = re.sub(r"[\s,]+", " ", without_accents(text).casefold())
    if " ".join(plain_words(text).split()) in _known_by_all():
        return False
    # The parts of Cheryl-Ann and O'Neil are one word each; `Mc Donald` and `St. John` too.
    words = [re.sub(r"[^a-z]", "", w) for w in re.sub(r"\b(mc|mac|o|st) (?=\w)", r"\1", plain).split()]
    words = [w for w in words if w and w not in SUFFIXES and w not in PARTICLES]
    full = [w for w in words if len(w) > 1]
    given, surnames, ordinary = (words_of(n) for n in ("given_names", "surnames", "ordinary_words"))
    if not 1 <= len(full) <= 5 or len(words) < 2:
        return False
    parts = [_parts(w, text) for w in full]
    is_plain = [all(p in ordinary for p in part) for part in parts]
    is_given = [any(p in given and p not in ordinary for p in part) for part in parts]
    is_any_given = [any(p in given for p in part) for part in parts]
    is_surname = [any(p in surnames or p in given for p in part) for part in parts]
    if any(plain and not s for plain, s in zip(is_plain, is_surname, strict=True)):
        return False
    if full[-1] in content()["ends_a_place"].split():
        return any(g and not (set(part) & surnames) for g, part in zip(is_given, parts, strict=True))
    known = [s and not plain for s, plain in zip(is_surname, is_plain, strict=True)]
    if len(full) == 1:
        return not needs_both and (any(is_given) or (any(is_surname) and ("," in text or "." in text)))
    if any(is_given):
        return all(is_surname) or not needs_both
    if any(is_any_given) and any(known):  # Grace Wanjiru, and not Grace Church
        return True
    # Two surnames, `Lopez Hernandez`; or one beside a word that no list has, `Zhang Xiuying`.
    return sum(known) >= 2 or (any(known) and not any(is_plain) and not needs_both)


def _parts(word: str, text: str) -> list[str]:
    """A word as it is, and as the two names that a hyphen joins in it."""
    for whole in re.findall(r"[^\W\d_]+(?:['\-][^\W\d_]+)+", text):
        halves = plain_words(whole).split()
        if "".join(halves) == word:
            return [word, *halves]
    return [word]


def _known_by_all() -> frozenset[str]:
    return frozenset(" ".join(p.split()) for p in content()["known_by_all"].split("|"))
