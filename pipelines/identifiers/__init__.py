"""What identifies a person: the words of headers, the shapes of values, names. Pure, and the same for logs
and for notes.
"""

from pipelines.identifiers.births import OLDEST_LOG_YEAR
from pipelines.identifiers.find import CANDIDATE, are_telephones, find_identifier, find_in, names_in
from pipelines.identifiers.headers import header_kind, is_status, tells_status
from pipelines.identifiers.names import may_be_name, names_person
from pipelines.identifiers.plain import Content, plain_words

__all__ = [
    "CANDIDATE",
    "OLDEST_LOG_YEAR",
    "Content",
    "are_telephones",
    "find_identifier",
    "find_in",
    "header_kind",
    "is_status",
    "may_be_name",
    "names_in",
    "names_person",
    "plain_words",
    "tells_status",
]
