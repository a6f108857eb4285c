"""From a file never seen to a mapping that a person confirms: read a sample, propose, write mapping.yaml."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import yaml

from pipelines.catalog import Catalog
from pipelines.errors import IntakeError
from pipelines.identifiers import find_identifier, names_person, plain_words, tells_status
from pipelines.intake.guess.guesses import Guess
from pipelines.intake.guess.looks import SAMPLE, column_of, parts_of
from pipelines.intake.guess.propose import propose
from pipelines.intake.guess.settings import settled
from pipelines.intake.guess.words import Phrases, band_of, code_of, need_of, value_words
from pipelines.intake.mapping import Format, same
from pipelines.intake.readers import read_sheets
from pipelines.intake.roles import CODED, DROPPED, ROLES
from pipelines.intake.sheets import Sheet, taken
from pipelines.wording import Wording

SPANISH = re.compile(
    r"[áéíóúñ¿]|\b(?:fecha|nombre|correo|telefono|codigo|numero|que|del|la|el|los|edad|idioma)\b", re.I
)


@dataclass(frozen=True)
class Proposal:
    """`guesses`: one per column, in order. `codes`: per field the words that have a code; `uncoded`: per
    field the words that have none, the commonest first, each with its rows in the sample. `need`: what every
    row asks for, where a person says so and no column tells it.
    """

    label: str
    layout: Format
    guesses: tuple[Guess, ...]
    codes: Mapping[str, Mapping[str, str]]
    uncoded: Mapping[str, Mapping[str, int]]
    rows: int
    need: str | None = None

    @property
    def has_need(self) -> bool:
        """Whether a column tells what is asked for."""
        return any(guess.role in ("need", "need_flag") for guess in self.guesses)


def propose_mapping(
    path: Path,
    catalog: Catalog,
    wording: Wording,
    areas: frozenset[str] = frozenset(),
    data: bytes | None = None,
    layout: Format = Format(),  # noqa: B008 (frozen)
) -> Proposal:
    """What each column of the file may be. `areas`: names and codes of the workspace's areas (plain_words).

    `data`: the content of a file that is not on the disk. `layout`: what a person says of how it is written.
    Raises IntakeError where it cannot be read.
    """
    content = path.read_bytes() if data is None else data
    sheet = max(read_sheets(path, content, layout, frozenset()), key=_rows_of)
    sample = taken(path.name, sheet.rows.head(SAMPLE))
    headers = [(n, header) for n, header in enumerate(sheet.headers, start=1) if header.strip()]
    if not headers or not sample.height:
        raise IntakeError(
            f"{path.name} has no header with rows under it. Expected both; export the log again."
        )
    is_spanish = sum(bool(SPANISH.search(header)) for _, header in headers) >= 2
    words = value_words(catalog, wording)
    columns = [column_of(n, header, sample[str(n)], is_spanish) for n, header in headers]
    return _coded(sheet.label, layout, propose(columns, words, areas), words, _rows_of(sheet))


def with_roles(
    proposal: Proposal,
    roles: Mapping[str, str],
    catalog: Catalog,
    wording: Wording,
    settings: Mapping[str, Mapping[str, object]] | None = None,
) -> Proposal:
    """The proposal with some columns as a person says, by header. `settings`: of a column, in place of those
    proposed. Raises IntakeError where there is no such column or role.
    """
    words, guesses = value_words(catalog, wording), list(proposal.guesses)
    for header, role in roles.items():
        at = _at(proposal, header)
        if role not in ROLES:
            raise IntakeError(f"There is no role `{role}`. The roles are: {', '.join(ROLES)}.")
        guesses[at] = settled(replace(guesses[at], role=role, score=9.0, why=("said",)), words)
    for header, own in (settings or {}).items():
        at = _at(proposal, header)
        guesses[at] = replace(guesses[at], settings=dict(own))
    return _coded(proposal.label, proposal.layout, guesses, words, proposal.rows)


def _at(proposal: Proposal, header: str) -> int:
    for n, guess in enumerate(proposal.guesses):
        if same(guess.column.header) == same(header):
            return n
    known = ", ".join(
        f"`{guess.column.header}`" for guess in proposal.guesses if not _tells(guess.column.header)
    )
    raise IntakeError(f"{proposal.label} has no column `{header}`. It has: {known}.")


def mapping_text(partner: str, files: str, proposal: Proposal, area_level: str) -> str:
    """mapping.yaml of the proposal. `area_level`: where a column of areas has no level of its own."""
    content = {"partner": partner, "files": [files]}
    if layout := layout_of(proposal):
        content["format"] = layout
    content["columns"] = columns_of(proposal, area_level)
    if proposal.codes:
        content["codes"] = {field: dict(words) for field, words in proposal.codes.items()}
    content |= constants_of(proposal)
    head = "# Proposed from the file and confirmed by a person. A line may be changed at any time.\n"
    return head + as_yaml(content)


def constants_of(proposal: Proposal) -> dict:
    """`constants` of mapping.yaml as plain data; nothing where a column tells the need."""
    return {} if proposal.has_need or not proposal.need else {"constants": {"need": proposal.need}}


def layout_of(proposal: Proposal) -> dict:
    """`format` of mapping.yaml as plain data: what is said of it, without what is found by looking."""
    return proposal.layout.model_dump(mode="json", exclude_defaults=True)


def columns_of(proposal: Proposal, area_level: str) -> dict[str, dict]:
    """`columns` of mapping.yaml as plain data."""
    columns = {}
    for guess in proposal.guesses:
        settings = dict(guess.settings)
        if guess.role == "area":
            settings.setdefault("level", area_level)
        columns[guess.column.header] = {"role": guess.role, **settings}
    return columns


def as_yaml(content: dict) -> str:
    """Plain data as we write it into a partner's folder."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def _rows_of(sheet: Sheet) -> int:
    return int(taken(sheet.label, sheet.rows.select(pl.len())).item())


def _coded(
    label: str, layout: Format, guesses: list[Guess], words: Mapping[str, Phrases], rows: int
) -> Proposal:
    codes: dict[str, dict[str, str]] = {}
    uncoded: dict[str, dict[str, int]] = {}
    for guess in (guess for guess in guesses if guess.role in CODED):
        look_up = {"need": need_of, "age_band": band_of}.get(guess.role, code_of)
        for word, found in _words_of(guess).items():
            if code := look_up(word, words[guess.role]):
                codes.setdefault(guess.role, {}).setdefault(word, code)
            else:
                uncoded.setdefault(guess.role, {})[word] = found
    return Proposal(label, layout, tuple(guesses), codes, uncoded, rows)


def _words_of(guess: Guess) -> dict[str, int]:
    """The words of a coded column with their cells, the commonest first; none that may be of a person."""
    parts = [
        part.strip() for text in guess.column.cells for part in parts_of(text, guess.settings.get("many"))
    ]
    counted = Counter(same(part) for part in parts)
    written = {same(part): part for part in reversed(parts)}
    common = [word for word, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))]
    kept = (written[word] for word in common if not _tells(written[word]))
    # The build makes one neutral reason of every word about papers or status: none of them is written down.
    return {word: counted[same(word)] for word in kept if guess.role == "need" or not tells_status(word)}


def _tells(text: str) -> bool:
    return bool(find_identifier(text) or names_person(text))


def dropped(proposal: Proposal) -> list[Guess]:
    """The columns that would never be read."""
    return [guess for guess in proposal.guesses if guess.role in DROPPED]


def area_words(areas: pl.DataFrame) -> frozenset[str]:
    """Names and codes of areas (AREA) as `propose` compares them."""
    texts = {*areas["area_code"], *areas["name"]}
    return frozenset(plain_words(text) for text in texts if text)
