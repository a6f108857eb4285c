"""The file in hand: dropped, looked at, and not yet put anywhere.

It lives in the memory of the desk's process, so that a page that is loaded anew still has it.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from desk.context import Desk
from pipelines.area_names import read_area_names
from pipelines.errors import IntakeError
from pipelines.intake.guess.area_levels import with_levels
from pipelines.intake.guess.from_file import Proposal, area_words, propose_mapping, with_roles
from pipelines.intake.mapping import Format, find_files, read_mapping
from pipelines.intake.remapping import said_before
from pipelines.intake.workbooks import sheet_names

_drafts: dict[Path, "Draft"] = {}  # by the partner's folder
_numbers = count(1)


@dataclass
class Draft:
    """`proposal`: by the file alone. `roles`, `settings`: what a person says of a column, by its header; of a
    partner with a mapping, what that says. `need`: what every row
    asks for. `sheets`: of a workbook. `is_new`: not in the partner's folder
    yet. `number`: tells drafts apart.
    """

    partner: str
    name: str
    data: bytes = field(repr=False)
    proposal: Proposal = field(repr=False)
    is_new: bool
    number: int
    roles: dict[str, str] = field(default_factory=dict)
    settings: dict[str, dict] = field(default_factory=dict)
    need: str | None = None
    sheets: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()

    def say(self, header: str, role: str) -> None:
        """A person says what a column is: settings of what it was before are no longer meant."""
        self.roles[header] = role
        self.settings.pop(header, None)

    def set(self, header: str, settings: Mapping[str, object]) -> None:
        """A person says how a column is to be read."""
        self.settings[header] = dict(settings)


def take_file(
    desk: Desk, name: str, data: bytes, *, is_new: bool = True, layout: Format | None = None
) -> Draft:
    """Look at a file and keep it in hand. `layout`: how a person says that it is written.

    Raises IntakeError where it cannot be read.
    """
    proposal = _proposed(desk, name, data, layout)
    roles, settings = {}, {}
    if desk.has_mapping:
        roles, settings = said_before(read_mapping(desk.folder)[0], proposal)
    sheets, known = tuple(sheet_names(data)), frozenset(roles)
    draft = Draft(desk.partner, name, data, proposal, is_new, next(_numbers), roles, settings, sheets, known)
    _drafts[desk.folder] = draft
    return draft


def _proposed(desk: Desk, name: str, data: bytes, layout: Format | None) -> Proposal:
    """By the layout that is said, else that of the partner's mapping; a file that is written otherwise is
    read by looking.
    """
    areas = area_words(read_area_names(desk.workspace))
    path, words = Path(desk.partner) / name, desk.rules.wording
    if layout is None and desk.has_mapping:
        mapping, _ = read_mapping(desk.folder)
        # Read with another delimiter a row is one cell: a table of which nothing is known is no reading.
        with suppress(IntakeError):
            found = propose_mapping(path, desk.catalog, words, areas, data, mapping.format)
            if any(mapping.rule_of(guess.column.header) for guess in found.guesses):
                return found
        layout = mapping.format.model_copy(update={"kind": None, "encoding": None, "delimiter": None})
    return propose_mapping(path, desk.catalog, words, areas, data, layout or Format())


def take_last_file(desk: Desk) -> Draft | None:
    """The partner's newest file with its saved columns, to be corrected; None where it has none.

    Raises UserError where the mapping or the file cannot be read.
    """
    files, _ = find_files(desk.folder, *read_mapping(desk.folder))
    newest = max(files, key=lambda path: path.stat().st_mtime_ns)
    return take_file(desk, newest.name, newest.read_bytes(), is_new=False)


def get_draft(desk: Desk) -> Draft | None:
    """The file in hand for this partner."""
    return _drafts.get(desk.folder) if desk.partner else None


def drop_draft(desk: Desk) -> None:
    """Let go of the file in hand."""
    _drafts.pop(desk.folder, None)


def as_said(desk: Desk, draft: Draft) -> Proposal:
    """The proposal with what the person says of it."""
    said = with_roles(draft.proposal, draft.roles, desk.catalog, desk.rules.wording, draft.settings)
    levels = with_levels(said, read_area_names(desk.workspace), desk.coalition.nested_levels)
    return replace(levels, need=draft.need)
