"""The slow and obvious twin of intake, in plain dicts: what the fast one must come to on the layout of
partners.py.
"""

from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import chain

HORIZONS = {"groceries": 3, "rent": 30, "diapers": 3, "unmapped": 30}
NEEDS = {"food": "groceries", "rent": "rent", "diapers": "diapers"}
RESULTS = {"helped": "received", "full": "turned_away", "open": "no_result", "gone": "withdrew"}
BEST = ("received", "turned_away", "withdrew", "no_result")
LAST_DAY = date(2026, 11, 23)

Row = tuple[str, ...]


def twin(files: list[list[Row]]) -> tuple[Counter, dict]:
    """Rows by fate, and (household or record, need, month) -> (first day, contacts, result, days to help)."""
    fates: Counter = Counter()
    live: list[tuple[int, Row]] = []
    for number, row in chain.from_iterable(((n, r) for r in rows) for n, rows in enumerate(files)):
        cells = tuple(cell.strip() for cell in row)
        if not any(cells):
            continue
        fates["received"] += 1
        if files.index(files[number]) < number:
            fates["duplicate"] += 1
        elif parse(cells[2]) is None or (cells[6] and parse(cells[6]) is None):
            fates["quarantined"] += 1
        else:
            live.append((number, cells))
    contacts = defaultdict(list)
    for row in _survivors(live, fates):
        if not date(2000, 1, 1) <= parse(row[2]) <= LAST_DAY:
            fates["out_of_period"] += 1
            continue
        fates["loaded"] += 1
        for need in _needs(row[4]):
            contacts[_unit(row), need, f"{parse(row[2]):%Y-%m}"].append(row)
    return fates, {key: _request(key[1], rows) for key, rows in contacts.items()}


def parse(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y").date()
    except ValueError:
        return None


def _survivors(live: list[tuple[int, Row]], fates: Counter) -> list[Row]:
    """The rows that are neither repeated nor corrected in a later file."""
    last_file: dict[str, int] = {}
    for number, row in live:
        last_file[row[0].lower()] = number
    kept, seen = [], set()
    for _, row in live:
        record = row[0].lower()
        if row in seen:
            fates["duplicate"] += 1
        elif record and (last_file[record], row) not in live:
            fates["replaced"] += 1
        else:
            kept.append(row)
        seen.add(row)
    return kept


def _needs(text: str) -> list[str]:
    words = {word.strip().lower() for word in text.split(";")} - {""}
    return sorted({NEEDS.get(word, "unmapped") for word in words}) or ["unmapped"]


def _unit(row: Row) -> object:
    """Who asked: the household within a year, else the record, else the row by itself."""
    if row[1]:
        return ("household", row[1].lower(), parse(row[2]).year)
    return ("record", row[0].lower()) if row[0] else ("row", row)


def _request(need: str, rows: list[Row]) -> tuple:
    first = min(parse(row[2]) for row in rows)
    results, speeds = [], []
    for row in rows:
        result = RESULTS.get(row[5].lower(), "no_result")
        days = (parse(row[6]) - first).days if row[6] else None
        if days is not None and days > HORIZONS[need]:
            result = "no_result"
        if result == "received" and days is not None and days >= 0:
            speeds.append(days)
        results.append(result)
    return first, len(rows), min(results, key=BEST.index), min(speeds, default=None)
