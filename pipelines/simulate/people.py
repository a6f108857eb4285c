"""Invented people for columns that must never be read: no name, number or address here belongs to anyone.

Telephones are 555-0100 to 555-0199 (kept for fiction), e-mail is at example.org (RFC 2606), and social
security numbers begin with 9, which none ever did.
"""

import numpy as np

GIVEN = [
    "Alex",
    "Sam",
    "Jo",
    "Robin",
    "Ana",
    "Luis",
    "Mei",
    "Fatima",
    "Omar",
    "Nadia",
    "Ivan",
    "Rosa",
    "Kofi",
    "Tess",
]
FAMILY = ["Example", "Sample", "Placeholder", "Ejemplo", "Muestra", "Prueba", "Testcase", "Invented"]
NOTES = [
    "Knock twice, the bell is broken.",
    "Afternoons are best.\nAsks for the third floor.",
    'Said "thank you, neighbors", will call again.',
    "Two children, one in a stroller; needs help with stairs.",
    "Señora asks for someone who speaks Spanish.",
    "Undocumented, afraid to give a name.",
    "",
    "",
]
TEAMS = ["Team North", "Team South", "Team East", "Weekend team"]


def fill(kind: str, size: int, area_codes: list[str], rng: np.random.Generator) -> np.ndarray:
    """`size` invented texts of one kind; raises KeyError for a kind that is not known."""
    makers = {
        "name": lambda: _joined(rng, size, " ", GIVEN, FAMILY),
        "telephone": lambda: telephones(size, area_codes, rng),
        "email": lambda: emails(size, rng),
        "birth_date": lambda: _birth_dates(size, rng),
        "social_security": lambda: social_security(size, rng),
        "note": lambda: _chosen(rng, size, NOTES),
        "team": lambda: _chosen(rng, size, TEAMS),
        "agency": lambda: _agencies(size, area_codes, rng),
        "household_size": lambda: rng.integers(1, 8, size=size).astype(str).astype(object),
        "channel": lambda: _chosen(rng, size, ["Phone", "Web", "Text", "Walk-in"]),
        "site": lambda: _chosen(rng, size, ["Main hall", "Side door", "Truck"]),
    }
    return makers[kind]()


def telephones(size: int, area_codes: list[str], rng: np.random.Generator) -> np.ndarray:
    """Text such as (800) 555-0143."""
    codes = np.array(area_codes, dtype=object)[rng.integers(len(area_codes), size=size)]
    return np.array(
        [f"({code}) 555-01{n:02d}" for code, n in zip(codes, rng.integers(100, size=size), strict=True)],
        dtype=object,
    )


def emails(size: int, rng: np.random.Generator) -> np.ndarray:
    """Text such as rosa.sample7@example.org."""
    names = np.char.lower(_joined(rng, size, ".", GIVEN, FAMILY).astype(str))
    return np.array(
        [f"{n}{i}@example.org" for n, i in zip(names, rng.integers(100, size=size), strict=True)],
        dtype=object,
    )


def social_security(size: int, rng: np.random.Generator) -> np.ndarray:
    """Text such as 987-65-4321: of the ten numbers that are kept for print."""
    return np.array([f"987-65-432{n}" for n in rng.integers(10, size=size)], dtype=object)


def _birth_dates(size: int, rng: np.random.Generator) -> np.ndarray:
    years, months, days = rng.integers(1935, 2010, size), rng.integers(1, 13, size), rng.integers(1, 29, size)
    return np.array(
        [f"{d:02d}/{m:02d}/{y}" for y, m, d in zip(years, months, days, strict=True)], dtype=object
    )


def _agencies(size: int, area_codes: list[str], rng: np.random.Generator) -> np.ndarray:
    names = _chosen(rng, size, ["Example Pantry", "Sample Legal Aid", "Placeholder House", "Invented Clinic"])
    return np.array(
        [f"{n}, {t}" for n, t in zip(names, telephones(size, area_codes, rng), strict=True)], dtype=object
    )


def _chosen(rng: np.random.Generator, size: int, texts: list[str]) -> np.ndarray:
    return np.array(texts, dtype=object)[rng.integers(len(texts), size=size)]


def _joined(
    rng: np.random.Generator, size: int, between: str, first: list[str], second: list[str]
) -> np.ndarray:
    return _chosen(rng, size, first) + np.full(size, between, dtype=object) + _chosen(rng, size, second)
