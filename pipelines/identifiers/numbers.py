"""Telephones, and the numbers of papers, cards, vehicles and machines."""

import ipaddress
import re

import phonenumbers
from stdnum import luhn
from stdnum.us import itin, ssn

from pipelines.identifiers.plain import Content, plain_given_names, plain_words

# A word, then at most a few words that say "number", then the number itself.
_FILL = (
    r"(?:\W|\b(?:no|n[uú]m(?:ero)?|number|nbr|id|card|is|es|was|de|del|la|el|"
    r"the|[a-z]{2,12}[oa]n[oa]|us)\b){0,8}"
)
_ANY_PHONE_WORD = (
    r"tel|tels|telf|tel[eé]fono|phone|ph|cell?|celular|cel|mobile|m[oó]vil|whats ?app|"
    r"wa|fax|text|txt|sms|call|"
    r"llam(?:e|ar|en|a)|marcar|contact|contacto|reach|"
    r"(?:n[uú]mero|tel[eé]fono) de (?:m[eé]xico|guatemala|honduras|el salvador|nicaragua|ecuador|colombia|"
    r"venezuela|per[uú]|rep[uú]blica dominicana|rd|cuba|hait[ií])"
)
# Area code and exchange of North America never begin with 0 or 1.
_WRITTEN = re.compile(
    r"(?<![\d.\-$])(?:\+?1[ .\-]{0,3})?(?:[(\[][2-9]\d{2}[)\]]|[2-9]\d{2})"
    r"([ .\-/_,]{0,3})[2-9]\d{2}([ .\-/_,]{0,3})\d{4}(?![\d\-])"
)
_BRACKET_ONLY = re.compile(r"\([2-9]\d{2}\) ?\d{3}[ .\-]?\d{4}(?!\d)")
_FIGURE_WRITTEN = re.compile(
    r"(?<![\d.\-])(?:\+?1[ .\-]{0,2})?(?:\(\d{3}\) ?|\d{3}[ .\-]{1,2})\d{3}[ .\-]?\d{4}(?![\d\-])"
)
_ABROAD = re.compile(r"(?<![\d.])(?:\+|00|011[ \-])\d[\d ().\-]{6,}\d")
_MEXICO = re.compile(r"(?<![\d.\-])52[ \-]?(?:1[ \-])?\d{2,3}[ \-]\d{3,4}[ \-]\d{4}(?![\d\-])")
_BARE = re.compile(r"(?<![\d.\-#$])1?[2-9]\d{9}(?:\.0)?(?![\d\-])(?!\.\d)")
_AFTER_WORD = re.compile(
    rf"(?i)\b(?:{_ANY_PHONE_WORD})\b(?:\W{{0,3}}(?:\w+\W{{1,2}}){{0,2}})"
    rf"(?<!\d)(\+?\d[\d ().\-]{{5,}}\d)(?![\d/:])"
)
_SHORT = re.compile(r"(?<![\w.\-#$/])([2-9]\d{2})([ .\-])(\d{4})(?![\w\-/:]|[.,]\d)")
_LAST_WORD = re.compile(r"\b([A-ZÁÉÍÓÚÑ][a-záéíóúñü]{2,})\W{1,3}$")
_TOLL_FREE = {phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.PREMIUM_RATE}

_SSN = re.compile(r"(?<![\d\-])\d{3} ?- ?\d{2} ?- ?\d{4}(?![\d\-])")
_LOOSE_SSN = re.compile(r"(?<![\w\-.])\d{3}([ .])\d{2}\1(?!(?:19|20)\d\d)\d{4}(?![\d\-])(?!\.\d)")
_BARE_SSN = re.compile(r"(?<![\w\-.])\d{9}(?![\d\-.])")
_TAX_WORD = r"(?:ssn?#?|soc(?:ial)?\.? ?sec\w*\.?|social|seguro(?: social)?|nss|itin|tin|tax id)"
_SSN_AFTER_WORD = re.compile(rf"(?i)\b{_TAX_WORD}{_FILL}\d{{3}}[ .\-]?\d{{2}}[ .\-]?\d{{4}}\b")
_LAST_FOUR = re.compile(
    rf"(?i)[x*#]{{3}}-?[x*#]{{2}}-?\d{{4}}\b"
    rf"|\b(?:last|[uú]ltimos)\W+(?:4|four|cuatro)\b.{{0,20}}\b{_TAX_WORD}.{{0,6}}\d{{4}}\b"
    rf"|\b{_TAX_WORD}\b.{{0,15}}\b(?:last|ending|[uú]ltimos|termina)\b.{{0,15}}\d{{4}}\b"
)
_ALIEN = re.compile(
    r"(?i)\ba(?:[\-#.]{1,2} ?| )\d{3}[\- ]?\d{3}[\- ]?\d{2,3}\b|\ba\d{3}-\d{3}-\d{2,3}\b"
    r"|\b(?:uscis|alien|extranjer[oa])\b.{0,14}?\d{3}[\- ]?\d{3}[\- ]?\d{2,3}\b"
    r"|\b(?:ioe|msc|eac|wac|lin|src|nbc|ysc|tsc|vsc)[ \-]?\d{10}\b"
)
_BARE_ALIEN = re.compile(r"\b[Aa]\d{8,9}\b")

_CARD = re.compile(
    r"(?<![\d\-])\d{4}(?:[ \-]\d{4}){2,3}(?:[ \-]\d{1,3})?(?![\d\-])"
    r"|(?<![\d\-])\d{4}[ \-]\d{6}[ \-]\d{4,5}(?!\d)"
)
# By issuer: a census block has fifteen digits as well, and a running number any.
_BARE_CARD = re.compile(
    r"(?<![\d.\-])(?:4\d{12}|4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|6[05]\d{14}|3[47]\d{13}|"
    r"3[0689]\d{12}|62\d{14,17})(?![\d.\-])"
)
_ACCOUNT = re.compile(
    rf"(?i)\b(?:ebt|debit|credit|tarjeta|card|cc|acc(?:oun)?t|cuenta|routing|iban|clabe)\b\W{{0,3}}"
    rf"(?:ending\W+|termina en\W+)?{_FILL}(?:[a-z]{{2}})?\d(?:[ \-]?\d){{7,}}\b"
)

_PAPER = re.compile(
    r"(?i)\b(?:passport|pasaporte|pasap|ppt|licen[cs]ia(?: de conducir)?|"
    r"driver'?s? ?licen[cs]e|licen[cs]e|dl|"
    r"c[eé]dula|dui|dpi|ine|ife|curp|rfc|nysid|idnyc|medicaid|medicare|cin|matr[ií]cula(?: consular)?|"
    rf"consular id|state id|national id|member id|nys dl|real id|green card|visa)\b{_FILL}"
    rf"(?-i:([A-Z]{{0,4}}-?\d[\dA-Z\- ]{{4,20}}))"
)
_FIXED_PAPER = re.compile(
    r"\b(?:[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d|[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}"
    r"|(?:CURP|RFC)\W{0,3}[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3,8})\b"
)
_PLATE = re.compile(
    r"(?i)(?<!paper )(?<!hot )(?<!dinner )\b(?:plates?|placas?|tablillas?|license tag|tag(?= ?#| no))"
    r"\W{0,3}(?:(?:no|n[uú]m|number|del|de|car(?:ro)?|auto|coche|is|es)\b\W{0,3}){0,4}"
    r"(?-i:((?=[A-Z\- ]{0,9}\d)[A-Z0-9]{1,4}[ \-]?[A-Z0-9]{1,4}(?:[ \-]?[A-Z0-9]{1,4})?))\b"
)
_IP = re.compile(
    r"(?<![\w.])(?:\d{1,3}(?:\.\d{1,3}){3})(?![\d.]*\d\.)|[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*"
)


def telephone(text: str, content: Content) -> str | None:
    if content == "figures":
        written = [m.group() for m in _FIGURE_WRITTEN.finditer(text)]
        found = any(_is_number(t, False) for t in written) or any(
            _is_number(m.group(), True) for m in _ABROAD.finditer(text)
        )
        return "telephone" if found else None
    written = [m.group() for m in _WRITTEN.finditer(text) if m.group(1) or m.group(2) or "(" in m.group()]
    written += [m.group() for m in _BRACKET_ONLY.finditer(text)]
    if any(_is_number(t, False) for t in written) or _is_short_number(text) or _MEXICO.search(text):
        return "telephone"
    stricter = [*_ABROAD.finditer(text), *_BARE.finditer(text)]
    if any(_is_number(match.group().removesuffix(".0"), True) for match in stricter):
        return "telephone"
    return "telephone" if any(_is_called(m.group(1)) for m in _AFTER_WORD.finditer(text)) else None


def _ends_in_a_name(text: str) -> bool:
    """`niece Kia `, and not `Case `: a number without its area code stands after whom it reaches."""
    last = _LAST_WORD.search(text)
    return last is not None and plain_words(last.group(1)) in plain_given_names()


def _is_short_number(text: str) -> bool:
    """Seven digits: alone, at the start, or after a word for calling; no range of amounts, no
    year at its end.
    """
    for match in _SHORT.finditer(text):
        before = text[: match.start()]
        if re.match(r"(?:19|20)\d\d", match.group(3)) or (
            match.group(1).endswith("00") and match.group(3).endswith("00")
        ):
            continue
        if not before.strip(" (\"'"):
            return True
        if re.search(rf"(?i)\b(?:{_ANY_PHONE_WORD})\W{{0,3}}(?:\w+\W{{1,2}}){{0,3}}$", before):
            return True
        if _ends_in_a_name(before):
            return True
    return False


def _is_called(digits: str) -> bool:
    """Whether what follows a word for calling is a number to call: no date, no money, no toll-free line."""
    count = len(re.sub(r"\D", "", digits))
    is_date = re.match(
        r"(?:19|20)\d\d[ .\-]\d{1,2}[ .\-]\d|\d{1,2}[ .\-]\d{1,2}[ .\-](?:19|20)?\d\d\b", digits
    )
    return 7 <= count <= 15 and not is_date and not _is_toll_free(digits)


def _parsed(text: str) -> phonenumbers.PhoneNumber | None:
    text = re.sub(r"[/_,\[\]]", " ", re.sub(r"^(?:00|011[ \-])", "+", text))
    try:
        return phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException:
        return None


def _is_toll_free(text: str) -> bool:
    """A line of an agency; but 555-01xx, which is nobody's, stands for people in simulated logs."""
    number = _parsed(text)
    if number is None or str(number.national_number)[3:8] == "55501":
        return False
    return phonenumbers.number_type(number) in _TOLL_FREE


def _is_number(text: str, must_be_valid: bool) -> bool:
    """No person has a toll-free line: that of an agency or a hotline is left alone."""
    number = _parsed(text)
    if number is None or _is_toll_free(text):
        return False
    return phonenumbers.is_valid_number(number) if must_be_valid else phonenumbers.is_possible_number(number)


def tax_number(text: str, content: Content) -> str | None:
    if _SSN.search(text):
        return "tax_number"
    if content == "figures":
        return None
    if _LOOSE_SSN.search(text) or _SSN_AFTER_WORD.search(text) or _LAST_FOUR.search(text):
        return "tax_number"
    bare = (match.group() for match in _BARE_SSN.finditer(text))
    return "tax_number" if any(ssn.is_valid(d) or itin.is_valid(d) for d in bare) else None


def card_number(text: str, content: Content) -> str | None:
    matches = [*_CARD.finditer(text), *(_BARE_CARD.finditer(text) if content == "words" else ())]
    digits = (re.sub(r"\D", "", match.group()) for match in matches)
    if any(len(d) >= 13 and luhn.is_valid(d) for d in digits):
        return "card_number"
    return "card_number" if content == "words" and _ACCOUNT.search(text) else None


def alien_number(text: str, content: Content) -> str | None:
    found = _ALIEN.search(text) or (content == "words" and _BARE_ALIEN.search(text))
    return "alien_number" if found else None


def document_number(text: str, content: Content) -> str | None:
    if _FIXED_PAPER.search(text) or any(map(_is_paper, _PAPER.findall(text))):
        return "document_number"
    plates = _PLATE.findall(text) if content == "words" else ()
    return "document_number" if any(map(_is_plate, plates)) else None


def _is_paper(code: str) -> bool:
    """Six signs or more, five of them digits, and no year or date."""
    bare = re.sub(r"[^0-9A-Z]", "", code)
    digits = re.sub(r"\D", "", code)
    return len(bare) >= 6 and len(digits) >= 4 and not re.match(r"(?:19|20)\d\d(?:\b|-\d)", code.strip())


def _is_plate(code: str) -> bool:
    bare = re.sub(r"[^0-9A-Z]", "", code)
    return 5 <= len(bare) <= 8 and bool(re.search(r"[A-Z]", bare)) and bool(re.search(r"\d", bare))


def machine_address(text: str, content: Content) -> str | None:
    if content == "figures":
        return None
    return "machine_address" if any(_is_ip(m.group()) for m in _IP.finditer(text)) else None


def _is_ip(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.strip("."))
    except ValueError:
        return False
    # Numbers of versions and of sections look like it: 1.2.3.4
    return (address.version == 6 and len(text) > 4) or (address.version == 4 and int(address) > 0x0A000000)
