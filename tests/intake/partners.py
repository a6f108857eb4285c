"""Small logs that tests write: nobody in them is real."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

KEY = b"k" * 32
PARTNER_YAML = "name: Stoop Collective\nkind: mutual_aid\nlanguages: [en, es]\nservice_area: all\n"
HEADER = ("Record", "Family", "Asked on", "Area", "Needs", "Outcome", "Closed on")
MAPPING = """\
partner: stoop
files: ["*.csv"]
columns:
  "Record": {role: request_id}
  "Family": {role: household_key}
  "Asked on": {role: received_on, formats: ["%m/%d/%Y"]}
  "Area": {role: area, level: neighbourhood}
  "Needs": {role: need, many: ";"}
  "Outcome": {role: result}
  "Closed on": {role: result_on, formats: ["%m/%d/%Y"]}
codes:
  need: {"Food": groceries, "Rent": rent, "Diapers": diapers}
  result: {"Helped": received, "Full": turned_away, "Open": no_result, "Gone": withdrew}
"""
ROW = ("R1", "H1", "03/05/2025", "b0d0n00", "Food", "Helped", "03/06/2025")


def key_of(_year: int) -> bytes:
    """One key for every year: the ids of households are told apart by the year as well."""
    return KEY


def csv_text(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    """The rows as CSV text under `header`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def write_log(
    folder: Path,
    rows: Iterable[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    mapping: str = MAPPING,
    name: str = "log.csv",
) -> Path:
    """Write mapping.yaml and one CSV file into the partner's folder."""
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    path = folder / name
    path.write_text(csv_text(rows, header), encoding="utf-8")
    return path


def row(**changes: str) -> tuple[str, ...]:
    """One row of HEADER with some cells changed: `row(needs="Rent")`."""
    cells = dict(zip(HEADER, ROW, strict=True))
    cells |= {name: changes[key] for name in HEADER if (key := name.casefold().replace(" ", "_")) in changes}
    return tuple(cells.values())
