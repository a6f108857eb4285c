"""How one partner's files are to be read: mapping.yaml, and what would make it ambiguous."""

import unicodedata
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipelines.errors import CatalogError
from pipelines.intake.dates import is_format, is_month_only
from pipelines.intake.roles import CODED, DROPPED, ROLES
from pipelines.yaml_file import Entry, parse_entry, read_yaml

NOT_DATA = ("mapping.yaml", "partner.yaml", "calendar.csv")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Format(_Part):
    """How the file is written; what is left out is found by looking."""

    kind: Literal["csv", "tsv", "xlsx", "json", "parquet"] | None = None
    encoding: str | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    header_row: int | None = Field(default=None, ge=1)
    header_rows: int = Field(default=1, ge=1, le=3)
    sheet: str | None = None
    records: str | None = None
    fields: str | None = None


class Period(_Part):
    """The days that the partner's log covers; a row outside is no part of it."""

    from_on: date = Field(alias="from")
    to_on: date = Field(alias="to")


class TotalsRow(_Part):
    """How a row of totals is known."""

    column: str
    starts_with: str


class ColumnRule(_Part):
    """What one column is, with the settings of its role."""

    role: str
    formats: tuple[str, ...] = ()
    part: Literal["day", "month", "year"] | None = None
    time_zone: str | None = None
    many: str | None = None
    need: str | None = None
    yes: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()
    level: str | None = None
    codes: dict[str, str | None] | None = None
    shared: bool = False
    optional: bool = False

    @field_validator("yes", "ask", "offer", mode="before")
    @classmethod
    def _as_words(cls, value: object) -> object:
        return tuple(str(item) for item in value) if isinstance(value, list) else value

    @field_validator("formats")
    @classmethod
    def _can_be_read(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        strange = [pattern for pattern in value if not is_format(pattern)]
        if strange:
            raise ValueError(
                f"{strange[0]} is no format of dates; write excel, iso or signs such as %d/%m/%Y %H:%M."
            )
        return value

    @model_validator(mode="after")
    def _has_its_settings(self) -> "ColumnRule":
        if self.role not in ROLES:
            raise ValueError(f"there is no role {self.role}; the roles are {', '.join(ROLES)}.")
        given = self.model_fields_set - {"role", "optional"}
        wanted = set(ROLES[self.role].needs) - ({"formats"} if self.part else set())
        if wanted - given:
            raise ValueError(f"the role {self.role} needs {' and '.join(sorted(wanted - given))} beside it.")
        unknown = given - set(ROLES[self.role].needs) - set(ROLES[self.role].may)
        if unknown:
            raise ValueError(f"the role {self.role} has no setting {' or '.join(sorted(unknown))}.")
        if self.role == "kind" and not (self.ask or self.offer):
            raise ValueError("the role kind needs the words of `ask` or of `offer` beside it.")
        return self

    @property
    def claim(self) -> tuple[str, ...]:
        """What only one column may be: a role, one part of a date, an area of one level."""
        role = "age_band" if self.role == "age" else self.role
        return (role, *(word for word in (self.part, self.level) if word))


class Constants(_Part):
    """What holds for every row of a log that has no column for it."""

    kind: Literal["ask", "offer"] = "ask"
    need: str | None = None
    result: str | None = None


class Mapping(_Part):
    """mapping.yaml of one partner."""

    partner: str
    files: tuple[str, ...] = Field(min_length=1)
    format: Format = Format()
    period: Period | None = None
    totals_row: TotalsRow | None = None
    columns: dict[str, ColumnRule]
    codes: dict[str, dict[str, str | None]] = {}
    missing_place: dict[str, Literal["no_fixed_address", "outside", "unknown"]] = {}
    constants: Constants = Constants()
    identical_rows: Literal["duplicate", "distinct"] = "duplicate"
    results_from: Literal["result"] = "result"

    def with_role(self, *roles: str) -> dict[str, ColumnRule]:
        """The columns that have one of `roles`, by header."""
        return {name: rule for name, rule in self.columns.items() if rule.role in roles}

    def rule_of(self, header: str) -> ColumnRule | None:
        return {same(name): rule for name, rule in self.columns.items()}.get(same(header))


def same(text: str) -> str:
    """What makes two headers or two words the same: case, accents, spaces and kind of quote do not count."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("\u00a0", " "))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def read_mapping(folder: Path) -> tuple[Mapping, Entry]:
    """The mapping of the partner in `folder`, and where each line of it stands.

    Raises CatalogError naming file and line.
    """
    mapping, entry = read_mapping_file(folder / "mapping.yaml")
    if mapping.partner != folder.name:
        raise fault(entry, f"the folder is called {folder.name}; give both the same name.", "partner")
    return mapping, entry


def read_mapping_file(path: Path) -> tuple[Mapping, Entry]:
    """The same, of a mapping that may lie anywhere."""
    entry = read_yaml(path)
    mapping = parse_entry(Mapping, entry, f"the mapping of {path.parent.name}")
    _check_columns(entry, mapping)
    _check_words(entry, mapping)
    _check_complete(entry, mapping)
    return mapping, entry


def fault(entry: Entry, text: str, *keys: str | int) -> CatalogError:
    """An error that names file, line and what stands there."""
    what = f"`{keys[-1]}`: " if keys else ""
    return CatalogError(f"{entry.place(*keys)}: {what}{text}")


def find_files(folder: Path, mapping: Mapping, entry: Entry) -> tuple[list[Path], list[Path]]:
    """The partner's files by name, and the files that no pattern takes. Raises CatalogError for one taken
    twice.
    """
    found = data_files(folder)
    taken = {path: [n for n, glob in enumerate(mapping.files) if _fits(path, glob)] for path in found}
    for path, patterns in taken.items():
        if len(patterns) > 1:
            text = f"two patterns match {path.name}, so its rows would be read twice; narrow one."
            raise fault(entry, text, "files", patterns[1])
    chosen = [path for path in found if taken[path]]
    if not chosen:
        raise fault(
            entry, f"no file in {folder.name} matches a pattern; add the file or mend the pattern.", "files"
        )
    return chosen, [path for path in found if not taken[path]]


def data_files(folder: Path) -> list[Path]:
    """The files in `folder` that may hold rows, by name, whether a pattern takes them or not."""
    return sorted(path for path in folder.iterdir() if path.is_file() and not is_apart(path))


def is_apart(path: Path) -> bool:
    """Whether a file in a partner's folder is no log, by its name."""
    return path.name in NOT_DATA or path.name.startswith((".", "~$"))


def _fits(path: Path, glob: str) -> bool:
    # Some systems store é as two characters, so that the same name would not equal itself.
    name, pattern = (unicodedata.normalize("NFC", text) for text in (path.name, glob))
    return fnmatch(name, pattern)


def _check_columns(entry: Entry, mapping: Mapping) -> None:
    claims: dict[tuple, str] = {}
    names: dict[str, str] = {}
    for name, rule in mapping.columns.items():
        if same(name) in names:
            line = entry.place("columns", names[same(name)]).line
            raise fault(entry, f"the entry on line {line} claims the same column; keep one.", "columns", name)
        if ROLES[rule.role].once and rule.claim in claims:
            first = claims[rule.claim]
            line = entry.place("columns", first).line
            text = f"the role {' '.join(rule.claim)} is taken by `{first}` on line {line}; only one column "
            "can have it."
            raise fault(entry, text, "columns", name)
        names[same(name)] = claims[rule.claim] = name


def _check_words(entry: Entry, mapping: Mapping) -> None:
    for field, words in mapping.codes.items():
        if field not in CODED:
            raise fault(entry, f"only these fields are coded: {', '.join(CODED)}.", "codes", field)
        seen: dict[str, str | None] = {}
        for word, code in words.items():
            if seen.setdefault(same(word), code) != code:
                raise fault(
                    entry, "an entry above codes the same word otherwise; keep one.", "codes", field, word
                )


def _check_complete(entry: Entry, mapping: Mapping) -> None:
    roles = {rule.role for rule in mapping.columns.values()}
    parts = {rule.part for rule in mapping.with_role("received_on").values()}
    if parts not in ({None}, {"day", "month", "year"}, {"month", "year"}):
        text = (
            "one column must have the role received_on (or three: part day, part month, part year; or the "
            "last two of them)."
        )
        raise fault(entry, text, "columns")
    if not roles & {"need", "need_flag"} and not mapping.constants.need:
        raise fault(
            entry,
            "a column must have the role need or need_flag, or all rows ask for one need (constants: need; "
            "needs intake map writes it with --need).",
            "columns",
        )
    months = [
        name
        for name, rule in mapping.with_role("received_on").items()
        if any(map(is_month_only, rule.formats))
    ]
    if months and "result_on" in roles:
        text = (
            "it tells months only, from which no days until help can be counted; ignore the result_on column."
        )
        raise fault(entry, text, "columns", months[0])
    if ("latitude" in roles) != ("longitude" in roles):
        raise fault(entry, "latitude and longitude go together; one of them is missing.", "columns")
    _check_totals(entry, mapping)


def _check_totals(entry: Entry, mapping: Mapping) -> None:
    if mapping.totals_row is None:
        return
    rule = mapping.rule_of(mapping.totals_row.column)
    if rule is None or rule.role in DROPPED:
        text = "this column is not among `columns`, or is dropped unread; name another."
        raise fault(entry, text, "totals_row", "column")
