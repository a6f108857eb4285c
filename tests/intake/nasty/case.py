"""One nasty file: how a partner sent it, how it is mapped, and the two accounts that it must come to."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Nobody: a name of no one, numbers that are never given out. The gate must let none of them past.
NAME = "Zoraida Quispe"
TELEPHONE = "718-555-0142"
EMAIL = "zquispe@example.org"
TAX_NUMBER = "078-05-1120"
STREET = "1420 Grand Concourse"
PLANTED = (NAME, "Quispe", TELEPHONE, "7185550142", EMAIL, TAX_NUMBER, STREET, "Grand Concourse")

HEADER = ("Record", "Client", "Family", "Asked on", "Area", "Needs", "Outcome", "Closed on", "Comments")
COLUMNS = {
    "Record": "{role: request_id}",
    "Client": "{role: identifier}",
    "Family": "{role: household_key}",
    "Asked on": '{role: received_on, formats: ["%m/%d/%Y"]}',
    "Area": "{role: area, level: neighbourhood}",
    "Needs": '{role: need, many: ";"}',
    "Outcome": "{role: result}",
    "Closed on": '{role: result_on, formats: ["%m/%d/%Y"]}',
    "Comments": "{role: note}",
}
CODES = {
    "need": '{"Food": groceries, "Rent": rent, "Diapers": diapers}',
    "result": '{"Helped": received, "Full": turned_away, "Open": no_result, "Gone": withdrew}',
}


@dataclass(frozen=True)
class Case:
    """`rows`: the account of rows, as `received 3, loaded 3`; reasons after a colon. `requests`: loaded,
    offers, asks, expanded, folded, request rows, requests. `mapping`: lines beside columns and codes.
    """

    name: str
    files: dict[str, bytes]
    rows: str
    requests: str
    columns: dict[str, str]
    codes: dict[str, str]
    mapping: str

    def mapping_text(self, partner: str) -> str:
        """mapping.yaml."""
        columns = "".join(f'  "{name}": {rule}\n' for name, rule in self.columns.items())
        codes = "".join(f"  {field}: {words}\n" for field, words in self.codes.items())
        coded = f"codes:\n{codes}" if codes else ""
        return f'partner: {partner}\nfiles: ["log*"]\n{self.mapping}columns:\n{columns}{coded}'

    def write(self, folder: Path) -> None:
        """The partner's folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "mapping.yaml").write_text(self.mapping_text(folder.name), encoding="utf-8")
        (folder / "partner.yaml").write_text(
            f"name: {folder.name}\nkind: mutual_aid\nlanguages: [en]\nis_simulated: true\n", encoding="utf-8"
        )
        for name, data in self.files.items():
            (folder / name).write_bytes(data)


def person(n: int, **changes: str) -> list[str]:
    """Row `n` of HEADER: record Rn of household Hn, with some cells changed."""
    cells = {
        "Record": f"R{n}",
        "Client": NAME,
        "Family": f"H{n}",
        "Asked on": f"03/{n:02d}/2025",
        "Area": "b0d0n00",
        "Needs": "Food",
        "Outcome": "Helped",
        "Closed on": f"03/{n:02d}/2025",
        "Comments": f"ring {TELEPHONE} or {EMAIL}",
    }
    given = {name: changes[key] for name in HEADER if (key := name.lower().replace(" ", "_")) in changes}
    return list((cells | given).values())


def text_of(rows: Sequence[Sequence[str]], *, delimiter: str = ",", end: str = "\n") -> str:
    """Rows as CSV text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def case(
    name: str,
    content: object,
    rows: str,
    requests: str,
    *,
    ending: str = "csv",
    columns: dict[str, str] | None = None,
    codes: dict[str, str] | None = None,
    mapping: str = "",
) -> Case:
    """A case of one file (text, bytes, or rows for CSV) or of several by their endings of names.

    `columns` and `codes` replace single entries of COLUMNS and CODES; a dictionary with the key "only" is
    taken by itself.
    """
    files = content if isinstance(content, dict) else {f"log.{ending}": content}
    return Case(
        name,
        {file: _bytes(data) for file, data in files.items()},
        rows,
        requests,
        _merged(COLUMNS, columns),
        _merged(CODES, codes),
        mapping,
    )


def _merged(usual: dict[str, str], given: dict[str, str] | None) -> dict[str, str]:
    given = dict(given or {})
    if "only" in given:
        del given["only"]
        return given
    return usual | given


def _bytes(content: object) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else text_of(content)).encode("utf-8")
