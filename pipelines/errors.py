"""What can go wrong for a person who uses the commands, and the exit code each kind ends with.

A UserError is shown as one paragraph without a traceback: what, where, what was expected, what to do.
Its text never repeats a value from an intake file. Anything else is a fault of ours and keeps its traceback.
"""

REFUSED = 1
WRONG_USE = 2


class UserError(Exception):
    """Shown to a person as one paragraph. `exit_code` is stable: 1 refused or found, 2 wrong use."""

    exit_code = REFUSED


class UsageError(UserError):
    """The command was called in a way that cannot work (no such workspace, port taken, bad option)."""

    exit_code = WRONG_USE


class WorkspaceError(UserError):
    """The workspace is missing, locked, or lacks a file that it must have."""

    exit_code = WRONG_USE


class LockedError(WorkspaceError):
    """Another command holds the workspace; the same again works once that has ended."""


class CatalogError(UserError):
    """A YAML file of the catalog, the wording or the workspace is wrong; names file and line."""


class SourceError(UserError):
    """A public input (census, health, boundaries, crosswalk) does not hold what its source file declares."""


class IntakeError(UserError):
    """A partner's file cannot be read as its mapping says. Names file, column, row number; no value."""


class IdentifierError(IntakeError):
    """A column that holds people's identifiers is not dropped by the mapping."""


class DisclosureError(UserError):
    """A gate found a hidden count that could be worked out; nothing was published."""


class EditionError(UserError):
    """The edition is missing, incomplete or of another format."""
