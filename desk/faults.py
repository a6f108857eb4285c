"""What a refusal means for whoever works at the desk, and what to do about it, in the language of the screen.

Commands speak English; their paragraph stands below, with the place that it names.
"""

from dashboard.words import Words
from pipelines.errors import (
    CatalogError,
    DisclosureError,
    EditionError,
    IdentifierError,
    IntakeError,
    LockedError,
    SourceError,
    UserError,
    WorkspaceError,
)

# A kind stands before the kinds that it is one of.
KINDS: tuple[tuple[type[UserError], str], ...] = (
    (LockedError, "locked"),
    (IdentifierError, "identifier"),
    (IntakeError, "intake"),
    (DisclosureError, "disclosure"),
    (CatalogError, "catalog"),
    (SourceError, "source"),
    (EditionError, "edition"),
    (WorkspaceError, "workspace"),
    (UserError, "other"),
)


def what_happened(words: Words, fault: UserError) -> str:
    """What a refusal of this kind leaves as it was."""
    return words(f"desk.fault_kind.{_kind(fault)}")


def what_to_do(words: Words, fault: UserError) -> str:
    return words(f"desk.fault_do.{_kind(fault)}")


def _kind(fault: UserError) -> str:
    return next(name for kind, name in KINDS if isinstance(fault, kind))
