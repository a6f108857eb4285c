"""What a header says that its column holds."""

import re
from functools import cache

from pipelines.identifiers.plain import content, phrases, plain_words

_QUESTION = re.compile(
    r"^(?:what|which|who|when|where|whose|how do we|how can we|cual|quien|cuando|donde|como|a que|en que)\b"
)


def header_kind(header: str, alone: bool = True) -> str | None:
    """The kind of identifier that a header names, or None: `Phone` telephone, `Fecha de nacimiento`
    birth_date.

    `alone`: with words such as `Client`, under which stand names in one log and record numbers in the next;
    without them where the column's content is judged as well.

    >>> [header_kind(header) for header in ("clientPhone", "Phone Contact?", "Instructions")]
    ['telephone', None, None]
    """
    plain = f"{plain_words(header)} | {plain_words(header.casefold())}"  # WhatsApp is one word, firstName two
    plainest = _plainest(plain, alone)
    if plainest:
        return plainest
    # A question that yes or no answers holds no identifier; one that asks who, when or what may.
    is_closed = header.strip().endswith("?") and not _QUESTION.match(plain)
    if is_closed or phrases(content()["content_decides"]).search(plain):
        return None
    found = ((kind, pattern.search(plain)) for kind, pattern in _headers().items())
    # The longest phrase names the kind best: `country of birth` is no name of a street, `social security`
    # no handle.
    best = max(((m.end() - m.start(), kind) for kind, m in found if m), default=None)
    return best[1] if best else None


def _plainest(plain: str, alone: bool) -> str | None:
    """Phrases so plain that nothing beside them changes what the column holds, and words that stand alone."""
    found = (kind for kind, text in content()["always"].items() if phrases(text).search(plain))
    whole = {part.strip() for part in plain.split("|")}
    by_itself = (kind for kind, text in content()["alone"].items() if whole & set(text.split("|")))
    return next(found, None) or (next(by_itself, None) if alone else None)


@cache
def _headers() -> dict[str, re.Pattern]:
    return {kind: phrases(text) for kind, text in content()["headers"].items()}


def tells_status(text: str) -> bool:
    """Whether `text` names papers, immigration status or origin.

    >>> tells_status("No SSN"), tells_status("estatus migratorio"), tells_status("Waitlist full")
    (True, True, False)
    """
    return bool(phrases(content()["tells_status"]).search(plain_words(text)))


def is_status(text: str) -> bool:
    """Whether `text` is somebody's immigration status and says nothing else.

    >>> is_status("U visa pending"), is_status("DACA renewal"), is_status("Waitlist")
    (True, False, False)
    """
    return bool(_statuses().fullmatch(plain_words(text)))


@cache
def _statuses() -> re.Pattern:
    return re.compile(content()["is_status"].replace("| ", "|").strip())
