"""Whose log it is: a partner that is there, or a new one."""

import streamlit as st

from desk.context import STEPS, Desk
from desk.path import go_to, next_button
from desk.pieces import fault_paragraph, refusal, sub_heading
from desk.states import name_of
from pipelines.area_names import read_area_names
from pipelines.build import partner_folders
from pipelines.errors import UserError
from pipelines.intake.partner_files import (
    KINDS,
    Agreement,
    PartnerSheet,
    read_partner_sheet,
    write_partner_sheet,
)
from pipelines.intake.saving import free_folder_name
from pipelines.lock import locked

NEW = ""


def draw(desk: Desk) -> None:
    words = desk.words
    folders = [folder.name for folder in partner_folders(desk.workspace)]
    chosen = st.selectbox(
        words("desk.partner.which"),
        [*folders, NEW],
        # Who has no partner yet can only want to write down the first.
        index=folders.index(desk.partner) if desk.partner else None if folders else 0,
        format_func=lambda folder: name_of(desk, folder) if folder else words("desk.partner.new"),
        placeholder=words("desk.choose"),
        key="which_partner",
        on_change=_on_choice,
    )
    if chosen == NEW:
        sub_heading(words("desk.partner.about_new"))
        _form(
            desk, PartnerSheet(name="-", kind="mutual_aid", agrees=Agreement(groups=False, results=False)), ""
        )
    elif desk.partner:
        next_button(desk)
        with st.expander(words("desk.partner.change")):
            try:
                _form(desk, read_partner_sheet(desk.folder), desk.partner)
            except UserError as fault:
                fault_paragraph(words, fault)


def _on_choice() -> None:
    st.query_params["partner"] = st.session_state["which_partner"] or ""


def _form(desk: Desk, sheet: PartnerSheet, folder: str) -> None:
    """What partner.yaml says, to be filled in. `folder`: of a partner that is there; empty for a new one."""
    words = desk.words
    with st.form(f"about-{folder or 'new'}", border=False):
        name = st.text_input(words("desk.partner.name"), "" if not folder else sheet.name)
        kind = st.selectbox(
            words("desk.partner.kind"),
            KINDS,
            KINDS.index(sheet.kind),
            format_func=lambda kind: words(f"partner_kind.{kind}"),
        )
        spoken = [key.partition(".")[2] for key in words.under("language.") if len(key) == len("language.en")]
        languages = st.multiselect(
            words("desk.partner.languages"),
            spoken,
            [code for code in sheet.languages if code in spoken],
            format_func=lambda code: words(f"language.{code}"),
            placeholder=words("desk.choose"),
        )
        areas = _area_names(desk)
        served = st.multiselect(
            words("desk.partner.service_area"),
            list(areas),
            [] if sheet.service_area == "all" else [code for code in sheet.service_area if code in areas],
            format_func=lambda code: areas[code],
            placeholder=words("desk.partner.whole", city=desk.coalition.city.name),
        )
        agrees = _agreements(desk, sheet.agrees)
        if st.form_submit_button(words("desk.partner.save"), type="primary"):
            content = {
                **sheet.model_dump(),
                "name": name.strip(),
                "kind": kind,
                "languages": languages,
                "service_area": served or "all",
                "agrees": agrees,
            }
            _save(desk, content, folder)


def _area_names(desk: Desk) -> dict[str, str]:
    """The areas of the nested levels that a partner may name as its own, coarse to fine."""
    names = read_area_names(desk.workspace)
    levels = desk.coalition.nested_levels
    return {
        code: f"{name} ({desk.words(f'area_level.{level}.one')})"
        for wanted in levels
        for level, code, name in names.iter_rows()
        if level == wanted
    }


def _agreements(desk: Desk, agrees: Agreement) -> dict[str, object]:
    words = desk.words
    sub_heading(words("desk.partner.agrees"))
    levels = [None, *desk.coalition.nested_levels]
    place = st.selectbox(
        words("desk.partner.place"),
        levels,
        levels.index(agrees.place) if agrees.place in levels else 0,
        format_func=lambda level: (
            words("desk.partner.place_any")
            if level is None
            else words("desk.partner.place_level", level=words(f"area_level.{level}.one"))
        ),
    )
    groups = st.checkbox(words("desk.partner.groups"), agrees.groups)
    results = st.checkbox(words("desk.partner.results"), agrees.results)
    return {"place": place, "groups": groups, "results": results}


def _save(desk: Desk, content: dict, folder: str) -> None:
    words = desk.words
    if not content["name"]:
        refusal(words("desk.partner.no_name"))
        return
    name = folder or free_folder_name(desk.workspace, content["name"])
    try:
        with locked(desk.workspace, "desk"):
            write_partner_sheet(desk.workspace.intake / name, PartnerSheet.model_validate(content))
    except UserError as fault:
        fault_paragraph(words, fault)
        return
    go_to(desk.step if folder else STEPS[1], name)
    st.rerun()
