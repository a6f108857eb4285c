"""A sheet for partners that have none yet: fifteen columns in both languages, drop-downs, and its mapping.

It has no column for a name, a telephone or a note: what is not asked cannot leak.
"""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
import yaml

from pipelines.catalog import NOT_RECORDED, Catalog
from pipelines.intake.roles import GROUPS
from pipelines.wording import Wording

LANGUAGES = ("en", "es")
ROWS = 2_000  # rows with drop-downs
DATES = {"formats": ("iso", "excel", "%m/%d/%Y")}
FILE = "requests.xlsx"
# Key of the wording, role, settings. A role of CODED gets its drop-down.
COLUMNS: tuple[tuple[str, str, dict], ...] = (
    ("number", "request_id", {}),
    ("household", "household_key", {}),
    ("date", "received_on", DATES),
    ("zip", "zip", {}),
    ("need", "need", {}),
    ("second_need", "need", {}),
    ("result", "result", {}),
    ("result_date", "result_on", DATES),
    ("reason", "reason", {}),
    ("helped_by", "helped_by", {}),
    ("language", "language", {}),
    ("age", "age_band", {}),
    ("race", "race_ethnicity", {}),
    ("people", "household_size", {}),
    ("children", "children", {}),
)
LISTED = ("need", "result", "reason", "helped_by", *GROUPS)


def both(wording: Wording, key: str) -> str:
    """A text in both languages, as `Food / Comida`."""
    return " / ".join(dict.fromkeys(wording.text(language, key) for language in LANGUAGES))


def choices(field: str, catalog: Catalog, wording: Wording) -> dict[str, str]:
    """The texts of a drop-down and their codes, in the order of the catalog; no two texts are the same."""
    if field == "need":
        return {both(wording, f"need.{code}"): code for code in catalog.needs if code != "unmapped"}
    if field in GROUPS:
        codes = [code for code in catalog.group_codes(field) if code not in catalog.not_a_group]
        return {both(wording, f"group.{field}.{code}"): code for code in codes}
    apart = (NOT_RECORDED, catalog.outcomes[field].completed_by)
    return {both(wording, f"{field}.{c}"): c for c in catalog.outcome_codes(field) if c not in apart}


def write_template(path: Path, catalog: Catalog, wording: Wording) -> None:
    """The empty workbook at `path`: the sheet, how to use it, and the lists behind the drop-downs."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Requests")
        _write_how(book, wording)
        lists = book.add_worksheet("Lists")
        lists.hide()
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for n, (key, role, _) in enumerate(COLUMNS):
            sheet.write_string(0, n, both(wording, f"template.{key}"), bold)
            sheet.set_column(n, n, 24, day if role.endswith("_on") else text)
            if role in LISTED:
                _drop_down(sheet, lists, n, list(choices(role, catalog, wording)))


def template_mapping(partner: str, catalog: Catalog, wording: Wording) -> str:
    """mapping.yaml that goes with the sheet."""
    columns = {
        both(wording, f"template.{key}"): {"role": role, **{k: list(v) for k, v in settings.items()}}
        for key, role, settings in COLUMNS
    }
    codes = {
        field: choices(field, catalog, wording)
        for field in dict.fromkeys(r for _, r, _ in COLUMNS)
        if field in LISTED
    }
    content = {
        "partner": partner,
        "files": ["*.xlsx"],
        "format": {"kind": "xlsx", "sheet": "Requests"},
        "columns": columns,
        "codes": codes,
    }
    head = "# Of the sheet that `needs intake template` makes. It needs no other.\n"
    return head + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def _drop_down(sheet, lists, column: int, texts: Sequence[str]) -> None:
    lists.write_column(0, column, texts)
    name = xlsxwriter.utility.xl_col_to_name(column, col_abs=True)
    source = f"=Lists!{name}$1:{name}${len(texts)}"
    sheet.data_validation(
        1, column, ROWS, column, {"validate": "list", "source": source, "error_type": "warning"}
    )


def _write_how(book: xlsxwriter.Workbook, wording: Wording) -> None:
    how = book.add_worksheet("How - Cómo")
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for n, language in enumerate(LANGUAGES):
        how.set_column(n, n, 60, wrap)
        for line in range(1, 6):
            how.write_string(line - 1, n, wording.text(language, f"template.how_{line}"), wrap)
