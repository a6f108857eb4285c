"""E-mail addresses, and accounts at services by which a person is reached or paid."""

import re

from pipelines.identifiers.plain import Content, plain_words, words_of

_TOP = (
    r"(?:com|org|net|edu|gov|mil|info|biz|coop|us|mx|co|pr|do|es|gt|hn|sv|ni|"
    r"cr|ec|pe|ar|cl|ve|io|me|ca|uk|fr|in)"
)
_AT = r"(?:@|\(at\)|\[at\]|\{at\}|\barroba\b|\(arroba\))"
_DOT = r"(?:\.|,|\(dot\)|\[dot\]|\{dot\}|\bdot\b|\bpunto\b|\(punto\))"
# From its first letter only: tried from each, a long word takes a time that grows with its square.
_LOCAL = r"(?<![\w.+\-'])[\w.+\-']+"
_EMAIL = re.compile(rf"{_LOCAL}@[\w\-]+(?:\.[\w\-]+)+")
_LOOSE_EMAIL = re.compile(
    rf"(?i){_LOCAL} {{0,2}}{_AT} {{0,2}}"
    rf"[\w\-]+(?: {{0,2}}{_DOT} {{0,2}}[\w\-]+)*? {{0,2}}{_DOT} {{0,2}}{_TOP}\b"
    rf"|{_LOCAL} at [\w\-]+(?: (?:dot|punto) [\w\-]+)*? (?:dot|punto) {_TOP}\b"
    rf"|{_LOCAL} {{0,2}}(?:@|\bat\b|\barroba\b|\(at\)) {{0,2}}(?:gmail|hotmail|"
    r"yahoo|outlook|icloud|aol|msn|proton(?:mail)?)\b"
)
_LINK = re.compile(
    r"(?i)\b(?:(?:m\.|www\.)?(?:facebook|fb|instagram|twitter|threads|snapchat|"
    r"paypal|venmo|nextdoor|linkedin|gofundme)"
    r"\.(?:com|me|net)/(?!groups?/|events?/|pages/|share|watch|hashtag/|business|"
    r"help)(?:in/|profile/|add/|f/|u/)?[\w.@?=\-$]{2,}"
    r"|(?<![\w.])x\.com/(?!i/|search|hashtag)\w{2,}|(?:tiktok|youtube)\.com/@[\w.]+|"
    r"(?<![\w.])(?:t|m|wa|paypal)\.me/[\w.+]+"
    r"|cash\.app/\$?\w+|zellepay\.com/\S+)"
)
_AT_HANDLE = re.compile(r"(?<![\w.@])@([A-Za-z][\w.\-]{2,29})")
_CASHTAG = re.compile(r"(?<![\w$])\$([A-Za-z][\w\-]{3,19})\b")
_SERVICE = (
    r"insta(?:gram)?|ig|facebook|fb|face|snap(?:chat)?|telegram|tiktok|twitter|"
    r"skype|discord|venmo|cash ?app|zelle|"
    r"paypal|messenger|whats ?app|wechat|signal|kik|viber|imo"
)
_AFTER_SERVICE = re.compile(
    rf"(?i)\b(?:{_SERVICE})\b(?: (?:is|es|handle|user|usuario|name))?(?: ?[:=\-] ?| ?[@$]| )"
    rf"((?:live:)?[a-z][\w.\-]*[._\d#][\w.\-]*\w)"
)
_SHARED_WITH_WORDS = re.compile(r"(?i)^(?:snap|face|signal)\b(?! ?[:=@])")


def email(text: str, _content: Content) -> str | None:
    if "@" in text and _EMAIL.search(text):
        return "email"
    return "email" if _LOOSE_EMAIL.search(text) else None


def handle(text: str, content: Content) -> str | None:
    if content == "figures":
        return None
    if _LINK.search(text) or any(_is_handle(match, text) for match in _AT_HANDLE.finditer(text)):
        return "handle"
    if any(plain_words(tag) not in words_of("ordinary_words") for tag in _CASHTAG.findall(text)):
        return "handle"
    found = any(not _SHARED_WITH_WORDS.match(match.group()) for match in _AFTER_SERVICE.finditer(text))
    return "handle" if found else None


def _is_handle(match: re.Match, text: str) -> bool:
    """`@ana_example` and not `pick up @shelter`."""
    name = match.group(1)
    return plain_words(name) not in words_of("ordinary_words") and (
        bool(re.search(r"[._\d]|[a-z][A-Z]", name))
        or match.group() == text.strip()
        or bool(re.search(rf"(?i)\b(?:{_SERVICE}|dm|user|handle|usuario)\b", text))
    )
