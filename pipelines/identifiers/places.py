"""Where one household lives: street addresses in English and Spanish, boxes, and exact coordinates."""

import re

import usaddress

from pipelines.identifiers.plain import Content, plain_words, words_of
from pipelines.identifiers.plain import content as listed

STREET_WORDS = (
    "street|st|avenue|ave|av|boulevard|blvd|road|rd|drive|dr|lane|ln|place|"
    "pl|court|ct|terrace|ter|parkway|pkwy|"
    "highway|hwy|square|sq|way|broadway|turnpike|tpke|concourse|plaza|plz|loop|"
    "circle|cir|row|walk|alley|crescent|"
    "expressway|expy|trail|trl|bowery|esplanade"
)
_UNIT = (
    r"(?:apt|apto|apartment|apartamento|unit|rm|room|floor|fl|piso|depto|dpto|ste|suite|bsmt|cuarto|trlr|int)"
)
_SPELLED = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_STREET = re.compile(
    rf"(?i)(?<![\d/.$])\d{{1,5}}(?:-\d{{1,4}})?[a-z]?(?: 1/2)?\s+"
    rf"((?:[\w.'\-]+\s+){{1,4}}?)(?:{STREET_WORDS})\b"
)
_SPELLED_STREET = re.compile(rf"\b(?i:{_SPELLED}) ((?:[A-Z][\w']+ ){{1,3}})(?:{STREET_WORDS.title()})\b")
_BROADWAY = re.compile(
    r"(?i)(?<![\d/.])\d{1,5}\s+(?:[nsew]\.?\s+)?(?:broadway|bowery|(?:state |"
    r"county )?(?:hwy|highway|route|rte)\s+\d+)\b"
)
_WITH_UNIT = re.compile(
    rf"(?<![\d/.$])\d{{2,5}} ((?:[A-Z][\w.'\-]+ ?){{1,3}}),? (?:(?i:{_UNIT})\.? ?#?|#) ?\d*[A-Za-z]?\d*\b"
)
_BOX = re.compile(
    r"(?i)\bp\.? ?o\.? ?box\s*#?\d+|\b(?:hc|rr|rural route)[ \-]?\d{1,3} (?:box|"
    r"bzn) ?\d+|\bapartado(?: postal)?,? ?(?:no\.? ?)?\d+|\bbox \d{2,5},? [A-Z][a-z]+,? [A-Z]{2}\b"
)
_NO = r"\s*(?:,|#|no\.?|n[uú]m(?:ero)?\.?|casa|edif\.?|km\.?|lote)?\s*"
_NUMBER = r"(?:\d{1,5}(?:[.\-]\d{1,3})?[A-Za-z]?|[sS]/[nN])\b(?! (?:veces|semanas|d[ií]as|personas|meses))"
_SPANISH_STREET = re.compile(
    rf"(?i)\b(?:calle|c/|avenida|avda\.?|av\.|carrera|cra\.?|carretera|carr\.|"
    rf"calz(?:ada)?\.?|blvd\.?|boulevard|"
    rf"callej[oó]n|transversal|diagonal|autopista)"
    rf"\s*[\w.'/\-][\w.'/\- ]{{0,40}}?(?<=[\w.'])(?:\s|,){_NO}{_NUMBER}"
)
# Words that also mean a fare, a walk or an apple: only before a name with a capital letter.
_SPANISH_NAMED = re.compile(
    r"\b(?i:paseo|camino|pasaje|privada|priv\.|cerrada|cda\.|jr\.|jir[oó]n|manzana|"
    r"mz\.?|res\.|residencial|urb\.|urbanizaci[oó]n|"
    r"colonia|col\.|villa|sector|bo\.|barriada)\s+(?:(?i:de|del|la|las|los|el)\s+){0,2}"
    r"(?:[A-ZÁÉÍÓÚÑ][\w'.]+ ?|\d+ ){1,4}"
    rf"(?:(?i:de|del|la|las|los|el|calle|edif\.?|apto\.?|lote|casa|bloque)\s*)*(?i:{_NO})[A-Z]?-?{_NUMBER}"
)
_LOT = re.compile(
    r"(?i)\b(?:manzana|mz\.?) ?\w{1,4},? (?:lote|lt\.?) ?\w{1,4}\b|\bcra\.? ?\d+\w? ?(?:no\.?|#) ?\d+"
)
# `Calle 7 #H-14`, `487 Calle 21`, `DC-17 Calle Lago`, `Edif. 9 Apt 104`, as Puerto Rico writes them.
_PUERTO_RICO = re.compile(
    r"(?i)\b(?:calle|avenida|ave)\.? [\w' ]{1,30}?,? ?#? ?[a-z]{1,2}-\d{1,3}\b"
    r"|(?<![\d/.$])\b\d{1,4} (?:calle|avenida|carr\.?) [\w']{1,20}\b"
    r"|\b[a-z]{1,2}-?\d{1,3},? (?:calle|avenida) [\w']{1,20}\b"
    r"|\b(?:edif(?:icio)?|bldg|building|torre|tower)\.? ?#?\w{1,4},? "
    r"(?:apt|apto|apartamento|unit)\.? ?#?\w{1,5}\b"
)
# `5544 S. Hoover`, `330 Bleecker basement`: a number and a name, with a direction or a part of a house.
_DIRECTED = re.compile(
    r"(?<![\d/.$])\b\d{2,5} (?:[NSEW]|[NS][EW])\.? ((?:[A-Z][\w'.\-]+ ?){1,2})"
    rf"(?=$|[,;(]|(?i:{_UNIT}))"
    r"|(?<![\d/.$])\b\d{2,5} ((?:[A-Z][\w'.\-]+ ){1,2})"
    r"(?i:basement|bsmt|2nd fl|1st fl|3rd fl|upstairs|rear)\b"
)
_COORDINATES = re.compile(
    r"(?<![\d.])-?\d{1,2}\.\d{4,}°? ?[NS]?[\"']?(?:[ ,;/:]|l(?:on|ng|ongitud|ongitude)\b){1,6}"
    r"[\"']?-?\d{1,3}\.\d{4,}|"
    r"\b[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}\b"
)


def street_address(text: str, content: Content) -> str | None:
    if any(p.search(text) for p in (_BOX, _BROADWAY, _SPANISH_STREET, _SPANISH_NAMED, _LOT, _PUERTO_RICO)):
        return "street_address"
    if any(_is_address(match) for match in _STREET.finditer(text)):
        return "street_address"
    if any(not _is_ordinary(match.group(1) or match.group(2)) for match in _DIRECTED.finditer(text)):
        return "street_address"
    named = [*_SPELLED_STREET.finditer(text), *_WITH_UNIT.finditer(text)]
    if any(not _is_ordinary(match.group(1)) for match in named):
        return "street_address"
    return "street_address" if content == "words" and _COORDINATES.search(text) else None


def _is_ordinary(words: str) -> bool:
    return all(word in words_of("ordinary_words") for word in plain_words(words).split()) and not re.search(
        r"(?i)\b(?:elm|oak|pine|maple|main|park|hill|lake)\b", words
    )


def _is_address(match: re.Match) -> bool:
    """`12 West 5th St` and not `2 rides to Dr`: no small words inside, and usaddress reads number and
    street in it.
    """
    inside = plain_words(match.group(1)).split()
    if any(word in listed()["not_in_an_address"].split() for word in inside):
        return False
    labels = {label for _, label in usaddress.parse(match.group())}
    return "AddressNumber" in labels and bool(
        labels & {"StreetName", "StreetNamePreType", "StreetNamePreDirectional"}
    )
