"""How far each step is, from what is in the workspace and in hand. Nothing is read for it that takes long."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from desk.context import STEPS, Desk
from desk.draft import get_draft
from desk.editions import newest_edition
from desk.readings import Fault, built_at, is_built_now, peek
from pipelines.errors import UserError
from pipelines.intake.kept_out import RowsTold
from pipelines.intake.mapping import data_files, read_mapping
from pipelines.intake.partner_files import read_partner_sheet

_previews_read: set[tuple[Path, int]] = set()


@dataclass(frozen=True)
class State:
    """`kind`: done, look (a person should look), todo. `note`: a few words of it."""

    kind: str
    note: str


def find_states(desk: Desk) -> list[State]:
    """One per step, in order."""
    if not desk.partner:
        return [State("todo", "") for _ in STEPS]
    makers = (_partner, _file, _columns, _kept_out, _words, _build, _preview, _publish)
    return [make(desk) for make in makers]


def name_of(desk: Desk, folder: str) -> str:
    """How a partner is called; the name of its folder where partner.yaml is not there or has a fault."""
    try:
        return read_partner_sheet(desk.workspace.intake / folder).name
    except UserError:
        return folder


def mark_read(desk: Desk) -> None:
    """The preview of this build was looked at since the desk was started."""
    _previews_read.add((desk.folder, built_at(desk)))


def _partner(desk: Desk) -> State:
    return State("done", name_of(desk, desk.partner))


def _file(desk: Desk) -> State:
    draft, words = get_draft(desk), desk.words
    if draft is not None and draft.is_new:
        return State("look", words("desk.state.in_hand"))
    n = len(data_files(desk.folder))
    return State(
        "done" if n else "todo", words("desk.state.files", n=n) if n else words("desk.state.no_file")
    )


def _columns(desk: Desk) -> State:
    draft, words = get_draft(desk), desk.words
    if draft is not None:
        return State("look", words("desk.state.not_saved"))
    if not desk.has_mapping:
        return State("todo", words("desk.state.not_yet"))
    try:
        return State("done", words("desk.state.columns", n=len(read_mapping(desk.folder)[0].columns)))
    except UserError:
        return State("look", words("desk.state.fault"))


def _kept_out(desk: Desk) -> State:
    told, words = peek(desk, "rows"), desk.words
    if isinstance(told, Fault):
        return State("look", words("desk.state.fault"))
    if isinstance(told, RowsTold):
        received = int(told.account.filter(fate="received")["rows"].sum())
        return State("done", words("desk.state.kept_out", n=told.kept_out.height, total=received))
    return State("todo", words("desk.state.look" if desk.has_mapping else "desk.state.not_yet"))


def _words(desk: Desk) -> State:
    found, words = peek(desk, "words"), desk.words
    if isinstance(found, Fault):
        return State("look", words("desk.state.fault"))
    if isinstance(found, pl.DataFrame):
        n = found.filter(pl.col("word") != "").height
        return (
            State("look", words("desk.state.words", n=n)) if n else State("done", words("desk.state.coded"))
        )
    return State("todo", words("desk.state.look" if desk.has_mapping else "desk.state.not_yet"))


def _build(desk: Desk) -> State:
    if is_built_now(desk):
        return State("done", desk.words("desk.state.built"))
    return State("todo", desk.words("desk.state.not_yet"))


def _preview(desk: Desk) -> State:
    is_read = (desk.folder, built_at(desk)) in _previews_read
    return (
        State("done", desk.words("desk.state.read"))
        if is_read
        else State("todo", desk.words("desk.state.not_yet"))
    )


def _publish(desk: Desk) -> State:
    edition = newest_edition(desk.workspace)
    if edition is None:
        return State("todo", desk.words("desk.state.not_yet"))
    note = desk.words("term.edition_of", day=desk.words.day(edition.as_of, "day"))
    return State("done" if edition.is_of_last_build and is_built_now(desk) else "todo", note)
